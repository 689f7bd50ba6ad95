"""Training data of the stance model: the text that carries a quotation, with the speaker and all other persons masked."""

import csv
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import marked
from basics import CLS, REPO, SEP, read_jsonl, tokenizer
from common import Progress, loaded
from quotation_model import QuotationModel
from quotation_reading import entity_spans, read, role_spans
from sentences import LEXICON, Sentences
from stance_mask import mask, own_names, person_forms

CLASSES = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis"]
MAX_PIECES = 192
OURS = REPO / "data/stance"
WRITTEN = ("contrasts", "reports", "reports_2")  # quotations of our own


@dataclass
class Row:
    parts: list  # the text that carries the quotation, in parts: [words, whether they are the quotation's]
    label: int  # index into CLASSES; -1 where there is no label
    doc: str  # rows of one document are never parted between training and test
    source: str
    soft: object = None  # a teacher's probabilities

    @property
    def text(self):
        return "".join(words for words, _ in self.parts)


def label_of(level):
    return 5 if level == "x" else int(level) + 2


def encode(tok, parts):
    """[CLS] text [SEP] with token type 1 for the quotation's pieces, cut as src/encoder/stance_net.rs cuts it: a long
    text keeps its beginning unless the quotation's end is beyond it; then it begins later, with the quotation at the
    latest."""
    ids, types = [], []
    for words, quoted in parts:
        new = tok.encode(words, add_special_tokens=False).ids
        ids += new
        types += [int(quoted)] * len(new)
    if not any(types):
        types = [1] * len(ids)
    room = MAX_PIECES - 2
    if len(ids) > room:
        own = [i for i, t in enumerate(types) if t]
        start = min(max(own[-1] + 1 - room, 0), own[0])
        ids, types = ids[start : start + room], types[start : start + room]
    return [CLS] + ids + [SEP], [0] + types + [0]


def placed(quote, context):
    """The text that carries a quotation, and the quotation's spans in it. Where the context does not hold the words, it
    is what was said before them."""
    spans, at = [], 0
    for words in quote.split(" … "):
        start = context.find(words, at)
        if start < 0:
            before = context.strip() + " " if context.strip() else ""
            return before + quote, [(len(before), len(before) + len(quote))]
        at = start + len(words)
        spans.append((start, at))
    return context, spans


class Finder:
    """The quotation model, as far as masking needs it."""

    def __init__(self, folder, masks):
        self.masks = masks
        self.tok = tokenizer()
        self.model = loaded(QuotationModel, folder).eval()

    def persons(self, p, out, text):
        if not self.masks:
            return set()
        return person_forms(
            (text[p.starts[a] : p.ends[b - 1]], kind == 0) for a, b, kind in entity_spans(out["entity"], p)
        )

    def mask(self, quote, context, speaker):
        """The source that is tagged outside the quotation: the one that its content links to, else the nearest."""
        text, quoted = placed(quote, context)
        p, out = read(self.model, self.tok, text)
        spans = [(p.starts[a], p.ends[b - 1]) for a, b in role_spans(out["role"], 0, p)]
        at, end = quoted[0][0], quoted[-1][1]
        free = [(s, e) for s, e in spans if e <= at or s >= end]
        mention = None
        if free:
            first = next((j for j in range(len(p)) if p.ends[j] > at), 0)
            to = int(out["link_to"][first, 0])
            linked = [sp for sp in free if to >= 0 and sp[0] <= p.starts[to] < sp[1]]
            mention = (linked or sorted(free, key=lambda sp: min(abs(sp[0] - end), abs(at - sp[1]))))[0]
        persons = self.persons(p, out, text)
        own = own_names(speaker, text[slice(*mention)] if mention else "", persons)
        return mask(text, quoted, mention, own, persons)


def key_of(quote, context):
    """Names a quotation of `unlabelled.jsonl`, which has no ids."""
    return hashlib.sha256(f"{quote}\n{context}".encode()).hexdigest()[:12]


def ours():
    """Levels by `key_of`: our labels for quotations of news that came without (data/stance/README.md)."""
    with open(OURS / "news_levels.csv", encoding="utf-8", newline="") as f:
        return {r["key"]: r["level"] for r in csv.DictReader(f)}


