#!/usr/bin/env python3
"""VADER's sentiment (Hutto and Gilbert 2014) on the data by which the stance model is measured.

    pip install vaderSentiment==3.3.2
    vader.py [--shared ../shared]

For the gold quotations of the development articles and for the labelled quotations: QWK of the compound score (times 2,
rounded to the nearest level) and macro F1 of peace, neutral, pressure (VADER's own borders, 0.05 either way), both on rows
that are on the axis. VADER reads the quotation alone; the stance model's figures for the same rows are in
models/stance/metrics.json and are printed beside. Figures are computed by ../shared/eval/evaluate.py.
"""

import argparse
import json
import sys
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "scripts/train"))
from gold_match import EVALUATE  # noqa: E402

BORDER = 0.05


def sign(x, border=0.0):
    return (x > border) - (x < -border)


def rows_of(shared):
    """(name, [(quote, level)]) of rows on the axis."""
    dev = []
    for path in sorted((shared / "data/articles/dev/gold").glob("*.json")):
        dev += [(" … ".join(q["content"]), q["stance"]) for q in json.loads(path.read_text("utf-8"))["quotations"]]
    labelled = [json.loads(line) for line in open(shared / "data/stance/train.jsonl", encoding="utf-8")]
    yield "dev", [(q, s) for q, s in dev if s != "x"]
    yield "cross_validation", [(r["quote"], r["level"]) for r in labelled if r["level"] != "x"]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=REPO.parent / "shared")
    args = ap.parse_args()
    vader = SentimentIntensityAnalyzer()
    ours = json.loads((REPO / "models/stance/metrics.json").read_text("utf-8"))
    for name, rows in rows_of(args.shared):
        compound = [vader.polarity_scores(q)["compound"] for q, _ in rows]
        gold = [int(s) for _, s in rows]
        found = [max(-2, min(2, round(2 * c))) for c in compound]
        print(f"{name} ({len(rows)} rows on the axis)")
        macro_f1 = EVALUATE.macro_f1([sign(g) for g in gold], [sign(c, BORDER) for c in compound], (-1, 0, 1))
        print(f"  VADER        QWK {EVALUATE.qwk(gold, found):.3f}  macro F1 {macro_f1:.3f}")
        if name in ours:
            print(f"  quotestance  QWK {ours[name]['qwk']:.3f}  macro F1 {ours[name]['macro_f1_3']:.3f}")


if __name__ == "__main__":
    main()
