#include <algorithm>
#include <filesystem>
#include <set>
#include <span>

#include <doctest/doctest.h>
#include <sndfile.h>
#include <unistd.h>

#include "audit/audit.h"
#include "audit/sounds.h"

using namespace boyin;
using audit::Check;
using test::kRateHz;

namespace {

/// Sentences of ten syllables with half a second between them, as a file.
class Programme {
 public:
  Programme()
      : path_(std::filesystem::temp_directory_path() /
              ("boyin-audit-" + std::to_string(::getpid()) + ".wav")) {}
  Programme(const Programme&) = delete;
  Programme& operator=(const Programme&) = delete;
  ~Programme() { std::filesystem::remove(path_); }

  static std::vector<float> Sentence(int number) { return test::Speech(number * 10, 10); }

  void Say(const std::vector<float>& samples) {
    samples_.resize(samples_.size() + kRateHz / 2);
    audit::Sentence& sentence = script_.sentences.emplace_back();
    sentence.begin_s = Seconds();
    test::Append(samples_, samples);
    sentence.end_s = Seconds();
    sentence.spoken = std::to_string(script_.sentences.size() - 1);
    sentence.pinyin = "yi1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3 shi2";
  }

  /// The checks that spoke up, each with its sentence.
  [[nodiscard]] std::multiset<std::pair<std::size_t, Check>> Found(
      bool compare, const audit::Recognise& recognise = {}) {
    samples_.resize(samples_.size() + kRateHz / 2);
    SF_INFO info{};
    info.samplerate = kRateHz;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    SNDFILE* file = ::sf_open(path_.c_str(), SFM_WRITE, &info);
    REQUIRE(file != nullptr);
    ::sf_write_float(file, samples_.data(), static_cast<sf_count_t>(samples_.size()));
    ::sf_close(file);
    const audit::SayAgain again = [](const audit::Sentence& sentence) {
      return std::optional(
          audit::Reference{kRateHz, Sentence(std::stoi(sentence.spoken)), {{0, 9, "词"}}});
    };
    const Result<audit::Audit> audit =
        audit::Examine(path_, script_, compare ? again : audit::SayAgain(), recognise);
    REQUIRE(audit.has_value());
    CHECK(audit->sentences == script_.sentences.size());
    std::multiset<std::pair<std::size_t, Check>> found;
    for (const audit::Finding& finding : audit->findings) {
      found.emplace(finding.sentence, finding.check);
    }
    return found;
  }

 private:
  [[nodiscard]] double Seconds() const { return static_cast<double>(samples_.size()) / kRateHz; }

  std::filesystem::path path_;
  audit::Script script_;
  std::vector<float> samples_;
};

using Found = std::multiset<std::pair<std::size_t, Check>>;

std::vector<float> Without(std::vector<float> samples, double begin_s, double end_s) {
  const auto at = [&](double s) {
    return samples.begin() + static_cast<std::ptrdiff_t>(s * kRateHz);
  };
  samples.erase(at(begin_s), at(end_s));
  return samples;
}

}  // namespace

TEST_CASE("nothing is found where nothing is wrong") {
  for (const bool compare : {false, true}) {
    Programme programme;
    for (int i = 0; i < 12; ++i) programme.Say(Programme::Sentence(i));
    CHECK(programme.Found(compare) == Found{});
  }
}

TEST_CASE("by the sound alone: silence, a level of its own, a crack, a long pause, clipping") {
  Programme programme;
  for (int i = 0; i < 4; ++i) programme.Say(Programme::Sentence(i));
  programme.Say(std::vector<float>(2 * kRateHz, 0.0F));  // 4
  std::vector<float> soft = Programme::Sentence(5);
  for (float& sample : soft) sample *= 0.4F;
  programme.Say(soft);
  std::vector<float> crack = Programme::Sentence(6);
  crack[kRateHz / 2] += 0.6F;
  programme.Say(crack);
  std::vector<float> pause = Programme::Sentence(7);
  pause.insert(pause.begin() + kRateHz, 3 * kRateHz / 2, 0.0F);
  programme.Say(pause);
  std::vector<float> clipped = Programme::Sentence(8);
  for (float& sample : clipped) sample = std::clamp(sample * 30, -1.0F, 1.0F);
  programme.Say(clipped);
  for (int i = 9; i < 13; ++i) programme.Say(Programme::Sentence(i));
  const Found found = programme.Found(false);
  CHECK(found.contains({4, Check::kMissing}));
  CHECK(found.contains({5, Check::kLevel}));
  CHECK(found.contains({6, Check::kClick}));
  CHECK(found.contains({7, Check::kPause}));
  CHECK(found.contains({8, Check::kClipping}));
  for (const auto& [sentence, check] : found) {
    CAPTURE(audit::CheckName(check));
    CHECK(sentence >= 4);
    CHECK(sentence <= 8);
  }
}

TEST_CASE("beside the same words: left out, doubled, wrong, broken off") {
  Programme programme;
  for (int i = 0; i < 4; ++i) programme.Say(Programme::Sentence(i));
  programme.Say(Without(Programme::Sentence(4), 0.8, 1.2));
  std::vector<float> doubled = Programme::Sentence(5);
  const std::vector<float> twice(doubled.begin() + kRateHz / 2, doubled.begin() + kRateHz);
  doubled.insert(doubled.begin() + kRateHz, twice.begin(), twice.end());
  programme.Say(doubled);
  std::vector<float> wrong = test::Speech(60, 4);
  test::Append(wrong, test::Speech(500, 2));
  test::Append(wrong, test::Speech(66, 4));
  programme.Say(wrong);
  programme.Say(Without(Programme::Sentence(7), 1.2, 1.8));
  for (int i = 8; i < 12; ++i) programme.Say(Programme::Sentence(i));
  const Found found = programme.Found(true);
  CHECK(found.contains({4, Check::kDropped}));
  CHECK(found.contains({5, Check::kAdded}));
  CHECK(found.contains({6, Check::kDiffers}));
  CHECK(found.contains({7, Check::kDropped}));
  for (const auto& [sentence, check] : found) {
    CAPTURE(audit::CheckName(check));
    CHECK(sentence >= 4);
    CHECK(sentence <= 7);
  }
}

TEST_CASE("what a recogniser hears otherwise is told, unless it does not understand the voice") {
  for (const bool understands : {true, false}) {
    Programme programme;
    for (int i = 0; i < 9; ++i) programme.Say(Programme::Sentence(i));
    std::size_t asked = 0;
    const Found found = programme.Found(
        false, [&](std::span<const float> samples, int rate_hz) -> Result<std::string> {
          CHECK(rate_hz == kRateHz);
          CHECK(samples.size() > kRateHz);
          if (understands && asked++ != 4) return "yi1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3 shi2";
          return "yi1 er4 san1 ni3 men2 hao3 qi1 ba1 jiu3 shi2";
        });
    CHECK(found == (understands ? Found{{4, Check::kMisheard}} : Found{}));
  }
}

TEST_CASE("a file that ends early, and one that is none") {
  audit::Script script;
  script.sentences.push_back({0, 10, "", "", "yi1"});
  const Result<audit::Audit> none = audit::Examine("/nonexistent.mp3", script);
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == Code::kInput);
}
