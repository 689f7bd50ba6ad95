#!/usr/bin/env python3
"""How often the named speaker is right, by the kind of words that name the source and by stated confidence.

    reliability.py QUOTES_CSV GOLD_DIR [QUOTES_CSV GOLD_DIR ...]

Matches rows with gold as ../shared/eval/evaluate.py does. Standard library only.
"""
import collections
import csv
import importlib.util
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PERSONAL = {"he", "she", "him", "his", "her"}
OTHER = {"it", "its", "they", "them", "their", "both", "i", "we"}


def kind(row):
    words = row["speaker_mention"].lower()
    if not words:
        return "no mention"
    if words in PERSONAL:
        return "he, she"
    if words in OTHER:
        return "it, they, we"
    if row["speaker"].startswith("unnamed"):
        return "unnamed"
    return "ends in a name" if row["speaker_mention"].split()[-1][0].isupper() else "title or body"


def evaluator():
    """../shared/eval/evaluate.py as a module."""
    spec = importlib.util.spec_from_file_location("evaluate", SHARED / "eval/evaluate.py")
    ev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ev)
    return ev


def main(args):
    ev = evaluator()
    kinds, bins = collections.defaultdict(list), collections.defaultdict(list)
    for quotes, gold in zip(args[::2], args[1::2]):
        rows = collections.defaultdict(list)
        with open(quotes, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                rows[r["article_id"]].append(dict(r, chars=ev.chars(ev.parse_spans(r["spans"]))))
        for aid, article in ev.read_gold(gold).items():
            want = [dict(q, chars=ev.chars(q["spans"])) for q in article["quotations"]]
            for i, j in ev.match(rows[aid], want):
                row = rows[aid][i]
                right = ev.norm_speaker(row["speaker"]) == ev.norm_speaker(want[j]["speaker"])
                confidence = float(row["speaker_confidence"] or 0)
                kinds[kind(row)].append(right)
                bins[min(int(confidence * 10), 9)].append((right, confidence))
    for name, rights in sorted(kinds.items()):
        print(f"{name:16} {sum(rights) / len(rights):.3f} of {len(rights)}")
    for b, pairs in sorted(bins.items()):
        n = len(pairs)
        print(f"confidence {b / 10:.1f}-{(b + 1) / 10:.1f}: {sum(r for r, _ in pairs) / n:.3f} right, "
              f"{sum(c for _, c in pairs) / n:.3f} stated, of {n}")


if __name__ == "__main__":
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        sys.exit(__doc__)
    main(sys.argv[1:])
