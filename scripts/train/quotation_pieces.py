"""Word pieces with their places in the text, and tags over them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

# [unused0] of the vocabulary marks the border between two paragraphs, which a BERT tokenizer drops.
PARAGRAPH = 1


@dataclass
class Pieces:
    ids: list
    starts: list
    ends: list
    caps: list
    inside_word: list  # whether the piece goes on with the word of the piece before

    def __len__(self):
        return len(self.ids)


def capitals(word):
    """1 for a word that begins with a capital, 2 for one in capitals throughout (two or more), else 0."""
    if sum(c.isupper() for c in word) >= 2 and not any(c.islower() for c in word):
        return 2
    return int(word[0].isupper())


def pieces(tok, text):
    """Word pieces of a text with code-point offsets; paragraphs (lines) are parted by PARAGRAPH.

    `caps` holds `capitals` of the piece's word: it is fed as the token type, since the vocabulary is lower case.
    """
    out = Pieces([], [], [], [], [])
    at = 0
    for line in text.split("\n"):
        enc = tok.encode(line, add_special_tokens=False)
        if enc.ids and out.ids:
            out.ids.append(PARAGRAPH)
            out.starts.append(at)
            out.ends.append(at)
            out.caps.append(0)
            out.inside_word.append(False)
        for k, (i, token, (s, e)) in enumerate(zip(enc.ids, enc.tokens, enc.offsets)):
            inside_word = token.startswith("##")
            if not inside_word:
                last = k
                while last + 1 < len(enc.ids) and enc.tokens[last + 1].startswith("##"):
                    last += 1
                cap = capitals(line[s : enc.offsets[last][1]])
            out.ids.append(i)
            out.starts.append(at + s)
            out.ends.append(at + e)
            out.caps.append(cap)
            out.inside_word.append(inside_word)
        at += len(line) + 1
    return out


def overlap(p, start, end):
    """Indices of the pieces that share a character with [start, end)."""
    lo = bisect_right(p.ends, start)
    hi = bisect_left(p.starts, end)
    return [i for i in range(lo, hi) if p.starts[i] < end and start < p.ends[i]]


def bio(spans, p, n):
    """0 outside, 1 begin, 2 inside, for each piece; the first span to claim a piece keeps it."""
    tags = [0] * n
    for s, e in sorted(spans):
        inside = overlap(p, s, e)
        if inside and not any(tags[i] for i in inside):
            tags[inside[0]] = 1
            for i in inside[1:]:
                tags[i] = 2
    return tags


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
