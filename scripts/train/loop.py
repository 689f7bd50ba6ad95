"""The loop that all models are trained by. It leaves checkpoints, named by what made them, that a second run goes on from."""

import ast
import hashlib
import json
import time
from pathlib import Path

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

import common

SAVE_EVERY = 300  # seconds


def digest_of(*parts):
    """Names settings, documents, other names: whatever JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def code_of(modules):
    """Names the code of some files of this folder; comments and layout do not count."""
    here = Path(__file__).parent
    return digest_of([ast.dump(ast.parse((here / f"{name}.py").read_text(encoding="utf-8"))) for name in modules])


def train(path, model, epochs, batches, loss_of, lr, head_lr, seed, mean_of=1):
    """Train `model`, or read from `path` what an earlier run made of it.

    `batches(epoch)` gives an epoch's batches and `loss_of(batch, epoch, step)` a loss; both must give the same for the same
    arguments in another process. In the end the weights are the mean of those after each of the last `mean_of` epochs.
    """
    state = torch.load(path, weights_only=True) if path.exists() else {"epoch": 0, "step": 0, "ends": []}
    if state["epoch"] < epochs:
        print(f"{path.name}: {'goes on' if path.exists() else 'begins'}", flush=True)
        state = unfinished(
            path, model, epochs, batches, loss_of, common.adamw(model, lr, head_lr), seed, mean_of, state
        )
    model.load_state_dict(state["model"])


def unfinished(path, model, epochs, batches, loss_of, opt, seed, mean_of, state):
    schedule = common.linear_schedule(opt, int(epochs * len(batches(0)) * 1.02) + 1)
    if "opt" in state:
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        schedule.load_state_dict(state["schedule"])
    ends = state["ends"]  # the weights after the last epochs

    def kept(epoch, step):
        out = {"model": model.state_dict(), "epoch": epoch, "step": step, "ends": ends}
        torch.save(out | {"opt": opt.state_dict(), "schedule": schedule.state_dict()}, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)

    saved = time.time()
    for epoch in range(state["epoch"], epochs):
        todo = batches(epoch)
        first = state["step"] if epoch == state["epoch"] else 0
        torch.manual_seed(seed * 1000 + epoch + first)
        model.train()
        progress = common.Progress(f"{path.stem} epoch {epoch + 1}/{epochs}", len(todo))
        for i, batch in enumerate(todo[first:], first):
            with sdpa_kernel(SDPBackend.MATH):  # its backward pass is a third faster than that of the fused kernel
                loss = loss_of(batch, epoch, i)
                opt.zero_grad()
                loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            schedule.step()
            progress.step(i, float(loss.detach()))
            if time.time() - saved > SAVE_EVERY:
                kept(epoch, i + 1)
                saved = time.time()
        if epoch >= epochs - mean_of:
            ends.append({k: v.clone() for k, v in model.state_dict().items()})
        if epoch + 1 < epochs:
            kept(epoch + 1, 0)
    state = {
        "model": common.mixed([(weights, 1 / len(ends)) for weights in ends]),
        "epoch": epochs,
        "step": 0,
        "ends": [],
    }
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)
    return state
