#include "publish/bundle.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <zip.h>

#include "base/file.h"
#include "publish/episodes.h"

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;
namespace fs = std::filesystem;

namespace {

/// A folder that goes away, with what passes for a sound file in it.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "boyin-bundle-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

  [[nodiscard]] std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  fs::path path_;
};

Episode InFolder(const Folder& folder, const std::string& sound) {
  Episode episode = EpisodeOf({{{"今天", "|。"}, {"明天", "|。"}}});
  episode.file = (folder.path() / sound).string();
  std::ofstream(episode.file) << "not really sound";
  return episode;
}

std::string Page(const Folder& folder) { return *ReadFile(folder.path() / "news.html"); }

/// A file of the book.
std::string Unzipped(const Episode& episode, const Folder& folder, const std::string& name,
                     Part part = Part::kBook) {
  if (!WriteBundle(episode, {part}, folder.path())) return {};
  int code = 0;
  const std::string book = "news" + std::string(SuffixOf(part));
  zip_t* archive = zip_open((folder.path() / book).c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) return {};
  std::string bytes(1U << 20U, '\0');
  zip_file_t* file = zip_fopen(archive, name.c_str(), 0);
  const zip_int64_t got = file == nullptr ? 0 : zip_fread(file, bytes.data(), bytes.size());
  if (file != nullptr) zip_fclose(file);
  zip_discard(archive);
  bytes.resize(static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)));
  return bytes;
}

}  // namespace

TEST_CASE("all parts stand beside the sound, and nothing else") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.mp3");
  episode.tags.cover = encode::Picture{"jpeg", "image/jpeg"};
  const Result<Bundle> bundle = WriteBundle(episode, AllParts(), folder.path());
  REQUIRE(bundle.has_value());
  CHECK(bundle->files.size() == 9);
  CHECK(bundle->left_out.empty());
  CHECK(folder.Names() == std::vector<std::string>{"news.chapters.json", "news.epub", "news.html",
                                                   "news.jpg", "news.json", "news.mp3",
                                                   "news.report.json", "news.srt", "news.txt",
                                                   "news.vtt"});
  // Not where it was made: it may be handed on.
  const std::string report = *ReadFile((folder.path() / "news.report.json").string());
  CHECK(report.find("\"path\": \"news.mp3\"") != std::string::npos);
  CHECK(report.find(folder.path().string()) == std::string::npos);
}

TEST_CASE("what cannot be is left out and named; the article is never overwritten") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.flac");
  episode.document.file = (folder.path() / "news.txt").string();
  std::ofstream(episode.document.file) << "the article";
  const Result<Bundle> bundle = WriteBundle(episode, AllParts(), folder.path());
  REQUIRE(bundle.has_value());
  CHECK(bundle->left_out.size() == 3);  // book, cover, text
  CHECK(*ReadFile(episode.document.file) == "the article");
  CHECK_FALSE(fs::exists(folder.path() / "news.epub"));
}

TEST_CASE("a folder that is not there is an error with its name, and leaves nothing") {
  const Folder folder;
  const Episode episode = InFolder(folder, "news.mp3");
  const Result<Bundle> bundle = WriteBundle(episode, AllParts(), folder.path() / "none");
  REQUIRE_FALSE(bundle.has_value());
  CHECK(bundle.error().code == Code::kOutput);
  CHECK(bundle.error().where.find("none") != std::string::npos);
  CHECK(folder.Names() == std::vector<std::string>{"news.mp3"});
}

TEST_CASE("a book whose sound is gone leaves no half of it") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.mp3");
  fs::remove(episode.file);
  CHECK_FALSE(WriteBundle(episode, {Part::kBook}, folder.path()).has_value());
  CHECK_FALSE(WriteBundle(episode, {Part::kPage}, folder.path()).has_value());
  CHECK(folder.Names().empty());
}

TEST_CASE("a book begins with its media type, stored, so that a file can be known by its bytes") {
  const Folder folder;
  const Episode episode = InFolder(folder, "news.mp3");
  REQUIRE(WriteBundle(episode, {Part::kBook}, folder.path()).has_value());
  const std::string bytes = *ReadFile(folder.path() / "news.epub");
  CHECK(bytes.substr(30, 28) == "mimetypeapplication/epub+zip");
}

