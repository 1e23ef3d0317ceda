// Takes: single sentences of a reading said otherwise. Each is a row of the file that boyin speak --takes
// reads (docs/takes.md); the service says them so, and keeps all the others as they were. How single words
// are read stands in the text itself, as inline marks.
import {bare} from '/marked_text.js';
import {forgetRecordings, keepRecording, loadRecordings, recording, TooLong, toWav, zipOf} from '/recordings.js';
import {key} from '/rundown.js';
import {post, reason} from '/service.js';
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);
const kDraft = 'boyin-takes';
const kMostUndone = 100;

export const kEmpty = {nth: 1, say: '', voice: '', rate: 1, audio: '', speaker: '', pause_before: null, pause_after: null, locked: false};

let takes = [];       // as the file has them
let before = [];      // {takes, text, after}: what they were, and the text then and after the change; the newest last
let sentences = [];   // of the text that is read: {begin, end, input_begin, input_end, text, original, taken}
let on = null;        // the page: text(), setText(text), reread(begin), tell(text), fail(text), save(blob, name), name()

// By what the service knows a sentence.
export const keyOf = (text) => bare(text).replace(/[\s\u200B\uFEFF]/gu, '');

// ---- the file

function takeToml(take) {
  const lines = [key('sentence', take.sentence)];
  for (const [name, otherwise] of Object.entries(kEmpty)) {
    const value = take[name];
    if (value === otherwise) continue;
    lines.push(typeof value === 'string' ? key(name, value) : `${name} = ${value}\n`);
  }
  return `[[take]]\n${lines.join('')}`;
}

const toml = () => takes.map(takeToml).join('\n');
const recorded = () => [...new Set(takes.map(({audio}) => audio).filter(Boolean))].map((name) => ({name, blob: recording(name)}));

// What goes along with a text: to be heard, as a job, as a file.
export const takesToSend = () => ({takes: toml(), files: recorded()});

function keepDraft() {
  try {
    if (takes.length) localStorage.setItem(kDraft, JSON.stringify(takes)); else localStorage.removeItem(kDraft);
  } catch { /* too long, or forbidden */ }
}

// ---- what changes them

export function showTakes() {
  $('takes-undo').disabled = before.length === 0;
  $('takes-save').disabled = takes.length === 0;
  const lost = takes.filter((take) => !sentences.some((_, at) => is(at, take))).length;
  const gone = sentences.length && lost ? say('t_lost', lost) : '';
  $('takes-note').textContent = takes.length ? say('t_count', takes.length) + gone : '';
}

// Other takes, in another text where that changes too, heard from `begin` on.
export function change(next, text, begin) {
  before.push({takes, text: on.text(), after: text});
  if (before.length > kMostUndone) before.shift();
  put(next, text, begin);
}

function put(next, text, begin) {
  takes = next;
  keepDraft();
  if (text !== on.text()) on.setText(text);
  on.reread(begin);
  showTakes();
}

export function undoTake() {
  const last = before.pop();
  if (!last) return;
  const touched = takes.concat(last.takes).find((one) => !takes.includes(one) || !last.takes.includes(one));
  const at = sentences.findIndex((_, index) => touched && is(index, touched));
  // What was written since stays.
  put(last.takes, on.text() === last.after ? last.text : on.text(), sentences[at]?.begin ?? 0);
  on.tell(say('t_undone'));
}

// Another text has takes of its own.
export function forgetTakes() {
  takes = [];
  before = [];
  sentences = [];
  forgetRecordings();
  keepDraft();
  showTakes();
}

// ---- the sentences of a reading

export const forgetSentences = () => { sentences = []; };

// What the service says of the text that it reads.
export function takeText({text, sentences: found}) {
  sentences = found.map(({take, ...place}) => {
    const own = text.slice(place.begin, place.end);
    return {...place, text: own, original: takes[take]?.sentence ?? bare(own), taken: take !== undefined};
  });
  showTakes();
}

export const sentence = (index) => sentences[index];

