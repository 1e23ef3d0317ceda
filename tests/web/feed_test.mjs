// A feed as a program that is not ours understands it: the parser of the Podcast Index community, which
// knows RSS 2.0, the itunes and the podcast namespace.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const modules = process.env.BOYIN_WEB_MODULES ?? "";
let parseFeed;
try {
  ({ parseFeed } = createRequire(join(modules, "/"))("podcast-partytime"));
} catch {
  console.log("skipped: run tests/web/install.sh BUILD-FOLDER first");
  process.exit(77);
}

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-feed-"));
const at = (...names) => join(folder, ...names);
try {
  writeFileSync(at("a.txt"), "今天天气很好。\n");
  writeFileSync(at("b.md"), "# 第二期\n\n## 上篇\n\n新闻一条。\n\n## 下篇\n\n新闻两条。\n");
  writeFileSync(at("feed.toml"), `title = "早间新闻"
link = "https://news.example/"
feed_url = "https://news.example/show/feed.xml"
media_url = "https://news.example/show/"
description = "每天早上六点的新闻。"
author = "测试台"
email = "radio@news.example"
image = "a.jpg"
category = ["News", "Daily News"]
`);
  const run = (...args) => execFileSync(boyin, args, { cwd: folder });
  run("speak", "a.txt", "-o", "show/", "--bundle", "--title", "第一期 <早> & “晚”");
  run("speak", "b.md", "-o", "show/", "--bundle");
  run("feed", "show", "--config", "feed.toml");
  run("feed", "lint", "show");

  const feed = parseFeed(readFileSync(at("show", "feed.xml"), "utf8"));
  assert.equal(feed.title, "早间新闻");
  assert.equal(feed.link, "https://news.example/");
  assert.equal(feed.description, "每天早上六点的新闻。");
  assert.equal(feed.language, "zh-cn");
  assert.equal(feed.author, "测试台");
  assert.deepEqual(feed.owner, { name: "测试台", email: "radio@news.example" });
  assert.deepEqual(feed.itunesCategory, ["News > Daily News"]);
  assert.equal(feed.itunesImage, "https://news.example/show/a.jpg");
  assert.equal(feed.explicit, false);
  assert.equal(feed.pubsub.self, "https://news.example/show/feed.xml");
  assert.equal(feed.locked, true);
  assert.match(feed.guid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  assert.deepEqual(feed.pc20support, { 1: ["locked", "transcript", "chapters"], 3: ["guid"] });

  assert.deepEqual(feed.items.map((item) => item.title).sort(), ["第一期 <早> & “晚”", "第二期"]);
  assert.equal(new Set(feed.items.map((item) => item.guid)).size, 2);
  for (const item of feed.items) {
    const name = item.enclosure.url.replace("https://news.example/show/", "");
    assert.match(name, /^[ab]\.mp3$/);
    assert.equal(item.enclosure.length, statSync(at("show", name)).size);
    assert.equal(item.enclosure.type, "audio/mpeg");
    const seconds = JSON.parse(readFileSync(at("show", name.replace("mp3", "report.json")), "utf8")).file.duration_s;
    assert.ok(Math.abs(item.duration - seconds) <= 1, `${item.duration} is not ${seconds}`);
    assert.ok(Date.now() - new Date(item.pubDate) < 3_600_000);
    const kinds = item.podcastTranscripts.map(({ type }) => type);
    assert.deepEqual(kinds, ["text/vtt", "application/srt", "application/json", "text/plain"]);
    for (const { url, language } of item.podcastTranscripts) {
      assert.ok(statSync(at("show", url.split("/").pop())).size > 0);
      assert.equal(language, "zh-cn");
    }
    assert.equal(item.podcastChapters.type, "application/json+chapters");
  }
  console.log("ok    the feed says elsewhere what it says to us");
} finally {
  rmSync(folder, { recursive: true });
}
