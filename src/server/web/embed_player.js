// The player inside other pages: a click on a sentence jumps there, and the one that is heard is marked.
const audio = document.getElementById('audio');
const lines = [...document.querySelectorAll('[data-start]')];
const starts = lines.map((line) => Number(line.dataset.start));
let now = null;

for (const [at, line] of lines.entries()) {
  line.addEventListener('click', () => {
    audio.currentTime = starts[at];
    audio.play().catch(() => {});
  });
}
audio.addEventListener('timeupdate', () => {
  const line = lines[starts.findLastIndex((start) => start <= audio.currentTime + 0.05)] ?? null;
  if (line === now) return;
  now?.removeAttribute('aria-current');
  line?.setAttribute('aria-current', 'true');
  now = line;
});
