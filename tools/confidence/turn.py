#!/usr/bin/env python3
"""Turns text whose numbers cannot be mistaken into text whose numbers can, and says what they are.

    turn.py FILE... > turned.tsv        form, sense, what stands before, the number, what stands behind

7月12日 becomes 7/12 and 7.12 and is a date, 十二分之七 becomes 7/12 and is a fraction, 两支 becomes 2支.
train_ranker learns from it what the characters around a number say that it is.
"""
import random
import re
import sys

DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
SCALE = {"十": 10, "百": 100, "千": 1000}
H = "[一二三四五六七八九十百千零〇两兩]"
D = "[零〇○一二三四五六七八九]"
N = rf"(?:\d+|{H}+)"
WIDE = {0xFF10 + i: str(i) for i in range(10)}
MOST = 40  # of a form and sense from one file, in thousands


def value(text):
    """The value of a numeral below ten thousand; None where it is none."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total = digit = 0
    scaled = any(c in SCALE for c in text)
    for c in text:
        if c in SCALE:
            total += (digit or 1) * SCALE[c]
            digit = 0
        elif scaled:
            digit = DIGIT[c]
        else:
            total = total * 10 + DIGIT[c]
    return total + digit


def day(month, of):
    return month and of and 1 <= month <= 12 and 1 <= of <= 31


def dates(m):
    a, b = value(m[1]), value(m[2])
    if day(a, b):
        yield "slash", "date", f"{a}/{b}"
        yield "point", "date", f"{a}.{b}"


def fraction(m):
    a, b = value(m[2]), value(m[1])
    if a and b and a < 32 and b < 32:
        yield "slash", "fraction", f"{a}/{b}"


def decimal(m):
    a, b = value(m[1]), "".join(c if c.isascii() else str(DIGIT[c]) for c in m[2])
    if a is not None and a < 13 and len(b) < 3 and int(b) < 32:
        yield "point", "decimal", f"{a}.{b}"


def clock(m):
    a, b = value(m[1]), value(m[2])
    if a is not None and b is not None and a < 25 and b < 60:
        yield "colon", "clock", f"{a}:{b:02}"


def score(m):
    a, b = value(m[1]), value(m[2])
    if a is not None and b is not None and a < 200 and b < 200:
        yield "colon", "score", f"{a}:{b}"
        yield "dash", "score", f"{a}-{b}"


def span(m):
    a, b = value(m[1]), value(m[2])
    if a is not None and b is not None and a < b:
        yield "dash", "range", f"{a}-{b}"


def digits(text):
    return "".join(c if c.isascii() else str(DIGIT[c]) for c in text)


def year(m):
    y = digits(m[1])
    if 1000 <= int(y) < 2100:
        yield "year", "digits", y
        yield "short year", "digits", y[2:]


def count(m):
    n = value(m[0])
    if n is None:
        return
    if 1000 <= n < 2100:
        yield "year", "count", str(n)
    if n > 99:
        yield "long", "count", str(n)


def years(m):
    n = value(m[1])
    if n is not None and 9 < n < 100:
        yield "short year", "count", str(n)


def code(m):
    yield "long", "digits", digits(m[0])


def two(m):
    yield "two", "pair" if m[0] in "两兩" else "two", "2"


NOT = "(?<![一二三四五六七八九十百千万萬亿億零〇○两兩点點0-9第.:/-])"
RULES = [
    (re.compile(rf"(?<![年0-9十]){NOT}({N})月({N})[日号號]"), dates),
    (re.compile(rf"{NOT}({H}+)分之({H}+)"), fraction),
    (re.compile(rf"{NOT}({H}+)[点點]({D}{{1,2}})(?![分钟鐘半整多左十])"), decimal),
    (re.compile(rf"{NOT}(\d+)\.(\d+)(?=[级級元米万亿倍个個公千度折%％a-zA-Z℃]|平方|厘米)"), decimal),
    (re.compile(rf"{NOT}({N})[时時点點]({N})分(?!钟)"), clock),
    (re.compile(rf"{NOT}({N})比({N})(?![0-9一二三四五六七八九十百千万.])"), score),
    (re.compile(rf"{NOT}({N})[至到]({N})(?![0-9一二三四五六七八九十百千万.年月日时時点點第])"), span),
    (re.compile(rf"{NOT}([12]\d{{3}}|[一二]{D}{{3}})年(?![0-9一二三四五六七八九十])"), year),
    (re.compile(rf"{NOT}{H}*[百千]{H}*(?![万亿萬億分点點])"), count),
    (re.compile(rf"{NOT}1\d\d\d(?=[名人个個米元次条條户戶家多余餘])"), count),
    (re.compile(rf"{NOT}({H}*十{H}*)年(?![代級级])"), years),
    (re.compile(rf"{NOT}(\d\d)年(?=来|來|前|后|後|间|間|内|內|以|的时间|的歷史|的历史|有期)"), years),
    (re.compile(rf"{NOT}{D}{{3,}}(?![年十百千万])"), code),
    (re.compile(rf"{NOT}[二两兩](?=[\u4e00-\u9fff])(?![十百千万萬亿億点點分])"), two),
]


def main():
    choose = random.Random(20261130)
    for name in sys.argv[1:]:
        found = {}
        with open(name, encoding="utf-8") as lines:
            for line in lines:
                line = line.rstrip("\n").replace("\t", " ").translate(WIDE)
                for pattern, turn in RULES:
                    for m in pattern.finditer(line):
                        for form, sense, number in turn(m):
                            end = m.end() - (form == "short year" and m[0].endswith("年"))
                            left, right = line[max(0, m.start() - 16) : m.start()], line[end : end + 16]
                            found.setdefault((form, sense), []).append((left, number, right))
        for (form, sense), rows in sorted(found.items()):
            for left, number, right in choose.sample(rows, min(len(rows), MOST * 1000)):
                print(form, sense, left, number, right, sep="\t")


if __name__ == "__main__":
    main()
