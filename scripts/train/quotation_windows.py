"""Documents as windows of word pieces with the targets of every head."""

import random
from dataclasses import dataclass, field, replace

import numpy as np

from basics import CLS, SEP
from quotation_augment import restyle
from quotation_corpora import ENTITIES, ROLES, WIDE
from quotation_pieces import Pieces, bio, overlap, pieces

WINDOW = 256
CONTEXT = 32  # pieces that a window has before its core
HARD_SHARE = 0.5  # of the target where there are both labels and a teacher
WIDTHS = {"role": 3 * len(ROLES), "wide": 3 * len(WIDE), "entity": 1 + 2 * len(ENTITIES)}


@dataclass
class Soft:
    """A teacher's probabilities for the pieces of one document as it stands in its corpus."""

    starts: list
    ends: list
    tags: dict  # name of WIDTHS -> float16 [pieces, width]
    links: list = field(default_factory=list)  # as those of a Document; for texts without labels
    antecedents: list = field(default_factory=list)


@dataclass
class Encoded:
    pieces: Pieces
    targets: dict  # name of WIDTHS -> float32 [pieces, width]: a distribution for each tag group
    weights: dict  # name of WIDTHS -> float32 [pieces]: 0 where there is no target
    links: list  # (content piece, source pieces)
    antecedents: list  # (mention piece, name pieces)


def one_hot(groups, p):
    """[pieces, 3 * groups] of begin/inside/outside tags."""
    n = len(p)
    return np.concatenate([np.eye(3, dtype=np.float32)[bio(spans, p, n)] for spans in groups], axis=1)


def entity_targets(entities, p):
    tags = np.zeros(len(p), dtype=int)
    for s, e, t in entities:
        for k, i in enumerate(overlap(p, s, e)):
            tags[i] = 1 + 2 * ENTITIES.index(t) + (k > 0)
    return np.eye(WIDTHS["entity"], dtype=np.float32)[tags]


def encode(tok, doc, soft=None, edited=None):
    """`edited` maps places of the text that `soft` was made for to places of `doc.text`."""
    p = pieces(tok, doc.text)
    n = len(p)
    hard = {}
    if doc.roles is not None:
        hard["role"] = one_hot([doc.roles[g] for g in ROLES], p)
    if doc.wide is not None:
        hard["wide"] = one_hot([doc.wide[g] for g in WIDE], p)
    if doc.entities is not None:
        hard["entity"] = entity_targets(doc.entities, p)
    first = {p.starts[i]: i for i in range(n) if p.ends[i] > p.starts[i]}
    place = edited.place if edited else lambda at: at
    targets, weights, to_new = {}, {}, {}
    if soft is not None:
        borders = {p.starts[i]: i for i in range(n) if p.ends[i] == p.starts[i]}
        for i, (s, e) in enumerate(zip(soft.starts, soft.ends)):
            j = (first if e > s else borders).get(place(s))
            if j is not None:
                to_new[i] = j
    for name, width in WIDTHS.items():
        targets[name] = np.zeros((n, width), dtype=np.float32)
        weights[name] = np.zeros(n, dtype=np.float32)
        if name in hard:
            targets[name] = hard[name]
            weights[name][:] = 1
        if soft is not None and name in soft.tags:
            old, new = list(to_new), list(to_new.values())
            share = HARD_SHARE if name in hard else 0.0
            targets[name][new] = share * targets[name][new] + (1 - share) * soft.tags[name][old]
            weights[name][new] = 1

    def arrows(pairs):
        return [
            (first[a], [first[t] for t in to if t in first])
            for a, to in pairs
            if a in first and (not to or any(t in first for t in to))
        ]

    return Encoded(p, targets, weights, arrows(doc.links), arrows(doc.antecedents))


def within(arrows, start, end):
    """Those whose target is in a window, shifted; [CLS], place 0, stands for none."""
    kept = []
    for a, to in arrows:
        inside = [t - start + 1 for t in to if start <= t < end]
        if start <= a < end and (inside or not to):
            kept.append((a - start + 1, inside or [0]))
    return kept


def windows(enc, stride, offset=0):
    """Training windows: dicts of ids, token types, targets and arrows, with [CLS] and [SEP] around."""
    n, room = len(enc.pieces), WINDOW - 2
    start = 0
    out = []
    while True:
        end = min(n, start + room)
        if start == 0 and offset and n > room:
            end = min(n, room - offset)  # a short first window shifts all the others
        cut = slice(start, end)
        out.append(
            {
                "ids": [CLS] + enc.pieces.ids[cut] + [SEP],
                "caps": [0] + enc.pieces.caps[cut] + [0],
                "targets": {k: v[cut] for k, v in enc.targets.items()},
                "weights": {k: v[cut] for k, v in enc.weights.items()},
                "links": within(enc.links, start, end),
                "antecedents": within(enc.antecedents, start, end),
            }
        )
        if end >= n:
            return out
        start = max(start + 1, end - (room - stride))


def training_windows(tok, docs, seed, softs, augment=True, capitals=True, stride=214):
    """`softs`: for each document its teacher's `Soft`, or None; `capitals`: whether token types tell them."""
    rng = random.Random(seed)
    out = []
    for doc, soft in zip(docs, softs):
        if soft and doc.roles is None and doc.wide is None:
            doc = replace(doc, links=soft.links, antecedents=soft.antecedents)
        doc, edited = restyle(doc, rng) if augment else (doc, None)
        enc = encode(tok, doc, soft, edited)
        out += windows(enc, stride=stride, offset=rng.randrange(120) if augment else 0)
    if not capitals:
        out = [w | {"caps": [0] * len(w["caps"])} for w in out]
    rng.shuffle(out)
    return out


def cuts(p):
    """(start, end, core start, core end) of the windows over an article's pieces, as src/encoder/windows.rs cuts them:
    cores end between paragraphs wherever one fits, and have up to CONTEXT pieces before them."""
    n, room = len(p), WINDOW - 2
    borders = [i for i in range(n) if p.starts[i] == p.ends[i]]
    out, at = [], 0
    while at < n:
        earliest = max(0, at - CONTEXT)
        start = next((b for b in borders if earliest <= b < at), earliest) if earliest else 0
        end = min(start + room, n)
        border = max((b for b in borders if at < b <= end), default=None)
        if end == n:
            core_end = n
        elif border is not None:
            core_end = end = border
        else:
            core_end = end - CONTEXT // 2
        out.append((start, end, at, core_end))
        at = core_end
    return out
