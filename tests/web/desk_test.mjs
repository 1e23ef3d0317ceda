// The page as a desk: long texts, files and folders become jobs, by mouse and by keyboard alone, and without
// scripts; what is made is heard, fetched and removed; nothing is lost with a reload or with the service.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { close, download, open as openAt, run, serve, tab_to, violations } from "./service.mjs";

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-desk-"));
const env = { ...process.env, LC_ALL: "C.UTF-8", XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "config") };
const LONG = "晨间新闻\n\n" + "今天天气很好，大家都很高兴。".repeat(30);
const limits = ["--most-characters", "300", "--voice", "anchor-f"];
const { child, url } = await serve(boyin, env, ...limits);
const browser = await launch();
// Each test begins without jobs.
const fresh = async (options) => {
  const page = await openAt(browser, url, options);
  await empty(page);
  return page;
};
const open = async (options) => {
  const page = await fresh(options);
  await page.reload();
  return page;
};

const heard = (page) => page.waitForFunction(() => document.getElementById("audio").currentTime > 0.2);
const state = (page, text, at = 0) => page.waitForFunction(([wanted, i]) =>
  document.querySelectorAll(".job-state")[i]?.textContent.includes(wanted), [text, at]);
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);

async function empty(page) {
  const reply = await page.request.get(`${url}v1/jobs`);
  for (const job of (await reply.json()).data) await page.request.delete(`${url}v1/jobs/${job.id}`);
}

async function drop(page, files) {
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const [name, text, type] of list) transfer.items.add(new File([text], name, { type }));
    return transfer;
  }, files);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

