// The dialog in which one sentence is changed: how its words are read, who says it and how, a recording.
import {bare, parse, write} from '/marked_text.js';
import {canRecord, record, recording, secondsOf} from '/recordings.js';
import {post, reason} from '/service.js';
import {kEmpty, keyOf, putTake, readRecording, sentence, takeOf, writtenOf} from '/takes.js';
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);
const kChoices = 6;
const kPauses = [0, 200, 400, 700, 1000];
const kSlowest = 0.5;
const kFastest = 3;

let on = null;        // the page: order(), pause(), voices()
let edited = null;    // {index, take, own, parts, chosen, audio} while the dialog is open
let preview = null;   // an Audio
let microphone = null;

const fail = (text) => { $('take-error').textContent = text; };
const tell = (text) => { $('take-status').textContent = text; };

const button = (text, act, className = '') => {
  const element = Object.assign(document.createElement('button'), {type: 'button', textContent: text, className});
  element.addEventListener('click', act);
  return element;
};

const choose = (select, value, text) => {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(text ?? value, value));
  select.value = value;
};

// Opens the dialog for a sentence, at the word that begins at `place`, if there is one.
export function openTake(index, place) {
  if (!sentence(index) || $('take').open) return;
  on.pause();
  const take = takeOf(index);
  // Other words, else those that the text has, with their marks.
  const own = take.say || writtenOf(index) || take.sentence;
  edited = {index, take, own, parts: [], chosen: -1, audio: take.audio};
  $('take-sentence').textContent = bare(take.sentence);
  $('take-say').value = own;
  $('take-voice').replaceChildren(new Option(say('t_same'), ''), ...on.voices().map((voice) => voice.cloneNode(true)));
  choose($('take-voice'), take.voice);
  choose($('take-rate'), String(take.rate), `${take.rate}×`);
  $('take-before').value = take.pause_before ?? '';
  $('take-after').value = take.pause_after ?? '';
  $('take-speaker').value = take.speaker;
  $('take-locked').checked = take.locked;
  fail('');
  tell('');
  listWords();
  showSound();
  $('take').showModal();
  if (take.locked) return $('take-locked').focus();
  const at = place === undefined ? -1 : wordAt(place - sentence(index).begin);
  if (at >= 0) chooseWord(at);
  ($('take-words').querySelector('[tabindex="0"]') ?? $('take-say')).focus();
}

// The word at a place of the marked text.
function wordAt(place) {
  let at = 0;
  return edited.parts.findIndex((part) => {
    const end = at + write([part]).length;
    const holds = place >= at && place < end && part.word;
    at = end;
    return holds;
  });
}

// What cannot be changed now: all of a locked sentence, voice and rate of a recorded one.
function lock() {
  const locked = $('take-locked').checked;
  for (const control of $('take-all').elements) control.disabled = locked;
  $('take-reset').disabled = locked;
  if (locked) return;
  for (const id of ['take-voice', 'take-rate']) $(id).disabled = Boolean(edited.audio);
  $('take-record').disabled = !canRecord();
}

// ---- words

function listWords() {
  edited.parts = parse($('take-say').value);
  $('take-words').replaceChildren(...edited.parts.map((part, at) => {
    if (part.pause !== undefined) {
      return Object.assign(document.createElement('span'), {className: 'take-pause', textContent: say('t_pause', part.pause)});
    }
    if (!part.word) return document.createTextNode(part.text);
    const word = button(part.text, () => { chooseWord(at); $('take-words').querySelector('[aria-pressed=true]').focus(); }, part.as ? 'marked' : '');
    word.at = at;
    word.setAttribute('aria-pressed', String(at === edited.chosen));
    word.tabIndex = -1;
    if (part.as) word.setAttribute('aria-label', say('t_read_as', part.text, part.as));
    return word;
  }));
  // One of them is reached by Tab, the others by arrows.
  const words = [...$('take-words').querySelectorAll('button')];
  const first = words.find((word) => word.at === edited.chosen) ?? words[0];
  if (first) first.tabIndex = 0;
  $('take-word').hidden = edited.chosen < 0;
}

