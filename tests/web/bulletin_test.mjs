// The bulletin's builder: three stories by mouse and again by keyboard alone, from paste, drop and rundown to a
// programme in the list of jobs; its draft outlives a reload, its rundown is what boyin bulletin reads.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { close, download, open as openAt, run, serve, tab_to, violations } from "./service.mjs";

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-bulletin-"));
const env = { ...process.env, LC_ALL: "C.UTF-8", XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "config") };
const { child, url } = await serve(boyin, env, "--voice", "anchor-f");
const browser = await launch();
const STORIES = [["头条", "今天重庆多云，最高气温28℃。"], ["经济", "全市生产总值增长3.2%，大家都很高兴。"], ["“天气”\\提示", "明天有雨。\n请带\"雨伞\"。"]];

async function open(options) {
  const page = await openAt(browser, url, options);
  const reply = await page.request.get(`${url}v1/jobs`);
  for (const job of (await reply.json()).data) await page.request.delete(`${url}v1/jobs/${job.id}`);
  await page.reload();
  return page;
}

async function opened(options) {
  const page = await open(options);
  await page.click("#bulletin summary");
  for (const [role, voice] of [["a", "anchor-f"], ["b", "anchor-m"]]) await page.selectOption(`#b-voice-${role}`, voice);
  return page;
}

const titles = (page) => page.locator(".story-title").evaluateAll((all) => all.map((one) => one.value));
const done = (page) => page.waitForFunction(() => document.querySelector(".job-state")?.textContent.includes("已完成"));
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

async function write(page) {
  for (const [at, [title, text]] of STORIES.entries()) {
    if (at > 0) await page.click("#story-add");
    await page.fill(`.story-title >> nth=${at}`, title);
    await page.fill(`.story-text >> nth=${at}`, text);
  }
}

// A drag begins where the mouse went down, before the page scrolls; a browser tells of what is dragged over when
// the mouse moves there again.
async function drag(page, from, to) {
  await from.hover();
  const { x: left, y: top } = await from.boundingBox();
  await page.mouse.down();
  await page.mouse.move(left + 20, top + 20, { steps: 4 });
  for (const x of [60, 64, 68]) await to.hover({ position: { x, y: 14 } });
  await page.mouse.up();
}

async function drop(page, target, files) {
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const [name, text, type] of list) transfer.items.add(new File([text], name, { type }));
    return transfer;
  }, files);
  await page.dispatchEvent(target, "drop", { dataTransfer: data });
}

// What was made, as its files say it.
async function made(page) {
  await done(page);
  const job = (await (await page.request.get(`${url}v1/jobs`)).json()).data[0];
  assert.ok(job.bulletin);
  const file = async (suffix) => (await page.request.get(url + job.files.find((f) => f.name.endsWith(suffix)).url.slice(1)));
  return { job, chapters: (await (await file(".chapters.json")).json()).chapters.map((c) => c.title), report: await (await file(".report.json")).json() };
}

