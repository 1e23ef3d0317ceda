#include "synthesise/kokoro/model.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "synthesise/kokoro/network.h"
#include "synthesise/kokoro/onnx.h"

namespace boyin::synthesise::kokoro {
namespace {

constexpr int kWarnings = 2;
constexpr int kArenaAllocator = 1;
constexpr int kDefaultMemory = 0;
constexpr std::size_t kMostNetworkBytes = std::size_t{1} << 30U;

}  // namespace

struct Model::State {
  onnx::Library library;
  onnx::Handle<onnx::Env> env;
  onnx::Handle<onnx::MemoryInfo> memory;
  onnx::Handle<onnx::Session> session;

  template <typename T>
  Result<onnx::Handle<onnx::Value>> Tensor(std::span<T> data, onnx::ElementType type,
                                           std::span<const std::int64_t> shape) const {
    onnx::Value* value = nullptr;
    // The runtime only reads what it is given as input.
    Result<void> made = onnx::Check(
        library.api, library.api.create_tensor(memory.get(), data.data(), data.size_bytes(),
                                               shape.data(), shape.size(), type, &value));
    if (!made) return tl::unexpected(made.error());
    return onnx::Handle<onnx::Value>(value, library.api.release_value);
  }

  template <typename T>
  Result<std::vector<T>> Read(onnx::Value* value) const {
    const onnx::Api& api = library.api;
    onnx::ShapeInfo* shape = nullptr;
    if (Result<void> got = onnx::Check(api, api.shape_of(value, &shape)); !got) {
      return tl::unexpected(got.error());
    }
    const onnx::Handle<onnx::ShapeInfo> owned(shape, api.release_shape);
    std::size_t count = 0;
    void* data = nullptr;
    Result<void> got = onnx::Check(api, api.element_count(shape, &count));
    if (got) got = onnx::Check(api, api.tensor_data(value, &data));
    if (!got) return tl::unexpected(got.error());
    const T* first = static_cast<const T*>(data);
    return std::vector<T>(first, first + count);
  }
};

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

const std::string& Model::runtime_version() const { return state_->library.version; }

Result<Model> Model::Load(const std::filesystem::path& runtime,
                          const std::filesystem::path& network, int threads, bool as_products) {
  Result<onnx::Library> library = onnx::Load(runtime);
  if (!library) return tl::unexpected(library.error());
  Result<std::string> bytes = ReadFile(network, kMostNetworkBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  bytes = MadeReady(*bytes, as_products);
  if (!bytes) {
    bytes.error().where = network.string();
    return tl::unexpected(bytes.error());
  }
  const onnx::Api& api = library->api;
  onnx::Env* env = nullptr;
  onnx::MemoryInfo* memory = nullptr;
  onnx::SessionOptions* options = nullptr;
  onnx::Session* session = nullptr;
  Result<void> done = onnx::Check(api, api.create_env(kWarnings, "boyin", &env));
  if (done) done = onnx::Check(api, api.cpu_memory(kArenaAllocator, kDefaultMemory, &memory));
  if (done) done = onnx::Check(api, api.create_session_options(&options));
  const onnx::Handle<onnx::SessionOptions> owned(options, api.release_session_options);
  if (done) done = onnx::Check(api, api.set_threads(options, threads));
  if (done) {
    done =
        onnx::Check(api, api.create_session(env, bytes->data(), bytes->size(), options, &session));
  }
  auto state = std::make_unique<State>(State{std::move(*library),
                                             {env, api.release_env},
                                             {memory, api.release_memory},
                                             {session, api.release_session}});
  if (!done) {
    done.error().where = network.string();
    return tl::unexpected(done.error());
  }
  return Model(std::move(state));
}

Result<Utterance> Model::Speak(std::span<const std::int64_t> symbols, std::span<const float> style,
                               float speed) const {
  std::vector<std::int64_t> tokens(symbols.size() + 2, 0);
  std::copy(symbols.begin(), symbols.end(), tokens.begin() + 1);
  std::vector<float> look(style.begin(), style.end());
  std::array<float, 1> pace{speed};
  const std::array<std::int64_t, 2> token_shape{1, static_cast<std::int64_t>(tokens.size())};
  const std::array<std::int64_t, 2> style_shape{1, static_cast<std::int64_t>(kStyleSize)};
  const std::array<std::int64_t, 1> speed_shape{1};
  const auto in = state_->Tensor<std::int64_t>(tokens, onnx::ElementType::kInt64, token_shape);
  const auto as = state_->Tensor<float>(look, onnx::ElementType::kFloat, style_shape);
  const auto at = state_->Tensor<float>(pace, onnx::ElementType::kFloat, speed_shape);
  for (const auto* tensor : {&in, &as, &at}) {
    if (!*tensor) return tl::unexpected(tensor->error());
  }
  const std::array<const char*, 3> names{"tokens", "style", "speed"};
  const std::array<const onnx::Value*, 3> inputs{in->get(), as->get(), at->get()};
  const std::array<const char*, 2> wanted{"audio", kFrames.data()};
  std::array<onnx::Value*, 2> outputs{};
  const onnx::Api& api = state_->library.api;
  Result<void> ran =
      onnx::Check(api, api.run(state_->session.get(), nullptr, names.data(), inputs.data(),
                               inputs.size(), wanted.data(), wanted.size(), outputs.data()));
  const onnx::Handle<onnx::Value> audio(outputs[0], api.release_value);
  const onnx::Handle<onnx::Value> frames(outputs[1], api.release_value);
  if (!ran) return tl::unexpected(ran.error());
  Result<std::vector<float>> samples = state_->Read<float>(audio.get());
  if (!samples) return tl::unexpected(samples.error());
  Result<std::vector<std::int64_t>> lengths = state_->Read<std::int64_t>(frames.get());
  if (!lengths) return tl::unexpected(lengths.error());
  return Utterance{std::move(*samples), std::move(*lengths)};
}

}  // namespace boyin::synthesise::kokoro
