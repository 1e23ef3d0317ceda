#include "publish/markup/xml.h"

#include <libxml/xmlwriter.h>

#include "base/xml_text.h"

namespace boyin::publish {
namespace {

struct FreeBuffer {
  void operator()(xmlBuffer* buffer) const { xmlBufferFree(buffer); }
};
struct FreeWriter {
  void operator()(xmlTextWriter* writer) const { xmlFreeTextWriter(writer); }
};

/// A string as libxml2 takes it.
class Chars {
 public:
  explicit Chars(std::string_view text) : text_(XmlCharacters(text)) {}
  operator const xmlChar*() const {  // NOLINT(google-explicit-constructor): a cast in disguise
    return reinterpret_cast<const xmlChar*>(text_.c_str());
  }

 private:
  std::string text_;
};

}  // namespace

struct Xml::State {
  std::unique_ptr<xmlBuffer, FreeBuffer> buffer{xmlBufferCreate()};
  std::unique_ptr<xmlTextWriter, FreeWriter> writer{xmlNewTextWriterMemory(buffer.get(), 0)};
};

Xml::Xml(Layout layout) : state_(std::make_unique<State>()) {
  xmlTextWriterSetIndent(state_->writer.get(), layout == Layout::kIndented ? 1 : 0);
  xmlTextWriterSetIndentString(state_->writer.get(), Chars("  "));
  xmlTextWriterStartDocument(state_->writer.get(), nullptr, "UTF-8", nullptr);
}

Xml::Xml(Xml&&) noexcept = default;
Xml& Xml::operator=(Xml&&) noexcept = default;
Xml::~Xml() = default;

Xml& Xml::Open(std::string_view element) {
  xmlTextWriterStartElement(state_->writer.get(), Chars(element));
  return *this;
}

Xml& Xml::Attribute(std::string_view name, std::string_view value) {
  xmlTextWriterWriteAttribute(state_->writer.get(), Chars(name), Chars(value));
  return *this;
}

Xml& Xml::Text(std::string_view text) {
  xmlTextWriterWriteString(state_->writer.get(), Chars(text));
  return *this;
}

Xml& Xml::Close() {
  xmlTextWriterEndElement(state_->writer.get());
  return *this;
}

Xml& Xml::Element(std::string_view name, std::string_view text) {
  return Open(name).Text(text).Close();
}

Xml& Xml::HtmlDoctype() {
  xmlTextWriterWriteDTD(state_->writer.get(), Chars("html"), nullptr, nullptr, nullptr);
  return *this;
}

Xml& Xml::Doctype(std::string_view element, std::string_view public_id,
                  std::string_view system_id) {
  xmlTextWriterWriteDTD(state_->writer.get(), Chars(element), Chars(public_id), Chars(system_id),
                        nullptr);
  return *this;
}

std::string Xml::Finish() && {
  xmlTextWriterEndDocument(state_->writer.get());
  xmlTextWriterFlush(state_->writer.get());
  const auto* bytes = reinterpret_cast<const char*>(xmlBufferContent(state_->buffer.get()));
  return {bytes, static_cast<std::size_t>(xmlBufferLength(state_->buffer.get()))};
}

}  // namespace boyin::publish
