// What the page says, in two languages.
const words = {
  zh: {
    text: '要朗读的文字', open: '打开文件', example: '示例', clear: '清空',
    hint: '在这里粘贴文章，或把文件拖进来。按 Ctrl+Enter 朗读。',
    voice: '声音', speed: '语速', format: '格式', play: '朗读', proof: '读稿单',
    reading: '朗读', edit: '改稿', save: '保存', subtitles: '字幕', player: '播放器',
    back: '上一句', forth: '下一句', pause: '暂停', resume: '播放', position: '播放位置',
    keys: '空格 播放/暂停 · ← → 前后 5 秒 · ↑ ↓ 上一句/下一句 · Home 从头 · E 改稿 · S 保存 · T 字幕 · B 有声书 · F 改读音 · P 读稿单',
    fix: '改读音', word: '词语', pinyin: '拼音，或换成的字', remember: '记住并重读', close: '关闭', forget: (word) => `不再改读 ${word}`,
    kept: '记在您自己的词表里，以后都这样读。',
    book: '有声书', booking: (n) => `有声书生成中 ${n}%`, episodes: '节目', back_to_text: '返回',
    count: (n, s) => n ? `${n} 字，约 ${s}` : '',
    open_folder: '文件夹', job: '做成任务', jobs: '任务', jobs_clear: '清除已结束的', archive_all: '全部打包下载',
    archive: '打包下载', cancel: '取消', remove: '删除', listen: '收听', download: (name) => `下载 ${name}`,
    job_queued: '等待中', job_running: (n) => `正在制作 ${n} %`, job_done: (s) => `已完成，时长 ${s}`, job_cancelled: '已取消',
    job_failed: (why) => `失败：${why}`, job_files: (n) => `文稿、字幕等 ${n} 个文件`, job_taken: (name) => `已交给服务制作：${name}`,
    sending: (n, of, name) => `正在上传 ${n} / ${of}：${name}`, skipped: (n) => `跳过 ${n} 个不是文稿的文件`, files: (n) => `${n} 个文件`,
    offer: (n, most) => `这篇有 ${n} 字，一次最多朗读 ${most} 字。做成任务，就能得到整篇的成品音频，附文稿、字幕和章节；做好后可在这里收听、下载。`,
    offer_file: (name) => `“${name}”文字太多，不能放进编辑框。可以直接做成任务。`,
    too_long: '，一次读不完，将做成任务', kept_playing: '与服务的连接中断；已收到的声音继续播放',
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
    fix: 'Fix a reading', word: 'Word', pinyin: 'Pinyin, or other words to say', remember: 'Keep and read again', close: 'Close', forget: (word) => `Forget ${word}`,
    kept: 'Kept in your own lexicon: it is read so from now on.',
    book: 'Book', booking: (n) => `The book is being made: ${n} %`, episodes: 'Episodes', back_to_text: 'Back',
    count: (n, s) => n ? `${n} characters, about ${s}` : '',
    open_folder: 'Folder', job: 'Make a job', jobs: 'Jobs', jobs_clear: 'Clear what has ended', archive_all: 'Download all',
    archive: 'ZIP', cancel: 'Cancel', remove: 'Delete', listen: 'Listen', download: (name) => `Download ${name}`,
    job_queued: 'waiting', job_running: (n) => `being made, ${n} %`, job_done: (s) => `done, ${s}`, job_cancelled: 'cancelled',
    job_failed: (why) => `failed: ${why}`, job_files: (n) => `Transcript, subtitles and more: ${n} files`, job_taken: (name) => `The service makes it: ${name}`,
    sending: (n, of, name) => `Sending ${n} of ${of}: ${name}`, skipped: (n) => `${n} files left out that are no articles`, files: (n) => `${n} files`,
    offer: (n, most) => `This text has ${n} characters; ${most} can be read at once. As a job all of it becomes a finished file with transcript, subtitles and chapters, to be heard and fetched here.`,
    offer_file: (name) => `There is too much text in “${name}” for the editor. It can become a job as it is.`,
    too_long: '; too long to be read at once, it becomes a job', kept_playing: 'The connection was lost; what has come plays on',
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
