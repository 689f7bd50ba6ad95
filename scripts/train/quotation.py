#!/usr/bin/env python3
"""Train the quotation model (roles, entities, links, antecedents) from ../shared/data and write models/quotation.

    quotation.py --data ../shared/data --work ~/.cache/quotestance/train --out models/quotation [--with-dev]

A larger teacher (all-mpnet-base-v2) is trained first, on PolNeAR, CoNLL-2003 and the gold articles; or it is a quotation
model that is there (--teacher).
Stage 1: PolNeAR and CoNLL, by their labels and by the teacher's probabilities.
Stage 2: the gold articles and those of our own (data/quotations), with PolNeAR and CoNLL mixed in so that nothing is unlearnt.
Every epoch leaves a checkpoint in --work; a second call goes on after the last one. Two and a half hours on two cores.
--from begins at weights that are there and does stage 2 alone; they are the teacher too where no other is named.
--with-dev trains stage 2 on the development articles and the gold seeds too.
--leave-out trains without a part, for the ablation table (`ablate.sh`).
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import basics
import common
import quotation_corpora as corpora
from parity import article_parity, quotation_parity
from quotation_model import LABELS, QuotationModel, widen_types
from quotation_teacher import soft_labels
from quotation_training import run_stage
from quotation_windows import training_windows

PARTS = ("marked", "teacher", "polnear", "conll", "links", "capitals", "augmentation", "replay", "stage-1", "stage-2")


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=basics.SHARED / "data")
    ap.add_argument("--work", type=Path, default=Path.home() / ".cache/quotestance/train")
    ap.add_argument("--out", type=Path, default=basics.REPO / "models/quotation")
    ap.add_argument("--from", type=Path, dest="start", metavar="FOLDER", help="see above")
    ap.add_argument("--teacher", type=Path, metavar="FOLDER", help="see above")
    ap.add_argument(
        "--keep",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="in the end, this share of the weights is that of --from (Wortsman et al. 2022, WiSE-FT)",
    )
    ap.add_argument("--with-dev", action="store_true")
    ap.add_argument(
        "--fold",
        type=int,
        nargs=2,
        metavar=("K", "N"),
        help="leave every N-th gold article, from the K-th on, out of stage 2",
    )
    ap.add_argument("--leave-out", choices=PARTS, action="append", default=[])
    ap.add_argument("--teacher-epochs", type=int, default=2, help="epochs over PolNeAR and CoNLL")
    ap.add_argument("--teacher-tune-epochs", type=int, default=8, help="epochs over the gold articles")
    ap.add_argument("--epochs", type=int, default=6, help="epochs of stage 1")
    ap.add_argument("--lr", type=float, default=2.5e-4)
    ap.add_argument("--tune-epochs", type=int, default=12, help="epochs of stage 2")
    ap.add_argument("--tune-lr", type=float, default=8e-5)
    ap.add_argument("--replay", type=int, default=20, help="PolNeAR articles in each epoch of stage 2")
    ap.add_argument("--stage-2", default="quotation-2", help="name of the checkpoint of stage 2")
    ap.add_argument("--news", type=int, help="train on that many articles of PolNeAR only")
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    if args.keep and not args.start:
        ap.error("--keep needs --from")
    args.teacher = args.teacher or args.start
    return args


def main():
    args = parse()
    args.work.mkdir(parents=True, exist_ok=True)
    tok = basics.tokenizer()
    without = set(args.leave_out)
    news = corpora.polnear(args.data / "polnear/train.jsonl")
    conll = corpora.conll(args.data / "conll2003/train.jsonl")
    gold = corpora.gold_articles(args.data / "articles/train/gold")
    own = [] if "marked" in without else corpora.marked_articles(basics.REPO / "data/quotations")
    softs = [None] * (len(news) + len(conll))
    if "teacher" not in without:
        softs = soft_labels(tok, args, news, conll, gold + own)
    if args.news:
        news, softs = news[: args.news], softs[: args.news] + softs[len(news) :]
    common.seed_all(args.seed)
    model = common.loaded(QuotationModel, args.start) if args.start else QuotationModel(widen_types(common.encoder()))
    if "polnear" in without:
        news, softs = [], softs[len(news) :]
    if "conll" in without:
        conll, softs = [], softs[: len(news)]
    if "links" in without:
        news, gold, own = ([replace(d, links=[], antecedents=[]) for d in docs] for docs in (news, gold, own))
    style = {"augment": "augmentation" not in without, "capitals": "capitals" not in without}

    if not args.start:
        if "stage-1" not in without:
            # CoNLL is a fifth of PolNeAR and learnt last: twice an epoch
            docs, soft = news + conll * 2, softs + softs[len(news) :]
            run_stage(
                "quotation-1",
                model,
                lambda epoch: training_windows(tok, docs, args.seed + epoch, soft, **style),
                args.epochs,
                args.lr,
                1e-3,
                16,
                args.work,
                args.seed,
            )
        if "teacher" in without:
            model.begin_roles()  # stage 1 had PolNeAR's roles only

    if args.with_dev:
        gold += corpora.gold_articles(args.data / "articles/dev/gold") + corpora.gold_articles(args.data / "seeds/gold")
    if args.fold:
        k, n = args.fold
        gold = [d for i, d in enumerate(gold) if i % n != k]
    gold += own

    def tuning(epoch):
        rng = random.Random(args.seed + epoch)
        docs, soft = list(gold), [None] * len(gold)
        if "replay" not in without:
            some = rng.sample(range(len(news)), min(args.replay, len(news)))
            some += [len(news) + i for i in rng.sample(range(len(conll)), min(60, len(conll)))]
            docs += [(news + conll)[i] for i in some]
            soft += [softs[i] for i in some]
        return training_windows(tok, docs, args.seed + 100 + epoch, soft, **style)

    if "stage-2" not in without:
        run_stage(args.stage_2, model, tuning, args.tune_epochs, args.tune_lr, 3e-4, 8, args.work, args.seed + 50)
    if args.keep:
        common.mix(model, common.loaded(QuotationModel, args.start).state_dict(), args.keep)
    model.eval()
    common.save_model(args.out, model, LABELS)
    common.load_rounded(model, args.out)
    quotation_parity(model, tok, args.out)
    article_parity(model, tok, sorted((args.data / "articles/dev/text").glob("*.txt")), args.out)
    print(f"wrote {args.out}", flush=True)


if __name__ == "__main__":
    main()
