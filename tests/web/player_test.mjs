// The read-along page and the book, opened in Chromium: it plays, marks the right sentence, works by
// keyboard alone and has nothing that axe-core objects to.
//
// usage: node player_test.mjs BOYIN ARTICLE|RUNDOWN.toml
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { axe, launch } from './browser.mjs';

const [boyin, article] = process.argv.slice(2);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'boyin-player-'));
const parts = ['--transcript', 'html,epub,json', '--cover', 'auto'];
const bulletin = article.endsWith('.toml');
const made = bulletin
  ? ['bulletin', article, '-o', folder, '--date', '2017-02-03', ...parts]
  : ['speak', article, '-o', path.join(folder, 'news.mp3'), ...parts];
execFileSync(boyin, made, { stdio: 'inherit' });
const sound = path.join(folder, fs.readdirSync(folder).find((name) => name.endsWith('.mp3')));
const beside = (suffix) => sound.replace(/\.mp3$/, suffix);
const { segments } = JSON.parse(fs.readFileSync(beside('.json'), 'utf8'));
fs.rmSync(sound);  // the page must stand alone
const page_url = pathToFileURL(beside('.html')).href;
const browser = await launch();

async function open(options = {}, hash = '') {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(120_000);  // the machine may be busy
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url())) problems.push(`asked the network for ${request.url()}`);
  });
  await page.goto(page_url + hash);
  await page.waitForFunction(() => document.getElementById('sound').duration > 0);
  return { page, problems };
}

const current = (page) => page.evaluate(() => [...document.querySelectorAll('[aria-current]')].map((s) => s.textContent));
const time = (page) => page.evaluate(() => document.getElementById('sound').currentTime);
const playing = (page) => page.evaluate(() => !document.getElementById('sound').paused);

const tests = {
  async 'marks the right sentence at three times, while it plays'() {
    const { page, problems } = await open();
    for (const index of [1, Math.floor(segments.length / 2), segments.length - 1]) {
      const { startTime, endTime, body } = segments[index];
      await page.evaluate((t) => { document.getElementById('sound').currentTime = t; }, (startTime + endTime) / 2);
      await page.waitForFunction((text) => document.querySelector('[aria-current]')?.textContent === text, body);
      assert.deepEqual(await current(page), [body]);
    }
    await page.evaluate((t) => { document.getElementById('sound').currentTime = t; }, segments[1].startTime - 0.2);
    await page.click('#play');
    await page.waitForFunction((text) => document.querySelector('[aria-current]')?.textContent === text, segments[1].body);
    assert.ok(await time(page) >= segments[1].startTime - 0.002);
    assert.deepEqual(problems, []);
  },

  async 'plays, pauses and steps by keyboard alone'() {
    const { page } = await open();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.getElementById('sound').currentTime > 0.1);
    await page.keyboard.press('Space');
    assert.equal(await playing(page), false);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const after = await current(page);
    await page.keyboard.press('ArrowLeft');
    const before = await current(page);
    const at = segments.findIndex((s) => s.body === after[0]);
    assert.ok(at > 0);
    assert.equal(before[0], segments[at - 1].body);
    const reached = new Set();
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => document.activeElement.id));
    }
    for (const id of ['seek', 'before', 'play', 'after', 'speed', 'smaller', 'larger', 'theme']) {
      assert.ok(reached.has(id), `Tab does not reach ${id}`);
    }
    await page.focus('#play');
    await page.keyboard.press('Enter');
    assert.equal(await playing(page), true);
  },

  async 'a click on a sentence plays it; an address opens at one'() {
    const { page } = await open();
    await page.evaluate(() => {
      document.getElementById('sound').addEventListener('seeking', (event) => { window.sought = event.target.currentTime; });
    });
    await page.click('#s3');
    await page.waitForFunction(() => window.sought !== undefined);
    assert.ok(Math.abs(await page.evaluate(() => window.sought) - segments[2].startTime) < 0.1);
    assert.equal(await playing(page), true);
    const other = await open({}, '#s3');
    await other.page.waitForFunction(() => document.querySelector('#s3[aria-current]'));
  },

  // The parser may be held up between the sound and the script: the sound is ready before it is listened to.
  async 'an address opens at a sentence also where the script comes late'() {
    const late = beside('.late.html');
    const source = fs.readFileSync(beside('.html'), 'utf8');
    assert.equal(source.split('<script>').length, 2);
    fs.writeFileSync(late, source.replace('<script>', '<script src="late.js"></script><script>'));
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    await page.route('**/late.js', async (route) => {
      await page.waitForFunction(() => document.getElementById('sound').readyState > 0);
      await route.fulfill({ contentType: 'text/javascript', body: 'window.ready = document.getElementById("sound").readyState;' });
    });
    await page.goto(`${pathToFileURL(late).href}#s3`);
    assert.ok(await page.evaluate(() => window.ready) > 0);
    await page.waitForFunction(() => document.querySelector('#s3[aria-current]'));
    assert.ok(Number(await page.getAttribute('#seek', 'max')) > 1);
  },

  async 'axe-core finds nothing, in light, dark, large type and forced colours'() {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }]) {
      const { page } = await open(options);
      await page.keyboard.press('ArrowRight');
      for (let i = 0; i < 6; i += 1) await page.click('#larger');
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
    }
  },

  async 'an item of a bulletin has its title above it'() {
    const { page } = await open();
    const titles = await page.evaluate(() => [...document.querySelectorAll('main h2')].map((h) => h.textContent));
    assert.deepEqual(titles, bulletin ? ['内容提要', '停水通知', '天气', '结束语'] : []);
  },

  async 'on a phone a sentence that is stepped to is not behind the controls'() {
    const { page } = await open({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    for (let i = 0; i < segments.length; i += 1) {
      await page.keyboard.press('ArrowRight');
      const hidden = await page.evaluate(() => document.querySelector('[aria-current]').getBoundingClientRect().bottom
        - document.querySelector('.player').getBoundingClientRect().top);
      assert.ok(hidden <= 0, `sentence ${i} is ${hidden} px behind the controls`);
    }
  },

  async 'on a narrow screen nothing is cut off'() {
    const { page } = await open({ viewport: { width: 320, height: 640 } });
    for (let i = 0; i < 10; i += 1) await page.click('#larger');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  },

  async 'a page of the book shows every sentence once'() {
    execFileSync('python3', ['-m', 'zipfile', '-e', beside('.epub'), path.join(folder, 'book')]);
    const page = await browser.newPage();
    const shown = [];
    const texts = fs.readdirSync(path.join(folder, 'book/EPUB')).filter((name) => /^text\d+\.xhtml$/.test(name)).sort();
    assert.equal(texts.length > 1, bulletin);
    for (const text of texts) {
      await page.goto(pathToFileURL(path.join(folder, 'book/EPUB', text)).href);
      shown.push(...await page.evaluate(() => [...document.querySelectorAll('span[id]')].map((s) => s.textContent)));
      await page.evaluate(axe);
      // Landmarks belong to the reading system, not to a page of a book: WCAG only.
      const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }));
      assert.deepEqual(violations.map((v) => `${text} ${v.id}: ${v.nodes[0].html}`), []);
    }
    assert.deepEqual(shown, segments.map((s) => s.body));
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('p')).textIndent !== '0px'), true);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}
await browser.close();
fs.rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
