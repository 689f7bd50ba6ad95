#!/usr/bin/env python3
"""Fit data/attribution.json: what each thing known of a candidate is worth, and how sure the chosen one is.

    attribution.py FOLDER GOLD_DIR [--write data/attribution.json]

FOLDER/0, FOLDER/1, ... hold explained.jsonl of `quotestance explain --json`, each by quotation weights that have not seen its
articles (scripts/train/attribution.sh makes them). The choice is a conditional logit over the candidates of one mention,
fitted for pronouns of persons, other pronouns, full words and no mention apart: the likelihood is that of all candidates
whose name is right by ../shared/eval/evaluate.py. The confidence is a logistic regression. Prints both cross-validated: each
fold by what was fitted on the others.
"""

import argparse
import collections
import json
import math
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from gold_match import EVALUATE

FORMS = {"third_singular": "person", "phrase": "phrase", "absent": "absent"}  # all others: pronoun
PENALTY = 1.0  # of a squared weight in the choice: what is seen in few rows stays near 0
PENALTY_CONFIDENCE = 0.3
# where few rows of ours show what a rule is worth, the penalty draws its weight there, not to 0
PRIOR = {
    "rule pair_that_acts": 3.0,
    "rule pair_of_sentence": 3.0,
    "rule pair_of_countries": 2.0,
    "rule organisation_after_whose": 8.0,
    "rule relative_pronoun": 1.5,
    "rule described_pair": 2.5,
    "named in the quotation": -1.5,
    "gender is another": -2.0,
    "another noun introduces the person": -2.0,
    "rule signature": 3.0,
    "rule signature_behind": 4.0,
    "rule name_before_colon": 3.0,
    "rule letterhead": 3.0,
    "rule persons_joined": 3.0,
    "rule group_acting_as_one": 6.0,
}
SUREST = 0.995  # as src/attribution/confidence.rs
CHOICE = "choice, log-odds"


def words(speaker):
    name = speaker.get("name", "")
    return f"unnamed: {name}" if speaker["type"] == "unnamed" else name


class Row:
    """One quotation that gold has, too."""

    def __init__(self, fold, article, q, gold):
        self.fold, self.article, self.form = fold, article, FORMS.get(q["form"], "pronoun")
        self.candidates = [{t["name"]: t["value"] for t in c["terms"]} for c in q["candidates"]]
        self.names = [words(c["speaker"]) for c in q["candidates"]]
        self.right = np.array([EVALUATE.same_speaker(n, gold["speaker"]) for n in self.names], bool)
        self.confidence = {t["name"]: t["value"] for t in (q["confidence"] or {}).get("terms", [])}
        self.type, self.gold = gold["type"], gold["speaker"]


