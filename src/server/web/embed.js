// <script src="https://speech.example/embed.js" data-episode="morning"></script> puts a player there, in a frame
// of our origin that can do nothing to the page around it. data-height and data-title may say more.
(() => {
  const script = document.currentScript;
  const episode = script?.dataset.episode;
  if (!episode) return;
  const frame = document.createElement('iframe');
  frame.src = new URL(`/embed?episode=${encodeURIComponent(episode)}`, script.src).href;
  frame.title = script.dataset.title || episode;
  frame.loading = 'lazy';
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.setAttribute('allow', 'autoplay');
  frame.style.cssText = 'border:0;width:100%;display:block';
  frame.height = Number(script.dataset.height) || 200;
  script.after(frame);
})();
