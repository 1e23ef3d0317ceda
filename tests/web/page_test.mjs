// The page of the service, used as people use it: by mouse, by keyboard alone, on a phone, at 200 %, without
// scripts, in light, dark and forced colours. It plays, and the marks follow.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { close, download, open as openAt, run, serve, tab_to, violations } from "./service.mjs";

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-page-"));
const TEXT = "各位听众，早上好。今天重庆多云，最高气温28℃。\n\n全市生产总值增长3.2%，大家都很高兴。谢谢收听。";

const env = { ...process.env, LC_ALL: "C.UTF-8", XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "config") };
const show = join(folder, "show");
mkdirSync(show);
writeFileSync(join(folder, "早报.txt"), "第一句话在这里。第二句话在这里。");
execFileSync(boyin, ["speak", join(folder, "早报.txt"), "-o", `${show}/`, "--bundle"], { env, stdio: "ignore" });
const { child, url } = await serve(boyin, env, "--episodes", show);
const browser = await launch();

const open = (options) => openAt(browser, url, options);

const time = (page) => page.evaluate(() => document.getElementById("audio").currentTime);
const paused = (page) => page.evaluate(() => document.getElementById("audio").paused);
const heard = (page, seconds) => page.waitForFunction((s) => document.getElementById("audio").currentTime > s, seconds);
const made = (page) => page.waitForFunction(() => document.getElementById("status").textContent.startsWith("已全部生成"));

// The words under the mark are those that the clock says.
async function follows(page) {
  const seen = new Set();
  for (let i = 0; i < 40 && seen.size < 3; ++i) {
    const [word, sentence] = await page.evaluate(() => [document.querySelector(".word")?.textContent,
      document.querySelector('[aria-current="true"]')?.textContent]);
    if (word) {
      assert.ok(sentence.includes(word), `${word} is not in ${sentence}`);
      seen.add(word);
    }
    await page.waitForTimeout(150);
  }
  assert.ok(seen.size >= 3, `only ${[...seen]} were marked`);
}

