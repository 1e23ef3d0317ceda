// The user's own readings: a small dialog over the service's lexicon.
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);

async function ask(method, path, body) {
  const reply = await fetch(path, {
    method, headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error.message);
  return answer.entries;
}

function list(entries) {
  $('fix-list').replaceChildren(...entries.map(({written, spoken, pinyin}) => {
    const item = document.createElement('li');
    const forget = document.createElement('button');
    forget.type = 'button';
    forget.className = 'quiet';
    forget.textContent = '✕';
    forget.setAttribute('aria-label', say('forget', written));
    forget.addEventListener('click', () => change(() => ask('DELETE', `/v1/lexicon/${encodeURIComponent(written)}`)));
    item.append(`${written} → ${pinyin || spoken}`, forget);
    return item;
  }));
}

async function change(work) {
  $('fix-error').textContent = '';
  try {
    list(await work());
    return true;
  } catch (error) {
    $('fix-error').textContent = error.message || say('lost');
    return false;
  }
}

// Opens the dialog for `word`.
export function openFixes(word) {
  $('fix-word').value = word;
  $('fix-pinyin').value = '';
  $('fix').showModal();
  (word ? $('fix-pinyin') : $('fix-word')).focus();
  change(() => ask('GET', '/v1/lexicon'));
}

// `kept` hears of a word that is read otherwise from now on.
export function wireFixes(kept) {
  $('fix-close').addEventListener('click', () => $('fix').close());
  $('fix-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const written = $('fix-word').value.trim();
    if (!await change(() => ask('POST', '/v1/lexicon', {written, pinyin: $('fix-pinyin').value.trim()}))) return;
    $('fix').close();
    kept(written);
  });
}
