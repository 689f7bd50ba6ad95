"""Training data of the stance model: quotation and context with the speaker masked."""
import json
import re
from dataclasses import dataclass
from pathlib import Path

import torch

from common import CLS, SEP, pad, read_jsonl
from quotation_pieces import pieces, spans_of

CLASSES = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis"]
PLACEHOLDER = "the speaker"
MAX_PIECES = 192
READ = 250  # pieces of a context in which the source is looked for


@dataclass
class Row:
    quote: str
    context: str
    label: int  # index into CLASSES; -1 where there is no label
    doc: str
    source: str
    soft: object = None  # the teacher's probabilities, where there is no label


def label_of(level):
    return 5 if level == "x" else int(level) + 2


def encode_pair(tok, quote, context):
    """[CLS] quote [SEP] context [SEP], cut as src/encoder/pieces.rs cuts it."""
    a = tok.encode(quote, add_special_tokens=False).ids
    b = tok.encode(context, add_special_tokens=False).ids
    room = MAX_PIECES - 3
    if len(a) + len(b) > room:
        b = b[: max(room - len(a), room // 4)]
        a = a[: room - len(b)]
    ids = [CLS] + a + [SEP]
    types = [0] * len(ids)
    ids += b + [SEP]
    return ids, types + [1] * (len(ids) - len(types))


def replace_forms(text, forms):
    """Names of the speaker, longest first, where they stand as words of their own."""
    for f in sorted(set(forms), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(f)}(?!\w)", PLACEHOLDER, text)
    return text


def name_forms(mention):
    """Capitalised last words of a mention: the family name, and the name as a whole."""
    words = [w for w in re.findall(r"[\w.'’-]+", mention)]
    tail = []
    for w in reversed(words):
        if not w[:1].isupper():
            break
        tail.insert(0, w)
    return [f for f in {" ".join(tail), tail[-1] if tail else ""} if len(f) > 2]


def mask(quote, context, mention_span, mention=None):
    """As src/stance/mask.rs: the mention's place in the context, then its names everywhere."""
    forms = []
    if mention_span:
        s, e = mention_span
        forms = name_forms(context[s:e])
        context = context[:s] + PLACEHOLDER + context[e:]
    elif mention:
        forms = name_forms(mention)
    return replace_forms(quote, forms), replace_forms(context, forms)


@torch.no_grad()
def source_mentions(model, tok, contexts, batch=32):
    """For each (context, quote): the source span that the quotation model tags outside the quote, or None."""
    out = [None] * len(contexts)
    encoded = [pieces(tok, c) for c, _ in contexts]
    order = sorted(range(len(contexts)), key=lambda i: len(encoded[i]))
    for k in range(0, len(order), batch):
        part = order[k : k + batch]
        ids = pad([[CLS] + encoded[i].ids[:READ] + [SEP] for i in part])
        caps = pad([[0] + encoded[i].caps[:READ] + [0] for i in part])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = model(ids, (ids != 0).long(), caps)
        link = found["link"]
        tags = found["role"][..., 0:3].float().argmax(-1)
        for row, i in enumerate(part):
            context, quote = contexts[i]
            p = encoded[i]
            at = context.find(quote)
            n = min(len(p), READ)
            spans = [(p.starts[i], p.ends[j - 1]) for i, j, _ in spans_of(tags[row, 1 : n + 1].tolist())]
            free = [(s, e) for s, e in spans if at < 0 or e <= at or s >= at + len(quote)]
            if not free:
                continue
            if at >= 0:
                first = next((j for j in range(n) if p.ends[j] > at), 0)
                target = int(link[row, first + 1, : n + 1].float().argmax())
                linked = [sp for sp in free if target > 0 and sp[0] <= p.starts[target - 1] < sp[1]]
                free = linked or sorted(free, key=lambda sp: min(abs(sp[0] - at - len(quote)), abs(at - sp[1])))
            out[i] = free[0]
    return out


def labelled(path, model, tok):
    rows = read_jsonl(path)
    contexts = [(r["context"], r["quote"]) for r in rows]
    mentions = source_mentions(model, tok, contexts)
    out = []
    for r, m in zip(rows, mentions):
        quote, context = mask(r["quote"], r["context"], m, r.get("speaker"))
        out.append(Row(quote, context, label_of(r["level"]), r["doc"], r["source"]))
    return out


def unlabelled(path, model, tok):
    rows = read_jsonl(path)
    mentions = source_mentions(model, tok, [(r["context"], r["quote"]) for r in rows])
    return [Row(*mask(r["quote"], r["context"], m), -1, "", "unlabelled") for r, m in zip(rows, mentions)]


def sentence_around(text, start, end):
    """The sentences that hold a span, by a plain rule: a stop, a space and a capital or a mark."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    breaks = [left] + [m.end() for m in re.finditer(r"(?<=[.!?])[”\"’']? +(?=[A-Z“\"‘])", text[left:right])]
    breaks = [left] + [left + b for b in breaks[1:]] + [right]
    a = max(b for b in breaks if b <= start)
    b = min((b for b in breaks if b >= end), default=right)
    return a, b


def gold(folder, source):
    out = []
    for path in sorted(Path(folder).glob("*.json")):
        g = json.loads(path.read_text(encoding="utf-8"))
        text = g["text"]
        for q in g["quotations"]:
            a, b = sentence_around(text, q["spans"][0][0], q["spans"][-1][1])
            m = q["mention_span"]
            inside = (m[0] - a, m[1] - a) if m and a <= m[0] and m[1] <= b else None
            quote = " … ".join(text[s:e] for s, e in q["spans"])
            quote, context = mask(quote, text[a:b], inside, q["speaker"])
            out.append(Row(quote, context, label_of(q["stance"]), g["id"], source))
    return out


def plover(path):
    """(sentence, 1 for cooperation or 0 for conflict)"""
    return [(r["sentence"], int(int(r["quad"]) <= 2)) for r in read_jsonl(path)]
