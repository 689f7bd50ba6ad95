#!/usr/bin/env python3
"""How often the named speaker is right, by the kind of words that name the source and by stated confidence.

    reliability.py QUOTES_CSV GOLD_DIR [QUOTES_CSV GOLD_DIR ...]

Matches rows with gold as ../shared/eval/evaluate.py does. Standard library only.
"""

import collections
import sys

from gold_match import matched, print_bins, read_csv, same_speaker

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


def main(args):
    kinds, stated = collections.defaultdict(list), []
    for quotes, gold in zip(args[::2], args[1::2]):
        for _, found, want, pairs in matched(read_csv(quotes), gold):
            for i, j in pairs:
                right = same_speaker(found[i], want[j])
                kinds[kind(found[i])].append(right)
                stated.append((right, float(found[i]["speaker_confidence"] or 0)))
    for name, rights in sorted(kinds.items()):
        print(f"{name:16} {sum(rights) / len(rights):.3f} of {len(rights)}")
    print_bins(stated)


if __name__ == "__main__":
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        sys.exit(__doc__)
    main(sys.argv[1:])
