// The words of a sentence with the inline marks of docs/normalise.md: taken apart, changed, written again.
//
//   const parts = parse('{行长|hang2 zhang3}说，{|400}好。');
//   write(parts)          // the same text again

const kMark = /[{｛]([^{}|｛｝｜]*)[|｜]([^{}|｛｝｜]*)[}｝]/gu;
const kFigure = /([\p{N}A-Za-z][\p{N}A-Za-z.,·:/%℃~-]*(?<![.,:-]))/u;

// Words by the browser's own dictionary; where it has none, single characters.
function wordsOf(text) {
  const isWord = (one) => /[\p{L}\p{N}]/u.test(one);
  if (typeof Intl.Segmenter !== 'function') return [...text].map((one) => ({text: one, word: isWord(one), as: ''}));
  return [...new Intl.Segmenter('zh', {granularity: 'word'}).segment(text)]
    .map(({segment}) => ({text: segment, word: isWord(segment), as: ''}));
}

// Figures stand together with their signs: 3.5%, 6·23.
const plain = (text) => text.split(kFigure).filter(Boolean)
  .flatMap((piece) => (/^[\p{N}A-Za-z]/u.test(piece) ? [{text: piece, word: true, as: ''}] : wordsOf(piece)));

// In order: {text, word, as} (`as` is what a mark says of it, or ''), {pause: milliseconds}.
export function parse(text) {
  const parts = [];
  let at = 0;
  for (const mark of text.matchAll(kMark)) {
    parts.push(...plain(text.slice(at, mark.index)));
    at = mark.index + mark[0].length;
    if (mark[1]) parts.push({text: mark[1], word: true, as: mark[2]});
    else if (/^\d+$/.test(mark[2])) parts.push({pause: Number(mark[2])});
    else parts.push({text: mark[0], word: false, as: ''});
  }
  return [...parts, ...plain(text.slice(at))];
}

export const write = (parts) => parts.map(({text, as, pause}) => {
  if (pause !== undefined) return pause ? `{|${pause}}` : '';
  return as ? `{${text}|${as}}` : text;
}).join('');

// Without its marks: what is shown.
export const bare = (text) => text.replace(kMark, '$1');

// The same of a piece of text in which a mark may begin or end.
export const barePiece = (text) => bare(text).replace(/[|｜][^{}｛｝]*[}｝]/gu, '').replace(/[{｛](?=[^{}｛｝]*$)/u, '');
