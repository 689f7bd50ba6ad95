"""Figures of a stance model, by the program's own decision (src/stance/mod.rs)."""

import torch
import torch.nn.functional as F

from gold_match import EVALUATE
from stance_model import LEVELS

THREE = ("peace", "neutral", "pressure")


def decide(logits, temperature):
    """Expected level [rows], label [rows] (5 is off axis), confidence of the label [rows]."""
    p = (logits / temperature).softmax(-1)
    expected = (p[:, :5] * LEVELS).sum(1) / (1 - p[:, 5]).clamp(min=1e-9)
    label = torch.where(p[:, 5] > 0.5, 5, expected.round().clamp(-2, 2).long() + 2)
    return expected, label, p.gather(1, label[:, None])[:, 0]


def f1(found, gold):
    n = int(found.sum() + gold.sum())
    return float(2 * (found & gold).sum() / n) if n else 0.0


def bins(confidence, right):
    """By tenths of confidence: mean stated, share right, rows."""
    out = []
    for lo in range(10):
        b = (confidence > lo / 10) & (confidence <= (lo + 1) / 10)
        if b.any():
            out.append((float(confidence[b].mean()), float(right[b].float().mean()), int(b.sum())))
    return out


def figures(logits, rows, temperature=1.0):
    """QWK and macro F1 of peace, neutral and pressure where gold is on the axis (a row taken for off axis counts as
    neutral); F1 of off axis; accuracy, calibration error and confusion (gold by found) over the six labels."""
    gold = torch.tensor([r.label for r in rows])
    _, label, confidence = decide(logits, temperature)
    on = gold < 5
    level = torch.where(label == 5, 0, label - 2)
    g, q = (gold[on] - 2).tolist(), level[on].tolist()
    right = label == gold
    by_tenths = bins(confidence, right)
    return {
        "n": len(rows),
        "on_axis": int(on.sum()),
        "qwk": round(EVALUATE.qwk(g, q), 4),
        "macro_f1_3": round(EVALUATE.macro_f1(*(list(map(EVALUATE.three, x)) for x in (g, q)), THREE), 4),
        "off_axis_f1": round(f1(label == 5, ~on), 4),
        "accuracy_6": round(float(right.float().mean()), 4),
        "nll": round(float(F.cross_entropy(logits / temperature, gold)), 4),
        "ece": round(sum(abs(s - r) * n for s, r, n in by_tenths) / len(rows), 4),
        "reliability": by_tenths,
        "confusion": [[int(((gold == a) & (label == b)).sum()) for b in range(6)] for a in range(6)],
    }


def fit_temperature(logits, rows):
    gold = torch.tensor([r.label for r in rows])
    return min((float(F.cross_entropy(logits / t, gold)), t) for t in [round(0.5 + 0.05 * k, 2) for k in range(60)])[1]


def sign_f1(logits, cooperates):
    """Macro F1 of cooperation against conflict by the sign of the expected level."""
    found = decide(logits, 1.0)[0] > 0
    return (f1(found, cooperates) + f1(~found, ~cooperates)) / 2
