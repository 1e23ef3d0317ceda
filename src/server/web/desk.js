// The jobs of whoever looks: how far each is, what came of it. They are kept by the service; the page only
// shows them, and finds them again when it is opened anew.
import {ask, postWith, reason, Refusal} from '/service.js';
import {isArticle, sendFiles} from '/upload.js';
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);
const kEvery = 1000;
const kAgain = 4000;      // where the service does not answer
const kMostKnown = 200;
const kPace = 4.2;        // of voices by themselves: 250 syllables a minute, pauses included
const kLeastMeasured = 30;
const kMostInJson = 250_000;  // characters: a body of JSON may have a megabyte

const rows = new Map();   // id → its row
let jobs = [];
let timer = 0;
let on = null;            // what the page does: listen(episode), tell(text), clock(seconds)

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (key, name, act) => {
  const element = make('button', {type: 'button', className: 'quiet'});
  element.dataset.say = key;
  element.textContent = say(key);
  element.setAttribute('aria-label', `${say(key)} ${name}`);
  element.addEventListener('click', act);
  return element;
};
const link = (key, name, url) => {
  const element = make('a', {href: url, download: '', textContent: say(key)});
  element.dataset.say = key;
  element.setAttribute('aria-label', `${say(key)} ${name}`);
  return element;
};

const ended = (job) => !['queued', 'running'].includes(job.status);
const nameOf = (job) => job.title || job.name || job.id;

function note(text) {
  if ($('jobs-note').textContent !== text) $('jobs-note').textContent = text;
}

// ---- which jobs

// Behind a proxy that is not named the service cannot list them: the page remembers its own.
function known() {
  try { return JSON.parse(localStorage.getItem('boyin-jobs')) ?? []; } catch { return []; }
}

function remember(ids) {
  try { localStorage.setItem('boyin-jobs', JSON.stringify(ids.slice(0, kMostKnown))); } catch { /* forbidden */ }
}

