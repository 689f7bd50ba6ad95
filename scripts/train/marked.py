#!/usr/bin/env python3
"""Articles of our own with marked quotations (data/quotations/*.xml), read into the form of ../shared/data/articles/gold.

    marked.py FILE...        check the files and say what is wrong, and what is in them

A file is <articles> with <article id="..."> in it, whose text is plain, paragraphs parted by an empty line. In the text stand
<source id="1">, <cue id="1"> and <content id="1" speaker="Oda Varn" level="-1">; the parts of one quotation share an id, a
second span repeats <content id="1">, a source or cue of several has id="1 2". A content may hold another quotation.
"""

import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter

OPENING = "“\"‘'«„"
SINGLE = {"source": "mention_span", "cue": "cue_span"}  # what a quotation has one of at most
LEVELS = {"-2", "-1", "0", "1", "2", "x"}


def read(path):
    """The articles of a file: id, text, quotations (and what is wrong with them)."""
    return [article(node) for node in ET.parse(path).getroot().iter("article")]


def article(node):
    text, marks = "", []

    def walk(n):
        nonlocal text
        start = len(text)
        text += n.text or ""
        for child in n:
            walk(child)
            text += child.tail or ""
        if n is not node:
            marks.append((n.tag, n.attrib, start, len(text)))

    walk(node)
    # the line breaks after <article> and before </article> are not the text's
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    marks = [(tag, at, s - lead, e - lead) for tag, at, s, e in marks]
    quotations, wrong = {}, []
    for tag, at, s, e in sorted(marks, key=lambda m: m[2:]):
        where = f"<{tag}> “{text[s:e][:60]}”"
        if tag not in (*SINGLE, "content"):
            wrong.append(f"unknown tag {where}")
            continue
        if text[s:e] != text[s:e].strip() or s == e or "\n\n" in text[s:e]:
            wrong.append(f"spaces at the ends, empty, or more than one paragraph: {where}")
        keys = at.get("id", "").split()
        if not keys:
            wrong.append(f"no id: {where}")
        place = SINGLE.get(tag)
        for key in keys:
            q = quotations.setdefault(
                key,
                {"spans": [], "mention_span": None, "cue_span": None, "nested": False, "speaker": None, "stance": None},
            )
            if place is None:
                q["spans"].append([s, e])
                q["speaker"] = at.get("speaker", q["speaker"])
                q["stance"] = at.get("level", q["stance"])
            elif q[place]:
                wrong.append(f"two of one kind for quotation {key}: {where}")
            else:
                q[place] = [s, e]
    for key, q in quotations.items():
        wrong += check(key, q, text)
    kept = [q for q in quotations.values() if q["spans"]]
    for q in kept:
        q["nested"] = any(
            o is not q and any(a <= q["spans"][0][0] and q["spans"][-1][1] <= b for a, b in o["spans"]) for o in kept
        )
    kept.sort(key=lambda q: q["spans"][0])
    return {"id": node.get("id"), "text": text, "quotations": kept, "wrong": wrong}


def check(key, q, text):
    if not q["spans"]:
        return [f"quotation {key} has no content"]
    out = []
    about = f"quotation {key} “{text[slice(*q['spans'][0])][:60]}”"
    if not q["speaker"]:
        out.append(f"no speaker: {about}")
    elif not q["speaker"].startswith("unnamed: "):
        if not re.search(rf"\b{re.escape(q['speaker'].split()[-1])}\b", text):
            out.append(f"the speaker {q['speaker']} is nowhere in the text: {about}")
    elif (
        not q["mention_span"]
        or q["speaker"].removeprefix("unnamed: ").lower() not in text[slice(*q["mention_span"])].lower()
    ):
        out.append(f"an unnamed speaker must be “unnamed: ” and the words of the source: {about}")
    if q["stance"] not in LEVELS:
        out.append(f"level must be one of {sorted(LEVELS)}: {about}")
    if not q["mention_span"] and not any(text[s] in OPENING for s, _ in q["spans"]):
        out.append(f"no source: {about}")
    for s, e in q["spans"]:
        for other in (q["mention_span"], q["cue_span"]):
            if other and s < other[1] and other[0] < e:
                out.append(f"source or cue inside its own content: {about}")
    return out


def main():
    bad = 0
    for path in sys.argv[1:]:
        articles = read(path)
        count = Counter()
        for a in articles:
            for w in a["wrong"]:
                bad += 1
                print(f"{path}: {a['id']}: {w}")
            count["words"] += len(a["text"].split())
            count["nested"] += sum(q["nested"] for q in a["quotations"])
            count["quotations"] += len(a["quotations"])
        print(f"{path}: {len(articles)} articles, {dict(count)}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
