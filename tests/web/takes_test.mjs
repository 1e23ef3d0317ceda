// Single sentences of a reading are said otherwise: other words, another voice, readings and pauses of words,
// recordings; by mouse, by keyboard alone, undone, saved for the command line and opened again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { close, download, open as openAt, run, serve, tab_to, violations } from "./service.mjs";

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-takes-"));
const TEXT = "各位听众，早上好。今天重庆多云。\n\n银行行长介绍了情况，增长3.2%。大家都很努力。谢谢收听。";
const env = { ...process.env, LC_ALL: "C.UTF-8", XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "config") };
const { child, url } = await serve(boyin, env, "--cache", "all", "--voice", "anchor-f");
const browser = await launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");

const ready = (page) => page.waitForFunction(() => !document.getElementById("takes-mode").disabled
  && document.getElementById("status").textContent.startsWith(document.documentElement.lang === "en" ? "All is made" : "已全部生成"));
const read = async (options, text = TEXT) => {
  const page = await openAt(browser, url, options);
  await page.fill("#text", text);
  await page.selectOption("#voice", "anchor-f");
  await page.click("#play");
  await ready(page);
  return page;
};
// The next reading, once it is whole.
async function reread(page, act) {
  await Promise.all([page.waitForRequest((request) => request.url().endsWith("/v1/audio/speech")), act()]);
  await ready(page);
}
const shown = (page) => page.textContent("#words");
const note = (page) => page.textContent("#takes-note");
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
const word = (text) => `#take-words button:text-is('${text}')`;
const metric = async (page, name) => Number(new RegExp(`^boyin_sentences_${name} (.*)$`, "m")
  .exec(await (await page.request.get(`${url}metrics`)).text())[1]);

