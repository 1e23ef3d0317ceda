// One reading: ordered from the service, played while it is still being made.
import {postWith, Refusal} from '/service.js';

const kMp3 = 'audio/mpeg';

const streams = () => typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(kMp3);

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

// Events of a reply whose type is text/event-stream, one object each.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6));
    }
  }
}

export class Reading {
  // `on`: text(text), cue(cue), made(), failed(message). `held`: it is silent until playFrom.
  constructor(audio, on, held = false) {
    this.audio = audio;
    this.on = on;
    this.held = held;
    this.pieces = [];
    this.waiting = [];
    this.complete = false;
    this.leave = new AbortController();
  }

  // Begins to play as soon as there is something to play.
  async start(order) {
    if (streams()) this.openStream();
    try {
      const reply = await postWith('/v1/audio/speech',
        {model: 'boyin', response_format: 'mp3', stream_format: 'sse', cues: true, ...order}, this.leave.signal);
      for await (const event of events(reply.body)) this.take(event);
      if (!this.complete) throw new Error();
    } catch (error) {
      if (this.leave.signal.aborted) return;
      this.broken = true;
      this.feed();
      this.on.failed(error);
    }
  }

  stop() {
    this.leave.abort();
    this.audio.pause();
    this.audio.removeAttribute('src');
    this.audio.load();
    if (this.url) URL.revokeObjectURL(this.url);
  }

  // Plays from there as soon as that is here: a browser does not seek beyond what it has.
  playFrom(seconds) {
    this.from = seconds;
    this.seek();
  }

  seek() {
    const {buffered} = this.audio;
    for (let i = 0; i < buffered.length && this.from !== undefined; ++i) {
      if (this.from < buffered.start(i) || this.from >= buffered.end(i)) continue;
      this.audio.currentTime = this.from;
      this.from = undefined;
      this.audio.play().catch(() => {});
    }
  }

  blob() { return new Blob(this.pieces, {type: kMp3}); }

  take(event) {
    if (event.type === 'error') throw new Refusal(500, event.error);
    if (event.type === 'speech.text') this.on.text(event);
    if (event.type === 'speech.cue') this.on.cue(event);
    if (event.type === 'speech.audio.delta') {
      const bytes = bytesOf(event.audio);
      this.pieces.push(bytes);
      this.waiting.push(bytes);
      this.feed();
    }
    if (event.type === 'speech.audio.done') {
      this.complete = true;
      if (this.source && !this.full) {
        this.feed();
      } else {
        this.playBlob();
      }
      this.on.made();
    }
  }

  openStream() {
    this.source = new MediaSource();
    this.url = URL.createObjectURL(this.source);
    this.audio.src = this.url;
    this.source.addEventListener('sourceopen', () => {
      this.buffer = this.source.addSourceBuffer(kMp3);
      this.buffer.addEventListener('updateend', () => { this.seek(); this.feed(); });
      this.feed();
    }, {once: true});
    if (!this.held) this.audio.play().catch(() => {});
  }

  feed() {
    if (!this.buffer || this.buffer.updating || this.source.readyState !== 'open') return;
    const next = this.waiting.shift();
    if (next) {
      try {
        this.buffer.appendBuffer(next);
      } catch {
        // The browser's buffer is full: the rest is played from one piece, once all is here.
        this.full = true;
        this.waiting = [];
        if (this.complete) this.playBlob();
      }
    } else if ((this.complete || this.broken) && !this.full) {
      this.source.endOfStream();
    }
  }

  playBlob() {
    const {currentTime, paused} = this.audio;
    const old = this.url;
    const first = !this.source;
    this.url = URL.createObjectURL(this.blob());
    this.audio.src = this.url;
    this.audio.currentTime = this.from ?? currentTime;
    if ((first && !this.held) || !paused || this.from !== undefined) this.audio.play().catch(() => {});
    this.from = undefined;
    if (old) URL.revokeObjectURL(old);
  }
}