def labelled(path, finder):
    rows = []
    todo = read_jsonl(path)
    progress = Progress("labelled", len(todo))
    for i, r in enumerate(todo):
        parts = finder.mask(r["quote"], r["context"], r.get("speaker"))
        rows.append(Row(parts, label_of(r["level"]), r["doc"], r["source"]))
        progress.step(i, 0.0)
    return rows


def news(path, finder):
    """Without labels; each is a document of its own, under its key."""
    rows = []
    todo = read_jsonl(path)
    progress = Progress("news", len(todo))
    for i, r in enumerate(todo):
        parts = finder.mask(r["quote"], r["context"], None)
        rows.append(Row(parts, -1, key_of(r["quote"], r["context"]), "news"))
        progress.step(i, 0.0)
    return rows


def written(name):
    """Quotations of our own, masked as they were written."""
    rows = read_jsonl(OURS / f"{name}.jsonl")
    return [
        Row(mask(*placed(r["quote"], r["context"]), None, [], []), label_of(r["level"]), f"{name} {i}", name)
        for i, r in enumerate(rows)
    ]


def gold(articles, source, finder):
    """The quotations of articles in the form of ../shared/data/articles/*/gold."""
    out = []
    for g in articles:
        text = g["text"]
        persons = finder.persons(*read(finder.model, finder.tok, text), text)
        sentences = Sentences(text)
        for q in g["quotations"]:
            a, b = sentences.around(q["spans"][0][0], q["spans"][-1][1])
            m = q["mention_span"]
            inside = (m[0] - a, m[1] - a) if m and a <= m[0] and m[1] <= b else None
            own = own_names(q["speaker"], text[slice(*m)] if m else "", persons)
            parts = mask(text[a:b], [(s - a, e - a) for s, e in q["spans"]], inside, own, persons)
            out.append(Row(parts, label_of(q["stance"]), g["id"], source))
    return out


class Parts:
    """The parts of the training data, the speaker masked, and with `masks` all other persons; each is kept in `work` for
    the next run."""

    def __init__(self, quotation, work, masks=True):
        self.quotation, self.work, self.masks = quotation, work, masks
        here = Path(__file__).parent
        self.maker = [quotation / "model.safetensors", LEXICON]
        self.maker += [here / f"{name}.py" for name in ("stance_data", "stance_mask", "sentences", "quotation_reading")]
        self.finder = None
        work.mkdir(parents=True, exist_ok=True)

    def rows(self, name, files, make):
        """What `make` gives, with a `Finder` as its argument, for `files`."""
        state = hashlib.sha256(b"".join(f.read_bytes() for f in self.maker + files)).hexdigest()[:16]
        path = self.work / f"stance-{name}-{state}{'' if self.masks else '-unmasked'}.jsonl"
        if not path.exists():
            self.finder = self.finder or Finder(self.quotation, self.masks)
            rows = make(self.finder)
            path.with_suffix(".tmp").write_text("".join(json.dumps(asdict(r)) + "\n" for r in rows), encoding="utf-8")
            path.with_suffix(".tmp").rename(path)
        return [Row(**r) for r in read_jsonl(path)]


def all_rows(data, quotation, work, masks=True):
    """Every quotation that there is to learn from or to measure on."""
    parts = Parts(quotation, work, masks)
    train, unlabelled = data / "stance/train.jsonl", data / "stance/unlabelled.jsonl"
    rows = parts.rows("labelled", [train], lambda f: labelled(train, f))
    rows += parts.rows("news", [unlabelled], lambda f: news(unlabelled, f))
    for name, folder in (("articles", "articles/train"), ("dev", "articles/dev"), ("seeds", "seeds")):
        files = sorted((data / folder / "gold").glob("*.json"))
        articles = [json.loads(p.read_text(encoding="utf-8")) for p in files]
        rows += parts.rows(name, files, partial(gold, articles, name))
    files = sorted((REPO / "data/quotations").glob("*.xml"))
    rows += parts.rows("marked", files, partial(gold, [a for p in files for a in marked.read(p)], "marked"))
    levels = ours()
    for r in rows:
        if r.source == "news" and r.doc in levels:
            r.label = label_of(levels[r.doc])
    return rows + [r for name in WRITTEN for r in written(name)]


def plover(path):
    """(sentence, 1 for cooperation or 0 for conflict)"""
    return [(r["sentence"], int(int(r["quad"]) <= 2)) for r in read_jsonl(path)]
