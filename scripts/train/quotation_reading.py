"""A model reads a whole text: windows are cut, merged and decoded as in src/encoder and src/quotation."""

import torch

import basics
import common
from quotation_pieces import pieces, spans_of
from quotation_windows import cuts

ARROWS_KEPT = 6


@torch.no_grad()
def read(model, tok, text, batch=16):
    """Pieces and, for each from the window whose core it is in: logits of `role`, `wide` and
    `entity`; for `link` and `antecedent` the likeliest places (`*_to`, -1 for none) and their probabilities, best
    first, [pieces, 6]."""
    p = pieces(tok, text)
    n, windows = len(p), cuts(p)
    out = {}
    for k in range(0, len(windows), batch):
        part = windows[k : k + batch]
        ids = common.pad([[basics.CLS] + p.ids[s:e] + [basics.SEP] for s, e, _, _ in part])
        caps = common.pad([[0] + p.caps[s:e] + [0] for s, e, _, _ in part])
        found = {name: x.float() for name, x in model(ids, (ids != basics.PAD).long(), caps).items()}
        for b, (start, end, core_start, core_end) in enumerate(part):
            width = end - start
            core = slice(core_start - start, core_end - start)
            at = slice(core_start, core_end)
            rows = {name: found[name][b, 1 : width + 1][core] for name in ("role", "wide", "entity")}
            for name in ("link", "antecedent"):
                # [SEP] takes part in the distribution and is no place to point to
                q = found[name][b, 1 : width + 1][core, : width + 2].softmax(-1)[:, : width + 1]
                top = q.topk(min(ARROWS_KEPT, width + 1))
                spare = ARROWS_KEPT - top.indices.shape[1]
                rows[f"{name}_to"] = torch.nn.functional.pad(
                    torch.where(top.indices > 0, top.indices + start - 1, -1), (0, spare), value=-1
                )
                rows[name] = torch.nn.functional.pad(top.values, (0, spare))
            for name, x in rows.items():
                out.setdefault(name, torch.zeros(n, x.shape[1], dtype=x.dtype))[at] = x
    return p, out


def viterbi(logs, p):
    """Spans of pieces from [pieces, 3] log-probabilities of outside, begin and inside: no inside after outside,
    nothing over the border of two paragraphs, and words whole."""
    best, back = torch.tensor([0.0, -1e9, -1e9]), []
    for i, row in enumerate(logs):
        step = best[:, None] + (row if p.ends[i] > p.starts[i] else torch.tensor([0.0, -1e9, -1e9]))[None, :]
        step[0, 2] = -1e9
        if p.inside_word[i]:
            step[0, 1:] = step[1:, :2] = -1e9
        best, prev = step.max(0)
        back.append(prev.tolist())
    tag, path = int(best.argmax()), []
    for prev in reversed(back):
        path.append(tag)
        tag = prev[tag]
    return [(a, b) for a, b, _ in spans_of(path[::-1])]


def role_spans(logits, group, p):
    return viterbi(logits[:, 3 * group : 3 * group + 3].log_softmax(-1), p)


def entity_spans(logits, p):
    """(start, end, kind): begin and inside are decoded over all kinds, the kind has the most probability."""
    q = logits.softmax(-1)
    bio = torch.stack([q[:, 0], q[:, 1::2].sum(1), q[:, 2::2].sum(1)], 1).clamp_min(1e-9).log()
    kinds = q[:, 1::2] + q[:, 2::2]
    return [(a, b, int(kinds[a:b].sum(0).argmax())) for a, b in viterbi(bio, p)]
