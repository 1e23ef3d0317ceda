// The user's own readings: a small dialog over the service's lexicon.
import {ask, reason} from '/service.js';
import {say} from '/words.js';

const $ = (id) => document.getElementById(id);

async function entries(method, path, body) {
  const reply = await ask(path, {
    method, headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body),
  });
  return (await reply.json()).entries;
}

function list(readings) {
  $('fix-list').replaceChildren(...readings.map(({written, spoken, pinyin}) => {
    const item = document.createElement('li');
    const forget = document.createElement('button');
    forget.type = 'button';
    forget.className = 'quiet';
    forget.textContent = '✕';
    forget.setAttribute('aria-label', say('forget', written));
    forget.addEventListener('click', () => change(() => entries('DELETE', `/v1/lexicon/${encodeURIComponent(written)}`)));
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
    $('fix-error').textContent = reason(error);
    return false;
  }
}

// Opens the dialog for `word`.
export function openFixes(word) {
  $('fix-word').value = word;
  $('fix-pinyin').value = '';
  $('fix').showModal();
  (word ? $('fix-pinyin') : $('fix-word')).focus();
  change(() => entries('GET', '/v1/lexicon'));
}

// `kept` hears of a word that is read otherwise from now on.
export function wireFixes(kept) {
  $('fix-close').addEventListener('click', () => $('fix').close());
  $('fix-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const written = $('fix-word').value.trim();
    const said = $('fix-pinyin').value.trim();
    const reading = /\p{Script=Han}/u.test(said) ? {written, spoken: said} : {written, pinyin: said};
    if (!await change(() => entries('POST', '/v1/lexicon', reading))) return;
    $('fix').close();
    kept(written);
  });
}
