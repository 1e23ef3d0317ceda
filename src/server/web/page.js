// The page: text in, a reading that can be followed out.
import {makeBook} from '/book.js';
import {redrawBulletin, wireBulletin} from '/bulletin.js';
import {makeFileJobs, makeTextJob, redraw, wireDesk} from '/desk.js';
import {listEpisodes, openEpisode} from '/episodes.js';
import {openFixes, wireFixes} from '/fixes.js';
import {nameMedia, wireMediaKeys} from '/media_keys.js';
import {bare, barePiece} from '/marked_text.js';
import {ask, postWith, reason, Refusal} from '/service.js';
import {Reading} from '/sound.js';
import {openTake, redrawTakeDialog, wireTakeDialog} from '/take_dialog.js';
import {forgetSentences, forgetTakes, isTaken, isTakesFile, openTakes, sentence, sentenceAt, showTakes, takesToSend, takeText, undoTake, wireTakes} from '/takes.js';
import {dropped} from '/upload.js';
import {current, say, speakLanguage} from '/words.js';

const $ = (id) => document.getElementById(id);
const audio = $('audio');
const kSyllablesPerSecond = 4.2;

let reading = null;    // or an episode: what is heard, with complete, stop, blob
let episode = null;
let cues = [];         // sentences in the order of time, each with its element
let now = null;        // the cue being heard
let nowWord = null;
let wanted = '';       // a word to jump to when its sentence has been made,
let wantedPlace = -1;  // or a place of the text
let revises = false;   // a click on a word changes how it is said
let followed = true;   // the page scrolls with the voice

const clock = (seconds) => {
  const s = Math.max(0, Math.floor(seconds));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
};
const show = (element, visible) => element.classList.toggle('hidden', !visible);
const tell = (text) => { $('status').textContent = text; };

function fail(message) {
  $('error').textContent = message;
  show($('error'), Boolean(message));
}

// ---- settings

function remember() {
  const kept = {voice: $('voice').value, speed: $('speed').value, format: $('format').value, language: current()};
  try { localStorage.setItem('boyin', JSON.stringify(kept)); } catch { /* the browser forbids it */ }
}

function recall() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem('boyin')) ?? {}; } catch { /* nothing is kept */ }
  speakLanguage(kept.language ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'));
  for (const id of ['voice', 'speed', 'format']) {
    const there = [...$(id).options].some((option) => option.value === kept[id]);
    if (there) $(id).value = kept[id];
  }
  try { $('text').value = localStorage.getItem('boyin-draft') ?? ''; } catch { /* nothing is kept */ }
  showSaying();
}

// ---- text

function count() {
  const characters = [...$('text').value.replace(/\s/g, '')].length;
  const seconds = characters / kSyllablesPerSecond / Number($('speed').value);
  $('count').textContent = say('count', characters, clock(seconds)) + (tooLong() ? say('too_long') : '');
}

const most = Number($('text').dataset.most);
// The service counts blanks, too.
const length = () => [...$('text').value].length;
const tooLong = () => $('text').value.length > most && length() > most;

function keepDraft() {
  try { localStorage.setItem('boyin-draft', $('text').value); } catch { /* too long, or forbidden */ }
}

function setText(text) {
  $('text').value = text;
  count();
  keepDraft();
}

function openText(text) {
  forgetTakes();
  setText(text);
  markTakes();
  $('text').focus();
}

const order = () => ({voice: $('voice').value, speed: Number($('speed').value)});
// A job's formats are those of files.
const jobOrder = () => ({...order(), format: $('format').value === 'aac' ? 'm4a' : $('format').value});

async function makeJob() {
  fail('');
  if (!$('text').value.trim()) return refuseEmpty();
  try {
    await makeTextJob($('text').value, jobOrder(), fileName(), takesToSend());
  } catch (error) {
    fail(reason(error));
  }
}

// Asks before what cannot be read at once becomes a job.
function offer(text, make) {
  $('offer-text').textContent = text;
  $('offer').make = make;
  $('offer').showModal();
}

const fileJobs = (files) => {
  edit();
  return makeFileJobs(files, jobOrder());
};

// One file is opened, several are made.
function takeFiles(files, folder) {
  fail('');
  if (!folder && files.some(isTakesFile)) return openTakes(files);
  if (files.length > 1 || folder) return fileJobs(files);
  return files.length ? openFile(files[0]) : undefined;
}

async function openFile(file) {
  fail('');
  try {
    const reply = await ask('/v1/documents', {
      method: 'POST',
      headers: {'Content-Type': 'application/octet-stream', 'X-Filename': encodeURIComponent(file.name)},
      body: file,
    });
    const document = await reply.json();
    edit();
    openText(document.text);
    tell(say('opened', file.name));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'too_much_text') {
      return offer(say('offer_file', file.name), () => fileJobs([file]));
    }
    fail(reason(error));
  }
}