// That which holds a place of the text; -1 for none.
export const sentenceAt = (place) => sentences.findIndex(({begin, end}) => place >= begin && place < end);

export const isTaken = (place) => Boolean(sentences[sentenceAt(place)]?.taken);

// Which of the sentences with the same words in the text this is.
const nthOf = (index) => sentences.slice(0, index + 1)
  .filter(({original}) => keyOf(original) === keyOf(sentences[index].original)).length;
const is = (index, take) => keyOf(sentences[index].original) === keyOf(take.sentence) && nthOf(index) === take.nth;

// The take of a sentence: its own, or one that changes nothing yet.
export const takeOf = (index) => takes.find((one) => is(index, one))
  ?? {...kEmpty, sentence: sentences[index].original, nth: nthOf(index)};

// Puts a take in the place of the one that a sentence has; one that changes nothing is none. `words`: what
// the text has for the sentence from now on, or nothing where that stays.
export function putTake(index, take, words) {
  const text = on.text();
  const {begin, input_begin, input_end} = sentences[index];
  const plain = Object.entries(kEmpty).every(([name, otherwise]) => name === 'nth' || take[name] === otherwise);
  const others = takes.filter((one) => !is(index, one));
  const marked = words === undefined ? text : text.slice(0, input_begin) + words + text.slice(input_end);
  change(plain ? others : [...others, take], marked, begin);
}

// What the text itself has for a sentence; nothing where it has been edited since.
export function writtenOf(index) {
  const {input_begin, input_end, original} = sentences[index];
  const written = on.text().slice(input_begin, input_end);
  return keyOf(written) === keyOf(original) ? written : undefined;
}

// ---- the file opened and saved

async function saveFile() {
  if (!takes.length) return;
  const file = {name: `${on.name()}.takes.toml`, blob: new Blob([toml()], {type: 'application/toml'})};
  const sounds = recorded();
  if (sounds.length) on.save(await zipOf([file, ...sounds]), `${on.name()}.takes.zip`);
  else on.save(file.blob, file.name);
}

export const isTakesFile = ({name}) => name.endsWith('.takes.toml');

// The file, and the recordings that it names, chosen with it.
export async function openTakes(files) {
  on.fail('');
  const file = files.find(({name}) => name.endsWith('.toml'));
  try {
    if (!file) return on.fail(say('t_no_file'));
    const {takes: found} = await (await post('/v1/takes', {takes: await file.text()})).json();
    const wanted = [...new Set(found.map(({audio}) => audio).filter(Boolean))];
    const chosen = (audio) => files.find(({name}) => name === audio.split('/').pop());
    const missing = wanted.filter((audio) => !chosen(audio));
    if (missing.length) return on.fail(say('t_missing', missing));
    const names = {};
    for (const audio of wanted) names[audio] = await readRecording(chosen(audio));
    if (Object.values(names).some((name) => !name)) return;
    change(found.map((take) => ({...take, audio: names[take.audio] ?? ''})), on.text(), 0);
    on.tell(say('opened', file.name));
  } catch (error) {
    on.fail(reason(error));
  }
}

// Keeps a file as a recording; its name, or nothing where it is none, which is told.
export async function readRecording(file, fail = on.fail) {
  try {
    return keepRecording(file.name, await toWav(file));
  } catch (error) {
    fail(error instanceof TooLong ? say('t_too_long') : say('t_no_sound', file.name));
    return '';
  }
}

export async function wireTakes(actions) {
  on = actions;
  $('takes-undo').addEventListener('click', undoTake);
  $('takes-save').addEventListener('click', saveFile);
  $('takes-open').addEventListener('click', () => $('takes-file').click());
  $('takes-file').addEventListener('change', () => {
    const files = [...$('takes-file').files];
    $('takes-file').value = '';
    if (files.length) openTakes(files);
  });
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(kDraft)) ?? []; } catch { /* nothing is kept */ }
  await loadRecordings(new Set(kept.map(({audio}) => audio)));
  if (!takes.length) takes = kept.filter(({audio}) => !audio || recording(audio));
  showTakes();
}
