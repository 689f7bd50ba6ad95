#!/usr/bin/env python3
"""The tables of models/stance/README.md from metrics.json, and its reliability diagram (reliability.png).

stance_card.py [--model models/stance] [--data ../shared/data]
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import basics
from gold_match import EVALUATE
from stance_data import ours

SHORT = ("-2", "-1", "0", "+1", "+2", "off")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(x) for x in r) + " |" for r in rows]) + "\n"


def agreement(rows):
    """Of rows that two annotators labelled: equal, quadratic weighted kappa where both are on the axis."""
    both = [(r["level"], r["level_2"]) for r in rows if r["level_2"] is not None]
    on = [(int(a), int(b)) for a, b in both if "x" not in (a, b)]
    return len(both), sum(x == y for x, y in both) / len(both), EVALUATE.qwk(*zip(*on))


def diagram(report, path):
    fig, ax = plt.subplots(figsize=(4.6, 4.6), dpi=120)
    ax.plot([0, 1], [0, 1], color="0.6", linewidth=1, label="perfectly calibrated")
    for name, marker in (("cross_validation", "o"), ("held_out", "^"), ("dev", "s")):
        if name in report:
            stated, right, n = zip(*report[name]["reliability"])
            ax.scatter(
                stated,
                right,
                s=[8 + k / 6 for k in n],
                marker=marker,
                alpha=0.8,
                label=f"{name.replace('_', '-')}, ECE {report[name]['ece']:.3f}",
            )
    ax.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="stated confidence",
        ylabel="share of labels that are right",
        title="Stance confidence (size: rows)",
    )
    ax.legend(loc="upper left", fontsize=8)
    fig.tight_layout()
    fig.savefig(path)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--model", type=Path, default=basics.REPO / "models/stance")
    ap.add_argument("--data", type=Path, default=basics.SHARED / "data")
    args = ap.parse_args()
    report = json.loads((args.model / "metrics.json").read_text(encoding="utf-8"))
    rows = basics.read_jsonl(args.data / "stance/train.jsonl")
    sources = {
        "labelled quotations": Counter(str(r["level"]) for r in rows),
        "our labels of news": Counter(ours().values()),
    }
    levels = ("-2", "-1", "0", "1", "2", "x")
    print(table(["labels", *SHORT], [[n, *(c[x] for x in levels)] for n, c in sources.items()]))
    n, equal, kappa = agreement(rows)
    print(f"Two annotators on {n} rows: {equal:.3f} equal, quadratic weighted kappa {kappa:.3f}\n")
    keys = ("n", "qwk", "macro_f1_3", "off_axis_f1", "accuracy_6", "ece")
    print(
        table(
            ["", *keys], [[k, *(v[x] for x in keys)] for k, v in report.items() if isinstance(v, dict) and "qwk" in v]
        )
    )
    for name in ("cross_validation", "dev"):
        if name in report:
            print(f"{name}: rows are gold, columns what the model says")
            print(table(["", *SHORT], [[SHORT[i], *r] for i, r in enumerate(report[name]["confusion"])]))
    diagram(report, args.model / "reliability.png")


if __name__ == "__main__":
    main()
