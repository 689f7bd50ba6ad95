#!/usr/bin/env python3
"""Train the stance models from ../shared/data and data/stance, and write models/stance or models/stance-large.

    stance.py --large                             the large one, begun at all-mpnet-base-v2 (110 M parameters)
    stance.py --teacher models/stance-large       the small one, which learns from labels and from the large one
    stance.py --measure models/stance     no training: the temperature and the figures of weights that are there
    stance.py --folds 5          cross-validation by document on ../shared/data/stance/train.jsonl, figures only

Six classes (five ordered levels and off axis) over the quotation and its context, in which persons are masked.
The large model does not see all parts of the rows, so that its doubts on the others are real when it teaches.
Loss: cross-entropy, plus the squared error of the expected level where the level is on the axis, plus conflict against
cooperation on PLOVER-coded sentences through the axis's sign. The weights are the mean of the last epochs'.
The temperature is fitted on documents held out from training.
A run that was stopped goes on where it was, at most five minutes before, while settings, rows and code stay as they are.
--leave-out trains without a part, to measure what it gives.
"""

import argparse
import copy
import json
import zlib
from dataclasses import replace
from pathlib import Path

import torch

import basics
import common
import mpnet
import stance_data as data
from parity import stance_parity
from stance_figures import figures, fit_temperature, sign_f1
from stance_mask import PLACEHOLDERS
from stance_model import StanceModel, inputs_of, predict
from stance_training import Stage, run

PARTS = ("news", *data.WRITTEN, "marked", "articles", "plover", "labelled", "masks")
OFF_AXIS_NEWS = 3  # one of so many of our labels for news that are off axis is trained on


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=basics.SHARED / "data")
    ap.add_argument(
        "--quotation",
        type=Path,
        default=basics.REPO / "models/quotation",
        help="the quotation model that finds the speakers to mask",
    )
    ap.add_argument(
        "--from",
        type=Path,
        dest="start",
        metavar="FOLDER",
        help="begin with the weights of a stance model, which is then the teacher where there is no other",
    )
    ap.add_argument("--large", action="store_true", help="see above")
    ap.add_argument("--teacher", type=Path, metavar="FOLDER", help="a stance model to learn from")
    ap.add_argument("--measure", type=Path, metavar="FOLDER", help="see above")
    ap.add_argument(
        "--keep",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="in the end, this share of the weights is that of --from (Wortsman et al. 2022, WiSE-FT)",
    )
    ap.add_argument(
        "--soup",
        type=Path,
        metavar="FOLDER",
        help="in the end, the mean with this stance model's weights (Wortsman et al. 2022, model soups)",
    )
    ap.add_argument("--out", type=Path, help="where to write (models/stance, models/stance-large)")
    ap.add_argument("--with-dev", action="store_true", help="train on the development articles and the seeds too")
    ap.add_argument("--work", type=Path, default=Path.home() / ".cache/quotestance/train")
    ap.add_argument("--folds", type=int, help="cross-validate only")
    ap.add_argument("--leave-out", choices=PARTS, action="append", default=[])
    ap.add_argument("--epochs", type=int, help="5; 2 for the large model")
    ap.add_argument("--lr", type=float, help="1.2e-4; 5e-5 for the large model")
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument(
        "--frozen", type=int, default=0, metavar="LAYERS", help="of the large one, that many layers do not learn"
    )
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    args.epochs = args.epochs or (2 if args.large else 5)
    args.lr = args.lr or (5e-5 if args.large else 1.2e-4)
    args.out = args.out or args.measure or basics.REPO / "models" / ("stance-large" if args.large else "stance")
    return args


def fold_of(doc, n):
    """Which of n folds a document is in: by its name, so that it stays there whatever else changes."""
    return zlib.crc32(doc.encode()) % n


class Material:
    """What there is to learn from, less what is left out, and what is held out."""

    def __init__(self, args):
        tok = basics.tokenizer()
        self.args, self.inputs = args, inputs_of(tok)
        rows = data.all_rows(args.data, args.quotation, args.work, masks="masks" not in args.leave_out)
        by = {}
        for r in rows:
            by.setdefault(r.source, []).append(r)
        self.dev, self.seeds = by.pop("dev"), by.pop("seeds")
        self.labelled = [r for r in rows if r.source in ("news2025", "unsc", "zelensky2022", "polnear", "plv")]
        without = set(args.leave_out)
        self.gold = [] if "articles" in without else by["articles"]
        if args.with_dev:
            self.gold = self.gold + self.dev + self.seeds
        self.more = [r for part in (*data.WRITTEN, "marked") if part not in without for r in by.get(part, [])]
        if "news" not in without:
            off = [r for r in by["news"] if r.label == 5]
            self.more += [r for r in by["news"] if 0 <= r.label < 5] + off[::OFF_AXIS_NEWS]
        plover = data.plover(args.data / "plv/train.jsonl")
        self.plover_held = [s for s in plover if fold_of(s[0], 5) == 0]
        self.plover = [] if "plover" in without else [s for s in plover if fold_of(s[0], 5)]
        # rows of the labels that are cut from the held-out PLOVER sentences go with them
        held = [s for s, _ in self.plover_held]
        self.labelled = [r for r in self.labelled if r.source != "plv" or not any(same(r, s) for s in held)]

    def rows(self, hold):
        """Training rows without the documents for which `hold` is true."""
        labelled = [] if "labelled" in self.args.leave_out else self.labelled
        return [r for r in labelled if not hold(r.doc)] + self.gold * 2 + self.more


