// What the page says, in two languages.
const words = {
  zh: {
    text: '要朗读的文字', open: '打开文件', example: '示例', clear: '清空',
    hint: '在这里粘贴文章，或把文件拖进来。按 Ctrl+Enter 朗读。',
    voice: '声音', speed: '语速', format: '格式', play: '朗读', proof: '读稿单',
    reading: '朗读', edit: '改稿', save: '保存', subtitles: '字幕', player: '播放器',
    back: '上一句', forth: '下一句', pause: '暂停', resume: '播放', position: '播放位置',
    keys: '空格 播放/暂停 · ← → 前后 5 秒 · ↑ ↓ 上一句/下一句 · Home 从头 · E 改稿 · S 保存 · T 字幕 · B 有声书 · F 改读音 · P 读稿单 · R 改这句 · Z 撤销',
    t_mode: '点词改', t_undo: '撤销', t_save: '保存改动', t_open: '打开改动', t_title: '改这一句', t_how: '怎样说', t_readings: '读法',
    t_words: '选一个词，改读法或加停顿', t_as_use: '这样读', t_spell: '逐字读', t_unmark: '去掉标记', t_pause_before: '词前停顿', t_pause_after: '词后停顿',
    t_say: '说成', t_voice: '谁来说', t_rate: '快慢', t_before: '句前静音（毫秒）', t_after: '句后静音（毫秒）', t_locked: '锁定这一句', t_use: '采用',
    t_listen: '试听', t_reset: '去掉所有改动', t_same: '不变', t_range: '静音要在 0 到 60000 毫秒之间', t_empty: '请写入要说的文字', t_undone: '已撤销', t_wait: '还在生成，请稍候',
    t_ms: (ms) => (ms ? `${ms} 毫秒` : '无'), t_pause: (ms) => `停 ${ms} 毫秒`, t_read_as: (word, as) => `${word}，读 ${as === '#' ? '每一位' : as}`,
    t_unmarked: (word) => `${word}，照常读`, t_share: (as, n) => `${as}（${n}%）`, t_no_marks: '读法里不能有括号和竖线',
    t_count: (n) => `已改 ${n} 句`, t_lost: (n) => `，其中 ${n} 句的原文已不在`, t_sound: '用录音代替', t_record: '录音', t_stop: '停止录音', t_sound_open: '选取录音文件',
    t_sound_remove: '去掉录音', t_speaker: '谁的声音', t_recording: '录音', t_recording_now: '正在录音', t_recorded: (name, s) => `${name}，${s} 秒`,
    t_no_recorder: '这里不能录音：网页须在本机或经 https 打开。', t_mic_refused: '浏览器没有允许使用话筒', t_no_mic: '没有可用的话筒', t_too_long: '录音最长 2 分钟',
    t_no_sound: (name) => `${name} 不是浏览器能播放的声音`, t_no_file: '请选取 .takes.toml 文件，和它用到的录音', t_missing: (names) => `请同时选取录音：${names.join('、')}`,
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
    bulletin: '做一期节目', b_new: '新节目单', b_open: '打开节目单', b_save: '保存节目单', b_title: '节目名称', b_length: '时长（可不填）',
    b_voice_a: '播音员甲', b_voice_b: '播音员乙', b_auto_f: '自动（女）', b_auto_m: '自动（男）', b_opening: '开场白', b_sign_off: '结束语',
    b_places: '{date} {weekday} {lunar} {title} 会换成当天的日期、星期、农历和节目名称。', b_stories: '稿件', b_add: '加一条',
    b_add_files: '从文件加', b_headlines: '内容提要', b_music: '片头、垫乐、间隔和片尾音乐', b_make: '制作节目', story: (n) => `第 ${n} 条`,
    b_story_title: '标题', b_story_text: '正文', b_voice: '谁来播', b_by_turns: '轮流播报', b_may_drop: '时间不够时可去掉', b_up: '上移', b_down: '下移', b_stop: '停止',
    b_moved: (name, at, of) => `${name}：第 ${at} 条，共 ${of} 条`, b_removed: (name) => `已去掉 ${name}`, b_added: (n) => `已加入 ${n} 条稿件`,
    b_reading: (name) => `正在读取 ${name}`, b_sending: '正在提交……', b_about: (n, s) => `${n} 条，约 ${s}`, b_fits: (s) => `放得进 ${s}`,
    b_long: (s) => `放不进 ${s}`, b_short: (s) => `填不满 ${s}`, b_will_drop: (names) => `将去掉：${names}`, b_comma: '，', b_no_length: '时长应写成分和秒，例如 5:00',
    b_no_title: '请先写节目名称', b_no_story: '请先加一条稿件', b_empty_story: '这条稿件还没有正文', b_first_headlines: '首先是内容提要。',
    b_not_shown: (names) => `本页不显示、保存时也不会写出：${names}`, b_paste_files: (n) => `有 ${n} 条引用了文件，请把内容粘贴进来。`,
    b_title_sample: '早间新闻', b_opening_sample: '各位听众，早上好。今天是{date}，{weekday}。欢迎收听{title}。', b_sign_off_sample: '以上就是今天的{title}，感谢收听，再见。',
    job_left_out: (names) => `未播：${names}`,
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
    keys: 'Space plays and pauses · ← → 5 seconds · ↑ ↓ sentence · Home from the start · E edit · S save · T subtitles · B book · F fix · P proof · R revise the sentence · Z undo',
    t_mode: 'Click words to revise', t_undo: 'Undo', t_save: 'Save the takes', t_open: 'Open takes', t_title: 'Say this sentence otherwise', t_how: 'How it is said', t_readings: 'Readings',
    t_words: 'Choose a word to change its reading or to put a pause beside it', t_as_use: 'Read it so', t_spell: 'One by one', t_unmark: 'Take the mark away', t_pause_before: 'Pause before', t_pause_after: 'Pause after',
    t_say: 'Words to say', t_voice: 'Voice', t_rate: 'Rate', t_before: 'Silence before (ms)', t_after: 'Silence after (ms)', t_locked: 'Lock this sentence', t_use: 'Use it',
    t_listen: 'Listen', t_reset: 'Take all changes away', t_same: 'The same', t_range: 'A silence has 0 to 60000 milliseconds', t_empty: 'Write what is to be said', t_undone: 'Undone', t_wait: 'Still being made, one moment',
    t_ms: (ms) => (ms ? `${ms} ms` : 'none'), t_pause: (ms) => `pause of ${ms} ms`, t_read_as: (word, as) => `${word}, read ${as === '#' ? 'digit by digit' : as}`,
    t_unmarked: (word) => `${word}, read as usual`, t_share: (as, n) => `${as} (${n}%)`, t_no_marks: 'A reading has no braces and no bars',
    t_count: (n) => `${n} ${n === 1 ? 'sentence' : 'sentences'} changed`, t_lost: (n) => `; ${n} of them not in the text any more`, t_sound: 'A recording instead',
    t_record: 'Record', t_stop: 'Stop recording', t_sound_open: 'Choose a sound file', t_sound_remove: 'Take the recording away', t_speaker: 'Who is heard', t_recording: 'recording',
    t_recording_now: 'Recording', t_recorded: (name, s) => `${name}, ${s} s`, t_no_recorder: 'Nothing can be recorded here: open the page on this machine or by https.',
    t_mic_refused: 'The browser does not allow the microphone', t_no_mic: 'There is no microphone', t_too_long: 'A recording may last two minutes',
    t_no_sound: (name) => `${name} is no sound that the browser can play`, t_no_file: 'Choose the .takes.toml file, and the recordings that it names',
    t_missing: (names) => `Choose its recordings with it: ${names.join(', ')}`,
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
    bulletin: 'Make a bulletin', b_new: 'New rundown', b_open: 'Open a rundown', b_save: 'Save the rundown', b_title: 'Title', b_length: 'Length (may be empty)',
    b_voice_a: 'First announcer', b_voice_b: 'Second announcer', b_auto_f: 'The best woman’s voice', b_auto_m: 'The best man’s voice', b_opening: 'Opening', b_sign_off: 'Sign-off',
    b_places: '{date}, {weekday}, {lunar}, {title} become the day, its weekday, its lunar date, and the title.', b_stories: 'Stories', b_add: 'Add a story',
    b_add_files: 'Add files', b_headlines: 'Headlines', b_music: 'Music: opening, bed, stings, end', b_make: 'Make the bulletin', story: (n) => `Story ${n}`,
    b_story_title: 'Title', b_story_text: 'Text', b_voice: 'Voice', b_by_turns: 'By turns', b_may_drop: 'May go where time is short', b_up: 'Up', b_down: 'Down', b_stop: 'Stop',
    b_moved: (name, at, of) => `${name}: ${at} of ${of}`, b_removed: (name) => `Removed ${name}`, b_added: (n) => `${n} stories added`,
    b_reading: (name) => `Reading ${name}`, b_sending: 'Sending…', b_about: (n, s) => `${n} stories, about ${s}`, b_fits: (s) => `fits into ${s}`,
    b_long: (s) => `too long for ${s}`, b_short: (s) => `does not fill ${s}`, b_will_drop: (names) => `left out: ${names}`, b_comma: ', ', b_no_length: 'The length is minutes and seconds, such as 5:00',
    b_no_title: 'Give the bulletin a title first', b_no_story: 'Add a story first', b_empty_story: 'This story has no text yet', b_first_headlines: '首先是内容提要。',
    b_not_shown: (names) => `Not shown here, and not saved: ${names}`, b_paste_files: (n) => `${n} items name files: paste what is in them.`,
    b_title_sample: '早间新闻', b_opening_sample: '各位听众，早上好。今天是{date}，{weekday}。欢迎收听{title}。', b_sign_off_sample: '以上就是今天的{title}，感谢收听，再见。',
    job_left_out: (names) => `Left out: ${names}`,
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
