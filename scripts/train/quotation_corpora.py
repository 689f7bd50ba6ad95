"""The corpora of the quotation model, each read into documents with spans, links and antecedents."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import marked
import news_gold
from basics import read_jsonl
from quotation_cast import Cast

ROLES = ("source", "cue", "content", "inner")  # after ../shared/codebook/quotations.md
WIDE = ("source", "cue", "content")  # after PolNeAR's guidelines
ENTITIES = ("PER", "ORG", "LOC", "MISC")
SILVER = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC", "MISC": "MISC"}
PRONOUNS = {"he", "him", "his", "she", "her", "hers", "they", "them", "their", "it", "its"}


@dataclass
class Document:
    """Offsets count code points, end excluded; None stands for "not annotated"."""

    text: str
    roles: dict | None = None  # name of ROLES -> [(start, end)]
    wide: dict | None = None  # name of WIDE -> [(start, end)]
    entities: list | None = None  # (start, end, type)
    links: list = field(default_factory=list)  # (start of a content, starts of its source; none: [])
    antecedents: list = field(default_factory=list)  # (start of a mention, family names it stands for; none: [])


def polnear(path):
    docs = []
    for d in read_jsonl(path):
        text = d["text"]
        wide = {g: [] for g in WIDE}
        links = []
        for a in d["attributions"]:
            for g in WIDE:
                wide[g] += map(tuple, a[g])
            sources = [s for s, _ in a["source"]]
            links += [(first_word(text, s, e), sources) for s, e in a["content"]]
        silver = d.get("silver_ner")  # a few articles have none
        coref = silver and d.get("silver_coref")
        entities = silver and [(s, e, SILVER[t]) for s, e, t in silver]
        antecedents = chains(text, coref, silver) if coref else []
        docs.append(Document(text, wide=wide, entities=entities, links=links, antecedents=antecedents))
    return docs


def first_word(text, start, end):
    """A content may be annotated with a space in front."""
    while start < end and text[start].isspace():
        start += 1
    return start


def chains(text, coref, silver):
    """From each nameless mention of a chain to the last words of the names in that chain.

    A name counts where it ends its mention: in "Clinton's aide" it is not the mention's head.
    """
    persons = {e: s for s, e, t in silver if SILVER[t] in ("PER", "ORG")}
    out = []
    for chain in coref:
        heads, nameless = [], []
        for s, e, _ in chain:
            end = e - 2 if text[s:e].endswith(("’s", "'s")) else e
            if end in persons and persons[end] >= s:
                heads.append(s + len(text[s:end]) - len(text[s:end].split()[-1]))
            elif text[s:e].lower() in PRONOUNS or not re.search(r"[A-Z]", text[s + 1 : e]):
                nameless.append(s)
        if heads:
            out += [(s, heads) for s in nameless]
    return out


def gold_articles(folder, casts=True):
    """Annotated articles; with `casts`, also what the casts beside them teach (quotation_cast.py)."""
    docs = []
    for path in sorted(Path(folder).glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        lines = path.parent.parent / "cast" / f"{path.stem}.jsonl"
        docs.append(annotated(article, Cast(article["text"], read_jsonl(lines)) if casts and lines.exists() else None))
    return docs


def annotated_news(folder):
    """News of ../shared/data/news with annotations of our own (data/news/README.md)."""
    return [annotated(a, Cast(a["text"], a["cast"])) for a in news_gold.load(folder)]


def marked_articles(folder):
    """Articles of our own (data/quotations/README.md)."""
    return [annotated(a) for path in sorted(Path(folder).glob("*.xml")) for a in marked.read(path)]


def unlabelled(path, number, apart_from, words=(120, 1500)):
    """So many articles without labels, the same ones each time; none that shares eleven words in a row with the texts of
    `apart_from`, on which the models are measured."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    measured = {s for text in apart_from for s in news_gold.shingles(text)}
    articles.sort(key=lambda a: hashlib.sha256(a["id"].encode()).digest())
    kept = []
    for a in articles:
        if len(kept) == number:
            break
        if words[0] <= len(a["text"].split()) <= words[1] and not measured & news_gold.shingles(a["text"]):
            kept.append(Document(a["text"]))
    return kept


def annotated(article, cast=None):
    """A document after the codebook; `article` has the form of ../shared/data/articles/*/gold."""
    text = article["text"]
    roles = {name: [] for name in ROLES}
    links, contents, antecedents = [], [], {}
    for q in article["quotations"]:
        source = [q["mention_span"][0]] if q["mention_span"] else []
        if source:
            roles["source"].append(tuple(q["mention_span"]))
        if q["cue_span"]:
            roles["cue"].append(tuple(q["cue_span"]))
        for s, e in q["spans"]:
            contents.append((s, e))
            links.append((s, source))
        if source:
            heads = names_behind(text, q, cast)
            if heads is not None:
                antecedents[source[0]] = heads
    if cast:
        antecedents = dict(cast.descriptions()) | antecedents
    split_nested(contents, roles)
    entities = cast and cast.entities
    return Document(text, roles=roles, entities=entities, links=links, antecedents=sorted(antecedents.items()))


def names_behind(text, q, cast):
    """What a quotation's mention points to: places of names, [] for nobody named, None where it says the name itself."""
    if q["speaker"].startswith("unnamed"):
        return [] if cast else None
    start, end = q["mention_span"]
    if cast and cast.lines_of(q["speaker"]):
        return cast.antecedent(start, end, q["speaker"])
    family = q["speaker"].split()[-1]
    if family in text[start:end]:
        return None
    return [m.start() for m in re.finditer(rf"\b{re.escape(family)}\b", text)] or None


def split_nested(contents, roles):
    """Longest first: a span inside an accepted one is an inner quotation."""
    for s, e in sorted(set(contents), key=lambda c: (c[0] - c[1], c)):
        over = [o for o in roles["content"] if s < o[1] and o[0] < e]
        if not over:
            roles["content"].append((s, e))
        elif any(o[0] <= s and e <= o[1] for o in over):
            roles["inner"].append((s, e))


def conll(path, tokens_per_doc=170):
    """Sentences of one CoNLL document run together into texts of about a window."""
    docs, text, ents, count, last = [], "", [], 0, None
    for s in read_jsonl(path):
        if text and (s["doc"] != last or count + len(s["tokens"]) > tokens_per_doc):
            docs.append(Document(text, entities=ents))
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
    docs.append(Document(text, entities=ents))
    return docs
