"""One stage of the quotation model's training."""

import hashlib
import random
from dataclasses import dataclass, field, replace

from loop import code_of, digest_of, train
from quotation_loss import batches, loss_of
from quotation_windows import training_windows

# the files that decide what a stage learns from the same documents
CODE = (
    "basics", "common", "loop", "mpnet", "quotation_augment", "quotation_loss", "quotation_model", "quotation_pieces",
    "quotation_training", "quotation_windows",
)  # fmt: skip


@dataclass
class Stage:
    """`docs` are read in each epoch, with so many of each list of `replay`. `softs` and those of `replay` are the
    teacher's probabilities for the documents, or None for each."""

    name: str
    epochs: int
    lr: float
    docs: list
    softs: list | None = None
    replay: list = field(default_factory=list)  # (documents, their softs or None, how many an epoch)
    head_lr: float = 1e-3
    batch: int = 16
    seed: int = 1
    stride: int = 214
    augment: bool = True
    capitals: bool = True

    def windows(self, tok, epoch):
        rng = random.Random(self.seed + epoch)
        docs, softs = list(self.docs), list(self.softs or [None] * len(self.docs))
        for pool, soft, number in self.replay:
            some = rng.sample(range(len(pool)), min(number, len(pool)))
            docs += [pool[i] for i in some]
            softs += [soft[i] if soft else None for i in some]
        return training_windows(tok, docs, self.seed + 100 + epoch, softs, self.augment, self.capitals, self.stride)

    def key(self, start):
        """Names what the stage makes of the weights that `start` names: by its settings, its documents and the code."""
        settings = {k: v for k, v in vars(self).items() if k not in ("docs", "softs", "replay")}
        material = [contents(self.docs, self.softs)]
        material += [(contents(docs, softs), number) for docs, softs, number in self.replay]
        return digest_of(settings, material, start, code_of(CODE))


def contents(docs, softs=None):
    """Names documents and what a teacher says of them."""
    state = hashlib.sha256()
    for doc in docs:
        state.update(repr(doc).encode())
    for soft in filter(None, softs or []):
        state.update(repr((soft.links, soft.antecedents)).encode())
        for name in sorted(soft.tags):
            state.update(soft.tags[name].tobytes())
    return state.hexdigest()[:12]


def run(stage, model, tok, work, start):
    """Train `model`, whose weights `start` names; they are afterwards those that the key which is returned names."""

    def plan(epoch):
        return batches(stage.windows(tok, epoch), stage.batch, random.Random(stage.seed + epoch))

    def loss(batch, _epoch, _step):
        return loss_of(model, batch)

    key = stage.key(start)
    train(work / f"{stage.name}-{key}.pt", model, stage.epochs, plan, loss, stage.lr, stage.head_lr, stage.seed)
    return key


def without_arrows(docs):
    return [replace(d, links=[], antecedents=[]) for d in docs]
