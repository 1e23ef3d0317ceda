// The keys of keyboards, headphones and lock screens.

// `does`: toggle(), step(by), seek(by).
export function wireMediaKeys(audio, does) {
  const session = navigator.mediaSession;
  if (!session) return;
  const handlers = {
    play: () => audio.play().catch(() => {}),
    pause: () => audio.pause(),
    previoustrack: () => does.step(-1),
    nexttrack: () => does.step(1),
    seekbackward: ({seekOffset}) => does.seek(-(seekOffset || 10)),
    seekforward: ({seekOffset}) => does.seek(seekOffset || 10),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    try { session.setActionHandler(name, handler); } catch { /* this browser has no such key */ }
  }
}

export function nameMedia(title) {
  if (navigator.mediaSession && typeof MediaMetadata !== 'undefined') {
    navigator.mediaSession.metadata = new MediaMetadata({title, artist: '播音 boyin', artwork: [{src: '/icon.svg'}]});
  }
}
