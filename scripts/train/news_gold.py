#!/usr/bin/env python3
"""Annotations of the news without labels (data/news): draw articles, check what an annotator wrote, keep it as offsets.

    news_gold.py draw N --seed S [--but FILE...] > ids      so many articles, most of them of conflicts, none of them measured on
    news_gold.py show ID...                                 their texts, with numbered paragraphs
    news_gold.py check FILE...                              what is wrong with annotations, by line
    news_gold.py write FILE... --out FOLDER                 offsets and labels, without a word of the news
    news_gold.py agree FOLDER                               with the project's gold, and of two annotators with each other

An annotation, as people and language models write it:

    # pool-00001
    C | person | f | Alexandra Prokopenko | Prokopenko | a fellow at the Carnegie Center; the former advisor
    Q | 1 | i | Russia's economy has entered a ... zone" | said | Alexandra Prokopenko | Alexandra Prokopenko | -1 | warn

C: kind, sex, full name, other spellings, descriptions. Q: paragraph, type (d, i, m; n behind it for nested), content, cue,
mention, speaker, level, act (data/news/acts.md). A content may be shortened to its first and last words around " ... "; its
spans are joined by " + ". A cue or mention in another paragraph has "@3" behind it; "-" where there is none.
"""

import argparse
import bisect
import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

from basics import REPO, SHARED, read_jsonl

ANNOTATIONS = "annotations.jsonl"
AGAIN = "again.jsonl"  # of articles that are annotated already, or of train
POOL = SHARED / "data/news/unlabelled.jsonl.gz"
TYPES = {"d": "direct", "i": "indirect", "m": "mixed"}
KINDS = ("person", "org", "place", "other")
LEVELS = ("2", "1", "0", "-1", "-2", "x")
ACTS = re.findall(r"^\| `(\w+)` \|", (REPO / "data/news/acts.md").read_text(encoding="utf-8"), re.M)
CONFLICT = re.compile(
    r"\b(?:ceasefire|truce|troops|missiles?|sanctions?|militants?|rebels?|invasion|airstrikes?|peace talks?|negotiat\w+|"
    r"hostages?|foreign minist\w+|nuclear|envoy|Kremlin|Hamas|Taliban|Houthis?|war|army|soldiers?|weapons?|UN|NATO)\b"
)
REPORTED = re.compile(r"\b(?:said|says|told|added|according to|warned|called|accused|statement)\b|[“\"]")


def pool():
    with gzip.open(POOL, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def articles():
    """Texts by id: the pool, and the training articles (for an annotator's agreement with their gold)."""
    known = {a["id"]: a for a in pool()}
    meta = {m["id"]: m for m in read_jsonl(SHARED / "data/articles/meta.jsonl")}
    for path in sorted((SHARED / "data/articles/train/text").glob("*.txt")):
        with open(path, encoding="utf-8", newline="") as f:
            known[path.stem] = {**meta[path.stem], "text": f.read()}
    return known


def shingles(text, length=11):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def draw(number, seed, without):
    """Four in five of conflicts; an outlet gives four in a hundred at most; articles that quote."""
    measured = set()
    for folder in ("articles/dev/text", "articles/train/text", "seeds/text"):
        for path in (SHARED / "data" / folder).glob("*.txt"):
            measured |= shingles(path.read_text(encoding="utf-8"))
    rows = pool()
    random.Random(seed).shuffle(rows)
    outlets, drawn, others = Counter(), [], 0
    for a in rows:
        words = len(a["text"].split())
        cues = len(REPORTED.findall(a["text"]))
        subject = len(CONFLICT.findall(a["text"])) / words * 100 >= 1.5
        if a["id"] in without or not 180 <= words <= 850 or cues < max(8, words / 60):
            continue
        if outlets[a["outlet"]] >= max(2, number // 25) or (not subject and others >= number // 5):
            continue
        if measured & shingles(a["text"]):
            continue
        outlets[a["outlet"]] += 1
        others += not subject
        drawn.append(a["id"])
        measured |= shingles(a["text"])  # a wire's copy in two outlets counts once
        if len(drawn) == number:
            break
    return drawn


def paragraphs(text):
    """(start, end) of each line with words."""
    return [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]


def shown(article):
    head = f"# {article['id']}\n## {article.get('outlet', '')}, {article.get('date') or 'no date'}: {article.get('title', '')}\n"
    return head + "\n".join(f"[{i + 1}] {article['text'][s:e]}" for i, (s, e) in enumerate(paragraphs(article["text"])))


# what an annotator types for what stands in the text, one character for one
SAME = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-",
                      "\u00a0": " ", "\u202f": " ", "\u2009": " ", "…": "."})  # fmt: skip


