#include "intake/compound.h"

#include <array>

#include <gsf/gsf.h>

#include "base/date.h"

namespace boyin::intake {
namespace {

constexpr gsf_off_t kLongestStream = 256'000'000;  // bytes

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

GsfInfile* FileOf(void* file) { return static_cast<GsfInfile*>(file); }

std::string TextOf(const GsfDocMetaData* data, const char* key) {
  const GsfDocProp* property = gsf_doc_meta_data_lookup(data, key);
  if (property == nullptr) return {};
  const GValue* value = gsf_doc_prop_get_val(property);
  if (value == nullptr) return {};
  if (G_VALUE_HOLDS_STRING(value)) {
    const char* text = g_value_get_string(value);
    return text == nullptr || g_utf8_validate(text, -1, nullptr) == FALSE ? std::string()
                                                                          : std::string(text);
  }
  const std::unique_ptr<char, decltype(&g_free)> text(g_strdup_value_contents(value), g_free);
  return text == nullptr ? std::string() : std::string(text.get());
}

}  // namespace

bool IsCompound(std::string_view bytes) {
  return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
}

void Compound::Close::operator()(void* object) const { g_object_unref(object); }

std::optional<Compound> Compound::Open(std::string_view bytes) {
  const Owned<GsfInput> input(gsf_input_memory_new(reinterpret_cast<const guint8*>(bytes.data()),
                                                   static_cast<gsf_off_t>(bytes.size()), FALSE));
  if (input == nullptr) return std::nullopt;
  Compound out;
  out.file_.reset(gsf_infile_msole_new(input.get(), nullptr));
  if (out.file_ == nullptr) return std::nullopt;
  return out;
}

bool Compound::Has(const char* stream) const {
  const Owned<GsfInput> child(gsf_infile_child_by_name(FileOf(file_.get()), stream));
  return child != nullptr;
}

std::optional<std::string> Compound::Read(const char* stream) const {
  const Owned<GsfInput> child(gsf_infile_child_by_name(FileOf(file_.get()), stream));
  if (child == nullptr) return std::nullopt;
  const gsf_off_t size = gsf_input_size(child.get());
  if (size <= 0 || size > kLongestStream) return std::nullopt;
  std::string out(static_cast<std::size_t>(size), '\0');
  const guint8* read =
      gsf_input_read(child.get(), out.size(), reinterpret_cast<guint8*>(out.data()));
  if (read == nullptr) return std::nullopt;
  return out;
}

Compound::Summary Compound::ReadSummary() const {
  Summary out;
  const Owned<GsfInput> child(
      gsf_infile_child_by_name(FileOf(file_.get()), "\005SummaryInformation"));
  if (child == nullptr) return out;
  const Owned<GsfDocMetaData> data(gsf_doc_meta_data_new());
  if (GError* error = gsf_doc_meta_data_read_from_msole(data.get(), child.get());
      error != nullptr) {
    g_error_free(error);
    return out;
  }
  out.title = TextOf(data.get(), GSF_META_NAME_TITLE);
  out.author = TextOf(data.get(), GSF_META_NAME_INITIAL_CREATOR);
  if (out.author.empty()) out.author = TextOf(data.get(), GSF_META_NAME_CREATOR);
  if (const auto moment = FindDate(TextOf(data.get(), GSF_META_NAME_DATE_CREATED))) {
    out.created = moment->day;
  }
  return out;
}

}  // namespace boyin::intake