const tests = {
  async "by mouse: paste, play, follow, jump, save, and it remembers"() {
    const page = await open();
    await page.fill("#text", TEXT);
    await page.selectOption("#voice", "anchor-m");
    await page.selectOption("#speed", "1.2");
    await page.click("#play");
    await heard(page, 0.3);
    await follows(page);
    await made(page);
    await page.click(".sentence:has-text('谢谢收听')");
    await page.waitForFunction(() => document.querySelector("[aria-current]").textContent.includes("谢谢收听"));
    await page.click("#back");
    await page.waitForFunction(() => document.querySelector("[aria-current]").textContent.includes("生产总值"));
    const sound = await download(page, () => page.click("#save"));
    assert.match(sound.name, /\.mp3$/);
    assert.ok(sound.bytes.length > 40000);
    const vtt = await download(page, () => page.click("#subtitles"));
    assert.match(String(vtt.bytes), /^WEBVTT[\s\S]*谢谢收听/);
    const book = await download(page, () => page.click("#book"));
    assert.match(book.name, /\.epub$/);
    assert.equal(book.bytes.toString("latin1", 0, 2), "PK");
    await page.click("#edit");
    assert.equal(await page.inputValue("#text"), TEXT);
    await page.reload();
    assert.equal(await page.inputValue("#voice"), "anchor-m");
    assert.equal(await page.inputValue("#speed"), "1.2");
    await close(page);
  },

  async "by keyboard alone"() {
    const page = await open();
    await tab_to(page, "text");
    await page.keyboard.insertText(TEXT);
    await page.keyboard.press("Control+Enter");
    await heard(page, 0.3);
    await made(page);
    await page.keyboard.press("Space");
    assert.ok(await paused(page));
    const before = await time(page);
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction((t) => document.getElementById("audio").currentTime > t, before);
    assert.ok(!(await paused(page)));
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector("[aria-current]").textContent.includes("听众"));
    const vtt = await download(page, () => page.keyboard.press("t"));
    assert.match(vtt.name, /\.vtt$/);
    const [proof] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("p")]);
    await proof.waitForLoadState();
    assert.match(await proof.textContent("body"), /百分之三点二/);
    await proof.close();
    await tab_to(page, "toggle");
    await page.keyboard.press("Enter");
    await page.locator("#reading").focus();
    await page.keyboard.press("e");
    assert.ok(await page.evaluate(() => document.activeElement.id === "text"));
    await close(page);
  },

  async "a reading is fixed, kept, and forgotten again"() {
    const page = await open();
    await page.fill("#text", TEXT);
    await page.click("#play");
    await made(page);
    await page.locator("#reading").focus();
    await page.keyboard.press("f");
    await page.fill("#fix-word", "重庆");
    await page.fill("#fix-pinyin", "zhong4 qing9");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("fix-error").textContent.length > 0);
    await page.fill("#fix-pinyin", "zhong4 qing4");
    page.problems.length = 0;  // the browser reports the refusal
    const asked = page.waitForRequest((request) => request.url().endsWith("/v1/audio/speech"));
    await page.keyboard.press("Enter");
    await asked;
    await page.waitForFunction(() => document.querySelector("[aria-current]")?.textContent.includes("重庆"));
    const lexicon = readFileSync(join(folder, "config", "boyin", "lexicon", "fixes.tsv"), "utf8");
    assert.match(lexicon, /重庆\t\tzhong4 qing4/);
    const reply = await page.request.post(`${url}pinyin`, { data: { text: "重庆" } });
    assert.equal((await reply.json()).lines[0].pinyin, "zhong4 qing4");
    await page.click("#mend");
    await page.click("#fix-list button");
    await page.waitForFunction(() => document.getElementById("fix-list").childElementCount === 0);
    const again = await page.request.post(`${url}pinyin`, { data: { text: "重庆" } });
    assert.equal((await again.json()).lines[0].pinyin, "chong2 qing4");
    await page.keyboard.press("Escape");
    await close(page);
  },

  async "a file is dropped, an episode is picked"() {
    const page = await open();
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["<html><body><p>网页里的一段话，足够长了。</p></body></html>"], "a.html"));
      return transfer;
    });
    await page.dispatchEvent("body", "drop", { dataTransfer: data });
    await page.waitForFunction(() => document.getElementById("text").value.includes("网页里的一段话"));
    await page.click("#episode-list button");
    await heard(page, 0.2);
    await page.click(".sentence:has-text('第二句话')");
    await page.waitForFunction(() => document.querySelector("[aria-current]").textContent.includes("第二句话"));
    await page.click("#edit");
    assert.ok(await page.isVisible("#order"));
    await close(page);
  },

  async "axe-core finds nothing, in light, dark, forced colours, in both views and languages"() {
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }]) {
      for (const locale of ["zh-CN", "en-GB"]) {
        const page = await open({ ...options, locale });
        assert.equal(await page.getAttribute("html", "lang"), locale === "zh-CN" ? "zh-CN" : "en");
        assert.deepEqual(await violations(page), [], JSON.stringify(options));
        await page.fill("#text", TEXT);
        await page.click("#play");
        await heard(page, 0.2);
        assert.deepEqual(await violations(page), [], JSON.stringify(options));
        await page.click("#mend");
        assert.deepEqual(await violations(page), [], JSON.stringify(options));
        await close(page);
      }
    }
  },

  async "a phone, and 200 %: nothing is cut off"() {
    for (const viewport of [{ width: 320, height: 640 }, { width: 390, height: 844 }, { width: 720, height: 450 }]) {
      const page = await open({ viewport });
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.ok(!(await wide()), `${viewport.width}: the form is wider than the screen`);
      await page.fill("#text", TEXT.repeat(3));
      await page.click("#play");
      await heard(page, 0.2);
      assert.ok(!(await wide()), `${viewport.width}: the reading is wider than the screen`);
      for (const id of ["toggle", "back", "forth", "edit", "save", "subtitles", "book", "mend", "proof-too"]) {
        const box = await page.locator(`#${id}`).boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= viewport.width && box.height >= 40, `${viewport.width}: ${id}`);
      }
      await close(page);
    }
  },

  async "without scripts the form plays"() {
    const page = await open({ javaScriptEnabled: false });
    assert.ok(await page.isVisible("#play"));
    assert.ok(!(await page.isVisible("#example")));
    await page.fill("#text", "你好。");
    const [answer] = await Promise.all([page.waitForResponse(`${url}speak`), page.click("#play")]);
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()["content-type"], "audio/mpeg");
    await page.context().close();
  },

  async "an episode in another site's page: it plays, is followed, and can reach nothing around it"() {
    const host = createServer((_, reply) => {
      reply.setHeader("Content-Type", "text/html; charset=utf-8");
      reply.end(`<!doctype html><html lang="zh-CN"><title>别处</title><main><h1>别处</h1><script src="${url}embed.js" data-episode="早报" data-title="早报"></script></main>`);
    });
    await new Promise((resolve) => { host.listen(0, "127.0.0.1", resolve); });
    const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const problems = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(`http://127.0.0.1:${host.address().port}/`);
    const frame = page.frameLocator("iframe");
    assert.equal(await page.getAttribute("iframe", "sandbox"), "allow-scripts allow-same-origin");
    assert.equal(await page.getAttribute("iframe", "title"), "早报");
    await frame.locator("summary").click();
    await frame.locator("button:has-text('第二句话')").click();
    const inside = page.frames()[1];
    await inside.waitForFunction(() => document.querySelector("[aria-current]")?.textContent.includes("第二句话"));
    await inside.waitForFunction(() => document.getElementById("audio").currentTime > 1);
    assert.equal(await inside.evaluate(() => fetch("/v1/voices").then(() => "got", () => "refused")), "refused");
    assert.ok(!(await inside.evaluate(() => document.documentElement.scrollWidth > innerWidth)));
    assert.deepEqual(await violations(page), []);
    assert.ok(problems.every((problem) => problem.includes("Content Security Policy")), problems.join());
    await context.close();
    host.close();
  },
};

await run(tests, { browser, child, folder });