def alike(words):
    """Ellipses stand for themselves, as one character or three; so "…" becomes three dots in what is sought only."""
    return words.translate(SAME)


class Mistake(ValueError):
    pass


class Reader:
    """Reads the annotation of one article into the form of ../shared/data/articles/*/gold and cast."""

    def __init__(self, article):
        self.id, self.text = article["id"], article["text"]
        self.plain = alike(self.text)
        self.lines = paragraphs(self.text)
        self.quotations, self.cast = [], []

    def places(self, words, start, end):
        """Where the words stand at word borders in [start, end)."""
        words = alike(words)
        if not words:
            raise Mistake("no words")
        border = (r"(?<!\w)" if words[0].isalnum() else "", r"(?!\w)" if words[-1].isalnum() else "")
        pattern = border[0] + r"\s+".join(map(re.escape, words.split())) + border[1]
        return [m.span() for m in re.compile(pattern).finditer(self.plain, start, end)]

    def paragraph(self, number):
        if not number.isdigit() or not 1 <= int(number) <= len(self.lines):
            raise Mistake(f"no paragraph {number}")
        return self.lines[int(number) - 1]

    def span(self, words, start, end):
        """The first place of the words from `start` on; they begin before `end`, and may run on where shortened."""
        first, dots, last = (p.strip() for p in re.split(r"( \.\.\. | … )", words, maxsplit=1)) if re.search(
            r" (?:\.\.\.|…) ", words) else (words.strip(), "", "")  # fmt: skip
        whole = self.places(words.strip(), start, end)
        if whole:
            return whole[0]
        begin = self.places(first, start, end)
        if not begin:
            raise Mistake(f"not in the paragraph: {first}")
        if not dots:
            return begin[0]
        stop = self.places(last, begin[0][1], end) or self.places(last, begin[0][1], min(len(self.text), end + 4000))
        if not stop:
            raise Mistake(f"does not follow: {last}")
        return begin[0][0], stop[0][1]

    def near(self, words, at, home, but=()):
        """The place of a cue or mention that is nearest to offset `at`, in paragraph `home` or the one named."""
        words = words.strip()
        if words in ("-", ""):
            return None
        m = re.fullmatch(r"(.*?)\s*@\s*(\d+)", words)
        if m:
            words, home = m[1], self.paragraph(m[2])
        found = self.places(words, *home)
        outside = [p for p in found if not any(s < p[1] and p[0] < e for s, e in but)]
        if not found:
            raise Mistake(f"not in paragraph {bisect.bisect(self.lines, (home[0], len(self.text)))}: {words}")
        return min(outside or found, key=lambda p: min(abs(p[0] - a) + abs(p[1] - a) for a in at))

    def quotation(self, fields):
        if len(fields) != 8:
            raise Mistake(f"Q has 8 fields, here are {len(fields)}")
        number, kind, content, cue, mention, speaker, level, act = fields
        home = self.paragraph(number)
        if kind.removesuffix("n") not in TYPES:
            raise Mistake(f"type {kind}")
        if level not in LEVELS:
            raise Mistake(f"level {level}")
        if act not in ACTS:
            raise Mistake(f"act {act}")
        if not speaker:
            raise Mistake("no speaker")
        spans, at = [], home[0]
        for part in content.split(" + "):
            spans.append(self.span(part, at, home[1] if not spans else max(home[1], at + 1500)))
            at = spans[-1][1]
        nested = kind.endswith("n")
        but = [] if nested else spans
        edges = [p for s in spans for p in s]
        cue_span = self.near(cue, edges, home, but)
        mention_span = self.near(mention, cue_span or edges, home, but)
        q = {
            "type": TYPES[kind[0]], "content": [self.text[s:e] for s, e in spans], "spans": spans,
            "cue": self.text[slice(*cue_span)] if cue_span else "", "cue_span": cue_span,
            "mention": self.text[slice(*mention_span)] if mention_span else "", "mention_span": mention_span,
            "speaker": speaker, "stance": level if level == "x" else int(level), "act": act, "nested": nested,
        }  # fmt: skip
        if any(o["spans"] == spans for o in self.quotations):
            raise Mistake("the same spans twice (is a piece that occurs twice meant? write more of its words)")
        self.quotations.append(q)

    def member(self, fields):
        if len(fields) not in (4, 5):
            raise Mistake(f"C has 5 fields, here are {len(fields)}")
        kind, sex, name, forms = fields[:4]
        if kind not in KINDS or sex not in ("m", "f", "", "-"):
            raise Mistake(f"kind {kind}, sex {sex}")

        def listed(words):
            return [w.strip() for w in words.split(";") if w.strip() not in ("", "-")]

        def in_text(words):
            at = self.places(words, 0, len(self.text))
            return self.text[slice(*at[0])] if at else None

        kept = [in_text(form) for form in dict.fromkeys([name, *listed(forms)])]
        described = [in_text(d) for d in listed(fields[4] if len(fields) > 4 else "")]
        forms = list(dict.fromkeys(filter(None, kept)))
        if not forms:
            raise Mistake(f"no spelling of {name} is in the text")
        if None in kept[1:] or None in described:
            raise Mistake(f"a spelling or description of {name} is not in the text")
        self.cast.append({"name": name, "kind": kind, "sex": sex.strip("-"), "forms": forms, "descriptions": described})

    def loose_ends(self):
        """What may be an oversight: speakers that the cast does not have."""
        names = {line["name"] for line in self.cast}
        for q in self.quotations:
            speaker = q["speaker"]
            parts = [speaker, *re.split(r", (?:and )?| and ", speaker)]
            if not speaker.startswith("unnamed") and speaker not in names and not set(parts[1:]) <= names:
                yield f"{self.id}: speaker without a C line: {speaker}"


