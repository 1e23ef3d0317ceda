// Every input of the shared collection, as wanted, where a checkout has it beside it.
#include <cstdlib>
#include <filesystem>

#include "intake/read.h"
#include "paths.h"

namespace boyin::intake {
namespace {

namespace fs = std::filesystem;

fs::path Folder() {
  const char* named = std::getenv("BOYIN_INTAKE_INPUTS");
  return named != nullptr ? fs::path(named) : fs::path(test::BenchPath("intake"));
}

struct Wanted {
  const char* file;
  std::vector<std::string> heard;    ///< these stand in the blocks, in this order
  std::vector<std::string> unheard;  ///< these do not
  int blocks = 0;                    ///< how many there are; 0: not said
};

const std::vector<Wanted>& Rows() {
  static const std::vector<Wanted> rows{
      {"share-class-on-body.html",
       {"长春新经济", "当地政府", "八月二十日", "在直播月"},
       {"版权", "栏目"},
       4},
      {"flash-one-sentence.html", {"快讯", "【快讯】地铁二号线"}, {"滚动新闻", "摘要"}, 2},
      {"div-br-article.html", {"会议召开", "全市防汛", "会议要求", "某甲"}, {"摘要", "频道"}, 4},
      {"textarea-template.html", {"图集页", "本台消息", "记者从"}, {"href", "图0"}, 3},
      {"poem.html", {"登鹳雀楼", "王之涣", "白日", "黄河", "欲穷", "更上", "这首诗"}, {}, 7},
      {"meta-raw-quote.html",
       {"奖金七百万元！\"大奖\"首位女性得主什么来头?", "今天下午", "最令人"},
       {"NN7379"},
       3},
      {"author-placeholder.html", {"苹果回应质疑", "据媒体", "公司同时"}, {}, 3},
      {"date-short.html", {"美人鱼", "英国", "她说"}, {"10-08", "无人机"}, 3},
      {"date-birth.html", {"某歌手", "1975年", "1997年"}, {}, 3},
      {"title-site-tail.html", {"新竹尖石賞楓 (2)", "一波波", "玉峰"}, {"PIX"}, 3},
      {"promo-qr.html",
       {"公园人气高", "这位大叔", "其实就是"},
       {"公众号", "二维码", "APP", "责任编辑"},
       3},
      {"ol-numbers.html", {"1. 请勿携带", "2. 请勿在", "5. 请为"}, {}, 6},
      {"ol.md", {"1. 请勿携带", "2. 请勿大声", "3. 请为"}, {}, 5},
      {"docx-auto-number.docx",
       {"一、总体", "（一）坚持质量", "（二）坚持安全", "二、主要"},
       {},
       4},
      {"docx-move.docx", {"与会代表", "会议定于"}, {}, 2},
      {"docx-dropcap.docx", {"春天来了"}, {}, 1},
      {"docx-plain-title.docx", {"全市防汛", "本报讯", "会议要求"}, {}, 3},
      {"epub-pagebreak.epub", {"走了半天，天黑时", "村里人"}, {"12", "县志"}, 3},
      {"epub-front-matter.epub",
       {"第一章", "他沿着", "第二章", "渡船"},
       {"版权", "ISBN", "目录"},
       4},
      {"epub-ja.epub", {"第一章", "山路"}, {}, 2},
      {"novel-chapters.txt", {"山里的信", "序章", "番外一 老屋", "老屋还在"}, {}, 16},
      {"hard-wrap-38.txt", {"全省将", "出现明显降温", "值班制度", "准备工作。"}, {}, 3},
      {"big5hkscs.txt", {"啲", "佢", "哋", "嘅", "綫"}, {}, 0},
      {"gbk-one-bad-byte.txt", {"渡口人家", "小时候的事情，心里忽然很难过"}, {}, 0},
      {"cp936-euro.txt", {"€30亿"}, {}, 0},
      {"sub.ass",
       {"你来得正好", "我们正要出发", "那就一起走吧"},
       {"Script", "翻译", "fad", "Default"},
       0},
      {"bilingual.srt", {"你来得正好", "那就一起走吧"}, {}, 0},
      {"note.rtf", {"本台消息"}, {"SimSun"}, 1},
      {"title-twice.txt", {"我省粮食", "记者从"}, {}, 2},
      {"soft-hyphen.html", {"软连字符", "中国", "本次比赛"}, {}, 4},
      {"poem.txt", {"登鹳雀楼", "王之涣", "白日", "更上"}, {}, 6},
      {"utf8bom-crlf.txt", {"晚间新闻", "本台消息"}, {}, 2},
      {"odt-hidden-style.odt", {"会议昨天召开。", "与会代表"}, {"内部批注"}, 2},
      {"rss-double-escaped.xml",
       {"防汛会议", "全市防汛", "春耕开始", "各地春耕"},
       {"&lt;", "阅读全文"},
       0},
  };
  return rows;
}

std::optional<Document> ReadShared(const std::string& name) {
  const Result<std::string> bytes = ReadFile(Folder() / name);
  if (!bytes) return std::nullopt;
  return MustRead(*bytes, name);
}

TEST_CASE("every shared input gives what is wanted of it") {
  if (!fs::exists(Folder())) return;
  for (const Wanted& row : Rows()) {
    CAPTURE(row.file);
    const auto document = ReadShared(row.file);
    REQUIRE(document.has_value());
    std::string heard;
    for (const Block& block : document->blocks) heard += block.text + '\n';
    CAPTURE(heard);
    std::size_t at = 0;
    for (const std::string& text : row.heard) {
      CAPTURE(text);
      const std::size_t found = heard.find(text, at);
      CHECK(found != std::string::npos);
      if (found != std::string::npos) at = found + text.size();
    }
    for (const std::string& text : row.unheard) {
      CAPTURE(text);
      CHECK(heard.find(text) == std::string::npos);
    }
    if (row.blocks > 0) CHECK(document->blocks.size() == static_cast<std::size_t>(row.blocks));
  }
}

TEST_CASE("the metadata and the notes of the shared inputs are as wanted") {
  if (!fs::exists(Folder())) return;
  const auto quote = ReadShared("meta-raw-quote.html");
  CHECK(quote->metadata.title == "奖金七百万元！\"大奖\"首位女性得主什么来头?");
  CHECK(quote->metadata.author.empty());
  CHECK(quote->metadata.source == "每日经济新闻");
  CHECK(ReadShared("author-placeholder.html")->metadata.author.empty());
  CHECK(ReadShared("date-birth.html")->metadata.date.empty());
  CHECK(ReadShared("title-site-tail.html")->metadata.title == "新竹尖石賞楓 (2)");
  CHECK(ReadShared("docx-plain-title.docx")->metadata.title == "全市防汛工作会议召开");
  CHECK(ReadShared("date-short.html")->notes.size() == 1);
  CHECK(ReadShared("gbk-one-bad-byte.txt")->notes.size() == 1);
  const auto japanese = ReadShared("epub-ja.epub");
  CHECK(japanese->metadata.language == "ja");
  CHECK(japanese->notes.size() == 1);
  std::vector<std::string> headings;
  const auto novel = ReadShared("novel-chapters.txt");
  REQUIRE(novel.has_value());
  for (const Block& block : novel->blocks) {
    if (block.kind == BlockKind::kHeading) headings.push_back(block.text);
  }
  CHECK(headings == std::vector<std::string>{"山里的信", "序章", "第一章 山路", "第二章 渡口",
                                             "第两百一十八章 归来", "番外一 老屋"});
}

}  // namespace
}  // namespace boyin::intake
