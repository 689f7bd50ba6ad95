"""Training data of the quotation model: texts with role, entity and link annotations, cut into windows."""
import json
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from common import CLS, SEP, read_jsonl

GROUPS = ("source", "cue", "content", "inner")
ENTITIES = ("PER", "ORG", "LOC", "MISC")
SILVER = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC", "MISC": "MISC"}
# [unused0] of the vocabulary marks the border between two paragraphs, which a BERT tokenizer drops.
PARAGRAPH = 1
WINDOW = 256
IGNORE = -100


@dataclass
class Document:
    text: str
    spans: dict = field(default_factory=dict)  # group -> [(start, end)]; None: group not annotated
    links: list = field(default_factory=list)  # (content start, source start or None)
    entities: list | None = None  # (start, end, type)


@dataclass
class Pieces:
    ids: list
    starts: list
    ends: list
    caps: list

    def __len__(self):
        return len(self.ids)


def pieces(tok, text):
    """Word pieces of a text with code-point offsets; paragraphs (lines) are parted by PARAGRAPH.

    `caps` is 1 for every piece of a word that begins with a capital: it is fed as the token type, since the
    vocabulary is lower case.
    """
    out = Pieces([], [], [], [])
    at = 0
    for line in text.split("\n"):
        enc = tok.encode(line, add_special_tokens=False)
        if enc.ids and out.ids:
            out.ids.append(PARAGRAPH)
            out.starts.append(at)
            out.ends.append(at)
            out.caps.append(0)
        cap = 0
        for i, token, (s, e) in zip(enc.ids, enc.tokens, enc.offsets):
            if not token.startswith("##"):
                cap = int(line[s].isupper())
            out.ids.append(i)
            out.starts.append(at + s)
            out.ends.append(at + e)
            out.caps.append(cap)
        at += len(line) + 1
    return out


def trim_content(text, start, end):
    """PolNeAR's contents begin with the complementizer and may end in the comma before the cue; ours do not."""
    if text[start:end].lower().startswith("that ") and len(text[start:end]) > 12:
        start += 5
    while end > start and text[end - 1] in " \n,.;:":
        end -= 1
    while start < end and text[start] in " \n,:":
        start += 1
    return start, end


def polnear(path):
    docs = []
    for d in read_jsonl(path):
        text = d["text"]
        spans = {g: [] for g in GROUPS}
        links = []
        contents = []
        for a in d["attributions"]:
            parts = [trim_content(text, *c) for c in a["content"]]
            parts = [p for p in parts if p[1] > p[0]]
            spans["source"] += map(tuple, a["source"])
            spans["cue"] += map(tuple, a["cue"])
            source = a["source"][0][0] if a["source"] else None
            for p in parts:
                contents.append(p)
                links.append((p[0], source))
        split_nested(contents, spans)
        spans["inner"] = None  # PolNeAR does not annotate quotations inside quotations
        silver = d.get("silver_ner")  # a few articles have none
        ents = None if silver is None else [(s, e, SILVER[t]) for s, e, t in silver]
        docs.append(Document(text, spans, links, ents))
    return docs


def split_nested(contents, spans):
    """Longest first: a span inside an accepted one is an inner quotation."""
    for s, e in sorted(set(contents), key=lambda c: (c[0] - c[1], c)):
        over = [o for o in spans["content"] if s < o[1] and o[0] < e]
        if not over:
            spans["content"].append((s, e))
        elif any(o[0] <= s and e <= o[1] for o in over):
            spans["inner"].append((s, e))


def gold_articles(folder):
    docs = []
    for path in sorted(Path(folder).glob("*.json")):
        g = json.loads(path.read_text(encoding="utf-8"))
        spans = {name: [] for name in GROUPS}
        links, contents = [], []
        for q in g["quotations"]:
            source = q["mention_span"][0] if q["mention_span"] else None
            if q["mention_span"]:
                spans["source"].append(tuple(q["mention_span"]))
            if q["cue_span"]:
                spans["cue"].append(tuple(q["cue_span"]))
            for s, e in q["spans"]:
                contents.append((s, e))
                links.append((s, source))
        split_nested(contents, spans)
        docs.append(Document(g["text"], spans, links, None))
    return docs


def conll(path, tokens_per_doc=170):
    """Sentences of one CoNLL document run together into texts of about a window."""
    docs, text, ents, count, last = [], "", [], 0, None
    for s in read_jsonl(path):
        if text and (s["doc"] != last or count + len(s["tokens"]) > tokens_per_doc):
            docs.append(Document(text, {g: None for g in GROUPS}, [], ents))
            text, ents, count = "", [], 0
        last = s["doc"]
        if text:
            text += "\n"
        open_ = None
        for token, tag in zip(s["tokens"], s["tags"]):
            start = len(text)
            text += token + " "
            if tag.startswith("B") or (tag.startswith("I") and (open_ is None or open_[2] != tag[2:])):
                open_ = (start, start + len(token), tag[2:])
                ents.append(open_)
            elif tag.startswith("I"):
                open_ = (open_[0], start + len(token), open_[2])
                ents[-1] = open_
            else:
                open_ = None
        count += len(s["tokens"])
    docs.append(Document(text, {g: None for g in GROUPS}, [], ents))
    return docs


