#!/usr/bin/env python3
"""Train the quotation model (roles, entities, links, antecedents) from ../shared/data and write models/quotation.

    quotation.py --data ../shared/data --work ~/.cache/quotestance/train --out models/quotation

Stage 1: PolNeAR and CoNLL-2003, by their labels.
Teacher: a larger one (all-mpnet-base-v2) learns some of PolNeAR and CoNLL-2003, then the gold articles, then these and the
annotated news (data/news); or it is a quotation model that is there (--teacher). It reads some of PolNeAR and of the news
without labels. --large OUT writes it as a model of its own.
Distillation: what the teacher read, by its probabilities, and CoNLL.
Stage 2: the gold articles with their casts, the annotated news (data/news) and the articles of our own (data/quotations),
with PolNeAR and CoNLL mixed in so that nothing is unlearnt.
--stop-after ends sooner, --teacher-only leaves the small model to another process: the two halves run side by side.
Checkpoints and the teacher's readings are kept in --work under the settings, documents and code that made them; a second
call goes on where the first one stopped, at most five minutes before.
--from begins at weights that are there and does stage 2 alone.
--with-dev trains stage 2 on the development articles and the gold seeds too: not for weights that are measured on them.
--leave-out trains without a part, for the ablation table (`ablate.sh`).
"""

import argparse
from pathlib import Path

import torch

import basics
import common
import quotation_corpora as corpora
import quotation_teacher as teaching
from parity import article_parity, quotation_parity
from quotation_model import LABELS, QuotationModel, widen_types
from quotation_training import Stage, run, without_arrows

PARTS = (
    "marked",
    "casts",
    "news",
    "teacher",
    "polnear",
    "conll",
    "links",
    "capitals",
    "augmentation",
    "replay",
    "stage-1",
    "stage-2",
)


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=basics.SHARED / "data")
    ap.add_argument("--work", type=Path, default=Path.home() / ".cache/quotestance/train")
    ap.add_argument("--out", type=Path, default=basics.REPO / "models/quotation")
    ap.add_argument("--from", type=Path, dest="start", metavar="FOLDER", help="see above")
    ap.add_argument("--teacher", type=Path, metavar="FOLDER", help="see above")
    ap.add_argument("--teacher-only", action="store_true", help="see above")
    ap.add_argument("--large", type=Path, metavar="OUT", help="train the teacher, write it, and stop")
    ap.add_argument("--stop-after", choices=("stage-1",), help="see above")
    ap.add_argument("--keep", type=float, default=0.0, metavar="SHARE",
                    help="in the end, this share of the weights is that of --from (Wortsman et al. 2022, WiSE-FT)")  # fmt: skip
    ap.add_argument("--with-dev", action="store_true")
    ap.add_argument("--fold", type=int, nargs=2, metavar=("K", "N"),
                    help="leave every N-th gold article, from the K-th on, out of stage 2 (and of the teacher)")  # fmt: skip
    ap.add_argument("--leave-out", choices=PARTS, action="append", default=[])
    ap.add_argument("--teacher-epochs", type=int, default=1, help="epochs over PolNeAR and CoNLL")
    ap.add_argument("--teacher-news", type=int, default=300, help="articles of PolNeAR that the teacher learns")
    ap.add_argument("--teacher-conll", type=int, default=4, help="it learns every so many texts of CoNLL")
    ap.add_argument("--teacher-tune-epochs", type=int, default=5, help="epochs over the gold articles")
    ap.add_argument("--teacher-news-epochs", type=int, default=2, help="epochs over these and the annotated news")
    ap.add_argument("--read-news", type=int, default=300, help="articles of PolNeAR that the teacher reads")
    ap.add_argument("--read-unlabelled", type=int, default=700, help="articles without labels that the teacher reads")
    ap.add_argument("--epochs", type=int, default=3, help="epochs of stage 1")
    ap.add_argument("--lr", type=float, default=2.5e-4)
    ap.add_argument("--distil-epochs", type=int, default=1)
    ap.add_argument("--distil-lr", type=float, default=1.5e-4)
    ap.add_argument("--tune-epochs", type=int, default=8, help="epochs of stage 2")
    ap.add_argument("--tune-lr", type=float, default=8e-5)
    ap.add_argument("--replay", type=int, default=20, help="PolNeAR articles in each epoch of stage 2")
    ap.add_argument("--news", type=int, help="stage 1 on that many articles of PolNeAR only")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    if args.keep and not args.start:
        ap.error("--keep needs --from")
    return args