// ---- reading

function refuseEmpty() {
  fail(say('empty'));
  $('text').focus();
}

// `held`: nothing is heard before the place that is wanted.
function start(held = false) {
  if (!held) wantedPlace = -1;
  const text = $('text').value;
  fail('');
  if (!text.trim()) return refuseEmpty();
  if (tooLong()) return offer(say('offer', length(), most), makeJob);
  begin(text);
  reading = new Reading(audio, {
    text: (read) => {
      if (read.text !== text && !cues.length) layText(read.text);
      takeText(read);
      markTakes();
    },
    cue: addCue,
    made: () => tell(say('made', clock(lengthSoFar()))),
    failed: (error) => {
      tell('');
      if (cues.length && !(error instanceof Refusal)) return fail(say('kept_playing'));
      edit();
      fail(reason(error));
    },
  }, held);
  reading.order = {input: text, ...takesToSend(), ...order()};
  nameMedia(fileName());
  audio.playbackRate = 1;
  tell(say('making'));
  reading.start(reading.order);
}

// Takes the place of whatever was heard before.
function begin(text) {
  reading?.stop();
  episode = null;
  cues = [];
  forgetSentences();
  now = nowWord = null;
  followed = true;
  layText(text);
  showReading(true);
  showSaying();
}

async function play(chosen) {
  fail('');
  try {
    const opened = await openEpisode(audio, chosen);
    begin(opened.text);
    episode = chosen;
    reading = opened;
    nameMedia(chosen.title);
    showSaying();
    for (const cue of opened.cues) addCue(cue);
    audio.play().catch(() => {});
  } catch (error) {
    fail(reason(error));
  }
}

// What the buttons under the player are for: a text can be edited, an episode is finished.
function showSaying() {
  $('edit').textContent = say(episode ? 'back_to_text' : 'edit');
  show($('proof-too'), !episode);
  show($('mend'), !episode);
  markTakes();
  show($('book'), !episode || Boolean(episode.book));
  $('kind').textContent = episode ? episode.url.split('.').pop().toUpperCase()
    : $('format').selectedOptions[0].textContent;
}

// The text as paragraphs, whose sentences are filled in as they come.
function layText(text) {
  const paragraphs = [];
  let begin = 0;
  for (const line of text.split('\n')) {
    if (line.trim()) {
      const p = document.createElement('p');
      p.textContent = bare(line);
      paragraphs.push({begin, end: begin + line.length, at: begin, line, p, laid: false});
    }
    begin += line.length + 1;
  }
  $('words').replaceChildren(...paragraphs.map(({p}) => p));
  $('words').paragraphs = paragraphs;
}

function addCue(cue) {
  const place = $('words').paragraphs.find((p) => cue.begin >= p.begin && cue.begin < p.end);
  if (!place) return;
  if (!place.laid) {
    place.p.textContent = '';
    place.rest = document.createTextNode('');
    place.p.append(place.rest);
    place.laid = true;
  }
  const cut = (from, to) => {
    const text = place.line.slice(from - place.begin, to - place.begin);
    return episode ? text : barePiece(text);
  };
  const element = document.createElement('span');
  element.className = 'sentence';
  let at = cue.begin;
  cue.marks = cue.words.map((word) => {
    const mark = document.createElement('span');
    mark.textContent = cut(word.begin, word.end);
    mark.place = word.begin;
    element.append(cut(at, word.begin), mark);
    at = word.end;
    return {start: word.start, mark};
  });
  element.append(cut(at, Math.max(at, cue.end)));
  element.addEventListener('click', (event) => {
    if (revises && !episode) revise(cue, event.target.place); else jump(cue);
  });
  element.classList.toggle('taken', !episode && isTaken(cue.begin));
  cue.element = element;
  place.p.insertBefore(document.createTextNode(cut(place.at, cue.begin)), place.rest);
  place.p.insertBefore(element, place.rest);
  place.at = Math.max(at, cue.end);
  place.rest.textContent = cut(place.at, place.end);
  cues.push(cue);
  showTime();
  if (wantedPlace >= 0 && cue.end > wantedPlace) {
    wantedPlace = -1;
    playFrom(cue);
  }
  if (wanted && cue.text.includes(wanted)) {
    wanted = '';
    if (cue.start > audio.currentTime) playFrom(cue);
  }
}

function showReading(visible) {
  show($('order'), !visible);
  for (const id of ['jobs', 'bulletin']) $(id).classList.toggle('hidden', visible);
  show($('episodes'), !visible && $('episode-list').childElementCount > 0);
  for (const id of ['reading', 'player', 'keys']) show($(id), visible);
  document.body.classList.toggle('reads', visible);
  markTakes();
  if (visible) $('reading').focus({preventScroll: true});
}