async function one(id) {
  try {
    return await (await ask(`/v1/jobs/${id}`)).json();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function listed() {
  try {
    return (await (await ask('/v1/jobs')).json()).data;
  } catch (error) {
    if (error.code !== 'unknown_caller') throw error;
    return (await Promise.all(known().map(one))).filter(Boolean);
  }
}

// ---- one row

function stateOf(job) {
  if (job.status === 'failed') return say('job_failed', job.error?.message ?? '');
  if (job.status === 'running') return say('job_running', Math.floor(job.progress * 100));
  if (job.status === 'done') return say('job_done', on.clock(job.duration_s));
  return say(`job_${job.status}`);
}

// The documents of a job that are made: each with its sound, and what lies beside it.
function documentsOf(job) {
  const stem = (name) => name.slice(0, name.lastIndexOf('.'));
  const sounds = job.files.filter((file) => file.type.startsWith('audio/'));
  return sounds.map((sound) => {
    const beside = (suffix) => job.files.find((file) => file.name === stem(sound.name) + suffix)?.url;
    return {title: sounds.length > 1 ? stem(sound.name) : nameOf(job), sound: sound.name,
      url: sound.url, transcript: beside('.json'), book: beside('.epub')};
  });
}

function filesHtml(job) {
  const list = documentsOf(job).map((one) => {
    const kind = one.sound.split('.').pop().toUpperCase();
    const download = make('a', {href: one.url, download: '', textContent: kind});
    download.setAttribute('aria-label', say('download', `${one.title} ${kind}`));
    return make('li', {}, make('span', {className: 'job-part', textContent: one.title}),
      button('listen', one.title, () => on.listen(one)), download);
  });
  return make('ul', {className: 'job-parts'}, ...list);
}

function moreHtml(job) {
  const others = job.files.filter((file) => !file.type.startsWith('audio/'));
  const summary = make('summary', {textContent: say('job_files', others.length)});
  return make('details', {}, summary, make('ul', {}, ...others.map((file) =>
    make('li', {}, make('a', {href: file.url, download: '', textContent: file.name})))));
}

function rowOf(job) {
  const name = nameOf(job);
  const title = make('strong', {id: `name-${job.id}`, textContent: name});
  const state = make('span', {className: 'job-state'});
  const progress = make('progress', {max: 1});
  progress.setAttribute('aria-labelledby', title.id);
  const files = make('div');
  const archive = link('archive', name, `/v1/jobs/${job.id}/archive`);
  const cancel = button('cancel', name, () => act(() => ask(`/v1/jobs/${job.id}/cancel`, {method: 'POST'})));
  const remove = button('remove', name, () => removeJob(job.id));
  const row = make('li', {className: 'job', tabIndex: -1}, make('p', {className: 'job-head'}, title, state), progress,
    files, make('p', {className: 'job-actions'}, archive, cancel, remove));
  row.parts = {state, progress, files, archive, cancel};
  return row;
}

function update(row, job) {
  const {state, progress, files, archive, cancel} = row.parts;
  state.textContent = stateOf(job);
  state.classList.toggle('wrong', job.status === 'failed');
  progress.value = job.progress;
  progress.hidden = cancel.hidden = ended(job);
  archive.hidden = job.files.length === 0;
  const key = `${job.files.length} ${document.documentElement.lang}`;
  if (row.key !== key) {
    row.key = key;
    const gone = job.left_out.length ? [make('p', {className: 'job-state', textContent: say('job_left_out', job.left_out.join(' · '))})] : [];
    files.replaceChildren(...gone, ...job.files.length ? [filesHtml(job), moreHtml(job)] : []);
  }
  if (row.status && row.status !== job.status && ended(job)) {
    on.tell(`${nameOf(job)}: ${stateOf(job)}`);
  }
  row.status = job.status;
}

// ---- all rows

function draw() {
  for (const [id, row] of rows) {
    if (jobs.some((job) => job.id === id)) continue;
    row.remove();
    rows.delete(id);
  }
  for (const [at, job] of jobs.entries()) {
    if (!rows.has(job.id)) rows.set(job.id, rowOf(job));
    const row = rows.get(job.id);
    if ($('job-list').children[at] !== row) $('job-list').insertBefore(row, $('job-list').children[at] ?? null);
    update(row, job);
  }
  const made = jobs.filter((job) => job.status === 'done');
  $('jobs-archive').hidden = made.length < 2;
  $('jobs-archive').href = `/v1/archive?jobs=${made.slice(0, kMostKnown).map((job) => job.id)}`;
  $('jobs-clear').hidden = jobs.filter(ended).length < 2;
  $('jobs').hidden = jobs.length === 0 && !$('jobs-note').textContent;
}

async function look() {
  clearTimeout(timer);
  let wait = kEvery;
  try {
    jobs = await listed();
    if (note.lost) note('');
    note.lost = false;
    draw();
  } catch (error) {
    if (jobs.length === 0) return;
    note.lost = true;
    note(reason(error));
    wait = kAgain;
  }
  if (note.lost || jobs.some((job) => !ended(job))) timer = setTimeout(look, document.hidden ? kAgain : wait);
}

async function act(work) {
  try {
    await work();
    note('');
  } catch (error) {
    note(reason(error));
  }
  await look();
}

async function removeJob(id) {
  const at = jobs.findIndex((job) => job.id === id);
  await act(() => ask(`/v1/jobs/${id}`, {method: 'DELETE'}));
  // Who works by keyboard goes on where the job was.
  const next = jobs[Math.min(at, jobs.length - 1)];
  (next ? rows.get(next.id) : $('text')).focus();
}

async function clear() {
  await act(async () => {
    for (const job of jobs.filter(ended)) await ask(`/v1/jobs/${job.id}`, {method: 'DELETE'});
  });
  (jobs.length ? $('jobs-title') : $('text')).focus();
}

function keep(job) {
  remember([job.id, ...known()]);
  jobs = [job, ...jobs.filter((other) => other.id !== job.id)];
  draw();
}

// ---- new ones

// Shows the jobs, and brings whoever asked for one there.
function show() {
  $('jobs').hidden = false;
  $('jobs-title').focus({preventScroll: true});
  $('jobs').scrollIntoView({block: 'nearest'});
  look();
}

// `takes`: what of it is said otherwise. A text that is too long to be heard at once has none.
export async function makeTextJob(text, order, title, takes) {
  const asked = {voice: order.voice, speed: order.speed, response_format: order.format, title};
  let reply;
  if (text.length <= kMostInJson) {
    reply = await postWith('/v1/jobs', {input: text, ...takes, ...asked});
  } else {
    reply = await ask(`/v1/jobs?${new URLSearchParams(asked)}`, {
      method: 'POST',
      headers: {'Content-Type': 'application/octet-stream', 'X-Filename': encodeURIComponent(`${title}.txt`)},
      body: text,
    });
  }
  keep(await reply.json());
  on.tell(say('job_taken', title));
  show();
}

export async function makeBulletinJob(form, title) {
  const reply = await ask('/v1/jobs', {method: 'POST', body: form});
  keep(await reply.json());
  on.tell(say('job_taken', title));
  show();
}

// Characters a second, as measured of the texts that were made here.
export function pace() {
  const made = jobs.filter((job) => job.status === 'done' && !job.bulletin);
  const seconds = made.reduce((sum, job) => sum + job.duration_s * job.speed, 0);
  return seconds < kLeastMeasured ? kPace : made.reduce((sum, job) => sum + job.characters, 0) / seconds;
}

export async function makeFileJobs(files, order) {
  const good = files.filter(isArticle);
  const refused = [];
  if (good.length < files.length) refused.push(say('skipped', files.length - good.length));
  $('jobs').hidden = false;
  await sendFiles(good, order, {
    sending: (number, of, file) => note(say('sending', number, of, file.name)),
    made: (job) => { keep(job); look(); },
    refused: (file, error) => refused.push(`${file.name}: ${reason(error)}`),
  });
  note(refused.join(' · '));
  if (good.length) on.tell(say('job_taken', good.length === 1 ? good[0].name : say('files', good.length)));
  show();
}

export function wireDesk(actions) {
  on = actions;
  $('jobs-clear').addEventListener('click', clear);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  look();
}

// In another language.
export function redraw() {
  rows.clear();
  $('job-list').replaceChildren();
  draw();
}