def read(path, known):
    """Readers of all articles of a file, and what is wrong with it."""
    readers, wrong, reader = [], [], None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        try:
            if line.startswith("# "):
                if line[2:].strip() not in known:
                    raise Mistake("no such article")
                reader = Reader(known[line[2:].strip()])
                readers.append(reader)
            elif line[:1] in ("Q", "C") and "|" in line:
                fields = [f.strip() for f in line.split("|")]
                {"Q": reader.quotation, "C": reader.member}[fields[0]](fields[1:])
            elif line.strip() and not line.startswith("//"):
                raise Mistake("neither #, C, Q nor //")
        except (Mistake, AttributeError, KeyError) as e:
            wrong.append(f"{path}:{number}: {e}")
    for r in readers:
        wrong += r.loose_ends()
        r.quotations.sort(key=lambda q: (q["spans"][0][0], -q["spans"][-1][1]))
    return readers, wrong


def kept(reader):
    """The annotation of one article as offsets: the words are found in the pool's text, whose hash stands beside them."""
    quotations = [
        [TYPES_OF[q["type"]] + "n" * q["nested"], q["spans"], q["cue_span"], q["mention_span"], q["speaker"], q["stance"], q["act"]]
        for q in reader.quotations
    ]  # fmt: skip
    cast = []
    for line in reader.cast:
        forms = [reader.places(f, 0, len(reader.text))[0] for f in line["forms"]]
        described = [reader.places(d, 0, len(reader.text))[0] for d in line["descriptions"]]
        cast.append([line["kind"], line["sex"], line["name"], forms, described])
    digest = hashlib.sha256(reader.text.encode()).hexdigest()[:12]
    return {"id": reader.id, "text_sha256": digest, "quotations": quotations, "cast": cast}


TYPES_OF = {long: short for short, long in TYPES.items()}


def load(folder, texts=None):
    """The annotated articles of data/news, in the form of ../shared/data/articles/*/gold with `cast` beside it."""
    yield from placed(Path(folder) / ANNOTATIONS, texts or {a["id"]: a for a in pool()})


