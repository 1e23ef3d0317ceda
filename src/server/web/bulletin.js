// The bulletin's builder: stories in order, each with its voice; an opening, a sign-off, music, a slot. What
// is built is a rundown: kept as a draft, saved, opened again, made as a job.
import {makeBulletinJob, pace} from '/desk.js';
import {estimate, kMusic, toToml} from '/rundown.js';
import {ask, post, reason} from '/service.js';
import {Reading} from '/sound.js';
import {dropped} from '/upload.js';
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);
const kDraft = 'boyin-bulletin';
const kRoles = ['a', 'b'];

let stories = [];         // as items of the rundown, each with its row
let music = kMusic;       // that of an opened rundown is kept,
let headlinesText = '';   // and so is what is said before its headlines,
let kept = {};            // and what has no field here
let heard = null;         // the story that is listened to, and its reading
let dragged = null;
let on = null;            // what the page does: tell(text), clock(seconds), format(), save(blob, name)

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const note = (text, wrong = false) => {
  $('bulletin-note').textContent = text;
  $('bulletin-note').classList.toggle('wrong', wrong);
};

const nameOf = (story) => story.title.trim() || say('story', stories.indexOf(story) + 1);

// ---- what is built

function bulletin() {
  return {
    title: $('b-title').value,
    length: $('b-length').value.trim(),
    voices: kRoles.map((role) => ({role, voice: $(`b-voice-${role}`).value})),
    opening: {text: $('b-opening').value},
    headlines: $('b-headlines').checked ? {text: headlinesText} : null,
    sign_off: {text: $('b-sign-off').value},
    music: $('b-music').checked ? music : {},
    items: stories.map(({title, text, voice, drop}) => ({title, text, voice, drop})),
    kept,
  };
}

function keepDraft() {
  try { localStorage.setItem(kDraft, JSON.stringify({...bulletin(), open: $('bulletin').open})); } catch { /* too long, or forbidden */ }
}

function show({title, length, voices, opening, headlines, sign_off, items, ...more}) {
  $('b-title').value = title;
  $('b-length').value = length;
  for (const [at, role] of kRoles.entries()) choose($(`b-voice-${role}`), (voices[at] ?? voices[0]).voice);
  $('b-opening').value = opening.text;
  $('b-headlines').checked = Boolean(headlines);
  headlinesText = headlines?.text ?? say('b_first_headlines');
  $('b-sign-off').value = sign_off.text;
  const pieces = Object.values(more.music).some(Boolean);
  $('b-music').checked = pieces;
  music = pieces ? more.music : kMusic;
  kept = more.kept ?? {};
  stopListening();
  stories = items.map(({title: own, text, voice, drop}) => ({title: own, text, voice, drop}));
  draw();
}

const blank = () => ({
  title: say('b_title_sample'), length: '', voices: [{voice: 'auto-f'}, {voice: 'auto-m'}], opening: {text: say('b_opening_sample')},
  headlines: {}, sign_off: {text: say('b_sign_off_sample')}, music: kMusic, kept: {}, items: [{title: '', text: '', voice: '', drop: 0}],
});

function recall() {
  try {
    const draft = JSON.parse(localStorage.getItem(kDraft));
    if (draft) {
      show(draft);
      $('bulletin').open = draft.open;
      return;
    }
  } catch { /* nothing is kept, or it is of another time */ }
  show(blank());
}

// ---- voices

// The page's own choice of voices, with what stands for none of them before it.
function fill(select, ...before) {
  const chosen = select.value;
  const options = before.map(([value, word]) => make('option', {value, textContent: say(word)}));
  select.replaceChildren(...options, ...[...$('voice').options].map((o) => make('option', {value: o.value, textContent: o.textContent})));
  if (chosen) choose(select, chosen);
}

// A voice that is not here is shown, and refused with its mend when it is made.
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(make('option', {value, textContent: value}));
  select.value = value;
}

// ---- the list

function changed() {
  count();
  keepDraft();
}

function labelled(word, field) {
  const text = make('span', {textContent: say(word)});
  text.dataset.say = word;
  return make('label', {}, text, field);
}

function button(word, act) {
  const element = make('button', {type: 'button', className: 'quiet', textContent: say(word)});
  element.dataset.act = word;
  element.addEventListener('click', act);
  return element;
}