// A hum of a second and a half, as WAV.
function sound(name, level = 8000) {
  const bytes = Buffer.alloc(44 + 2 * 44100 * 1.5);
  bytes.write("RIFF");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, 44100, 4], [28, 88200, 4], [32, 2, 2], [34, 16, 2]].forEach(([at, value, size]) => bytes.writeUIntLE(value, at, size));
  bytes.write("data", 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let i = 0; i < (bytes.length - 44) / 2; ++i) bytes.writeInt16LE(Math.round(level * Math.sin(i / 30)), 44 + 2 * i);
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const tests = {
  async "by mouse: a sentence is said by another voice in other words, and only it is made anew"() {
    const page = await read();
    await page.click("#takes-mode");
    await page.click(".sentence:has-text('大家都很努力') >> nth=0");
    assert.ok(await page.isVisible("#take"));
    assert.equal(await page.textContent("#take-sentence"), "大家都很努力。");
    await page.fill("#take-say", "我们都很努力");
    await page.selectOption("#take-voice", "anchor-m");
    await page.selectOption("#take-rate", "0.9");
    await page.fill("#take-after", "900");
    const spoken = await metric(page, "spoken");
    await reread(page, () => page.click("#take-use"));
    assert.match(await shown(page), /我们都很努力。/);
    assert.equal(await note(page), "已改 1 句");
    assert.equal(await metric(page, "spoken") - spoken, 1);
    assert.equal(await page.textContent(".sentence.taken"), "我们都很努力。");
    await page.waitForFunction(() => document.querySelector("[aria-current]")?.textContent.includes("我们都很努力"));
    const file = await download(page, () => page.click("#takes-save"));
    assert.match(file.name, /^各位听众，早上好。今天重庆多云。\.takes\.toml$/);
    assert.equal(String(file.bytes), '[[take]]\nsentence = "大家都很努力。"\nsay = "我们都很努力"\nvoice = "anchor-m"\nrate = 0.9\npause_after = 900\n');
    // Undone, with the keys, and done again by the file.
    await page.locator("#reading").focus();
    await reread(page, () => page.keyboard.press("z"));
    assert.ok(!(await shown(page)).includes("我们"));
    assert.equal(await note(page), "");
    assert.ok(await page.isDisabled("#takes-undo"));
    writeFileSync(join(folder, "a.takes.toml"), file.bytes);
    await reread(page, () => page.setInputFiles("#takes-file", join(folder, "a.takes.toml")));
    assert.match(await shown(page), /我们都很努力。/);
    // It is there again after a reload, and goes along with a job and a file.
    await page.reload();
    assert.equal(await note(page), "已改 1 句");
    await page.click("#play");
    await ready(page);
    assert.match(await shown(page), /我们都很努力。/);
    await page.click("#edit");
    await page.click("#job");
    await page.waitForFunction(() => document.querySelector(".job-state")?.textContent.includes("已完成"));
    await page.click(".job summary");
    const text = await download(page, () => page.click(".job details a:has-text('.txt')"));
    assert.match(String(text.bytes), /我们都很努力。/);
    // The command line makes of it what the page made.
    writeFileSync(join(folder, "a.txt"), TEXT);
    const script = execFileSync(boyin, ["speak", join(folder, "a.txt"), "--explain", "--takes", join(folder, "a.takes.toml")], { env });
    assert.match(String(script), /我们/);
    // What was edited away is told.
    await page.fill("#text", TEXT.replace("大家都很努力。", ""));
    await page.click("#play");
    await ready(page);
    assert.equal(await note(page), "已改 1 句，其中 1 句的原文已不在");
    await close(page);
  },

  async "by mouse: readings, pauses and spelling of words stand in the text as inline marks"() {
    const page = await read();
    await page.click("#takes-mode");
    await page.click(".sentence span:text-is('行长')");
    assert.equal(await page.textContent("#take-word-name"), "行长");
    await page.waitForSelector("#take-readings button >> nth=1");
    assert.match(await page.textContent("#take-readings button >> nth=0"), /^hang2 zhang3/);
    assert.match((await page.locator("#take-readings button").allTextContents()).join(" "), /xing2 zhang3/);
    await page.click("#take-readings button:has-text('xing2 zhang3')");
    assert.equal(await page.inputValue("#take-say"), "银行{行长|xing2 zhang3}介绍了情况，增长3.2%。");
    await page.selectOption("#take-pause-after", "400");
    await page.click(word("3.2%"));
    await page.fill("#take-as", "{错}");
    await page.click("#take-as-use");
    assert.match(await page.textContent("#take-error"), /不能有/);
    await page.fill("#take-as", "三点二");
    await page.click("#take-as-use");
    assert.equal(await page.inputValue("#take-say"), "银行{行长|xing2 zhang3}{|400}介绍了情况，增长{3.2%|三点二}。");
    await reread(page, () => page.click("#take-use"));
    assert.ok(!(await shown(page)).includes("{"));
    assert.match(await shown(page), /银行行长介绍了情况，增长3\.2%。/);
    const marked = TEXT.replace("行长", "{行长|xing2 zhang3}{|400}").replace("3.2%", "{3.2%|三点二}");
    assert.equal(await page.inputValue("#text"), marked);
    assert.equal(await note(page), "");
    // A take of the same sentence beside them; the marks are found again.
    await page.click(".sentence span:text-is('介绍')");
    await page.selectOption("#take-voice", "anchor-m");
    await reread(page, () => page.click("#take-use"));
    assert.equal(await page.inputValue("#text"), marked);
    assert.equal(await note(page), "已改 1 句");
    await page.click(".sentence span:text-is('行长')");
    assert.equal(await page.getAttribute("#take-readings button:has-text('xing2 zhang3')", "aria-pressed"), "true");
    await page.click("#take-unmark");
    await reread(page, () => page.click("#take-use"));
    assert.equal(await page.inputValue("#text"), marked.replace("{行长|xing2 zhang3}", "行长"));
    for (let i = 0; i < 3; ++i) await reread(page, () => page.click("#takes-undo"));
    assert.equal(await page.inputValue("#text"), TEXT);
    assert.equal(await note(page), "");
    await close(page);
  },

  async "figures and letters are spelled"() {
    const page = await read({}, "航班2035和GDP。");
    await page.click("#takes-mode");
    await page.click(".sentence span:text-is('2035')");
    await page.click("#take-spell");
    await page.click(word("GDP"));
    await page.click("#take-spell");
    assert.equal(await page.inputValue("#take-say"), "航班{2035|#}和{GDP|G D P}。");
    await reread(page, () => page.click("#take-use"));
    assert.equal(await page.inputValue("#text"), "航班{2035|#}和{GDP|G D P}。");
    await close(page);
  },

  async "by keyboard alone"() {
    const page = await openAt(browser, url);
    await tab_to(page, "text");
    await page.keyboard.insertText(TEXT);
    await page.keyboard.press("Control+Enter");
    await ready(page);
    await page.keyboard.press("Space");
    await page.keyboard.press("Home");
    await page.keyboard.press("r");
    assert.equal(await page.textContent("#take-sentence"), "各位听众，早上好。");
    assert.equal(await focused(page), "各位");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.equal(await page.textContent("#take-word-name"), "听众");
    await page.waitForSelector("#take-readings button");
    assert.equal(await focused(page), "听众");
    await tab_to(page, "take-as");
    await page.keyboard.type("ting1 zhong5");
    await page.keyboard.press("Enter");
    assert.equal(await page.inputValue("#take-say"), "各位{听众|ting1 zhong5}，早上好。");
    assert.match(await page.textContent("#take-status"), /听众，读 ting1 zhong5/);
    await tab_to(page, "take-pause-before");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.inputValue("#take-say"), "各位{|200}{听众|ting1 zhong5}，早上好。");
    assert.equal(await focused(page), "take-pause-before");
    await tab_to(page, "take-voice");
    await page.keyboard.press("End");
    await tab_to(page, "take-locked");
    await page.keyboard.press("Space");
    assert.ok(await page.isDisabled("#take-say"));
    await tab_to(page, "take-use");
    await reread(page, () => page.keyboard.press("Enter"));
    assert.equal(await page.evaluate(() => document.activeElement.id), "reading");
    assert.equal(await page.inputValue("#text"), TEXT.replace("听众", "{|200}{听众|ting1 zhong5}"));
    assert.equal(await note(page), "已改 1 句");
    // A locked sentence is not changed before it is unlocked.
    await page.keyboard.press("Home");
    await page.keyboard.press("r");
    assert.equal(await focused(page), "take-locked");
    assert.ok(await page.isDisabled("#take-say"));
    assert.ok(await page.isDisabled("#take-reset"));
    await page.keyboard.press("Escape");
    assert.ok(await page.isHidden("#take"));
    await reread(page, () => page.keyboard.press("z"));
    assert.equal(await page.inputValue("#text"), TEXT);
    assert.equal(await page.textContent("#status").then((text) => text.length > 0), true);
    await close(page);
  },

  async "a recording from a file and one from the microphone, saved with the takes and opened again"() {
    const page = await read({ permissions: ["microphone"] });
    await page.click("#takes-mode");
    await page.click(".sentence:has-text('谢谢收听') >> nth=0");
    await page.setInputFiles("#take-sound", join(folder, "none.txt").replace("none.txt", "a.txt"));
    await page.waitForFunction(() => document.getElementById("take-error").textContent.includes("不是浏览器能播放的声音"));
    await page.setInputFiles("#take-sound", sound("记者.wav"));
    await page.waitForFunction(() => document.getElementById("take-sound-note").textContent === "记者.wav，1.5 秒");
    assert.ok(await page.isDisabled("#take-voice"));
    assert.equal(await page.textContent("#take-error"), "");
    await page.fill("#take-speaker", "王敏");
    await reread(page, () => page.click("#take-use"));
    assert.equal(await page.textContent("#error"), "");
    assert.equal(await note(page), "已改 1 句");
    await page.click(".sentence:has-text('大家都很努力') >> nth=0");
    await page.click("#take-record");
    await page.waitForFunction(() => document.getElementById("take-record").textContent === "停止录音");
    await page.waitForTimeout(1500);
    await page.click("#take-record");
    await page.waitForFunction(() => /^录音\.wav，[12]\.\d 秒$/.test(document.getElementById("take-sound-note").textContent));
    await page.click("#take-listen");
    await reread(page, () => page.click("#take-use"));
    assert.equal(await page.textContent("#error"), "");
    assert.equal(await note(page), "已改 2 句");
    // They survive a reload, and go along with a file in another format.
    await page.reload();
    await page.click("#play");
    await ready(page);
    assert.equal(await page.locator(".sentence.taken").count(), 2);
    const archive = await download(page, () => page.click("#takes-save"));
    assert.match(archive.name, /\.takes\.zip$/);
    writeFileSync(join(folder, "a.zip"), archive.bytes);
    execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])",
      join(folder, "a.zip"), join(folder, "unpacked")]);
    const name = archive.name.replace(/zip$/, "toml");
    const toml = readFileSync(join(folder, "unpacked", name), "utf8");
    assert.match(toml, /audio = "记者\.wav"\nspeaker = "王敏"/);
    assert.match(toml, /audio = "录音\.wav"/);
    // The command line hears them, too.
    writeFileSync(join(folder, "b.txt"), TEXT);
    execFileSync(boyin, ["speak", join(folder, "b.txt"), "--voice", "anchor-f", "-o", join(folder, "b.mp3"), "--takes", join(folder, "unpacked", name), "--strict"], { env });
    // Opened in another browser: with the recordings, or not at all.
    const other = await read();
    await other.setInputFiles("#takes-file", join(folder, "unpacked", name));
    await other.waitForFunction(() => /请同时选取录音：/.test(document.getElementById("error").textContent));
    const files = [name, "记者.wav", "录音.wav"].map((one) => join(folder, "unpacked", one));
    await reread(other, () => other.setInputFiles("#takes-file", files));
    assert.equal(await note(other), "已改 2 句");
    assert.equal(await other.isHidden("#error"), true);
    await other.click("#edit");
    await other.click("#job");
    await other.waitForFunction(() => [...document.querySelectorAll(".job-state")].filter((one) => one.textContent.includes("已完成")).length === 2);
    const jobs = await (await other.request.get(`${url}v1/jobs`)).json();
    const report = jobs.data[0].files.find((one) => one.name.endsWith(".report.json"));
    const said = (await (await other.request.get(new URL(report.url, url).href)).json()).sentences;
    assert.deepEqual(said.map((one) => one.speaker ?? "").filter(Boolean), ["录音", "王敏"]);
    await close(other);
    // Another text has none of it.
    await page.click("#edit");
    await page.click("#clear");
    assert.equal(await note(page), "");
    await close(page);
  },

  async "a microphone that is refused is told, and nothing else is lost"() {
    const page = await read();
    await page.evaluate(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")); });
    await page.locator("#reading").focus();
    await page.keyboard.press("r");
    await page.fill("#take-say", "大家好。");
    await page.click("#take-record");
    await page.waitForFunction(() => document.getElementById("take-error").textContent === "浏览器没有允许使用话筒");
    assert.equal(await page.inputValue("#take-say"), "大家好。");
    await reread(page, () => page.click("#take-use"));
    assert.match(await shown(page), /大家好。/);
    await close(page);
  },

  async "what the service refuses is told, and can be taken back"() {
    const page = await read();
    await page.locator("#reading").focus();
    await page.keyboard.press("r");
    await page.fill("#take-before", "70000");
    await page.click("#take-use");
    assert.equal(await page.textContent("#take-error"), "静音要在 0 到 60000 毫秒之间");
    await page.fill("#take-before", "");
    await page.setInputFiles("#take-sound", sound("静.wav", 0));
    await page.waitForFunction(() => document.getElementById("take-sound-note").textContent.includes("1.5"));
    await page.click("#take-use");
    await page.waitForFunction(() => document.getElementById("error").textContent.includes("静.wav"));
    page.problems.length = 0;  // the browser reports the refusal
    assert.ok(await page.isVisible("#text"));
    assert.equal(await note(page), "已改 1 句");
    assert.deepEqual(await violations(page), []);
    await reread(page, () => page.click("#takes-undo"));
    assert.ok(await page.isHidden("#error"));
    assert.equal(await note(page), "");
    await page.click("#edit");
    assert.ok(await page.isHidden("#takes"));
    // A file of takes that is dropped is no text.
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['[[take]]\nsentence = "谢谢收听。"\nsay = "再见。"\n'], "a.takes.toml"));
      return transfer;
    });
    await reread(page, () => page.dispatchEvent("body", "drop", { dataTransfer: data }));
    assert.match(await shown(page), /再见。/);
    assert.equal(await page.inputValue("#text"), TEXT);
    await page.setInputFiles("#takes-file", { name: "b.takes.toml", mimeType: "", buffer: Buffer.from('[[take]]\nsentense = 1\n') });
    await page.waitForFunction(() => /^takes\.toml:2:1/.test(document.getElementById("error").textContent));
    page.problems.length = 0;
    assert.match(await shown(page), /再见。/);
    await close(page);
  },

  async "the words change with the language, and are never stale"() {
    const page = await read();
    await page.locator("#reading").focus();
    await page.keyboard.press("r");
    await page.fill("#take-say", "");
    await page.click("#take-use");
    assert.equal(await page.textContent("#take-error"), "请写入要说的文字");
    await page.fill("#take-say", "大家好。");
    await reread(page, () => page.click("#take-use"));
    await page.click("#language");
    assert.equal(await note(page), "1 sentence changed");
    await page.locator("#reading").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("r");
    assert.equal(await page.textContent("#take-error"), "");
    assert.equal(await page.textContent("#take-title"), "Say this sentence otherwise");
    assert.match(await page.textContent("#take-pause-before option >> nth=1"), /200 ms/);
    await page.click("#take-close");
    await close(page);
  },

  async "axe-core finds nothing, and nothing is wider than the window"() {
    for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", locale: "en-GB" }, { forcedColors: "active" },
      { viewport: { width: 390, height: 844 } }, { viewport: { width: 320, height: 640 } }]) {
      const page = await read(options);
      await page.click("#takes-mode");
      await page.click(".sentence span:text-is('行长')");
      await page.waitForSelector("#take-readings button >> nth=1");
      await page.click("#take-readings button >> nth=1");
      await page.selectOption("#take-pause-after", "400");
      await page.setInputFiles("#take-sound", sound("一个名字很长很长的录音文件.wav"));
      await page.waitForFunction(() => document.getElementById("take-sound-note").textContent.includes("1.5"));
      const wide = () => page.evaluate(() => Math.max(document.documentElement.scrollWidth - innerWidth,
        document.getElementById("take").scrollWidth - document.getElementById("take").clientWidth));
      assert.deepEqual(await violations(page), [], JSON.stringify(options));
      assert.ok(await wide() <= 0, `${JSON.stringify(options)} ${await wide()}`);
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `dialog-${options.viewport?.width ?? options.colorScheme ?? "forced"}.png`) });
      await reread(page, () => page.click("#take-use"));
      assert.deepEqual(await violations(page), [], JSON.stringify(options));
      assert.ok(await wide() <= 0, JSON.stringify(options));
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `page-${options.viewport?.width ?? options.colorScheme ?? "forced"}.png`), fullPage: true });
      await close(page);
    }
  },
};

await run(tests, { browser, child, folder });