def read(folder, gold):
    """All rows, and how many quotations were found and are to be found."""
    gold = EVALUATE.read_gold(gold)
    rows, found, wanted = [], 0, 0
    for path in sorted(Path(folder).glob("*/explained.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            want = [dict(q, chars=EVALUATE.chars(q["spans"])) for q in gold[article["article_id"]]["quotations"]]
            spans = [[(s["start"], s["end"]) for s in q["quotation"]] for q in article["quotations"]]
            pairs = EVALUATE.match([{"chars": EVALUATE.chars(s)} for s in spans], want)
            found, wanted = found + len(spans), wanted + len(want)
            rows += [Row(path.parent.name, article["article_id"], article["quotations"][i], want[j]) for i, j in pairs]
    return rows, found, wanted


def matrix(features, names):
    out = np.zeros((len(features), len(names)))
    for i, row in enumerate(features):
        for name, value in row.items():
            if name in names:
                out[i, names[name]] = value
    return out


def names_of(features, least):
    """What at least so many rows have, with its column."""
    seen = collections.Counter(name for row in features for name in row)
    return {name: i for i, name in enumerate(sorted(n for n, k in seen.items() if k >= least))}


def fit_choice(rows, least=4):
    """Weights by name for rows of one form."""
    rows = [r for r in rows if r.right.any() and not r.right.all()]
    if not rows:
        return {"proposed first": 1.0}
    names = names_of([c for r in rows for c in r.candidates], least)
    x = matrix([c for r in rows for c in r.candidates], names)
    right = np.concatenate([r.right for r in rows])
    group = np.repeat(np.arange(len(rows)), [len(r.candidates) for r in rows])
    prior = np.array([PRIOR.get(n, 0.0) for n in names])
    first = np.concatenate([[0], np.cumsum([len(r.candidates) for r in rows])[:-1]])

    def loss(w):
        s = x @ w
        s = s - np.maximum.reduceat(s, first)[group]
        e = np.exp(s)
        p = e / np.add.reduceat(e, first)[group]
        good = np.add.reduceat(p * right, first)
        share = p * right / good[group]
        off = w - prior
        return -np.log(good).sum() + PENALTY * off @ off, x.T @ (p - share) + 2 * PENALTY * off

    w = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {**PRIOR, **{name: round(float(w[i]), 4) for name, i in names.items()}}


def probabilities(row, weights):
    s = np.array([sum(weights.get(n, 0) * v for n, v in c.items()) for c in row.candidates])
    e = np.exp(s - s.max())
    return e / e.sum()


def fit_all_choices(rows):
    return {form: fit_choice([r for r in rows if r.form == form]) for form in ("person", "pronoun", "phrase", "absent")}


def fit_confidence(rows):
    """Weights of rows of (features, right)."""
    names = names_of([f for f, _ in rows], 8)
    x, y = matrix([f for f, _ in rows], names), np.array([r for _, r in rows], float)
    free = np.array([0.0 if n in ("intercept", CHOICE) else 1.0 for n in names])

    def loss(w):
        z = x @ w
        value = np.logaddexp(0, z).sum() - y @ z + PENALTY_CONFIDENCE * (free * w) @ w
        return value, x.T @ (1 / (1 + np.exp(-z)) - y) + 2 * PENALTY_CONFIDENCE * free * w

    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {name: round(float(w[i]), 4) for name, i in names.items()}


def with_choice(row, p):
    """What is known of the decision, where the likeliest candidate is another than when it was explained."""
    top = float(np.clip(p.max(), 1 - SUREST, SUREST))
    return {**row.confidence, CHOICE: math.log(top / (1 - top))}


def print_calibration(stated):
    stated = sorted(stated)
    n = len(stated)
    bins = collections.defaultdict(list)
    for p, right in stated:
        bins[min(int(p * 10), 9)].append((p, right))
    error = sum(abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins.values()) / n
    for b, pairs in sorted(bins.items()):
        print(
            f"  stated {b / 10:.1f}: {np.mean([p for p, _ in pairs]):.3f} stated, {np.mean([r for _, r in pairs]):.3f} right, of {len(pairs)}"
        )
    sure = [r for p, r in stated if p >= 0.9]
    print(
        f"calibration error {error:.3f}; of {len(sure)} rows stated at 0.9 or more {np.mean(sure):.3f} right; {len({round(p, 3) for p, _ in stated})} distinct values"
    )


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder")
    ap.add_argument("gold")
    ap.add_argument("--write")
    ap.add_argument("--list", action="store_true", help="what is wrong (it quotes the articles: do not commit it)")
    args = ap.parse_args()
    rows, found, wanted = read(args.folder, args.gold)
    rows = [r for r in rows if r.candidates]
    kinds, before, reach, chosen = collections.defaultdict(list), [], [], {}
    for fold in sorted({r.fold for r in rows}):
        weights = fit_all_choices([r for r in rows if r.fold != fold])
        for r in rows:
            if r.fold == fold:
                chosen[id(r)] = probabilities(r, weights[r.form])
    for r in rows:
        right = bool(r.right[chosen[id(r)].argmax()])
        before.append(bool(r.right[0]))
        reach.append(bool(r.right.any()))
        kinds[r.form].append(right)
        kinds[r.type].append(right)
        kinds["unnamed" if r.gold.startswith("unnamed") else "named"].append(right)
        kinds["all"].append(right)
        if args.list and not right:
            p = chosen[id(r)]
            print(
                r.article,
                r.form,
                "|",
                r.names[p.argmax()],
                f"{p.max():.2f}",
                "|",
                r.gold,
                "|",
                f"{p[r.right].sum():.2f}" if r.right.any() else "not proposed",
            )
    print(
        f"{len(rows)} rows; right as explained {np.mean(before):.4f}, right one among the candidates {np.mean(reach):.4f}"
    )
    print("cross-validated:", ", ".join(f"{k} {np.mean(v):.4f} of {len(v)}" for k, v in sorted(kinds.items())))
    print(f"end to end F1 {2 * sum(kinds['all']) / (found + wanted):.4f}")
    known = {id(r): (with_choice(r, chosen[id(r)]), bool(r.right[chosen[id(r)].argmax()])) for r in rows}
    stated = []
    for fold in sorted({r.fold for r in rows}):
        w = fit_confidence([known[id(r)] for r in rows if r.fold != fold])
        for r in rows:
            if r.fold == fold:
                f, right = known[id(r)]
                stated.append((1 / (1 + math.exp(-sum(w.get(n, 0) * v for n, v in f.items()))), right))
    print_calibration(stated)
    if args.write:
        weights = {**fit_all_choices(rows), "confidence": fit_confidence(list(known.values()))}
        Path(args.write).write_text(json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