function rowOf(story) {
  const title = make('input', {value: story.title, maxLength: 200, autocomplete: 'off', className: 'story-title'});
  const text = make('textarea', {value: story.text, rows: 4, spellcheck: false, className: 'story-text'});
  const voice = make('select', {className: 'story-voice'});
  fill(voice, ['', 'b_by_turns']);
  choose(voice, story.voice);
  const drop = make('input', {type: 'checkbox', checked: story.drop > 0, className: 'story-drop'});
  title.addEventListener('input', () => { story.title = title.value; name(); changed(); });
  text.addEventListener('input', () => { story.text = text.value; changed(); });
  voice.addEventListener('change', () => { story.voice = voice.value; changed(); });
  drop.addEventListener('change', () => { story.drop = drop.checked ? 1 : 0; changed(); });
  const up = button('b_up', () => move(story, -1, up));
  const down = button('b_down', () => move(story, 1, down));
  const listen = button('t_listen', () => (heard?.story === story ? stopListening() : listenTo(story)));
  const remove = button('remove', () => removeStory(story));
  const handle = make('span', {className: 'handle', draggable: true, textContent: '⠿'});
  handle.setAttribute('aria-hidden', 'true');
  const number = make('strong');
  const row = make('li', {className: 'story'},
    make('div', {className: 'story-head'}, handle, number, listen, up, down, remove),
    labelled('b_story_title', title), labelled('b_story_text', text),
    make('div', {className: 'choices'}, labelled('b_voice', voice), labelled('b_may_drop', drop)));
  drop.parentElement.className = 'check';
  handle.addEventListener('dragstart', (event) => {
    dragged = story;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', nameOf(story));
    event.dataTransfer.setDragImage(row, 0, 0);
  });
  handle.addEventListener('dragend', () => {
    dragged = null;
    document.body.classList.remove('drops');
  });
  row.addEventListener('dragover', (event) => { if (dragged) { event.preventDefault(); event.stopPropagation(); } });
  row.addEventListener('drop', (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
    place(dragged, stories.indexOf(story));
  });
  function name() {
    number.textContent = say('story', stories.indexOf(story) + 1);
    for (const [element, word] of [[up, 'b_up'], [down, 'b_down'], [remove, 'remove']]) {
      element.textContent = say(word);
      element.setAttribute('aria-label', `${say(word)} ${nameOf(story)}`);
    }
    const playing = heard?.story === story;
    listen.textContent = say(playing ? 'b_stop' : 't_listen');
    listen.setAttribute('aria-label', `${listen.textContent} ${nameOf(story)}`);
    up.disabled = stories[0] === story;
    down.disabled = stories.at(-1) === story;
  }
  row.name = name;
  row.titleField = title;
  return row;
}

function draw() {
  for (const story of stories) story.row ??= rowOf(story);
  const rows = stories.map((story) => story.row);
  $('story-list').replaceChildren(...rows);
  for (const row of rows) row.name();
  changed();
}

function place(story, at) {
  stories.splice(stories.indexOf(story), 1);
  stories.splice(at, 0, story);
  draw();
  on.tell(say('b_moved', nameOf(story), at + 1, stories.length));
}

// Who moves a story by keyboard keeps its button, or the other one at an end of the list.
function move(story, by, used) {
  place(story, stories.indexOf(story) + by);
  const other = story.row.querySelector(`[data-act=${by < 0 ? 'b_down' : 'b_up'}]`);
  (used.disabled ? other : used).focus();
}

function add(story) {
  // An empty one at the end is what is filled first.
  const last = stories.at(-1);
  if (last && !last.title.trim() && !last.text.trim()) stories.pop();
  stories.push({title: '', text: '', voice: '', drop: 0, ...story});
  draw();
}

// ---- a story as it will sound

// Announcers take the stories by turns, as they stand.
const voiceIn = (story) => story.voice || $(`b-voice-${kRoles[stories.indexOf(story) % kRoles.length]}`).value;

function listenTo(story) {
  stopListening();
  if (!story.text.trim()) {
    note(say('b_empty_story'), true);
    story.row.querySelector('.story-text').focus();
    return;
  }
  note('');
  const audio = new Audio();
  audio.addEventListener('ended', () => { if (heard?.audio === audio) stopListening(); });
  const reading = new Reading(audio, {
    text() {}, cue() {}, made() {},
    failed(error) {
      if (heard?.audio !== audio) return;
      stopListening();
      note(reason(error), true);
    },
  });
  heard = {story, audio, reading};
  story.row.name();
  reading.start({input: story.text, voice: voiceIn(story)});
}

function stopListening() {
  if (!heard) return;
  const {story, reading} = heard;
  heard = null;
  reading.stop();
  if (stories.includes(story)) story.row.name();
}

function removeStory(story) {
  if (heard?.story === story) stopListening();
  const at = stories.indexOf(story);
  const name = nameOf(story);
  stories.splice(at, 1);
  draw();
  on.tell(say('b_removed', name));
  (stories[Math.min(at, stories.length - 1)]?.row.titleField ?? $('story-add')).focus();
}

// Each file becomes a story; the service reads it.
async function addFiles(files) {
  const refused = [];
  for (const file of files) {
    note(say('b_reading', file.name));
    try {
      const reply = await ask('/v1/documents', {
        method: 'POST',
        headers: {'Content-Type': 'application/octet-stream', 'X-Filename': encodeURIComponent(file.name)},
        body: file,
      });
      const {title, text} = await reply.json();
      add({title: title || file.name.replace(/\.[^.]*$/, ''), text});
    } catch (error) {
      refused.push(`${file.name}: ${reason(error)}`);
    }
  }
  note(refused.join(' · '), refused.length > 0);
  if (files.length > refused.length) on.tell(say('b_added', files.length - refused.length));
}

// ---- the slot

