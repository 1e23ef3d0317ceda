// Finished episodes: their list, and one as something that can be followed.

// Fills `list` with a button for each; whether there are any.
export async function listEpisodes(list, play) {
  const reply = await fetch('/v1/episodes');
  if (!reply.ok) return false;
  const {episodes} = await reply.json();
  list.replaceChildren(...episodes.map((episode) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = episode.title;
    button.addEventListener('click', () => play(episode));
    item.append(button);
    return item;
  }));
  return episodes.length > 0;
}

async function segmentsOf(episode) {
  if (!episode.transcript) return [{startTime: 0, endTime: 0, body: episode.title}];
  const reply = await fetch(episode.transcript);
  if (!reply.ok) throw new Error();
  return (await reply.json()).segments;
}

// The episode as the page follows it: its text, a sentence a line, and the times of the sentences.
export async function openEpisode(audio, episode) {
  const segments = await segmentsOf(episode);
  let text = '';
  const cues = segments.map(({startTime, endTime, body}) => {
    const begin = text.length;
    text += `${body}\n`;
    return {begin, end: begin + body.length, start: startTime, stop: endTime, text: body, words: []};
  });
  audio.src = episode.url;
  audio.playbackRate = 1;
  return {
    text, cues, complete: true,
    stop() {
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    },
  };
}
