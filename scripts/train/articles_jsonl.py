#!/usr/bin/env python3
"""Articles of ../shared/data/articles as JSON lines for `quotestance score`, with their title, outlet and date; those of
train with the annotated news (data/news) behind them.

articles_jsonl.py dev > dev.jsonl
articles_jsonl.py train --fold 0 4 > fold-0.jsonl    every fourth, from the first on: what `quotation.py --fold 0 4` leaves out
articles_jsonl.py train --gold FOLDER                their gold, a file for each
"""

import argparse
import json
from pathlib import Path

import news_gold
from basics import REPO, SHARED, read_jsonl


def articles(part):
    """(article, gold) of each, in the order of quotation.py's folds."""
    folder = SHARED / "data/articles"
    meta = {m["id"]: m for m in read_jsonl(folder / "meta.jsonl")}
    for path in sorted((folder / part / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield head(meta.get(path.stem, {}), path.stem, gold["text"]), gold
    if part == "train":
        for gold in news_gold.load(REPO / "data/news"):
            yield head(gold, gold["id"], gold["text"]), gold


def head(meta, name, text):
    return {"id": name, **{k: meta[k] for k in ("title", "outlet", "date") if meta.get(k)}, "text": text}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("part", choices=("train", "dev"))
    ap.add_argument("--fold", type=int, nargs=2, metavar=("K", "N"))
    ap.add_argument("--gold", type=Path, metavar="FOLDER")
    args = ap.parse_args()
    k, n = args.fold or (0, 1)
    for i, (article, gold) in enumerate(articles(args.part)):
        if args.gold:
            args.gold.mkdir(parents=True, exist_ok=True)
            (args.gold / f"{article['id']}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1))
        elif i % n == k:
            print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