def placed(path, texts):
    for row in read_jsonl(path):
        article = texts[row["id"]]
        text = article["text"]
        if hashlib.sha256(text.encode()).hexdigest()[:12] != row["text_sha256"]:
            raise ValueError(f"{path}: the text of {row['id']} is not the one that was annotated")
        quotations = []
        for kind, spans, cue, mention, speaker, stance, act in row["quotations"]:
            quotations.append({
                "type": TYPES[kind[0]], "nested": kind.endswith("n"), "spans": spans, "cue_span": cue, "mention_span": mention,
                "content": [text[s:e] for s, e in spans], "cue": text[slice(*cue)] if cue else "",
                "mention": text[slice(*mention)] if mention else "", "speaker": speaker, "stance": stance, "act": act,
            })  # fmt: skip
        cast = [
            {"name": name, "kind": kind, "sex": sex, "forms": [text[s:e] for s, e in forms],
             "descriptions": [text[s:e] for s, e in described]}
            for kind, sex, name, forms, described in row["cast"]
        ]  # fmt: skip
        yield {**{k: article.get(k, "") for k in ("id", "title", "outlet", "date")}, "text": text,
               "quotations": quotations, "cast": cast}  # fmt: skip


def kappa(pairs, far):
    """Cohen's kappa of two annotators, weighted by how far two labels are from each other (Cohen 1968)."""
    (a, b), n = (Counter(side) for side in zip(*pairs)), len(pairs)
    chance = sum(far(x, y) * a[x] * b[y] for x in a for y in b) / n
    return 1 - sum(far(x, y) for x, y in pairs) / chance


def agree(folder, texts):
    """Print how far annotators agree with the project's gold, and with each other."""
    from gold_match import EVALUATE as ev

    first = {a["id"]: a["quotations"] for a in load(folder, texts)}
    gold = {
        p.stem: json.loads(p.read_text())["quotations"] for p in (SHARED / "data/articles/train/gold").glob("*.json")
    }
    second = [(a["id"], a["quotations"]) for a in placed(folder / AGAIN, texts)]
    for name, others in (("with gold", gold), ("with each other", first)):
        found = wanted = hits = named = 0
        levels, acts = [], []
        for key, mine in second:
            if key not in others:
                continue
            a, b = ([dict(q, chars=ev.chars(q["spans"])) for q in side] for side in (mine, others[key]))
            pairs = ev.match(a, b)
            found, wanted, hits = found + len(a), wanted + len(b), hits + len(pairs)
            named += sum(ev.same_speaker(a[i]["speaker"], b[j]["speaker"]) for i, j in pairs)
            both = [(a[i]["stance"], b[j]["stance"]) for i, j in pairs]
            levels += [p for p in both if "x" not in p]
            acts += [(a[i]["act"], b[j]["act"]) for i, j in pairs if "act" in b[j]]
        qwk = kappa(levels, lambda x, y: (x - y) ** 2)
        print(f"{name}: {wanted} quotations, precision {hits / found:.3f}, recall {hits / wanted:.3f}, F1 "
              f"{2 * hits / (found + wanted):.3f}, speaker {named / hits:.3f}, both {2 * named / (found + wanted):.3f}, "
              f"QWK {qwk:.3f} of {len(levels)}" + (f", kappa of acts {kappa(acts, lambda x, y: x != y):.3f} of {len(acts)}" if acts else ""))  # fmt: skip


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("do", choices=("draw", "show", "check", "write", "agree"))
    ap.add_argument("what", nargs="+")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--but", type=Path, nargs="*", default=[], help="files of ids not to draw")
    ap.add_argument("--out", type=Path, default=REPO / "data/news")
    args = ap.parse_args()
    if args.do == "draw":
        without = {i for path in args.but for i in path.read_text().split()}
        print("\n".join(draw(int(args.what[0]), args.seed, without)))
        return
    known = articles()
    if args.do == "show":
        print("\n\n".join(shown(known[i]) for i in args.what))
        return
    if args.do == "agree":
        agree(Path(args.what[0]), known)
        return
    wrong, annotated, again = [], {}, []
    for name in args.what:
        readers, mistakes = read(name, known)
        wrong += mistakes
        for r in readers:
            if not r.quotations:
                continue
            if r.id in annotated or r.id.startswith("news-"):
                again.append(r)
            else:
                annotated[r.id] = r
        print(f"{name}: {len(readers)} articles, {sum(len(r.quotations) for r in readers)} quotations, "
              f"{sum(len(r.cast) for r in readers)} names")  # fmt: skip
    print("\n".join(wrong))
    if args.do == "write":
        for name, readers in ((ANNOTATIONS, [r for _, r in sorted(annotated.items())]), (AGAIN, again)):
            lines = [json.dumps(kept(r), ensure_ascii=False, separators=(",", ":")) for r in readers]
            (args.out / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            print(f"{args.out / name}: {len(lines)} articles")
        return
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
