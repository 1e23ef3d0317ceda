// What the tests of the service's page share: start it, open it, look at it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

import { axe } from "./browser.mjs";

// boyin serve on a port of its own, or on the one that `more` names.
export function serve(boyin, env, ...more) {
  const port = more.includes("--port") ? [] : ["--port", "0"];
  const child = spawn(boyin, ["serve", ...port, ...more], { env, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    child.stderr.once("data", (line) => {
      const found = /:(\d+)\//.exec(String(line));
      if (found) resolve({ child, port: found[1], url: `http://127.0.0.1:${found[1]}/` });
      else reject(new Error(String(line)));
    });
  });
}

export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);  // the machine may be busy
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) page.problems.push(request.url());
  });
  await page.goto(url);
  return page;
}

export async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => window.axe.run());
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}

export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

export async function tab_to(page, id) {
  for (let i = 0; i < 60; ++i) {
    if (await page.evaluate((wanted) => document.activeElement.id === wanted, id)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${id}`);
}

// Runs them one after the other, then ends the browser, the service and this program: 1 where one failed.
export async function run(tests, { browser, child, folder }) {
  let failed = 0;
  try {
    for (const [name, test] of Object.entries(tests)) {
      if (process.env.ONLY && !name.includes(process.env.ONLY)) continue;
      try {
        await test();
        console.log(`ok   ${name}`);
      } catch (error) {
        ++failed;
        console.log(`FAIL ${name}\n${error.stack}`);
      }
    }
  } finally {
    await browser.close();
    child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  process.exit(failed ? 1 : 0);
}
