// Files and whole folders, dropped or picked, become jobs: one for each file, sent one after the other.
import {ask, Refusal} from '/service.js';

const kMostFiles = 2000;
const kMostDepth = 16;
const kWait = 3000;  // until it is tried again where the service has enough for now

// What no article is: pictures, sound, and what systems and editors leave in folders.
export function isArticle(file) {
  return !/^(image|audio|video|font)\//.test(file.type) && file.size > 0 &&
    !/^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i.test(file.name);
}

const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function walk(entry, depth, into) {
  if (into.length >= kMostFiles || depth > kMostDepth) return;
  if (entry.isFile) {
    into.push(await fileOf(entry));
    return;
  }
  const reader = entry.createReader();
  // A browser gives the entries of a folder a hundred at a time.
  for (let some = await read(reader); some.length > 0; some = await read(reader)) {
    for (const inside of some) await walk(inside, depth + 1, into);
  }
}

// All files of a drop, those in its folders too; `folder` says whether there was one.
export async function dropped(transfer) {
  // They are gone when the event is over.
  const items = [...transfer.items].filter((item) => item.kind === 'file')
    .map((item) => ({entry: item.webkitGetAsEntry?.(), file: item.getAsFile()}));
  const files = [];
  let folder = false;
  for (const {entry, file} of items) {
    if (entry?.isDirectory) {
      folder = true;
      await walk(entry, 0, files);
    } else if (file) {
      files.push(file);
    }
  }
  return {files, folder};
}

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function sendOne(file, order) {
  const query = new URLSearchParams({voice: order.voice, speed: order.speed, response_format: order.format});
  for (;;) {
    try {
      const reply = await ask(`/v1/jobs?${query}`, {
        method: 'POST',
        headers: {'Content-Type': 'application/octet-stream', 'X-Filename': encodeURIComponent(file.name)},
        body: file,
      });
      return await reply.json();
    } catch (error) {
      const later = error instanceof Refusal && (error.code === 'too_many_jobs' || error.status === 503);
      if (!later) throw error;
      await sleep(kWait);
    }
  }
}

// Sends them; `on`: sending(number, of, file), made(job), refused(file, error).
export async function sendFiles(files, order, on) {
  for (const [at, file] of files.entries()) {
    on.sending(at + 1, files.length, file);
    try {
      on.made(await sendOne(file, order));
    } catch (error) {
      on.refused(file, error);
    }
  }
}
