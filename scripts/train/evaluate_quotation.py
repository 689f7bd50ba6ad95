#!/usr/bin/env python3
"""Measure a quotation model and write its metrics.json.

    evaluate_quotation.py MODEL_DIR [--data ../shared/data] [--unseen QUOTES_CSV]

On PolNeAR dev: token F1 of the roles, exact span F1 of sources, link accuracy given gold contents.
On CoNLL-2003 dev: exact entity F1. With --unseen, figures of ../shared/eval/evaluate.py for a quotes.csv of the
development articles that was scored with weights that have not seen them.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch

import common
import quotation_data as data
from quotation_model import QuotationModel


def f1(tp, pred, gold):
    return 2 * tp / (pred + gold) if pred + gold else 0.0


@torch.no_grad()
def run(model, windows):
    for k in range(0, len(windows), 16):
        part = windows[k : k + 16]
        ids = common.pad([w["ids"] for w in part])
        caps = common.pad([w["caps"] for w in part])
        role, entity, link = model(ids, (ids != common.PAD).long(), caps)
        for b, w in enumerate(part):
            n = len(w["ids"])
            yield w, role[b, :n], entity[b, :n], link[b, :n, :n]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", type=Path)
    ap.add_argument("--data", type=Path, default=common.REPO.parent / "shared/data")
    ap.add_argument("--unseen", type=Path, metavar="QUOTES_CSV")
    args = ap.parse_args()
    tok = common.tokenizer()
    model = common.load_rounded(QuotationModel(common.empty_encoder(args.model)), args.model).eval()
    report = {}

    # windows without overlap, so that no piece counts twice
    docs = data.polnear(args.data / "polnear/dev.jsonl")
    windows = [w for d in docs for w in data.windows(data.encode(tok, d), stride=data.WINDOW - 2)]
    counts = {g: [0, 0, 0] for g in data.GROUPS[:3]}
    source = [0, 0, 0]
    links = [0, 0]
    for w, role, _, link in run(model, windows):
        for g, name in enumerate(data.GROUPS[:3]):
            gold = torch.tensor(w["roles"][g])
            pred = role[:, 3 * g : 3 * g + 3].argmax(-1)
            keep = gold >= 0
            gold, pred = gold[keep], pred[keep]
            counts[name][0] += int(((gold > 0) & (pred > 0)).sum())
            counts[name][1] += int((pred > 0).sum())
            counts[name][2] += int((gold > 0).sum())
            if name == "source":
                a, b = set(data.spans_of(pred.tolist())), set(data.spans_of(gold.tolist()))
                source = [x + y for x, y in zip(source, (len(a & b), len(a), len(b)))]
        for c, s in w["links"]:
            links[0] += int(link[c].argmax()) == s
            links[1] += 1
    report["polnear_dev"] = {f"token_f1_{k}": round(f1(*v), 4) for k, v in counts.items()}
    report["polnear_dev"]["span_f1_source"] = round(f1(*source), 4)
    report["polnear_dev"]["link_accuracy_given_gold_contents"] = round(links[0] / links[1], 4)

    docs = data.conll(args.data / "conll2003/dev.jsonl")
    windows = [w for d in docs for w in data.windows(data.encode(tok, d), stride=data.WINDOW - 2)]
    per = {k: [0, 0, 0] for k in (-1, 0, 1, 2, 3)}
    for w, _, entity, _ in run(model, windows):
        gold = torch.tensor(w["entities"])
        keep = gold >= 0
        a, b = set(data.spans_of(entity.argmax(-1)[keep].tolist())), set(data.spans_of(gold[keep].tolist()))
        for k in per:
            x = {s for s in a if k in (-1, s[2])}
            y = {s for s in b if k in (-1, s[2])}
            per[k] = [p + q for p, q in zip(per[k], (len(x & y), len(x), len(y)))]
    names = {-1: "all"} | dict(enumerate(data.ENTITIES))
    report["conll2003_dev"] = {f"entity_f1_{names[k]}": round(f1(*v), 4) for k, v in per.items()}

    if args.unseen:
        script = args.data.parent / "eval/evaluate.py"
        done = subprocess.run([sys.executable, script, args.unseen, args.data / "articles/dev/gold", "--json"],
                              capture_output=True, text=True, check=True)
        figures = {k: round(v, 4) if isinstance(v, float) else v for k, v in json.loads(done.stdout).items()}
        report["articles_dev_by_weights_that_have_not_seen_them"] = figures
    (args.model / "metrics.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