TEST_CASE("the page escapes what is written and holds the sound") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.mp3");
  episode.cues[0].source = {};
  episode.cues[0].written = "</script><b>&{{title}}";
  REQUIRE(WriteBundle(episode, {Part::kPage}, folder.path()).has_value());
  const std::string page = Page(folder);
  CHECK(page.find("<title>早间 &lt;新闻&gt; &amp; more</title>") != std::string::npos);
  CHECK(page.find("&lt;/script&gt;&lt;b&gt;&amp;{{title}}") != std::string::npos);
  CHECK(page.find("src=\"data:audio/mpeg;base64,bm90IHJlYWxseSBzb3VuZA==\"") != std::string::npos);
}

TEST_CASE("whatever characters a text has, the book and the page are well-formed") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.mp3");
  for (const std::string odd : {"\uFFFE", "\uFFFF", "\x01", "\x0B", "\x7F", "]]>", "\r"}) {
    CAPTURE(odd);
    episode.tags.title = "题" + odd;
    episode.tags.artist = odd;
    episode.document.metadata.source = "源" + odd;
    episode.cues[0].source = {};
    episode.cues[0].written = "今天" + odd + "。";
    const Result<Bundle> bundle = WriteBundle(episode, {Part::kBook, Part::kPage}, folder.path());
    REQUIRE(bundle.has_value());  // every XML of the book has been parsed again
    CHECK(bundle->files.size() == 2);
  }
}

TEST_CASE("a book says what a reading system asks of it") {
  const Folder folder;
  const Episode episode = InFolder(folder, "news.mp3");
  const std::string opf = Unzipped(episode, folder, "EPUB/package.opf");
  CHECK(opf.find("<meta property=\"dcterms:conformsTo\">EPUB Accessibility 1.1") !=
        std::string::npos);
  CHECK(Unzipped(episode, folder, "EPUB/nav.xhtml").find("role=\"doc-toc\"") != std::string::npos);
  CHECK(Unzipped(episode, folder, "EPUB/text001.xhtml").find("role=\"doc-chapter\"") !=
        std::string::npos);
}

TEST_CASE("parts by name") {
  CHECK(*PartsFromNames("vtt,srt") == std::vector<Part>{Part::kVtt, Part::kSrt});
  CHECK(PartsFromNames("")->empty());
  const auto wrong = PartsFromNames("vtt,doc");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().where == "doc");
}

TEST_CASE("a DAISY book leads from its navigation to a sentence, its words and its sound") {
  const Folder folder;
  Episode episode = InFolder(folder, "news.mp3");
  const auto file = [&](const std::string& name) {
    return Unzipped(episode, folder, name, Part::kDaisy);
  };
  const std::string navigation = file("ncc.html");
  CHECK(navigation.find("<meta name=\"dc:format\" content=\"Daisy 2.02\"/>") != std::string::npos);
  CHECK(navigation.find("<meta name=\"ncc:multimediaType\" content=\"audioFullText\"/>") !=
        std::string::npos);
  CHECK(navigation.find("<h1 class=\"title\" id=\"n1\"><a href=\"text001.smil#p1\">"
                        "早间 &lt;新闻&gt; &amp; more</a></h1>") != std::string::npos);
  const std::string smil = file("text001.smil");
  CHECK(smil.find("<par endsync=\"last\" id=\"p1\">") != std::string::npos);
  CHECK(smil.find("<text src=\"content.html#s1\" id=\"t1\"/>") != std::string::npos);
  // The second sentence begins where the first ends.
  const auto time_behind = [&](const std::string& what, std::size_t from) {
    const std::size_t at = smil.find(what, from) + what.size();
    return smil.substr(at, smil.find('"', at) - at);
  };
  const std::size_t second = smil.find("id=\"p2\"");
  REQUIRE(second != std::string::npos);
  CHECK(time_behind("clip-end=\"npt=", 0) == time_behind("clip-begin=\"npt=", second));
  CHECK(file("content.html").find("<span id=\"s1\">今天。</span>") != std::string::npos);
  CHECK(file("master.smil").find("<ref src=\"text001.smil\"") != std::string::npos);
  CHECK(file("sound.mp3") == "not really sound");
  episode.file = (folder.path() / "news.flac").string();
  const Result<Bundle> none = WriteBundle(episode, {Part::kDaisy}, folder.path());
  REQUIRE(none.has_value());
  CHECK(none->files.empty());
  CHECK(none->left_out.size() == 1);
}
