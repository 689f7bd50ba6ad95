"""One stage of training, with checkpoints that a second run goes on from."""

import ast
import hashlib
import json
import random
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

import common
from quotation_loss import batches, loss_of
from quotation_windows import training_windows

# the files that decide what a stage learns from the same documents
CODE = ("basics", "common", "mpnet", "quotation_augment", "quotation_loss", "quotation_model", "quotation_pieces",
        "quotation_training", "quotation_windows")  # fmt: skip
SAVE_EVERY = 300  # seconds


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


def digest_of(*parts):
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def code_of(modules):
    """Of the code of some files of this folder; comments and layout do not count."""
    here = Path(__file__).parent
    return digest_of([ast.dump(ast.parse((here / f"{name}.py").read_text(encoding="utf-8"))) for name in modules])


def contents(docs, softs=None):
    """Names documents and what a teacher says of them."""
    state = hashlib.sha256()
    for doc in docs:
        state.update(repr(doc).encode())
    for soft in softs or []:
        for name in sorted(soft.tags) if soft else ():
            state.update(soft.tags[name].tobytes())
    return state.hexdigest()[:12]


def run(stage, model, tok, work, start):
    """Train `model`, whose weights `start` names; they are afterwards those that the key which is returned names."""
    key = stage.key(start)
    path = work / f"{stage.name}-{key}.pt"
    state = torch.load(path, weights_only=True) if path.exists() else {"epoch": 0, "step": 0}
    if state["epoch"] < stage.epochs:
        print(f"{path.name}: {'goes on' if path.exists() else 'begins'}", flush=True)
        train(stage, model, tok, path, state)
        state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    return key


def train(stage, model, tok, path, state):
    def plan(epoch):
        return batches(stage.windows(tok, epoch), stage.batch, random.Random(stage.seed + epoch))

    opt = common.adamw(model, stage.lr, stage.head_lr)
    schedule = common.linear_schedule(opt, int(stage.epochs * len(plan(0)) * 1.02) + 1)
    if "opt" in state:
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        schedule.load_state_dict(state["schedule"])

    def save(epoch, step):
        kept = {"model": model.state_dict(), "epoch": epoch, "step": step}
        if epoch < stage.epochs:
            kept |= {"opt": opt.state_dict(), "schedule": schedule.state_dict()}
        torch.save(kept, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)

    saved = time.time()
    for epoch in range(state["epoch"], stage.epochs):
        todo = plan(epoch)
        first = state["step"] if epoch == state["epoch"] else 0
        torch.manual_seed(stage.seed * 1000 + epoch + first)
        model.train()
        progress = common.Progress(f"{stage.name} epoch {epoch + 1}/{stage.epochs}", len(todo))
        for i, b in enumerate(todo[first:], first):
            with sdpa_kernel(SDPBackend.MATH):  # its backward pass is a third faster than that of the fused kernel
                loss = loss_of(model, b)
                opt.zero_grad()
                loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            schedule.step()
            progress.step(i, float(loss.detach()))
            if time.time() - saved > SAVE_EVERY:
                save(epoch, i + 1)
                saved = time.time()
        save(epoch + 1, 0)


def without_arrows(docs):
    return [replace(d, links=[], antecedents=[]) for d in docs]