def same(row, sentence):
    words = set(row.text.split())
    return len(words & set(sentence.split())) > 0.7 * len(words)


def seen_by_large(rows):
    """Not our labels of news and of whole articles, and of the reports those off the axis and half of the others: it is
    slow to train."""
    reports = [r for r in rows if r.source == "reports"]
    kept = [r for r in reports if r.label == 5] + [r for r in reports if r.label < 5][::2]
    return [r for r in rows if r.source not in ("news", "marked", "reports", "reports_2")] + kept


def loaded(folder):
    return common.loaded(StanceModel, folder)


def learn(args, material, rows):
    """One model on `rows`, with the teacher's probabilities for them where there is one."""
    if args.large:
        rows = seen_by_large(rows)
    if args.start:
        model, start = loaded(args.start), common.digest(args.start)
    elif args.large:
        model, start = StanceModel(mpnet.encoder(frozen=args.frozen)), f"mpnet, {args.frozen} layers frozen"
    else:
        model, start = StanceModel(common.encoder()), "MiniLM"
    if args.teacher or args.start:
        rows = taught(rows, predict(loaded(args.teacher or args.start), material.inputs, rows).softmax(-1))
    before = copy.deepcopy(model.state_dict()) if args.keep else None
    # the large model is slow: less of PLOVER, and no mean of epochs
    stage = Stage(
        args.epochs,
        args.lr,
        args.batch,
        args.seed,
        plover_every=16 if args.large else 4,
        mean_of=1 if args.large else 2,
    )
    run(stage, model, material.inputs, rows, material.plover, args.work, start)
    if args.keep:
        common.mix(model, before, args.keep)
    if args.soup:
        common.mix(model, loaded(args.soup).state_dict(), 0.5)
    return model


def taught(rows, probabilities):
    return [replace(r, soft=p.tolist()) for r, p in zip(rows, probabilities)]


def cross_validate(args, material):
    logits, rows = [], []
    for k in range(args.folds):
        held = [r for r in material.labelled if fold_of(r.doc, args.folds) == k]
        model = learn(args, material, material.rows(lambda d, k=k: fold_of(d, args.folds) == k))
        logits.append(predict(model, material.inputs, held))
        rows += held
        print(json.dumps({"fold": k} | figures(logits[-1], held)), flush=True)
    logits = torch.cat(logits)
    temperature = fit_temperature(logits, rows)
    return {"temperature": temperature} | report_by_source("cross_validation", logits, rows, temperature)


def report_by_source(name, logits, rows, temperature):
    report = {name: figures(logits, rows, temperature)}
    for source in sorted({r.source for r in rows}):
        part = [i for i, r in enumerate(rows) if r.source == source]
        report[f"{name}_{source}"] = figures(logits[part], [rows[i] for i in part], temperature)
    return report


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    material = Material(args)
    if args.folds:
        report = cross_validate(args, material)
        print(json.dumps(report, indent=1), flush=True)
        (args.work / "stance-cross-validation.json").write_text(json.dumps(report, indent=1) + "\n")
        return

    def is_held(doc):
        return fold_of(doc, 10) == 0

    held = [r for r in material.labelled if is_held(r.doc)]
    rows = material.rows(is_held)
    print(f"{len(rows)} rows, {len(held)} held out", flush=True)
    labels = {"classes": data.CLASSES, "pooling": "quotation", "temperature": 1.0, "placeholders": PLACEHOLDERS}
    model = loaded(args.measure) if args.measure else learn(args, material, rows)
    if args.out != args.measure:
        common.save_model(args.out, model, labels)
    common.load_rounded(model, args.out)  # the figures are those of the weights as they are kept
    logits = predict(model, material.inputs, held)
    temperature = fit_temperature(logits, held)
    report = {"temperature": temperature} | report_by_source("held_out", logits, held, temperature)
    plv = predict(model, material.inputs, [data.Row([[s, True]], -1, "", "") for s, _ in material.plover_held])
    cooperates = torch.tensor([bool(y) for _, y in material.plover_held])
    report["plover_held_out_sign_macro_f1"] = round(sign_f1(plv, cooperates), 4)
    if not args.with_dev:
        for name in ("dev", "seeds"):
            rows = getattr(material, name)
            report[name] = figures(predict(model, material.inputs, rows), rows, temperature)
    common.save_labels(args.out, labels | {"temperature": temperature})
    stance_parity(model, basics.tokenizer(), args.out)
    (args.out / "metrics.json").write_text(json.dumps(report, indent=1) + "\n")
    print(
        json.dumps(
            {
                k: {a: b for a, b in v.items() if a not in ("reliability", "confusion")} if isinstance(v, dict) else v
                for k, v in report.items()
            },
            indent=1,
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
