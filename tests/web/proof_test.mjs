// The reading proof as an editor works with it, by keyboard alone: doubts first, another reading, the
// fixes downloaded and fed back to boyin; no violation for axe-core, in light and dark; print hides the
// controls.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { axe, launch } from "./browser.mjs";

const boyin = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "boyin-proof-"));
const article = join(folder, "news.txt");
const page_file = join(folder, "proof.html");
const TEXT = `全市总结表彰大会召开

6月23日，全市总结表彰大会召开，GDP同比增长3.2%,"1234"工作法得到推广，“8337”思路不变。
房价为123456元，“6·23”一周年，队员们以21-15领先。[1]（责任编辑：张三）
`;

async function open(browser, scheme) {
  const context = await browser.newContext({ colorScheme: scheme, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);  // the machine may be busy
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:") && !request.url().startsWith("blob:")) {
      problems.push(`not offline: ${request.url()}`);
    }
  });
  await page.goto(`file://${page_file}`);
  return { page, problems };
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run());
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}

// Tab until the element is focused; fails if it cannot be reached.
async function tab_to(page, matches) {
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(matches)) return;
  }
  assert.fail(`not reached by Tab: ${matches}`);
}

function counted(page, wanted) {
  return page.waitForFunction((n) => document.getElementById("count").textContent.startsWith(n), wanted);
}

async function check_doubts(page) {
  const first = await page.locator("main section h2").first().textContent();
  assert.match(first, /存疑/);
  const shares = await page.locator("tbody tr td:last-child").allTextContents();
  const numbers = shares.map((text) => parseInt(text, 10));
  assert.ok(numbers.length > 0);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  const article_text = await page.locator("section[aria-labelledby=a]").textContent();
  assert.match(article_text, /六二三/);
  assert.match(await page.locator("section[aria-labelledby=s]").textContent(), /责任编辑/);
}

async function mend_by_keyboard(page) {
  await tab_to(page, () => document.activeElement.dataset?.written === "8337");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("dialog[open]").isVisible());
  assert.ok(await page.evaluate(() => document.getElementById("editor").contains(document.activeElement)));
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.match(await page.locator("#count").textContent(), /No changes/);
  await page.keyboard.press("Enter");
  const others = await page.locator("#choices input").evaluateAll((all) => all.map((r) => r.value));
  assert.deepEqual(others, ["八三三七", "八千三百三十七"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await counted(page, "1 处");
  const back = await page.evaluate(() => document.activeElement.dataset?.written);
  assert.equal(back, "8337", "focus goes back to the word");

  await tab_to(page, () => document.activeElement.dataset?.written === "GDP");
  await page.keyboard.press("Enter");
  await tab_to(page, () => document.activeElement.id === "own");
  await page.keyboard.type("国内生产总值");
  await page.keyboard.press("Enter");
  await counted(page, "2 处");
}

async function download(page) {
  await page.evaluate(() => document.activeElement.blur());
  await page.locator("h1").evaluate((h1) => { h1.tabIndex = -1; h1.focus(); });
  await tab_to(page, () => document.activeElement.id === "download");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  const lexicon = join(folder, "lexicon.tsv");
  await file.saveAs(lexicon);
  return lexicon;
}

function check_lexicon(lexicon) {
  const read = (...more) =>
    execFileSync(boyin, ["normalise", ...more, article], { encoding: "utf8" });
  assert.match(read(), /GDP.*“八三三七”/);
  assert.match(read("--lexicon", lexicon), /国内生产总值.*“八千三百三十七”/);
}

async function check_print(page) {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".bar").first().isVisible(), false);
  assert.ok(await page.locator("section[aria-labelledby=a]").isVisible());
  assert.ok((await page.pdf({ format: "A4" })).length > 1000);
}

writeFileSync(article, TEXT);
execFileSync(boyin, ["proof", article, "-o", page_file]);
const browser = await launch();
try {
  for (const scheme of ["light", "dark"]) {
    const { page, problems } = await open(browser, scheme);
    assert.deepEqual(await violations(page), []);
    await check_doubts(page);
    await mend_by_keyboard(page);
    assert.deepEqual(await violations(page), []);
    if (scheme === "light") {
      check_lexicon(await download(page));
      await check_print(page);
    }
    assert.deepEqual(problems, []);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