STYLES = (
    str.maketrans({"“": '"', "”": '"'}),
    str.maketrans({"“": "‘", "”": "’"}),
    str.maketrans({"“": "«", "”": "»"}),
    str.maketrans({"“": " ", "”": " ", '"': " "}),
)


def restyle(text, rng):
    """The same text, of the same length, with quotation marks of another house style."""
    r = rng.random()
    if r < 0.55:
        return text
    if r < 0.75 and '"' in text:  # straight to curly by turns within a paragraph
        lines = []
        for line in text.split("\n"):
            parts = line.split('"')
            lines.append("".join(p + ("“" if i % 2 == 0 else "”") for i, p in enumerate(parts[:-1])) + parts[-1])
        return "\n".join(lines)
    style = rng.choices(STYLES, weights=(8, 8, 2, 2))[0]
    return text.translate(style)


def bio(spans, p, n):
    """0 outside, 1 begin, 2 inside, for each piece; the first span to claim a piece keeps it."""
    tags = [0] * n
    for s, e in sorted(spans):
        inside = _overlap(p, s, e)
        if inside and not any(tags[i] for i in inside):
            tags[inside[0]] = 1
            for i in inside[1:]:
                tags[i] = 2
    return tags


def _overlap(p, s, e):
    lo = bisect_right(p.ends, s)
    hi = bisect_left(p.starts, e)
    return [i for i in range(lo, hi) if p.starts[i] < e and s < p.ends[i]]


def spans_of(tags):
    """(start, end, kind) of begin/inside runs; an inside after outside begins one, as in the CoNLL scorer."""
    out = []
    for i, t in enumerate(tags):
        kind = (t - 1) // 2
        if t == 0:
            continue
        if t % 2 == 1 or not out or out[-1][1] != i or out[-1][2] != kind:
            out.append([i, i + 1, kind])
        else:
            out[-1][1] = i + 1
    return [tuple(s) for s in out]


@dataclass
class Encoded:
    pieces: Pieces
    roles: list  # four tag lists, or None where not annotated
    entities: list | None
    links: list  # (content piece, source piece or None)


def encode(tok, doc, rng=None):
    text = restyle(doc.text, rng) if rng else doc.text
    p = pieces(tok, text)
    n = len(p)
    roles = [None if doc.spans[g] is None else bio(doc.spans[g], p, n) for g in GROUPS]
    ents = None
    if doc.entities is not None:
        ents = [0] * n
        for s, e, t in doc.entities:
            for k, i in enumerate(_overlap(p, s, e)):
                ents[i] = 1 + 2 * ENTITIES.index(t) + (k > 0)
    first = {}
    for i in range(n):
        if p.ends[i] > p.starts[i]:
            first[p.starts[i]] = i
    links = []
    for c, s in doc.links:
        ci = first.get(c)
        si = None if s is None else first.get(s)
        if ci is not None and (s is None or si is not None):
            links.append((ci, si))
    return Encoded(p, roles, ents, links)


def windows(enc, stride, offset=0):
    """Training windows: dicts of ids, token types, tags and links, with [CLS] and [SEP] around."""
    n, room = len(enc.pieces), WINDOW - 2
    start = 0
    out = []
    while True:
        end = min(n, start + room)
        if start == 0 and offset and n > room:
            end = min(n, room - offset)  # a short first window shifts all the others
        cut = slice(start, end)
        width = end - start
        def tags(t):
            return [IGNORE] + (t[cut] if t is not None else [IGNORE] * width) + [IGNORE]
        links = []
        for c, s in enc.links:
            if start <= c < end and (s is None or start <= s < end):
                links.append((c - start + 1, 0 if s is None else s - start + 1))
        out.append({
            "ids": [CLS] + enc.pieces.ids[cut] + [SEP], "caps": [0] + enc.pieces.caps[cut] + [0],
            "roles": [tags(r) for r in enc.roles], "entities": tags(enc.entities), "links": links,
        })
        if end >= n:
            return out
        start = max(start + 1, end - (room - stride))


def training_windows(tok, docs, seed, augment=True):
    rng = random.Random(seed)
    out = []
    for doc in docs:
        enc = encode(tok, doc, rng if augment else None)
        out += windows(enc, stride=214, offset=rng.randrange(120) if augment else 0)
    rng.shuffle(out)
    return out