function walk(event) {
  const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  const words = [...$('take-words').querySelectorAll('button')];
  const next = words[words.indexOf(event.target) + by];
  if (!by || !next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function chooseWord(at) {
  edited.chosen = at;
  showWord();
  offerReadings(edited.parts[at]);
}

function showWord() {
  listWords();
  const part = edited.parts[edited.chosen];
  $('take-word-name').textContent = part.text;
  $('take-as').value = part.as === '#' ? '' : part.as;
  for (const [id, side] of [['take-pause-before', -1], ['take-pause-after', 1]]) {
    const pause = pauseBeside(side)?.pause ?? 0;
    choose($(id), String(pause), say('t_ms', pause));
  }
  $('take-spell').hidden = !spelled(part.text);
  $('take-unmark').hidden = !part.as;
  markReading();
}

// Figures have a mark of their own; letters are spelled where they stand apart.
function spelled(text) {
  if (/^\d{2,}$/.test(text)) return '#';
  return /^[A-Za-z]{2,}$/.test(text) ? [...text.toUpperCase()].join(' ') : '';
}

function rewrite() {
  $('take-say').value = write(edited.parts);
  edited.chosen = edited.parts.slice(0, edited.chosen).filter((part) => part.pause !== 0).length;
  showWord();
}

function readAs(as) {
  const part = edited.parts[edited.chosen];
  if (/[{}|｛｝｜]/u.test(as)) return fail(say('t_no_marks'));
  fail('');
  part.as = as;
  rewrite();
  tell(as ? say('t_read_as', part.text, as) : say('t_unmarked', part.text));
}

const pauseBeside = (side) => {
  const part = edited.parts[edited.chosen + side];
  return part?.pause === undefined ? null : part;
};

function pauseAt(side, length) {
  const there = pauseBeside(side);
  if (there) {
    there.pause = length;
  } else if (length) {
    edited.parts.splice(edited.chosen + (side < 0 ? 0 : 1), 0, {pause: length});
    if (side < 0) ++edited.chosen;
  }
  rewrite();
}

// ---- readings to choose from

const bytes = (text) => new TextEncoder().encode(text).length;

// The pinyin of a word with one character read otherwise, the likeliest first; figures as words.
async function readingsOf(parts, at) {
  const text = parts.map((part) => part.text ?? '').join('').replaceAll('\n', ' ');
  const begin = bytes(parts.slice(0, at).map((part) => part.text ?? '').join(''));
  const end = begin + bytes(parts[at].text);
  const inside = (one) => one.begin >= begin && one.end <= end;
  if (/[^\p{Script=Han}]/u.test(parts[at].text)) {
    const {lines: [{spans}]} = await (await post('/normalise', {text})).json();
    return spans.filter((span) => span.begin === begin && span.end === end && span.spoken)
      .flatMap((span) => [{as: span.spoken}, ...span.alternatives.map((as) => ({as}))])
      .filter(({as}) => /^[^\p{N}{}|]+$/u.test(as));
  }
  const {lines: [{syllables}]} = await (await post('/pinyin', {text})).json();
  const own = syllables.filter(inside);
  const said = own.map(({pinyin}) => pinyin).join(' ');
  const shareOf = ({choices, pinyin}) => choices?.find((choice) => choice.pinyin === pinyin)?.share ?? 1;
  const weighed = own.some(({choices}) => choices?.some(({share}) => share > 0));
  const found = new Map([[said, weighed ? Math.min(...own.map(shareOf)) : 0]]);
  const others = own.flatMap(({choices}, place) => (choices ?? []).map(({pinyin, share}) =>
    ({share, as: own.map((other, where) => (where === place ? pinyin : other.pinyin)).join(' ')})));
  for (const {as, share} of others.sort((a, b) => b.share - a.share)) if (!found.has(as)) found.set(as, share);
  return [...found].filter(([as]) => as).map(([as, share]) => ({as, share: weighed ? share : undefined})).slice(0, kChoices);
}

async function offerReadings(part) {
  $('take-readings').replaceChildren();
  try {
    const found = await readingsOf(edited.parts, edited.chosen);
    if (edited?.parts[edited.chosen]?.text !== part.text) return;
    $('take-readings').replaceChildren(...found.map(({as, share}) => {
      const choice = button(share === undefined ? as : say('t_share', as, share < 0.01 ? '<1' : Math.round(share * 100)), () => readAs(as));
      choice.as = as;
      return choice;
    }));
    markReading();
  } catch (error) {
    fail(reason(error));
  }
}

// The first is what is heard where nothing is marked.
function markReading() {
  const {as} = edited.parts[edited.chosen];
  [...$('take-readings').children].forEach((choice, at) => {
    choice.setAttribute('aria-pressed', String(as ? choice.as === as : at === 0));
  });
}

// ---- a recording

function showSound() {
  const blob = edited.audio && recording(edited.audio);
  $('take-sound-note').textContent = blob ? say('t_recorded', edited.audio, secondsOf(blob).toFixed(1))
    : canRecord() ? '' : say('t_no_recorder');
  $('take-record').textContent = say(microphone ? 't_stop' : 't_record');
  $('take-sound-remove').hidden = !blob;
  $('take-speaker').parentElement.hidden = !blob;
  lock();
}

async function take(file) {
  fail('');
  const name = await readRecording(file, fail);
  if (!edited || !name) return;
  edited.audio = name;
  showSound();
  tell($('take-sound-note').textContent);
}

async function toggleRecording() {
  if (microphone) {
    const recorded = microphone;
    microphone = null;
    showSound();
    const blob = await recorded.stop();
    return take(new File([blob], say('t_recording')));
  }
  fail('');
  preview?.pause();
  $('take-record').disabled = true;
  try {
    microphone = await record(toggleRecording);
    if (!edited) return forgetMicrophone();
    showSound();
    tell(say('t_recording_now'));
  } catch (error) {
    fail(say(error.name === 'NotAllowedError' ? 't_mic_refused' : 't_no_mic'));
    if (edited) lock();
  }
}

function forgetMicrophone() {
  microphone?.cancel();
  microphone = null;
}

// ---- what the dialog does

const milliseconds = (id) => ($(id).value.trim() === '' ? null : Math.round(Number($(id).value)));

// How the sentence is said from now on; `words` is what the text has for it, where only readings changed.
function asked() {
  const text = $('take-say').value.replace(/\s*\n\s*/g, ' ').trim();
  const {take: old, index, audio, own} = edited;
  const same = keyOf(text) === keyOf(old.sentence);
  const inText = same && writtenOf(index) !== undefined;
  return {
    take: {
      ...kEmpty, sentence: old.sentence, nth: old.nth, audio, speaker: audio ? $('take-speaker').value.trim() : '',
      say: inText || (same && text === bare(text)) ? '' : text,
      voice: audio ? '' : $('take-voice').value, rate: audio ? 1 : Number($('take-rate').value),
      pause_before: milliseconds('take-before'), pause_after: milliseconds('take-after'), locked: $('take-locked').checked,
    },
    words: inText && text !== own ? text : undefined,
  };
}

function close() {
  preview?.pause();
  preview = null;
  forgetMicrophone();
  edited = null;
  $('take').close();
}

function use() {
  if (!keyOf($('take-say').value)) {
    fail(say('t_empty'));
    return $('take-say').focus();
  }
  const wrong = ['take-before', 'take-after'].find((id) => !$(id).checkValidity());
  if (wrong) {
    fail(say('t_range'));
    return $(wrong).focus();
  }
  const {index} = edited;
  const {take: next, words} = asked();
  close();
  putTake(index, next, words);
}

// The sentence as the text has it, without its marks.
function reset() {
  const {index, take: old} = edited;
  const written = writtenOf(index);
  close();
  putTake(index, {...kEmpty, sentence: old.sentence, nth: old.nth}, written === undefined ? undefined : bare(written));
}

async function soundOf({take: one, words}) {
  if (one.audio) return recording(one.audio);
  const {voice, speed} = on.order();
  const reply = await post('/v1/audio/speech', {
    model: 'boyin', response_format: 'mp3', input: one.say || words || edited.own, voice: one.voice || voice,
    speed: Math.min(kFastest, Math.max(kSlowest, speed * one.rate)),
  });
  return reply.blob();
}

async function listen() {
  preview?.pause();
  fail('');
  try {
    const url = URL.createObjectURL(await soundOf(asked()));
    if (!edited) return URL.revokeObjectURL(url);
    preview = new Audio(url);
    preview.addEventListener('ended', () => URL.revokeObjectURL(url));
    await preview.play();
  } catch (error) {
    fail(reason(error));
  }
}

export function wireTakeDialog(actions) {
  on = actions;
  for (const id of ['take-pause-before', 'take-pause-after']) {
    $(id).replaceChildren(...kPauses.map((length) => new Option(say('t_ms', length), length)));
  }
  $('take-form').addEventListener('submit', (event) => { event.preventDefault(); use(); });
  $('take-words').addEventListener('keydown', walk);
  $('take-say').addEventListener('input', () => { edited.chosen = -1; listWords(); });
  $('take-as-use').addEventListener('click', () => readAs($('take-as').value.trim()));
  $('take-as').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { event.preventDefault(); readAs($('take-as').value.trim()); }
  });
  $('take-spell').addEventListener('click', () => readAs(spelled(edited.parts[edited.chosen].text)));
  $('take-unmark').addEventListener('click', () => { readAs(''); $('take-as').focus(); });
  $('take-pause-before').addEventListener('change', (event) => pauseAt(-1, Number(event.target.value)));
  $('take-pause-after').addEventListener('change', (event) => pauseAt(1, Number(event.target.value)));
  $('take-record').addEventListener('click', toggleRecording);
  $('take-sound-open').addEventListener('click', () => $('take-sound').click());
  $('take-sound').addEventListener('change', () => {
    const [file] = $('take-sound').files;
    $('take-sound').value = '';
    if (file) take(file);
  });
  $('take-sound-remove').addEventListener('click', () => { edited.audio = ''; showSound(); $('take-sound-open').focus(); });
  $('take-locked').addEventListener('change', lock);
  $('take-listen').addEventListener('click', listen);
  $('take-reset').addEventListener('click', reset);
  $('take-close').addEventListener('click', close);
  $('take').addEventListener('cancel', (event) => { event.preventDefault(); close(); });
}

// In another language.
export function redrawTakeDialog() {
  for (const id of ['take-pause-before', 'take-pause-after']) {
    for (const option of $(id).options) option.textContent = say('t_ms', Number(option.value));
  }
}
