"""Training data of the stance model: quotation and context, with the speaker and all other persons masked."""
import csv
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from common import CLS, REPO, SEP, Progress, load_rounded, empty_encoder, read_jsonl, tokenizer
from quotation_model import QuotationModel
from quotation_reading import entity_spans, read, role_spans
from stance_mask import mask, own_names, person_forms

CLASSES = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis"]
MAX_PIECES = 192
OURS = REPO / "data/stance"


@dataclass
class Row:
    quote: str
    context: str
    label: int  # index into CLASSES; -1 where there is no label
    doc: str  # rows of one document are never parted between training and test
    source: str
    soft: object = None  # a teacher's probabilities


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


class Finder:
    """The quotation model, as far as masking needs it."""

    def __init__(self, folder, masks):
        self.masks = masks
        self.tok = tokenizer()
        self.model = load_rounded(QuotationModel(empty_encoder(folder)), folder).eval()

    def persons(self, p, out, text):
        if not self.masks:
            return set()
        return person_forms((text[p.starts[a] : p.ends[b - 1]], kind == 0) for a, b, kind in entity_spans(out["entity"], p))

    def mask(self, quote, context, speaker):
        """The source that is tagged outside the quotation: the one that its content links to, else the nearest."""
        p, out = read(self.model, self.tok, context if context.strip() else quote)
        if not context.strip():  # some speeches have none
            persons = self.persons(p, out, quote)
            return mask(quote, context, None, own_names(speaker, "", persons), persons)
        at = context.find(quote)
        spans = [(p.starts[a], p.ends[b - 1]) for a, b in role_spans(out["role"], 0, p)]
        free = [(s, e) for s, e in spans if at < 0 or e <= at or s >= at + len(quote)]
        mention = None
        if free:
            first = next((j for j in range(len(p)) if p.ends[j] > max(at, 0)), 0)
            to = int(out["link_to"][first, 0])
            linked = [sp for sp in free if to >= 0 and sp[0] <= p.starts[to] < sp[1]]
            mention = (linked or sorted(free, key=lambda sp: min(abs(sp[0] - at - len(quote)), abs(at - sp[1]))))[0]
        persons = self.persons(p, out, context)
        own = own_names(speaker, context[slice(*mention)] if mention else "", persons)
        return mask(quote, context, mention, own, persons)


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
        quote, context = finder.mask(r["quote"], r["context"], r.get("speaker"))
        rows.append(Row(quote, context, label_of(r["level"]), r["doc"], r["source"]))
        progress.step(i, 0.0)
    return rows


def news(path, finder):
    """Without labels; each is a document of its own, under its key."""
    rows = []
    todo = read_jsonl(path)
    progress = Progress("news", len(todo))
    for i, r in enumerate(todo):
        quote, context = finder.mask(r["quote"], r["context"], None)
        rows.append(Row(quote, context, -1, key_of(r["quote"], r["context"]), "news"))
        progress.step(i, 0.0)
    return rows


def written(name):
    """Quotations of our own, masked as they were written."""
    rows = read_jsonl(OURS / f"{name}.jsonl")
    return [Row(r["quote"], r["context"], label_of(r["level"]), f"{name} {i}", name) for i, r in enumerate(rows)]


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


def gold(folder, source, finder):
    out = []
    for path in sorted(Path(folder).glob("*.json")):
        g = json.loads(path.read_text(encoding="utf-8"))
        text = g["text"]
        persons = finder.persons(*read(finder.model, finder.tok, text), text)
        for q in g["quotations"]:
            a, b = sentence_around(text, q["spans"][0][0], q["spans"][-1][1])
            m = q["mention_span"]
            inside = (m[0] - a, m[1] - a) if m and a <= m[0] and m[1] <= b else None
            quote = " … ".join(text[s:e] for s, e in q["spans"])
            own = own_names(q["speaker"], text[slice(*m)] if m else "", persons)
            quote, context = mask(quote, text[a:b], inside, own, persons)
            out.append(Row(quote, context, label_of(q["stance"]), g["id"], source))
    return out


def all_rows(data, quotation, work, masks=True):
    """Every quotation, the speaker masked, and with `masks` all other persons; kept in `work` for the next run."""
    files = [quotation / "model.safetensors", Path(__file__).parent / "stance_mask.py"]
    state = hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]
    path = work / f"stance-rows-{state}{'' if masks else '-unmasked'}.jsonl"
    if not path.exists():
        finder = Finder(quotation, masks)
        rows = labelled(data / "stance/train.jsonl", finder) + news(data / "stance/unlabelled.jsonl", finder)
        rows += gold(data / "articles/train/gold", "articles", finder)
        rows += gold(data / "articles/dev/gold", "dev", finder) + gold(data / "seeds/gold", "seeds", finder)
        path.with_suffix(".tmp").write_text("".join(json.dumps(asdict(r)) + "\n" for r in rows), encoding="utf-8")
        path.with_suffix(".tmp").rename(path)
    levels = ours()
    rows = [Row(**r) for r in read_jsonl(path)]
    for r in rows:
        if r.source == "news" and r.doc in levels:
            r.label = label_of(levels[r.doc])
    return rows + written("contrasts") + written("reports")


def plover(path):
    """(sentence, 1 for cooperation or 0 for conflict)"""
    return [(r["sentence"], int(int(r["quad"]) <= 2)) for r in read_jsonl(path)]
