#!/usr/bin/env python3
"""Chooses the sentences of a corpus, those that teach most first.

usage: choose.py --boyin PROGRAM --texts FILE [FILE …] --hold FILE --count N > sentences.txt

FILE: a sentence a line (what follows a tab is left away). Taken greedily: each time the sentence whose sounds
(syllables in their tones, joins of a final with the initial after it, pairs of tones) have been had least, for its
length; so every beginning of the list is a good corpus. The rule-written sentences (figures through the normaliser,
questions, lists, erhua, letters) are strewn in, one in five. --hold gets 400 sentences that are never trained on.
"""
import argparse
import collections
import heapq
import pathlib
import random
import re
import subprocess

HANZI = re.compile(r"[\u4e00-\u9fff]")
SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zê]*?)(r?)([1-5])$")

NAMES = "北京 上海 广州 深圳 武汉 成都 南京 杭州 哈尔滨 乌鲁木齐 呼和浩特 石家庄 重庆 拉萨 厦门 青岛".split()
THINGS = "花儿 小孩儿 一会儿 这儿 那儿 哪儿 好玩儿 一点儿 有点儿 聊天儿 门口儿 胡同儿 冰棍儿 老头儿 玩意儿 大伙儿 纳闷儿 拐弯儿 饭馆儿 墨水儿".split()
SOFT = "东西 朋友 先生 学生 妈妈 爸爸 姐姐 弟弟 孩子们 桌子 椅子 房子 里头 外头 石头 木头 时候 知道 觉得 喜欢 漂亮 便宜 清楚 明白 商量 打听 休息 收拾".split()
ASK = ["你知道{}在{}吗？", "{}的{}怎么这么多呢？", "谁去{}买{}了？", "{}到底有没有{}？", "难道{}就没有{}吗？",
       "为什么{}的{}不见了？", "是去{}还是留下看{}？"]
SAY = ["{}的{}真让人高兴！", "别忘了从{}带{}回来。", "他说{}的{}不怎么样。", "快去{}看看{}吧！"]


def written(random_):
    """Sentences by rule, without end."""
    r = random_.randint
    figures = [
        lambda: f"{r(1949, 2030)}年{r(1, 12)}月{r(1, 28)}日，气温{r(-20, 40)}℃，降水{r(0, 99)}.{r(1, 9)}毫米。",
        lambda: f"同比增长{r(1, 99)}.{r(1, 99)}%，达到{r(1, 9999)}.{r(1, 9)}亿元，其中第{r(1, 9)}季度占{r(1, 9)}/{r(10, 20)}。",
        lambda: f"{r(1, 23)}:{r(10, 59)}，{random_.choice(NAMES)}队以{r(0, 120)}:{r(0, 120)}领先。",
        lambda: f"请拨打电话{r(130, 199)}-{r(1000, 9999)}-{r(1000, 9999)}，或者{r(100, 999)}{r(10000, 99999)}。",
        lambda: f"{random_.choice('京沪粤川鄂')}{random_.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}·{r(10000, 99999)}号车，载重{r(1, 90)}.{r(1, 9)}吨。",
        lambda: f"股价报{r(1, 3000)}.{r(10, 99)}元，上涨{r(1, 9)}.{r(10, 99)}个百分点，成交{r(1, 9)}万{r(1, 9)}千手。",
        lambda: f"{r(2, 9)}个人、{r(2, 9)}匹马、{r(2, 99)}条船、{r(100, 999)}只羊和{r(1000, 99999)}本书。",
        lambda: f"第{r(1, 200)}号文件第{r(1, 30)}条规定，{r(0, 99)}岁以下的{r(100, 99999)}人免费。",
    ]
    while True:
        yield random_.choice(figures)()
        yield random_.choice(ASK).format(random_.choice(NAMES), random_.choice(THINGS + SOFT))
        yield "、".join(random_.sample(NAMES + SOFT, r(3, 5))) + "，" + "、".join(random_.sample(THINGS, 3)) + "，都在这儿。"
        yield random_.choice(SAY).format(random_.choice(NAMES), random_.choice(THINGS + SOFT))


def sounds(line):
    """What a line of pinyin teaches: its syllables, joins and tones."""
    parts = [m.groups() for m in map(SYLLABLE.match, line.split()) if m]
    found = set()
    for i, (initial, final, erhua, tone) in enumerate(parts):
        found.add(("s", initial, final, erhua, tone))
        after = parts[i + 1] if i + 1 < len(parts) else ("#", "", "", "")
        found.add(("j", final, erhua, after[0] or after[1]))
        before = parts[i - 1][3] if i else "#"
        found.add(("t", before, tone, after[3], initial))
    return found, len(parts)


def chosen(lines, pinyin, count):
    """Greedy by what has been had least; a line that promised more than it now gives goes back."""
    had = collections.Counter()
    taught = [sounds(line) for line in pinyin]

    def worth(i):
        found, length = taught[i]
        return sum({"s": 1.0, "j": 0.6, "t": 0.3}[k[0]] / (1 + had[k]) ** 1.5 for k in found) / (length + 4)

    heap = [(-worth(i), i) for i in range(len(lines)) if 6 <= taught[i][1] <= 34]
    heapq.heapify(heap)
    while heap and count:
        _, i = heapq.heappop(heap)
        now = -worth(i)
        if heap and now > heap[0][0] + 1e-12:
            heapq.heappush(heap, (now, i))
            continue
        had.update(taught[i][0])
        count -= 1
        yield lines[i]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--boyin", required=True)
    parser.add_argument("--texts", nargs="+", type=pathlib.Path, required=True)
    parser.add_argument("--hold", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=3000)
    args = parser.parse_args()
    random_ = random.Random(23)
    lines = sorted({line.split("\t")[0].strip() for file in args.texts
                    for line in file.read_text(encoding="utf8").splitlines()})
    lines = [line for line in lines if len(HANZI.findall(line)) > 0.75 * len(line) and not re.search("[A-Za-z]{3}", line)]
    random_.shuffle(lines)
    args.hold.write_text("\n".join(lines[:400]) + "\n", encoding="utf8")
    lines = lines[400:]
    run = subprocess.run([args.boyin, "pinyin"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    rules = written(random_)
    for n, line in enumerate(chosen(lines, run.stdout.splitlines(), args.count)):
        print(line)
        if n % 4 == 3:
            print(next(rules))


if __name__ == "__main__":
    main()
