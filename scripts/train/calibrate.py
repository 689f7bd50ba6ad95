#!/usr/bin/env python3
"""Fit `speaker_confidence` on gold: a logistic regression over the way a name was found and the link's probability.

    calibrate.py RUN_DIR GOLD_DIR [RUN_DIR GOLD_DIR ...]

Each RUN_DIR holds quotes.csv and evidence.csv of `quotestance score --evidence` by weights that have not seen the
articles. A row is right where ../shared/eval/evaluate.py matches it with gold and the speakers are the same. Prints
the constants of src/attribution/evidence.rs, and how often rows of each stated confidence are right when each article is
judged by constants fitted on the others.
"""

import sys
from pathlib import Path

import torch

from gold_match import matched, print_bins, read_csv, same_speaker

WAYS = ("name", "body", "title", "pronoun", "reference", "unnamed", "continued")
PRIOR = 0.3  # weight of the squared constants: a way that is rare stays near the common intercept


def rows(run, gold):
    """(article, way, probability of the link, right) of every matched row that names somebody."""
    for aid, found, want, pairs in matched(read_csv(Path(run) / "evidence.csv"), gold):
        for i, j in pairs:
            r = found[i]
            if r["found_by"]:
                link = min(max(float(r["link_probability"] or 0.999), 0.001), 0.999)
                yield aid, r["found_by"], link, same_speaker(r, want[j])


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
    data = [r for run, gold in zip(args[::2], args[1::2]) for r in rows(run, gold)]
    w = fit(data)
    for k, way in enumerate(WAYS):
        print(f"Way::{way.capitalize()} => {w[0] + w[1 + k]:.2f},")
    print(f"LINK = {w[-1]:.2f} ({len(data)} rows)")
    stated = []
    for aid in sorted({r[0] for r in data}):
        x, y = features([r for r in data if r[0] == aid])
        p = (x @ fit([r for r in data if r[0] != aid])).sigmoid()
        stated += zip(y.tolist(), p.tolist())
    print_bins(stated)


if __name__ == "__main__":
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        sys.exit(__doc__)
    main(sys.argv[1:])
