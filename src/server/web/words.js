// What the page says, in two languages.
const words = {
  zh: {
    text: '要朗读的文字', open: '打开文件', example: '示例', clear: '清空',
    hint: '在这里粘贴文章，或把文件拖进来。按 Ctrl+Enter 朗读。',
    voice: '声音', speed: '语速', format: '格式', play: '朗读', proof: '读稿单',
    reading: '朗读', edit: '改稿', save: '保存', subtitles: '字幕', player: '播放器',
    back: '上一句', forth: '下一句', pause: '暂停', resume: '播放', position: '播放位置',
    keys: '空格 播放/暂停 · ← → 前后 5 秒 · ↑ ↓ 上一句/下一句 · Home 从头 · E 改稿 · S 保存 · T 字幕 · B 有声书 · F 改读音 · P 读稿单',
    fix: '改读音', word: '词语', pinyin: '拼音', remember: '记住并重读', close: '关闭', forget: (word) => `不再改读 ${word}`,
    kept: '记在您自己的词表里，以后都这样读。',
    book: '有声书', booking: (n) => `有声书生成中 ${n}%`, episodes: '节目', back_to_text: '返回',
    count: (n, s) => n ? `${n} 字，约 ${s}` : '',
    making: '正在生成……', made: (s) => `已全部生成，共 ${s}`, over: '朗读完毕', empty: '请先写入要朗读的文字',
    lost: '连接中断，请再试一次', opened: (name) => `已打开 ${name}`, saved: '已保存',
    sample: '各位听众，早上好。今天是6·23一周年，全市生产总值同比增长3.2个百分点，12345热线接通率达98.5%。\n\n下面请听天气预报：今天白天多云，最高气温28℃，东南风3～4级。',
  },
  en: {
    text: 'Text to be read', open: 'Open a file', example: 'Example', clear: 'Clear',
    hint: 'Paste an article here, or drop a file. Ctrl+Enter reads it aloud.',
    voice: 'Voice', speed: 'Speed', format: 'Format', play: 'Read aloud', proof: 'Reading proof',
    reading: 'Reading', edit: 'Edit', save: 'Save', subtitles: 'Subtitles', player: 'Player',
    back: 'Previous sentence', forth: 'Next sentence', pause: 'Pause', resume: 'Play',
    position: 'Position',
    keys: 'Space plays and pauses · ← → 5 seconds · ↑ ↓ sentence · Home from the start · E edit · S save · T subtitles · B book · F fix · P proof',
    fix: 'Fix a reading', word: 'Word', pinyin: 'Pinyin', remember: 'Keep and read again', close: 'Close', forget: (word) => `Forget ${word}`,
    kept: 'Kept in your own lexicon: it is read so from now on.',
    book: 'Book', booking: (n) => `The book is being made: ${n} %`, episodes: 'Episodes', back_to_text: 'Back',
    count: (n, s) => n ? `${n} characters, about ${s}` : '',
    making: 'Being made…', made: (s) => `All is made: ${s}`, over: 'The end', empty: 'Write something to be read first',
    lost: 'The connection was lost, please try again', opened: (name) => `Opened ${name}`, saved: 'Saved',
    sample: '各位听众，早上好。今天是6·23一周年，全市生产总值同比增长3.2个百分点，12345热线接通率达98.5%。\n\n下面请听天气预报：今天白天多云，最高气温28℃，东南风3～4级。',
  },
};

let language = 'zh';

export const say = (key, ...rest) => {
  const word = words[language][key];
  return typeof word === 'function' ? word(...rest) : word;
};

export const current = () => language;

// Puts the words of a language on the page.
export function speakLanguage(name) {
  language = words[name] ? name : 'zh';
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-say]')) {
    element.textContent = say(element.dataset.say);
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', say(element.dataset.label));
  }
  for (const element of document.querySelectorAll('[data-hint]')) {
    element.placeholder = say(element.dataset.hint);
  }
  const other = document.getElementById('language');
  other.textContent = language === 'zh' ? 'English' : '中文';
  other.lang = language === 'zh' ? 'en' : 'zh-CN';
}
