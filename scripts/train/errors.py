#!/usr/bin/env python3
"""What goes wrong against gold: the confusion of types, the speakers by the way they were found, the worst articles.

    errors.py RUN_DIR GOLD_DIR [RUN_DIR GOLD_DIR ...] [--list]

Each RUN_DIR holds quotes.csv and evidence.csv of `quotestance score --evidence`. Matches rows with gold as
../shared/eval/evaluate.py does. --list prints every error too (it quotes the articles: do not commit it).
"""

import collections
import sys
from pathlib import Path

from gold_match import matched, read_csv, same_speaker

TYPES = ("direct", "indirect", "mixed")


def main(args):
    show = "--list" in args
    args = [a for a in args if a != "--list"]
    types, ways = collections.Counter(), collections.Counter()
    articles = []
    for run, gold in zip(args[::2], args[1::2]):
        quotes, evidence = (read_csv(Path(run) / f"{name}.csv") for name in ("quotes", "evidence"))
        rows = [dict(q, found_by=e["found_by"] or "nothing") for q, e in zip(quotes, evidence)]
        for aid, found, want, pairs in matched(rows, gold):
            right = 0
            for i, j in pairs:
                types[want[j]["type"], found[i]["type"]] += 1
                same = same_speaker(found[i], want[j])
                right += same
                ways[found[i]["found_by"], same] += 1
                if show and not same:
                    print(f"{aid} name: {found[i]['speaker']!r} for {want[j]['speaker']!r}, {want[j]['mention']!r}")
            for j in set(range(len(want))) - {j for _, j in pairs}:
                types[want[j]["type"], "missed"] += 1
                if show:
                    print(f"{aid} missed {want[j]['type']}: {' … '.join(want[j]['content'])[:150]!r}")
            for i in set(range(len(found))) - {i for i, _ in pairs}:
                types["nothing", found[i]["type"]] += 1
                if show:
                    print(f"{aid} spurious {found[i]['type']}: {found[i]['quote'][:150]!r}")
            articles.append((2 * right / max(1, len(found) + len(want)), aid, len(want), len(found), len(pairs), right))
    print(f"{'gold':10}" + "".join(f"{t:>10}" for t in (*TYPES, "missed")))
    for gold_type in (*TYPES, "nothing"):
        print(f"{gold_type:10}" + "".join(f"{types[gold_type, t]:10}" for t in (*TYPES, "missed")))
    print("\nname found by   right  wrong")
    for way in sorted({w for w, _ in ways}):
        print(f"{way:14}{ways[way, True]:7}{ways[way, False]:7}")
    print("\nworst articles: right words and right name, F1; gold, predicted, matched, right name")
    for score, aid, *counts in sorted(articles)[:10]:
        print(f"{aid:22} {score:.3f} ", *counts)


if __name__ == "__main__":
    if len([a for a in sys.argv[1:] if a != "--list"]) % 2 or len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
