// A read-along book: a job of the service, followed until it is done.

import {ask, postWith, Refusal} from '/service.js';

// The address of the book; `tell` hears how far it is, 0 to 1.
export async function makeBook(order, title, tell) {
  const made = await postWith('/v1/jobs', {...order, title});
  let job = await made.json();
  const events = await ask(`/v1/jobs/${job.id}/events`);
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const blocks = (text + piece.value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks.filter((b) => b.startsWith('data: '))) job = JSON.parse(block.slice(6));
    tell(job.progress);
  }
  if (job.status !== 'done') throw new Refusal(500, job.error ?? {});
  return job.files.find((file) => file.name.endsWith('.epub')).url;
}