const tests = {
  async "by mouse: written, dragged, made, heard; the draft outlives a reload"() {
    const page = await opened();
    await write(page);
    await drag(page, page.locator(".handle").nth(2), page.locator(".story").nth(0));
    assert.deepEqual(await titles(page), ["“天气”\\提示", "头条", "经济"]);
    assert.match(await page.textContent("#status"), /“天气”\\提示：第 1 条，共 3 条/);
    await page.selectOption(".story-voice >> nth=1", "anchor-m");
    assert.match(await page.textContent("#b-count"), /^3 条，约 0:/);
    await page.fill("#b-length", "20:00");
    assert.match(await page.textContent("#b-count"), /填不满 20:00/);
    await page.fill("#b-length", "0:10");
    await page.check(".story-drop >> nth=1");
    assert.match(await page.textContent("#b-count"), /将去掉：头条/);
    await page.fill("#b-length", "");
    await page.uncheck(".story-drop >> nth=1");
    await page.reload();
    assert.deepEqual(await titles(page), ["“天气”\\提示", "头条", "经济"]);
    assert.equal(await page.inputValue(".story-voice >> nth=1"), "anchor-m");
    assert.equal(await page.inputValue(".story-text >> nth=0"), STORIES[2][1]);
    await page.click("#b-make");
    const { job, chapters, report } = await made(page);
    assert.deepEqual(chapters, ["早间新闻", "内容提要", "“天气”\\提示", "头条", "经济", "结束语"]);
    assert.equal(job.title, "早间新闻");
    assert.match(job.files[0].name, /^早间新闻-\d{4}-\d\d-\d\d\.mp3$/);
    const said = report.sentences.map((s) => s.written);
    assert.ok(said.some((s) => s.includes("欢迎收听早间新闻")) && said.some((s) => s.includes("雨伞")) && said.at(-1).includes("再见"), said);
    const man = report.sentences.find((s) => s.written.includes("最高气温"));
    assert.equal(man.speaker, "播音员 男");
    await page.click(".job-parts button");
    await page.waitForFunction(() => document.getElementById("audio").currentTime > 0.2);
    assert.ok(await page.isHidden("#bulletin"));
    await page.click("#edit");
    assert.ok(await page.isVisible("#bulletin"));
    await close(page);
  },

  async "by keyboard alone"() {
    const page = await open();
    await page.focus("#bulletin summary");
    await page.keyboard.press("Enter");
    for (const [role, voice] of [["a", "anchor-f"], ["b", "anchor-m"]]) {
      await tab_to(page, `b-voice-${role}`);
      await page.keyboard.press("Home");
      while ((await page.inputValue(`#b-voice-${role}`)) !== voice) await page.keyboard.press("ArrowDown");
    }
    const tab_to_class = async (name) => {
      for (let i = 0; i < 60; ++i) {
        if (await page.evaluate((wanted) => document.activeElement.className === wanted, name)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`Tab does not reach ${name}`);
    };
    for (const [at, [title, text]] of STORIES.entries()) {
      if (at > 0) {
        await tab_to(page, "story-add");
        await page.keyboard.press("Enter");
      }
      await tab_to_class("story-title");
      await page.keyboard.insertText(title);
      await page.keyboard.press("Tab");
      await page.keyboard.insertText(text);
    }
    // From the last story's text back to its buttons: up twice, then down once.
    const act = () => page.evaluate(() => [document.activeElement.dataset.act, document.activeElement.getAttribute("aria-label")]);
    for (let i = 0; (await act())[0] !== "b_up" && i < 10; ++i) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await titles(page), ["头条", "“天气”\\提示", "经济"]);
    assert.deepEqual(await act(), ["b_up", "上移 “天气”\\提示"]);
    await page.keyboard.press("Enter");
    assert.deepEqual(await titles(page), ["“天气”\\提示", "头条", "经济"]);
    assert.deepEqual(await act(), ["b_down", "下移 “天气”\\提示"]);
    await page.keyboard.press("Enter");
    assert.deepEqual(await titles(page), ["头条", "“天气”\\提示", "经济"]);
    await tab_to(page, "b-make");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "jobs-title");
    const { chapters } = await made(page);
    assert.deepEqual(chapters.slice(2, 5), ["头条", "“天气”\\提示", "经济"]);
    assert.match(await page.textContent("#status"), /早间新闻: 已完成/);
    await close(page);
  },

  async "files become stories; a rundown is saved, is what boyin bulletin reads, and is opened again"() {
    const page = await opened();
    await drop(page, "#bulletin", [["一.txt", "第一篇。", "text/plain"], ["二.md", "# 第二篇\n\n正文。", ""], ["坏.docx", "PK\u0003\u0004broken", ""]]);
    await page.waitForFunction(() => document.querySelectorAll(".story").length === 2);
    await page.waitForFunction(() => document.getElementById("bulletin-note").textContent.includes("坏.docx"));
    assert.equal(await page.evaluate(() => document.querySelectorAll(".job").length), 0);
    assert.deepEqual((await titles(page))[0], "一");
    await page.setInputFiles("#story-file", { name: "三.txt", mimeType: "text/plain", buffer: Buffer.from("第三篇。") });
    await page.waitForFunction(() => document.querySelectorAll(".story").length === 3);
    await page.fill(".story-title >> nth=1", STORIES[2][0]);
    await page.fill(".story-text >> nth=1", STORIES[2][1] + "\n\n\u007f\t\"\"\"结尾\\");
    await page.check(".story-drop >> nth=1");
    const saved = await download(page, () => page.click("#b-save"));
    assert.equal(saved.name, "早间新闻.toml");
    const rundown = join(folder, "r.toml");
    writeFileSync(rundown, saved.bytes);
    execFileSync(boyin, ["bulletin", rundown, "-o", join(folder, "out"), "--date", "2026-11-22"], { env });
    const report = JSON.parse(readFileSync(join(folder, "out", "r-2026-11-22.report.json")));
    assert.equal(report.chapters.length, 6);
    const before = await page.evaluate(() => localStorage.getItem("boyin-bulletin"));
    await page.click("#b-new");
    assert.deepEqual(await titles(page), [""]);
    await page.setInputFiles("#b-file", rundown);
    await page.waitForFunction(() => document.getElementById("bulletin-note").textContent.includes("已打开"));
    assert.deepEqual(JSON.parse(await page.evaluate(() => localStorage.getItem("boyin-bulletin"))), JSON.parse(before));
    await page.setInputFiles("#b-file", { name: "x.toml", mimeType: "", buffer: Buffer.from('title = "a"\n[music]\nbed_alone = -9.0\n[[item]]\nfile = "a.txt"\n') });
    await page.waitForFunction(() => document.getElementById("bulletin-note").textContent.includes("level"));
    assert.deepEqual(await titles(page), ["a.txt"]);
    page.problems.length = 0;
    await page.setInputFiles("#b-file", { name: "y.toml", mimeType: "", buffer: Buffer.from('title = "a"\n[[item]]\nfil = "a.txt"\n') });
    await page.waitForFunction(() => document.getElementById("bulletin-note").textContent.startsWith("y.toml:3:1："));
    page.problems = page.problems.filter((problem) => !problem.includes("400"));
    await close(page);
  },

  async "a story is listened to as its announcer will say it, and stopped"() {
    const page = await opened();
    await write(page);
    const button = (at) => page.locator(".story [data-act=t_listen]").nth(at);
    const asked = (at) => Promise.all([page.waitForRequest((r) => r.url().endsWith("/v1/audio/speech")), button(at).click()]);
    await page.evaluate(() => {
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };
    });
    const [first] = await asked(0);
    const { input, voice } = first.postDataJSON();
    assert.deepEqual([input, voice], [STORIES[0][1], "anchor-f"]);
    await page.waitForFunction(() => window.heard?.currentTime > 0.3);
    assert.equal(await button(0).textContent(), "停止");
    assert.equal(await button(0).getAttribute("aria-label"), "停止 头条");
    // By keyboard another one: the first falls silent; by turns it is the other announcer's.
    await page.evaluate(() => { window.first = window.heard; });
    await button(1).focus();
    const [second] = await Promise.all([page.waitForRequest((r) => r.url().endsWith("/v1/audio/speech")), page.keyboard.press("Enter")]);
    assert.equal(second.postDataJSON().voice, "anchor-m");
    await page.waitForFunction(() => window.heard !== window.first && window.heard.currentTime > 0.3);
    assert.ok(await page.evaluate(() => window.first.paused));
    assert.equal(await button(0).textContent(), "试听");
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => window.heard.paused));
    assert.equal(await button(1).textContent(), "试听");
    // To its end, it is over by itself; its own voice is its own.
    await page.selectOption(".story-voice >> nth=0", "anchor-m");
    await page.fill(".story-text >> nth=0", "好。");
    const [third] = await asked(0);
    assert.equal(third.postDataJSON().voice, "anchor-m");
    await page.waitForFunction(() => document.querySelector("[data-act=t_listen]").textContent === "试听");
    await page.fill(".story-text >> nth=0", "");
    await button(0).click();
    assert.match(await page.textContent("#bulletin-note"), /还没有正文/);
    await close(page);
  },

  async "what the builder has no field for is written again as it came"() {
    const page = await opened();
    const toml = 'title = "晨报"\nlength = "3:00"\nname = "m-{day}"\ndate = "2026-11-22"\ntime = "8:05"\n[voices]\nhost = "anchor-f"\nguest = "anchor-m"\n' +
      '[speakers]\n"记者" = "guest"\n[opening]\ntext = "现在是{time}。"\n[fit]\npauses = [0.5, 2.0]\nrate = [0.9, 1.2]\nfill_most = "1:30"\n[[item]]\ntitle = "一"\ntext = "记者：好。"\n';
    await page.setInputFiles("#b-file", { name: "k.toml", mimeType: "", buffer: Buffer.from(toml) });
    await page.waitForFunction(() => document.getElementById("bulletin-note").textContent === "已打开 k.toml");
    await page.reload();
    const saved = String((await download(page, () => page.click("#b-save"))).bytes);
    const read = async (rundown) => (await (await page.request.post(`${url}v1/rundown`, { data: { rundown } })).json());
    const [before, after] = [await read(toml), await read(saved)];
    assert.deepEqual(after.kept, before.kept);
    assert.deepEqual(after.kept, { name: "m-{day}", date: "2026-11-22", time: "8:05", speakers: { 记者: "anchor-m" },
      fit: { pauses: [0.5, 2], rate: [0.9, 1.2], fill_most: "1:30" } });
    assert.deepEqual(after.not_shown, []);
    await page.click("#b-new");
    assert.ok(!String(await page.evaluate(() => localStorage.getItem("boyin-bulletin"))).includes("8:05"));
    await close(page);
  },

  async "what is missing is said where it is"() {
    const page = await opened();
    await page.click("#b-make");
    assert.match(await page.textContent("#bulletin-note"), /还没有正文/);
    assert.equal(await page.evaluate(() => document.activeElement.className), "story-text");
    await page.fill(".story-text", "好。");
    await page.fill("#b-length", "五分钟");
    await page.click("#b-make");
    assert.match(await page.textContent("#bulletin-note"), /5:00/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "b-length");
    await page.click(".story [data-act=remove]");
    assert.equal(await page.evaluate(() => document.activeElement.id), "story-add");
    await page.click("#b-make");
    assert.match(await page.textContent("#bulletin-note"), /先加一条/);
    await page.click("#language");
    assert.equal(await page.textContent("#story-add"), "Add a story");
    await close(page);
  },

  async "axe-core finds nothing, and nothing is wider than 320 pixels"() {
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", locale: "en-GB" }, { forcedColors: "active" },
      { viewport: { width: 320, height: 640 } }]) {
      const page = await opened(options);
      await write(page);
      await page.fill(".story-title >> nth=0", "很长的标题".repeat(20));
      assert.deepEqual(await violations(page), [], JSON.stringify(options));
      assert.ok(!(await wide(page)), JSON.stringify(options));
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `bulletin-${options.viewport?.width ?? options.colorScheme ?? "forced"}.png`), fullPage: true });
      await close(page);
    }
  },

  async "without scripts: a rundown and its stories are sent by a form"() {
    const page = await openAt(browser, url, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    assert.ok(await page.isHidden("#bulletin"));
    assert.ok(!(await wide(page).catch(() => false)));
    const toml = 'title = "新闻"\n[voices]\na = "anchor-f"\n[[item]]\nfile = "一.txt"\n';
    await page.setInputFiles("input[name=rundown]", { name: "r.toml", mimeType: "", buffer: Buffer.from(toml) });
    await page.setInputFiles("input[name=files]", { name: "一.txt", mimeType: "text/plain", buffer: Buffer.from("第一篇。") });
    await page.click("form[action='/bulletin'] button");
    await page.waitForURL(/\/jobs\/./);
    while (!(await page.textContent("main")).includes("已完成")) await page.reload();
    await page.context().close();
  },
};

await run(tests, { browser, child, folder });
