#!/usr/bin/env python3
"""Fit `speaker_confidence` on gold: a logistic regression over the way a name was found and the link's probability.

    calibrate.py RUN_DIR GOLD_DIR [RUN_DIR GOLD_DIR ...]

Each RUN_DIR holds quotes.csv and evidence.csv of `quotestance score --evidence` by weights that have not seen the
articles. A row is right where ../shared/eval/evaluate.py matches it with gold and the speakers are the same. Prints
the constants of src/speaker/evidence.rs, and how often rows of each stated confidence are right when each article is
judged by constants fitted on the others.
"""
import collections
import csv
import sys
from pathlib import Path

import torch

from reliability import evaluator

WAYS = ("name", "body", "title", "pronoun", "reference", "unnamed", "continued")
PRIOR = 0.3  # weight of the squared constants: a way that is rare stays near the common intercept


def rows(run, gold, ev):
    """(article, way, probability of the link, right) of every matched row that names somebody."""
    by_article = collections.defaultdict(list)
    with open(Path(run) / "evidence.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            by_article[r["article_id"]].append(dict(r, chars=ev.chars(ev.parse_spans(r["spans"]))))
    for aid, article in ev.read_gold(gold).items():
        want = [dict(q, chars=ev.chars(q["spans"])) for q in article["quotations"]]
        for i, j in ev.match(by_article[aid], want):
            r = by_article[aid][i]
            if not r["found_by"]:
                continue
            link = min(max(float(r["link_probability"] or 0.999), 0.001), 0.999)
            right = ev.norm_speaker(r["speaker"]) == ev.norm_speaker(want[j]["speaker"])
            yield aid, r["found_by"], link, right


def features(data):
    x = torch.zeros(len(data), len(WAYS) + 2)
    for k, (_, way, link, _) in enumerate(data):
        x[k, 0] = 1
        x[k, 1 + WAYS.index(way)] = 1
        x[k, -1] = torch.logit(torch.tensor(link))
    return x, torch.tensor([float(r[-1]) for r in data])


def fit(data):
    x, y = features(data)
    w = torch.zeros(x.shape[1], requires_grad=True)
    opt = torch.optim.LBFGS([w], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        opt.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y, reduction="sum")
        value = value + PRIOR * w[1 : 1 + len(WAYS)].pow(2).sum()
        value.backward()
        return value

    opt.step(loss)
    return w.detach()


def main(args):
    ev = evaluator()
    data = [r for run, gold in zip(args[::2], args[1::2]) for r in rows(run, gold, ev)]
    w = fit(data)
    for k, way in enumerate(WAYS):
        print(f"Way::{way.capitalize()} => {w[0] + w[1 + k]:.2f},")
    print(f"LINK = {w[-1]:.2f} ({len(data)} rows)")
    bins = collections.defaultdict(list)
    for aid in sorted({r[0] for r in data}):
        part = [r for r in data if r[0] == aid]
        x, y = features(part)
        p = (x @ fit([r for r in data if r[0] != aid])).sigmoid()
        for q, right in zip(p.tolist(), y.tolist()):
            bins[min(int(q * 10), 9)].append((right, q))
    for b, pairs in sorted(bins.items()):
        n = len(pairs)
        print(f"confidence {b / 10:.1f}-{(b + 1) / 10:.1f}: {sum(r for r, _ in pairs) / n:.3f} right, "
              f"{sum(c for _, c in pairs) / n:.3f} stated, of {n}")


if __name__ == "__main__":
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        sys.exit(__doc__)
    main(sys.argv[1:])