class Material:
    """What there is to learn from, less what is left out."""

    def __init__(self, args):
        without = set(args.leave_out)
        casts = "casts" not in without
        self.news = corpora.polnear(args.data / "polnear/train.jsonl")
        self.conll = corpora.conll(args.data / "conll2003/train.jsonl")
        gold = corpora.gold_articles(args.data / "articles/train/gold", casts)
        annotated = [] if "news" in without else corpora.annotated_news(basics.REPO / "data/news")
        if args.fold:
            k, n = args.fold
            annotated = [d for i, d in enumerate(annotated, len(gold)) if i % n != k]
            gold = [d for i, d in enumerate(gold) if i % n != k]
        if args.with_dev:
            gold += corpora.gold_articles(args.data / "articles/dev/gold", casts)
            gold += corpora.gold_articles(args.data / "seeds/gold", casts)
        own = [] if "marked" in without else corpora.marked_articles(basics.REPO / "data/quotations")
        self.gold = gold + own
        self.all_gold = self.gold + annotated
        if "links" in without:
            self.news, self.gold, self.all_gold = map(without_arrows, (self.news, self.gold, self.all_gold))
        self.first = ([] if "polnear" in without else self.news[: args.news]) + (
            [] if "conll" in without else self.conll
        )
        self.replay = [] if "replay" in without else [(self.news, None, args.replay), (self.conll, None, 60)]

    def to_read(self, args):
        """PolNeAR and news without labels for the teacher; nothing of the texts on which models are measured."""
        measured = sorted((args.data / "articles/dev/text").glob("*.txt")) + sorted(
            (args.data / "seeds/text").glob("*.txt")
        )
        texts = [p.read_text(encoding="utf-8") for p in measured]
        news = corpora.unlabelled(args.data / "news/unlabelled.jsonl.gz", args.read_unlabelled, texts)
        return self.news[: args.read_news] + news


def taught(tok, args, material):
    """What the teacher read, and what it says of it."""
    if args.teacher:
        model, key = common.loaded(QuotationModel, args.teacher), common.digest(args.teacher)
    else:
        model, key = teaching.trained(tok, args, material)
    docs = material.to_read(args)
    return docs, teaching.softs(tok, model, key, docs, args.work)


def write(model, tok, out, args):
    """The folder that the program loads, with inputs and outputs by which its tests compare."""
    model.eval()
    common.save_model(out, model, LABELS)
    common.load_rounded(model, out)
    quotation_parity(model, tok, out)
    article_parity(model, tok, sorted((args.data / "articles/dev/text").glob("*.txt")), out)
    print(f"wrote {out}", flush=True)


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    tok = basics.tokenizer()
    without = set(args.leave_out)
    material = Material(args)
    if args.large:
        model, _ = teaching.trained(tok, args, material)
        write(model, tok, args.large, args)
        return
    if args.teacher_only:
        taught(tok, args, material)
        return
    style = {"augment": "augmentation" not in without, "capitals": "capitals" not in without}
    common.seed_all(args.seed)
    if args.start:
        model, key = common.loaded(QuotationModel, args.start), common.digest(args.start)
    else:
        model, key = QuotationModel(widen_types(common.encoder())), f"MiniLM, seed {args.seed}"
        if "stage-1" not in without:
            stage = Stage("quotation-1", args.epochs, args.lr, material.first, seed=args.seed, **style)
            key = run(stage, model, tok, args.work, key)
        if args.stop_after == "stage-1":
            return
        model.begin_roles()  # stage 1 had PolNeAR's roles only
        if "teacher" not in without:
            docs, softs = taught(tok, args, material)
            docs, softs = docs + material.conll, softs + [None] * len(material.conll)
            stage = Stage("quotation-distil", args.distil_epochs, args.distil_lr, docs, softs, head_lr=5e-4,
                          seed=args.seed + 20, **style)  # fmt: skip
            key = run(stage, model, tok, args.work, key)
    if "stage-2" not in without:
        stage = Stage("quotation-2", args.tune_epochs, args.tune_lr, material.all_gold, replay=material.replay, head_lr=3e-4,
                      batch=8, seed=args.seed + 50, **style)  # fmt: skip
        run(stage, model, tok, args.work, key)
    if args.keep:
        common.mix(model, common.loaded(QuotationModel, args.start).state_dict(), args.keep)
    write(model, tok, args.out, args)


if __name__ == "__main__":
    main()
