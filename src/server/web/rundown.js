// A bulletin as the page holds it: written as the TOML that boyin bulletin reads, and estimated.

const kGap = 0.8;         // seconds between paragraphs and stories
const kChime = 4;
const kSting = 2;
const kMostFill = 60;     // as the rundown's defaults: what music may fill,
const kFastest = 0.89;    // and how far pauses and rate go
const kSlowest = 1.08;

export const kMusic = {opening: 'chime', bed: 'bed', sting: 'sting', closing: 'chime', fill: 'bed'};

// What both JSON and TOML call a string, but for one character.
const inner = (text) => JSON.stringify(text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'))
  .slice(1, -1).replaceAll('\x7F', '\\u007F');

function quoted(text) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').map(inner);
  return lines.length === 1 ? `"${lines[0]}"` : `"""\n${lines.join('\n')}"""`;
}

export const key = (name, value) => `${name} = ${quoted(value)}\n`;

const words = (table, text) => (text.trim() ? `\n[${table}]\n${key('text', text.trim())}` : '');

const pair = (name, numbers) => (numbers ? `${name} = [${numbers.map((n) => (Number.isInteger(n) ? n.toFixed(1) : n)).join(', ')}]\n` : '');

// What the builder has no field for, as an opened rundown had it.
function fitToml(fit) {
  if (!fit) return '';
  return `\n[fit]\n${pair('pauses', fit.pauses)}${pair('rate', fit.rate)}${fit.fill_most ? key('fill_most', fit.fill_most) : ''}`;
}

function speakersToml(speakers) {
  const labels = Object.entries(speakers ?? {});
  return labels.length ? `\n[speakers]\n${labels.map(([label, voice]) => `${quoted(label)} = ${quoted(voice)}\n`).join('')}` : '';
}

export function toToml(bulletin) {
  const {title, length, voices, opening, headlines, sign_off, music, items, kept = {}} = bulletin;
  let toml = key('title', title.trim());
  if (length) toml += key('length', length);
  for (const name of ['name', 'date', 'time']) if (kept[name]) toml += key(name, kept[name]);
  toml += `\n[voices]\n${voices.map(({role, voice}) => `${quoted(role)} = ${quoted(voice)}\n`).join('')}`;
  toml += speakersToml(kept.speakers);
  toml += words('opening', opening.text);
  if (headlines) toml += `\n[headlines]\n${headlines.text.trim() ? key('text', headlines.text.trim()) : ''}`;
  toml += words('sign_off', sign_off.text);
  const pieces = Object.entries(music).filter(([, piece]) => piece);
  if (pieces.length) toml += `\n[music]\n${pieces.map(([name, piece]) => key(name, piece)).join('')}`;
  toml += fitToml(kept.fit);
  for (const item of items) {
    toml += '\n[[item]]\n';
    if (item.title.trim()) toml += key('title', item.title.trim());
    toml += key('text', item.text.trim());
    if (item.voice) toml += key('voice', item.voice);
    if (item.drop) toml += `drop = ${item.drop}\n`;
  }
  return toml;
}

// "3:00" in seconds; 0 for none, NaN for what is no length.
export function secondsOf(length) {
  const text = length.trim();
  if (!text) return 0;
  if (!/^\d{1,4}(:[0-5]\d){1,2}$/.test(text)) return NaN;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) || NaN;
}

const characters = (text) => [...text.replace(/\s/g, '')].length;

function spoken(text, pace) {
  const paragraphs = text.split('\n').filter((line) => line.trim()).length;
  return characters(text) / pace + kGap * paragraphs;
}

// About how long it is, and what that means for its slot: `dropped` items go where time is short.
export function estimate(bulletin, pace) {
  const {opening, headlines, sign_off, music, items} = bulletin;
  const headline = (item) => (headlines ? spoken(item.title, pace) : 0);
  const own = (item) => spoken(item.text, pace) + headline(item) + (music.sting ? kSting : 0);
  let seconds = spoken(opening.text, pace) + spoken(sign_off.text, pace) + (headlines ? spoken(headlines.text, pace) : 0) +
    (music.opening ? kChime : 0) + (music.closing ? kChime : 0);
  seconds += items.reduce((sum, item) => sum + own(item), 0);
  const slot = secondsOf(bulletin.length);
  const dropped = [];
  let rest = seconds;
  // As the making does it: 1 goes first, of equal ones the last.
  const may = items.filter((item) => item.drop).reverse().sort((a, b) => a.drop - b.drop);
  while (slot && rest * kFastest > slot && may.length) {
    const next = may.shift();
    dropped.push(next);
    rest -= own(next);
  }
  const longest = rest * kSlowest + (music.fill ? kMostFill : 0);
  const verdict = Number.isNaN(slot) ? 'no_length' : !slot ? 'free' : rest * kFastest > slot ? 'long' : longest < slot ? 'short' : 'fits';
  return {seconds, slot, dropped, verdict};
}
