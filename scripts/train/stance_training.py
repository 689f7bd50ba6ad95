"""The stance model's training."""

import random
from dataclasses import asdict, dataclass

import torch

import common
from loop import code_of, digest_of, train
from stance_data import Row
from stance_model import loss_of, sign_loss

# the files that decide what is learnt from the same rows
CODE = ("basics", "common", "loop", "mpnet", "stance_data", "stance_model", "stance_training")


@dataclass
class Stage:
    epochs: int
    lr: float
    batch: int
    seed: int
    plover_every: int  # steps from one batch of PLOVER-coded sentences to the next
    mean_of: int  # last epochs whose weights are averaged


def batches(rows, size, rng):
    """Batches of rows of alike length, in random order."""
    rows = sorted(rows, key=lambda r: len(r.text) + rng.random() * 60)
    out = [rows[i : i + size] for i in range(0, len(rows), size)]
    rng.shuffle(out)
    return out


def class_weights(rows):
    """The square root of the inverse frequency, with a mean of one: peace is rarer than pressure."""
    counts = torch.bincount(torch.tensor([r.label for r in rows if r.label >= 0]), minlength=6).float()
    weights = (counts.sum() / counts.clamp(min=1)).sqrt()
    return weights / weights.mean()


def run(stage, model, inputs, rows, plover, work, start):
    """Train `model`, whose weights `start` names, on rows and on PLOVER's sentences (and whether they are cooperation)."""
    common.seed_all(stage.seed)
    weights = class_weights(rows)

    def plan(epoch):
        return batches(rows, stage.batch, random.Random(stage.seed + epoch))

    def logits_of(some):
        with common.autocast():
            return model(*inputs(some)).float()

    def loss(batch, epoch, step):
        total = loss_of(logits_of(batch), batch, weights)
        if plover and step % stage.plover_every == 0:
            some = random.Random(f"{stage.seed} {epoch} {step}").sample(plover, stage.batch)
            logits = logits_of([Row([[sentence, True]], -1, "", "") for sentence, _ in some])
            total = total + 0.3 * sign_loss(logits, torch.tensor([float(y) for _, y in some]))
        return total

    key = digest_of(asdict(stage), [asdict(r) for r in rows], plover, start, code_of(CODE))
    size = "stance-large" if common.is_large(model) else "stance"
    train(work / f"{size}-{key}.pt", model, stage.epochs, plan, loss, stage.lr, 1e-3, stage.seed, stage.mean_of)