const tests = {
  async "by mouse: a text over the limit is offered as a job, made, heard, fetched, removed"() {
    const page = await open();
    await page.fill("#text", LONG);
    assert.match(await page.textContent("#count"), /将做成任务/);
    await page.click("#play");
    assert.match(await page.textContent("#offer-text"), /426 字，一次最多朗读 300 字/);
    await page.click("#offer-close");
    assert.ok(await page.isHidden("#offer"));
    await page.click("#play");
    await page.click("#offer-make");
    await state(page, "已完成");
    assert.equal(await page.textContent(".job strong"), "晨间新闻");
    await page.reload();
    await state(page, "已完成");
    assert.equal(await page.inputValue("#text"), LONG);
    await page.click(".job-parts button");
    await heard(page);
    await page.waitForFunction(() => document.querySelector("[aria-current]")?.textContent.includes("今天天气"));
    await page.click("#edit");
    const sound = await download(page, () => page.click(".job-parts a"));
    assert.equal(sound.name, "晨间新闻.mp3");
    assert.ok(["latin1", "utf16le"].some((coding) => sound.bytes.includes(Buffer.from("AIGC", coding))), "the file does not say that it was generated");
    const archive = await download(page, () => page.click(".job-actions a"));
    assert.equal(archive.name, "晨间新闻.zip");
    assert.equal(archive.bytes.toString("latin1", 0, 2), "PK");
    await page.click(".job summary");
    const text = await download(page, () => page.click(".job details a:has-text('.txt')"));
    assert.match(String(text.bytes), /晨间新闻/);
    await page.click(".job-actions button[data-say=remove]");
    await page.waitForFunction(() => document.querySelectorAll(".job").length === 0);
    assert.equal(await focused(page), "text");
    await close(page);
  },

  async "by keyboard alone"() {
    const page = await open();
    await tab_to(page, "text");
    await page.keyboard.insertText(LONG);
    await page.keyboard.press("Control+Enter");
    assert.equal(await focused(page), "offer-make");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "jobs-title");
    await state(page, "已完成");
    assert.match(await page.textContent("#status"), /晨间新闻: 已完成/);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.say), "listen");
    await page.keyboard.press("Enter");
    await heard(page);
    await page.keyboard.press("e");
    // A second one, from its own button; the first stays where it is until it is removed.
    await tab_to(page, "job");
    await page.keyboard.press("Enter");
    await state(page, "已完成", 1);
    await state(page, "已完成", 0);
    await page.waitForFunction(() => !document.getElementById("jobs-archive").hidden);
    const all = await download(page, async () => { await tab_to(page, "jobs-archive"); await page.keyboard.press("Enter"); });
    assert.equal(all.name, "boyin.zip");
    await page.locator(".job [data-say=remove]").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".job").length === 1);
    await page.waitForFunction(() => document.activeElement.className === "job");
    await empty(page);
    await close(page);
  },

  async "several files are dropped, a folder is picked; what is no article is left out, and told"() {
    const page = await open();
    await drop(page, [["一.txt", "第一篇。", "text/plain"], ["<b>二.md", "# 第二篇\n\n正文。", ""], ["图.png", "x", "image/png"]]);
    await state(page, "已完成", 1);
    await state(page, "已完成", 0);
    assert.match(await page.textContent("#jobs-note"), /跳过 1 个/);
    assert.deepEqual((await page.locator(".job strong").allTextContents()).sort(), ["<b>二.md", "一.txt"]);
    const news = join(folder, "稿件");
    mkdirSync(join(news, "内页"), { recursive: true });
    writeFileSync(join(news, "三.txt"), "第三篇。");
    writeFileSync(join(news, "内页", "四.txt"), "第四篇。");
    writeFileSync(join(news, ".hidden"), "x");
    writeFileSync(join(news, "坏.docx"), "PK\u0003\u0004broken");
    await page.setInputFiles("#folder", news);
    await page.waitForFunction(() => document.querySelectorAll(".job").length === 5);
    await page.waitForFunction(() => [...document.querySelectorAll(".job-state")].filter((s) => s.textContent.includes("已完成")).length === 4);
    await page.waitForFunction(() => document.querySelector(".job-state.wrong")?.textContent.includes("失败"));
    page.on("dialog", (dialog) => dialog.accept());
    await page.click("#jobs-clear");
    await page.waitForFunction(() => document.querySelectorAll(".job").length === 0);
    await close(page);
  },

  async "a job is cancelled, and another language is spoken"() {
    const page = await open();
    await page.fill("#text", LONG.repeat(60));
    await page.click("#job");
    await page.waitForFunction(() => document.querySelector(".job-state"));
    await page.click("#language");
    await page.click(".job [data-say=cancel]");
    await state(page, "cancelled");
    assert.ok(await page.isHidden(".job progress"));
    await empty(page);
    await close(page);
  },

  async "axe-core finds nothing, and nothing is wider than 320 pixels"() {
    const page = await open();
    await drop(page, [["一.txt", "第一篇。", "text/plain"], ["很长的名字".repeat(12) + ".txt", LONG.repeat(2), "text/plain"]]);
    await state(page, "已完成", 1);
    await close(page);
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", locale: "en-GB" }, { forcedColors: "active" },
      { viewport: { width: 320, height: 640 } }]) {
      const looked = await openAt(browser, url, options);
      await looked.waitForFunction(() => document.querySelectorAll(".job").length === 2);
      await looked.click(".job >> nth=1 >> summary");
      assert.deepEqual(await violations(looked), [], JSON.stringify(options));
      assert.ok(!(await wide(looked)), JSON.stringify(options));
      await looked.fill("#text", LONG);
      await looked.click("#play");
      assert.deepEqual(await violations(looked), [], JSON.stringify(options));
      assert.ok(!(await wide(looked)), JSON.stringify(options));
      await close(looked);
    }
    const last = await open();
    await empty(last);
    await close(last);
  },

  async "without scripts: too much text is offered as a job, which has a page"() {
    const page = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await page.fill("#text", LONG);
    await page.click("#play");
    assert.match(await page.textContent("[role=alert]"), /太长/);
    await page.click("button:has-text('做成任务')");
    await page.waitForURL(/\/jobs\/./);
    while (!(await page.textContent("main")).includes("已完成")) {
      assert.equal(await page.getAttribute("a:has-text('刷新进度')", "href"), new URL(page.url()).pathname);
      await page.reload();
    }
    const sound = await download(page, () => page.click("a:has-text('.mp3')"));
    assert.ok(sound.bytes.length > 10_000);
    await page.click("button:has-text('删除')");
    assert.match(await page.textContent("main"), /还没有任务/);
    await page.context().close();
  },

  async "a service that dies and comes back: the sound that has come plays on, jobs and draft are there again"() {
    const other = await serve(boyin, { ...env, XDG_STATE_HOME: join(folder, "other") }, "--voice", "anchor-f");
    const page = await openAt(browser, other.url);
    const text = "今天天气很好，大家都很高兴。\n".repeat(150);
    await page.fill("#text", text);
    await page.click("#job");
    await page.waitForFunction(() => document.querySelector(".job-state"));
    await page.click("#play");
    await heard(page);
    const ended = new Promise((resolve) => { other.child.once("exit", resolve); });
    other.child.kill("SIGKILL");
    await ended;
    await page.waitForFunction(() => document.getElementById("error").textContent.includes("继续播放"));
    assert.ok(await page.isVisible("#reading"));
    const before = await page.evaluate(() => document.getElementById("audio").currentTime);
    await page.waitForFunction((t) => document.getElementById("audio").currentTime > t + 0.5, before);
    const again = await serve(boyin, { ...env, XDG_STATE_HOME: join(folder, "other") }, "--port", other.port, "--voice", "anchor-f");
    await page.click("#edit");
    await state(page, "已完成");
    await page.reload();
    assert.equal(await page.inputValue("#text"), text);
    again.child.kill("SIGKILL");
    await page.context().close();
  },
};

await run(tests, { browser, child, folder });
