"""Rows of `quotestance score` beside gold, matched as ../shared/eval/evaluate.py does."""

import collections
import csv
import importlib.util

from basics import SHARED


def evaluator():
    """../shared/eval/evaluate.py as a module."""
    spec = importlib.util.spec_from_file_location("evaluate", SHARED / "eval/evaluate.py")
    ev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ev)
    return ev


EVALUATE = evaluator()


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def matched(rows, gold):
    """For each gold article: its id, its rows, its gold quotations and the pairs (row, quotation) of the matched."""
    found = collections.defaultdict(list)
    for r in rows:
        found[r["article_id"]].append(dict(r, chars=EVALUATE.chars(EVALUATE.parse_spans(r["spans"]))))
    for aid, article in EVALUATE.read_gold(gold).items():
        want = [dict(q, chars=EVALUATE.chars(q["spans"])) for q in article["quotations"]]
        yield aid, found[aid], want, EVALUATE.match(found[aid], want)


def same_speaker(row, quotation):
    """As the evaluator judges it: an outlet's spelling of a name passes."""
    return EVALUATE.same_speaker(row["speaker"], quotation["speaker"])


def print_bins(pairs):
    """Of (right, stated confidence): the share that is right and the mean stated, by tenths of confidence."""
    bins = collections.defaultdict(list)
    for right, stated in pairs:
        bins[min(int(stated * 10), 9)].append((right, stated))
    for b, pairs in sorted(bins.items()):
        n = len(pairs)
        print(
            f"confidence {b / 10:.1f}-{(b + 1) / 10:.1f}: {sum(r for r, _ in pairs) / n:.3f} right, "
            f"{sum(c for _, c in pairs) / n:.3f} stated, of {n}"
        )
