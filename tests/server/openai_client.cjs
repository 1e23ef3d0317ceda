// The official client of OpenAI, unchanged but for the address: node openai_client.cjs PORT
const assert = require('node:assert');
const {existsSync} = require('node:fs');
const {createRequire} = require('node:module');

// ctest names the folder; tests/web/install.sh fills it.
const folder = process.env.BOYIN_WEB_MODULES ?? '';
if (!existsSync(`${folder}/installed.json`)) {
  console.log('skipped: run tests/web/install.sh BUILD-FOLDER first');
  process.exit(77);
}
const OpenAI = createRequire(`${folder}/`)('openai');
const client = new OpenAI({baseURL: `http://127.0.0.1:${process.argv[2]}/v1`, apiKey: 'none', maxRetries: 0});
const input = '各位听众，早上好。今天是6·23一周年，全市生产总值增长3.2个百分点。';
const magic = {
  mp3: (b) => b[0] === 0xff && (b[1] & 0xe0) === 0xe0,
  opus: (b) => b.toString('latin1', 0, 4) === 'OggS',
  aac: (b) => b[0] === 0xff && (b[1] & 0xf6) === 0xf0,
  flac: (b) => b.toString('latin1', 0, 4) === 'fLaC',
  wav: (b) => b.toString('latin1', 0, 4) === 'RIFF',
  pcm: (b) => b.length % 2 === 0,
};

async function main() {
  for (const [format, looksRight] of Object.entries(magic)) {
    const reply = await client.audio.speech.create({model: 'tts-1', voice: 'alloy', input, response_format: format});
    const sound = Buffer.from(await reply.arrayBuffer());
    assert(looksRight(sound), format);
    assert(sound.length > 20000, format);
  }

  // Sound comes in pieces, the first long before the last.
  const reply = await client.audio.speech.create({model: 'gpt-4o-mini-tts', voice: 'nova', input: input.repeat(40), response_format: 'pcm', speed: 1.2});
  let pieces = 0;
  for await (const piece of reply.body) pieces += piece.length > 0 ? 1 : 0;
  assert(pieces > 5);

  // Server-sent events, as the client hands them through.
  const events = await client.audio.speech.create({model: 'gpt-4o-mini-tts', voice: 'onyx', input, stream_format: 'sse'});
  const types = (await events.text()).split('\n\n').filter(Boolean).map((e) => JSON.parse(e.slice(6)).type);
  assert.equal(types.at(-1), 'speech.audio.done');
  assert(types.slice(0, -1).every((type) => type === 'speech.audio.delta'));

  const models = await client.models.list();
  assert(models.data.some((model) => model.id === 'tts-1-hd'));
  assert.equal((await client.models.retrieve('tts-1')).owned_by, 'boyin');

  const refused = (promise, kind, param) => assert.rejects(promise, (error) => {
    assert(error instanceof kind, `${error}`);
    assert.equal(error.param, param);
    return true;
  });
  await refused(client.audio.speech.create({model: 'tts-1', voice: 'nobody', input}), OpenAI.BadRequestError, 'voice');
  await refused(client.audio.speech.create({model: 'none', voice: 'alloy', input}), OpenAI.NotFoundError, 'model');
  await refused(client.models.retrieve('none'), OpenAI.NotFoundError, 'model');
  console.log('ok');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
