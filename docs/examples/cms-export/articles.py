#!/usr/bin/env python3
"""An HTML file for each article of a JSON export; a file that would be the same is not touched.

usage: articles.py EXPORT.json FOLDER
"""
import html
import json
import pathlib
import sys

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="{author}"><meta name="date" content="{date}"></head>
<body><article><h1>{title}</h1>{body}</article></body></html>
"""

folder = pathlib.Path(sys.argv[2])
folder.mkdir(exist_ok=True)
for article in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf8")):
    named = {key: html.escape(str(article[key])) for key in ("title", "author", "date")}
    page = PAGE.format(body=article["body"], **named)
    path = folder / f"{article['id']}.html"
    if not path.exists() or path.read_text(encoding="utf8") != page:
        path.write_text(page, encoding="utf8")