function count() {
  const built = bulletin();
  const {seconds, slot, dropped: gone, verdict} = estimate(built, pace());
  const filled = stories.filter((story) => story.text.trim()).length;
  const names = gone.map((item) => item.title.trim() || say('story', built.items.indexOf(item) + 1)).join(say('b_comma'));
  $('b-count').textContent = filled === 0 ? '' : [
    say('b_about', filled, on.clock(seconds)),
    verdict === 'free' ? '' : say(`b_${verdict}`, Number.isNaN(slot) ? '' : on.clock(slot)),
    names ? say('b_will_drop', names) : '',
  ].filter(Boolean).join(say('b_comma'));
}

// ---- out and in

const fileName = () => `${$('b-title').value.trim().replace(/[\\/:*?"<>|\p{C}]/gu, '').slice(0, 30) || 'bulletin'}.toml`;

// The first thing that is missing, with the focus where it is.
function missing() {
  const lacks = (element, word) => { note(say(word), true); element.focus(); return true; };
  if (!$('b-title').value.trim()) return lacks($('b-title'), 'b_no_title');
  const empty = stories.find((story) => !story.text.trim());
  if (stories.length === 0) return lacks($('story-add'), 'b_no_story');
  if (empty) return lacks(empty.row.querySelector('.story-text'), 'b_empty_story');
  if (estimate(bulletin(), pace()).verdict === 'no_length') return lacks($('b-length'), 'b_no_length');
  return false;
}

function saveRundown() {
  if (missing()) return;
  on.save(new Blob([toToml(bulletin())], {type: 'application/toml'}), fileName());
  note('');
}

async function openRundown(file) {
  try {
    const reply = await post('/v1/rundown', {rundown: await file.text(), name: file.name});
    const opened = await reply.json();
    const texts = opened.items.filter((item) => item.kind === 'text');
    const announcers = opened.announcers.map((role) => opened.voices.find((voice) => voice.role === role));
    show({...opened, voices: announcers,
      items: opened.items.map((item) => ({...item, voice: voiceOf(opened, item.voice), title: item.title || (item.kind === 'text' ? '' : item.source)}))});
    const lost = opened.not_shown.length ? say('b_not_shown', opened.not_shown.join(say('b_comma'))) : '';
    const files = opened.items.length - texts.length;
    note([say('opened', file.name), files ? say('b_paste_files', files) : '', lost].filter(Boolean).join(' '), Boolean(lost || files));
  } catch (error) {
    note(reason(error), true);
  }
}

// The builder's roles are a and b: a role of the rundown's own becomes its voice.
function voiceOf(opened, role) {
  return opened.voices.find((voice) => voice.role === role)?.voice ?? role;
}

async function makeIt() {
  if (missing()) return;
  stopListening();
  $('b-make').disabled = true;
  note(say('b_sending'));
  const form = new FormData();
  form.append('rundown', new Blob([toToml(bulletin())], {type: 'application/toml'}), fileName());
  form.append('response_format', on.format());
  try {
    await makeBulletinJob(form, $('b-title').value.trim());
    note('');
  } catch (error) {
    note(reason(error), true);
  }
  $('b-make').disabled = false;
}

// ---- wiring

// In another language; what the user wrote stays.
export function redrawBulletin() {
  fillAnnouncers();
  for (const story of stories) {
    const voice = story.row.querySelector('.story-voice');
    fill(voice, ['', 'b_by_turns']);
    choose(voice, story.voice);
    story.row.name();
  }
  count();
}

function fillAnnouncers() {
  for (const role of kRoles) fill($(`b-voice-${role}`), ['auto-f', 'b_auto_f'], ['auto-m', 'b_auto_m']);
}

export function wireBulletin(actions) {
  on = actions;
  fillAnnouncers();
  recall();
  for (const id of ['b-title', 'b-length', 'b-opening', 'b-sign-off']) $(id).addEventListener('input', changed);
  for (const id of ['b-voice-a', 'b-voice-b', 'b-headlines', 'b-music']) $(id).addEventListener('change', changed);
  $('bulletin').addEventListener('toggle', keepDraft);
  $('story-add').addEventListener('click', () => {
    add({});
    stories.at(-1).row.titleField.focus();
  });
  $('story-files').addEventListener('click', () => $('story-file').click());
  $('story-file').addEventListener('change', () => {
    const files = [...$('story-file').files];
    $('story-file').value = '';
    addFiles(files);
  });
  $('b-open').addEventListener('click', () => $('b-file').click());
  $('b-file').addEventListener('change', () => {
    const [file] = $('b-file').files;
    $('b-file').value = '';
    if (file) openRundown(file);
  });
  $('b-new').addEventListener('click', () => { show(blank()); note(''); $('b-title').focus(); });
  $('b-save').addEventListener('click', saveRundown);
  $('b-make').addEventListener('click', makeIt);
  // Files that are dropped here are stories, those dropped elsewhere the page's.
  $('bulletin').addEventListener('drop', async (event) => {
    event.preventDefault();
    event.stopPropagation();
    document.body.classList.remove('drops');
    const {files} = await dropped(event.dataTransfer);
    const [rundown] = files.filter((file) => file.name.endsWith('.toml'));
    if (rundown) return openRundown(rundown);
    if (files.length) addFiles(files);
  });
}
