// Asks the service. What it refuses is an error that can be said in the page's language.
import {current, say} from '/words.js';

export class Refusal extends Error {
  constructor(status, error = {}) {
    super(error.message ?? String(status));
    this.status = status;
    this.code = error.code;
    this.chinese = error.message_zh;
  }
}

export async function ask(path, options) {
  const reply = await fetch(path, options);
  if (reply.ok) return reply;
  const body = await reply.json().catch(() => ({}));
  throw new Refusal(reply.status, body.error);
}

export const post = (path, body, signal) => ask(path, {
  method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body), signal,
});

// The same, with files that belong to it.
export function postWith(path, {files = [], ...body}, signal) {
  if (!files.length) return post(path, body, signal);
  const form = new FormData();
  form.append('request', JSON.stringify(body));
  for (const {name, blob} of files) form.append('files', blob, name);
  return ask(path, {method: 'POST', body: form, signal});
}

// Why it went wrong; without an answer of the service, the connection is lost.
export function reason(error) {
  if (!(error instanceof Refusal)) return say('lost');
  return (current() === 'zh' && error.chinese) || error.message;
}
