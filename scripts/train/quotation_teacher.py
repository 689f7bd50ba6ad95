"""The teacher of the quotation model, and its probabilities for the training texts.

The teacher is a quotation model that is there (--teacher), or it is trained for: then it is all-mpnet-base-v2 (110 M
parameters) under the heads of the quotation model. It learns PolNeAR's roles and CoNLL's entities first, then the
codebook's roles from the gold articles, and then reads every training text:
so the small model gets the codebook's roles for all of PolNeAR, and PolNeAR's own with their doubts. (Its entities and
links stay behind the small model's: two epochs are too few for them. They are not handed on.)
An hour and a half on two cores with AVX-512 bf16.
"""

import random

import torch

import common
import mpnet
from quotation_model import QuotationModel
from quotation_reading import read
from quotation_training import run_stage
from quotation_windows import Soft, training_windows

FROZEN_LAYERS = 4  # saves a fifth of the time


def soft(model, tok, doc):
    """The teacher's probabilities of the roles for one document."""
    with common.autocast():
        p, out = read(model, tok, doc.text)
    tags = {
        name: out[name].view(len(p), -1, 3).softmax(-1).view(len(p), -1).half().numpy() for name in ("role", "wide")
    }
    return Soft(p.starts, p.ends, tags)


def soft_labels(tok, args, news, conll, gold):
    """The teacher's `Soft` for each document of `news` and `conll`: read from --work, or made."""
    path = args.work / "quotation-soft.pt"
    if args.teacher:
        path = path.with_stem(f"quotation-soft-{common.digest(args.teacher)}")
    if not path.exists():
        teacher = args.teacher and common.loaded(QuotationModel, args.teacher)
        write(tok, teacher or trained(tok, args, news, conll, gold), news + conll, path)
    return [Soft(**s) for s in torch.load(path, weights_only=False)]


def trained(tok, args, news, conll, gold):
    common.seed_all(args.seed)
    model = QuotationModel(mpnet.encoder(types=3, frozen=FROZEN_LAYERS))
    run_stage(
        "quotation-teacher-1",
        model,
        lambda e: training_windows(tok, news + conll, args.seed + e, stride=254),
        args.teacher_epochs,
        6e-5,
        1e-3,
        16,
        args.work,
        args.seed,
    )
    model.begin_roles()

    def tuning(epoch):
        rng = random.Random(args.seed + epoch)
        return training_windows(tok, gold + rng.sample(news, 20) + rng.sample(conll, 60), args.seed + 100 + epoch)

    run_stage("quotation-teacher-2", model, tuning, args.teacher_tune_epochs, 4e-5, 3e-4, 8, args.work, args.seed + 50)
    return model


def write(tok, model, docs, path):
    model.eval()
    softs = []
    progress = common.Progress("teacher reading", len(docs))
    for i, doc in enumerate(docs):
        softs.append(soft(model, tok, doc))
        progress.step(i, 0.0)
    torch.save([vars(s) for s in softs], path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)
