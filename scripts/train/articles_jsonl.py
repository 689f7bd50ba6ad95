#!/usr/bin/env python3
"""Articles of ../shared/data/articles as JSON lines for `quotestance score`, with their title, outlet and date.

articles_jsonl.py dev > dev.jsonl
articles_jsonl.py train --fold 0 4 > fold-0.jsonl    every fourth, from the first on: what `quotation.py --fold 0 4` leaves out
"""

import argparse
import json

from basics import SHARED, read_jsonl


def articles(part, fold=None):
    folder = SHARED / "data/articles"
    meta = {m["id"]: m for m in read_jsonl(folder / "meta.jsonl")}
    files = sorted((folder / part / "text").glob("*.txt"))
    if fold:
        files = files[fold[0] :: fold[1]]
    for path in files:
        known = {k: meta[path.stem][k] for k in ("title", "outlet", "date") if meta.get(path.stem, {}).get(k)}
        with open(path, encoding="utf-8", newline="") as f:
            yield {"id": path.stem, **known, "text": f.read()}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("part", choices=("train", "dev"))
    ap.add_argument("--fold", type=int, nargs=2, metavar=("K", "N"))
    args = ap.parse_args()
    for article in articles(args.part, args.fold):
        print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
