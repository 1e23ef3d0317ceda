// A read-along book: a job of the service, followed until it is done.

async function checked(reply) {
  if (!reply.ok) throw new Error((await reply.json()).error.message);
  return reply;
}

// The address of the book; `tell` hears how far it is, 0 to 1.
export async function makeBook(order, title, tell) {
  const made = await checked(await fetch('/v1/jobs', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({input: order.input, voice: order.voice, speed: order.speed, title}),
  }));
  let job = await made.json();
  const events = await checked(await fetch(`/v1/jobs/${job.id}/events`));
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const blocks = (text + piece.value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks.filter((b) => b.startsWith('data: '))) job = JSON.parse(block.slice(6));
    tell(job.progress);
  }
  if (job.status !== 'done') throw new Error(job.error?.message);
  return job.files.find((file) => file.name.endsWith('.epub')).url;
}