function edit() {
  if (!document.body.classList.contains('reads')) return;
  reading?.stop();
  reading = null;
  episode = null;
  forgetSentences();
  showReading(false);
  $('text').focus();
}

const lengthSoFar = () => (cues.length ? cues[cues.length - 1].stop : 0);

function indexAt(time) {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].start <= time + 0.05) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function follow() {
  const cue = cues[Math.max(0, indexAt(audio.currentTime))] ?? null;
  if (cue !== now) {
    now?.element.classList.remove('now');
    now?.element.removeAttribute('aria-current');
    now = cue;
    now?.element.classList.add('now');
    now?.element.setAttribute('aria-current', 'true');
    if (now && followed) now.element.scrollIntoView({block: 'nearest', behavior: calm() ? 'auto' : 'smooth'});
  }
  const word = now?.marks.findLast((mark) => mark.start <= audio.currentTime + 0.05)?.mark ?? null;
  if (word !== nowWord) {
    nowWord?.classList.remove('word');
    nowWord = word;
    nowWord?.classList.add('word');
  }
  showTime();
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function showTime() {
  const length = lengthSoFar();
  $('now').textContent = clock(audio.currentTime);
  $('length').textContent = clock(length);
  $('seek').max = Math.max(1, length);
  if (document.activeElement !== $('seek') || !audio.paused) $('seek').value = audio.currentTime;
  $('seek').setAttribute('aria-valuetext', `${clock(audio.currentTime)} / ${clock(length)}`);
}

function jump(cue) {
  if (!cue) return;
  followed = true;
  reading.from = undefined;
  audio.currentTime = cue.start;
  audio.play().catch(() => {});
  follow();
}

// The same of one that is being made.
function playFrom(cue) {
  followed = true;
  reading.playFrom(cue.start);
}

function step(by) {
  const at = indexAt(audio.currentTime);
  // Back goes to the beginning of this sentence first.
  const inside = by < 0 && at >= 0 && audio.currentTime - cues[at].start > 1.5 ? 1 : 0;
  jump(cues[Math.min(cues.length - 1, Math.max(0, at + by + inside))]);
}

function toggle() {
  if (audio.ended) audio.currentTime = 0;
  if (audio.paused) audio.play().catch(() => {}); else audio.pause();
}

function showState() {
  document.body.classList.toggle('plays', !audio.paused);
  $('toggle').dataset.label = audio.paused ? 'resume' : 'pause';
  $('toggle').setAttribute('aria-label', say($('toggle').dataset.label));
}

const draw = () => {
  if (reading) follow();
  if (!audio.paused && !audio.ended) requestAnimationFrame(draw);
};

// ---- sentences said otherwise

function revise(cue, place) {
  if (!cue || episode) return;
  const index = sentenceAt(cue.begin);
  if (!sentence(index)) return tell(say('t_wait'));
  openTake(index, place);
}

// What has changed is heard at once; the rest is as it was.
function reread(place) {
  wantedPlace = place;
  start(true);
}

function markTakes() {
  const reads = document.body.classList.contains('reads');
  show($('takes'), reads ? !episode : takesToSend().takes);
  show($('takes-mode'), reads);
  $('takes-mode').disabled = !sentence(0);
  for (const cue of cues) cue.element.classList.toggle('taken', isTaken(cue.begin));
}

function toggleRevising() {
  revises = !revises;
  $('takes-mode').setAttribute('aria-pressed', String(revises));
  $('words').classList.toggle('revises', revises);
}

// ---- taking it away

function keep(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  tell(say('saved'));
}

const fileName = () => (bare($('text').value).trim().split('\n')[0].replace(/[\\/:*?"<>|\p{C}]/gu, '').slice(0, 30) || 'boyin');

function mend() {
  if (episode) return;
  audio.pause();
  openFixes(String(getSelection()).trim() || nowWord?.textContent || '');
}

const keepUrl = (url) => {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
};

async function book() {
  if (episode) return episode.book && keepUrl(episode.book);
  $('book').disabled = true;
  try {
    keepUrl(await makeBook(reading.order, fileName(), (share) => {
      tell(say('booking', Math.round(share * 100)));
      $('book').textContent = `${Math.round(share * 100)} %`;
    }));
    tell(say('saved'));
  } catch (error) {
    fail(reason(error));
  }
  $('book').disabled = false;
  $('book').textContent = say('book');
}

async function save() {
  if (episode) return keepUrl(episode.url);
  const format = $('format').value;
  if (format === 'mp3' && reading.complete) return keep(reading.blob(), `${fileName()}.mp3`);
  try {
    const reply = await postWith('/v1/audio/speech', {model: 'boyin', response_format: format, ...reading.order});
    keep(await reply.blob(), `${fileName()}.${format}`);
  } catch (error) {
    fail(reason(error));
  }
}

function subtitles() {
  const stamp = (s) => new Date(s * 1000).toISOString().slice(11, 23);
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const body = cues.map((cue) => `${stamp(cue.start)} --> ${stamp(cue.stop)}\n${escape(bare(cue.text).trim())}\n`);
  keep(new Blob(['WEBVTT\n\n', body.join('\n')], {type: 'text/vtt'}), `${fileName()}.vtt`);
}

// ---- wiring

const keys = {
  ' ': toggle,
  ArrowLeft: () => { audio.currentTime = Math.max(0, audio.currentTime - 5); follow(); },
  ArrowRight: () => { audio.currentTime = Math.min(lengthSoFar(), audio.currentTime + 5); follow(); },
  ArrowUp: () => step(-1),
  ArrowDown: () => step(1),
  Home: () => jump(cues[0]),
  e: edit,
  s: save,
  t: subtitles,
  b: book,
  f: mend,
  r: () => revise(now ?? cues[0]),
  z: () => episode || undoTake(),
  p: () => episode || $('order').requestSubmit($('proof')),
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function wire() {
  $('order').addEventListener('submit', (event) => {
    if (event.submitter?.formAction.endsWith('/proof')) return;
    event.preventDefault();
    if (event.submitter === $('job')) makeJob(); else start();
  });
  $('offer-close').addEventListener('click', () => $('offer').close());
  $('offer-make').addEventListener('click', () => { $('offer').close(); $('offer').make(); });
  $('text').addEventListener('input', () => { count(); keepDraft(); });
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start();
  });
  $('reading').addEventListener('keydown', onKey);
  for (const id of ['voice', 'speed', 'format']) $(id).addEventListener('change', () => { remember(); showSaying(); count(); });
  $('language').addEventListener('click', () => {
    speakLanguage(current() === 'zh' ? 'en' : 'zh');
    showState();
    showSaying();
    count();
    redraw();
    redrawBulletin();
    showTakes();
    redrawTakeDialog();
    remember();
  });
  $('open').addEventListener('click', () => $('file').click());
  $('open-folder').addEventListener('click', () => $('folder').click());
  for (const id of ['file', 'folder']) {
    $(id).addEventListener('change', () => {
      const files = [...$(id).files];
      $(id).value = '';
      takeFiles(files, id === 'folder');
    });
  }
  $('example').addEventListener('click', () => openText(say('sample')));
  $('clear').addEventListener('click', () => openText(''));
  $('toggle').addEventListener('click', toggle);
  $('back').addEventListener('click', () => step(-1));
  $('forth').addEventListener('click', () => step(1));
  $('edit').addEventListener('click', edit);
  $('save').addEventListener('click', save);
  $('subtitles').addEventListener('click', subtitles);
  $('book').addEventListener('click', book);
  $('mend').addEventListener('click', mend);
  $('takes-mode').addEventListener('click', toggleRevising);
  wireTakes({reread, tell, fail, setText, text: () => $('text').value, save: keep, name: fileName}).then(markTakes);
  wireTakeDialog({order, pause: () => audio.pause(), voices: () => [...$('voice').options]});
  wireFixes((word) => { start(); wanted = word; });
  $('seek').addEventListener('input', () => { audio.currentTime = Number($('seek').value); follow(); });
  for (const name of ['play', 'pause', 'ended']) audio.addEventListener(name, () => { showState(); draw(); });
  audio.addEventListener('ended', () => tell(say('over')));
  audio.addEventListener('timeupdate', () => { if (reading) follow(); });
  addEventListener('wheel', () => { followed = false; }, {passive: true});
  addEventListener('touchmove', () => { followed = false; }, {passive: true});
  addEventListener('dragover', (event) => { event.preventDefault(); document.body.classList.add('drops'); });
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.body.classList.remove('drops'); });
  addEventListener('drop', async (event) => {
    event.preventDefault();
    document.body.classList.remove('drops');
    const {files, folder} = await dropped(event.dataTransfer);
    takeFiles(files, folder);
  });
  wireMediaKeys(audio, {step, seek: (by) => {
    audio.currentTime = Math.min(lengthSoFar(), Math.max(0, audio.currentTime + by));
    follow();
  }});
  wireDesk({listen: play, tell, clock});
  wireBulletin({tell, clock, format: () => jobOrder().format, save: keep});
}

document.documentElement.classList.add('scripted');
recall();
wire();
count();
listEpisodes($('episode-list'), play).then((some) => show($('episodes'), some && !reading));
