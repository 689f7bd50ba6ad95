"""The same article in another outlet's clothes: edits of a text that its annotations follow."""

import re
from bisect import bisect_right
from dataclasses import replace

CURLY = {"“": '"', "”": '"'}
SINGLE = {"“": "‘", "”": "’"}
ANGLED = {"“": "«", "”": "»"}
NONE = {"“": "", "”": "", '"': ""}
# Spellings of one name in different outlets.
SPELLINGS = (
    ("Zelenskyy", "Zelensky", "Zelenskiy"),
    ("Kyiv", "Kiev"),
    ("Sergei", "Sergey"),
    ("Yuri", "Yury"),
    ("Dmitry", "Dmitri", "Dmitriy"),
    ("Dmitriev", "Dmitryev"),
    ("Andrii", "Andriy", "Andrei"),
    ("Yermak", "Ermak"),
    ("Kharkiv", "Kharkov"),
    ("Odesa", "Odessa"),
    ("Lavrov", "Lavroff"),
    ("Erdogan", "Erdoğan"),
    ("Medvedev", "Medvedyev"),
    ("Syrskyi", "Syrsky"),
    ("Volodymyr", "Vladimir"),
)


class Edited:
    """A text after replacements of parts of it, and where a place of the old text is in the new one."""

    def __init__(self, text, edits):
        """`edits`: (start, end, new words), not overlapping."""
        out, at, self.knots = [], 0, [(0, 0, True)]
        length = 0
        for s, e, new in sorted(edits):
            out += [text[at:s], new]
            length += s - at
            # characters of an edited stretch keep their places as far as the new words reach
            self.knots.append((s, length, len(new) == e - s))
            length += len(new)
            self.knots.append((e, length, True))
            at = e
        out.append(text[at:])
        self.text = "".join(out)
        self.olds = [k[0] for k in self.knots]

    def place(self, at):
        old, new, exact = self.knots[bisect_right(self.olds, at) - 1]
        return new + (at - old if exact else 0)

    def span(self, start, end):
        """None where nothing is left of it."""
        s, e = self.place(start), self.place(end)
        return (s, e) if e > s else None


def apply(doc, edits):
    """The document with `edits` made; spans and links into text that is gone go with it."""
    new = Edited(doc.text, edits)
    gone = [(s, e) for s, e, words in edits if not words and e - s > 1]

    def kept(at):
        return not any(s <= at < e for s, e in gone)

    def groups(spans):
        if spans is None:
            return None
        return {g: [t for s, e in ss if kept(s) and (t := new.span(s, e))] for g, ss in spans.items()}

    def arrows(pairs):
        out = []
        for a, to in pairs:
            left = [new.place(t) for t in to if kept(t)]
            if kept(a) and (left or not to):
                out.append((new.place(a), left))
        return out

    entities = doc.entities and [(*t, k) for s, e, k in doc.entities if kept(s) and (t := new.span(s, e))]
    return replace(
        doc,
        text=new.text,
        roles=groups(doc.roles),
        wide=groups(doc.wide),
        entities=entities,
        links=arrows(doc.links),
        antecedents=arrows(doc.antecedents),
    ), new


def marks(text, rng):
    """Quotation marks of another house style."""
    r = rng.random()
    if r < 0.55:
        return []
    if r < 0.75:
        if '"' not in text:
            return []
        out, at = [], 0
        for line in text.split("\n"):
            for k, m in enumerate(re.finditer('"', line)):  # straight to curly by turns within a paragraph
                out.append((at + m.start(), at + m.end(), "“”"[k % 2]))
            at += len(line) + 1
        return out
    style = rng.choices((CURLY, SINGLE, ANGLED, NONE), weights=(8, 8, 2, 2))[0]
    return [(m.start(), m.end(), style[m[0]]) for m in re.finditer('[“”"]', text) if m[0] in style]


def headline(text, rng):
    """A first line in capitals, in title case or in lower case, as outlets have it."""
    end = text.find("\n")
    if end < 0 or rng.random() > 0.15:
        return []
    line = text[:end]
    other = rng.choice((line.upper(), line.title(), line.lower()))
    return [(0, end, other)] if len(other) == end else []


def spellings(text, rng):
    out = []
    for names in SPELLINGS:
        if rng.random() < 0.3:
            to = rng.choice(names)
            out += [(m.start(), m.end(), to) for m in re.finditer(rf"\b({'|'.join(names)})\b", text) if m[0] != to]
    return out


def dropped(text, rng, share=0.04):
    """Paragraphs left out, as when a teaser or a first page is scored."""
    out, at = [], 0
    for line in text.split("\n"):
        if at and line and rng.random() < share:
            out.append((at - 1, at + len(line), ""))
        at += len(line) + 1
    return out


def restyle(doc, rng, kinds=("marks", "headline", "spellings", "dropped")):
    """One draw of every kind of change; returns the document and the `Edited` that maps the old places."""
    edits = []
    for kind in ("dropped", "headline", "marks", "spellings"):  # an earlier edit wins where two overlap
        if kind in kinds:
            for s, e, new in globals()[kind](doc.text, rng):
                if all(e <= a or b <= s for a, b, _ in edits):
                    edits.append((s, e, new))
    return apply(doc, edits)
