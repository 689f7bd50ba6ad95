#!/usr/bin/env python3
"""Of the quotations of each kind of source: how many are found, and how many of these have the right name.

    by_kind.py QUOTES_CSV GOLD_DIR

The kinds are told by gold and by the casts beside it: persons, bodies (organisations and countries), several together, documents
(the mention is one, whoever issued it), and sources without a name.
"""

import argparse
import collections
import re
import tomllib
from pathlib import Path

from basics import REPO, read_jsonl
from gold_match import matched, read_csv, same_speaker
from quotation_cast import Cast

DOCUMENTS = set(tomllib.loads((REPO / "data/lexicon.toml").read_text(encoding="utf-8"))["documents"]["heads"])
KINDS = {"person": "persons", "org": "bodies", "place": "bodies", "other": "bodies"}


def kind_of(quotation, cast):
    if quotation["speaker"].startswith("unnamed"):
        return "without a name"
    words = re.split(r" (?:by|from|of|on|for|in|to|released|published) ", quotation["mention"] or "")[0].lower().split()
    if words and words[-1].removesuffix("s") in DOCUMENTS | {w.removesuffix("s") for w in DOCUMENTS}:
        return "documents"
    lines = cast.lines_of(quotation["speaker"])
    if len(lines) > 1 or (not lines and " and " in quotation["speaker"]):
        return "several"
    return KINDS[cast.lines[lines[0]]["kind"]] if lines else "others"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("quotes", type=Path)
    ap.add_argument("gold", type=Path)
    args = ap.parse_args()
    counts = collections.defaultdict(lambda: [0, 0, 0])
    casts = args.gold.resolve().parent / "cast"
    for article, found, want, pairs in matched(read_csv(args.quotes), args.gold):
        cast = Cast("", read_jsonl(casts / f"{article}.jsonl"))
        hits = {j: i for i, j in pairs}
        for j, quotation in enumerate(want):
            of = counts[kind_of(quotation, cast)]
            of[0] += 1
            of[1] += j in hits
            of[2] += j in hits and same_speaker(found[hits[j]], quotation)
    print("kind of source                          quotations  found  right name of these  both")
    for kind, (n, found, right) in sorted(counts.items(), key=lambda c: -c[1][0]):
        print(f"{kind:40}{n:10}{found / n:7.3f}{right / max(found, 1):21.3f}{right / n:6.3f}")


if __name__ == "__main__":
    main()
