// Recordings of sentences, from a file or the microphone: made WAV here, which is all that the service
// takes, and kept by the browser.

const kRate = 44100;
const kStore = 'recordings';
export const kMostSeconds = 120;

const kept = new Map();  // name to Blob
let base = null;         // where they survive a reload

export class TooLong extends Error {}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const store = (mode) => base.transaction(kStore, mode).objectStore(kStore);

// Brings back those that `wanted` names, and removes the others.
export async function loadRecordings(wanted) {
  try {
    const request = indexedDB.open('boyin', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(kStore);
    base = await done(request);
    for (const name of await done(store('readonly').getAllKeys())) {
      if (wanted.has(name)) kept.set(name, await done(store('readonly').get(name)));
      else store('readwrite').delete(name);
    }
  } catch { /* the browser forbids it */ }
}

export const recording = (name) => kept.get(name);

export function forgetRecordings() {
  kept.clear();
  try { if (base) store('readwrite').clear(); } catch { /* the disk is full */ }
}

// Keeps it by a name of its own, which is given back. What was kept stays: a change may be undone.
export function keepRecording(name, blob) {
  const stem = name.replace(/\.[^.]*$/, '').replace(/[\\/:\p{C}]/gu, '').replace(/^\.+/, '').slice(0, 30) || 'recording';
  let own = `${stem}.wav`;
  for (let i = 2; kept.has(own); ++i) own = `${stem}-${i}.wav`;
  kept.set(own, blob);
  try { if (base) store('readwrite').put(blob, own); } catch { /* the disk is full */ }
  return own;
}

// The length of a WAV of ours.
export const secondsOf = (blob) => (blob.size - 44) / 2 / kRate;

function wavOf(samples) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at, text) => [...text].forEach((c, i) => bytes.setUint8(at + i, c.charCodeAt(0)));
  word(0, 'RIFF');
  bytes.setUint32(4, bytes.byteLength - 8, true);
  word(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, kRate, true);
  bytes.setUint32(28, kRate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  word(36, 'data');
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => bytes.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true));
  return new Blob([bytes], {type: 'audio/wav'});
}

// Whatever sound the browser knows as a WAV of one channel. TooLong, or an error where it knows none.
export async function toWav(blob) {
  const sound = await new OfflineAudioContext(1, 1, kRate).decodeAudioData(await blob.arrayBuffer());
  if (sound.duration > kMostSeconds) throw new TooLong();
  const mono = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; ++channel) {
    sound.getChannelData(channel).forEach((sample, i) => { mono[i] += sample / sound.numberOfChannels; });
  }
  return wavOf(mono);
}

// ---- the microphone

// Not where the page came over a network without TLS.
export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

// Begins; stop() ends it and gives a Blob, cancel() throws it away. It ends by itself when it is too long.
export async function record(ended) {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const over = new Promise((resolve) => {
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(parts, {type: recorder.mimeType}));
    };
  });
  recorder.start();
  const clock = setTimeout(ended, (kMostSeconds - 1) * 1000);
  const end = () => {
    clearTimeout(clock);
    if (recorder.state !== 'inactive') recorder.stop();
    return over;
  };
  return {stop: end, cancel: () => { end(); }};
}

// ---- several files as one: ZIP, nothing compressed (PKWARE's APPNOTE 4.3)

const kCrc = Uint32Array.from({length: 256}, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; ++k) c = c & 1 ? (c >>> 1) ^ 0xEDB88320 : c >>> 1;
  return c;
});

function crcOf(bytes) {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ kCrc[(crc ^ byte) & 0xFF];
  return ~crc >>> 0;
}

const littleEndian = (...fields) => Uint8Array.from(fields.flatMap(([value, size]) =>
  Array.from({length: size}, (_, i) => Math.floor(value / 256 ** i) & 0xFF)));

export async function zipOf(files) {
  const parts = [];
  const index = [];
  let at = 0;
  for (const {name, blob} of files) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const label = new TextEncoder().encode(name);
    // Version, UTF-8 names, stored, 1980-01-01.
    const facts = [[20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [crcOf(bytes), 4], [bytes.length, 4], [bytes.length, 4], [label.length, 2], [0, 2]];
    parts.push(littleEndian([0x04034B50, 4], ...facts), label, bytes);
    index.push(littleEndian([0x02014B50, 4], [20, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), label);
    at += 30 + label.length + bytes.length;
  }
  const size = index.reduce((sum, part) => sum + part.length, 0);
  return new Blob([...parts, ...index, littleEndian([0x06054B50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2])],
    {type: 'application/zip'});
}
