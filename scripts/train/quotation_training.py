"""One stage of training with checkpoints that a second run goes on from."""

import random

import torch

import common
from quotation_loss import batches, loss_of


def run_stage(name, model, make_windows, epochs, lr, head_lr, batch, work, seed):
    """Train `epochs` epochs; `work/name.pt` holds the model, the optimizer and the epoch until the last one."""
    path = work / f"{name}.pt"
    state = torch.load(path, weights_only=True) if path.exists() else {"epoch": 0}
    if state["epoch"] < epochs:
        train(name, model, make_windows, epochs, lr, head_lr, batch, path, seed, state)
        state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])


def train(name, model, make_windows, epochs, lr, head_lr, batch, path, seed, state):
    first = batches(make_windows(0), batch, random.Random(seed))
    opt = common.adamw(model, lr, head_lr)
    schedule = common.linear_schedule(opt, int(epochs * len(first) * 1.02) + 1)
    if state["epoch"]:
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        schedule.load_state_dict(state["schedule"])
        print(f"{name}: going on after epoch {state['epoch']}", flush=True)
    for epoch in range(state["epoch"], epochs):
        todo = first if epoch == 0 else batches(make_windows(epoch), batch, random.Random(seed + epoch))
        torch.manual_seed(seed * 1000 + epoch)
        model.train()
        progress = common.Progress(f"{name} epoch {epoch + 1}/{epochs}", len(todo))
        for i, b in enumerate(todo):
            loss = loss_of(model, b)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            schedule.step()
            progress.step(i, float(loss.detach()))
        kept = {"model": model.state_dict(), "epoch": epoch + 1}
        if epoch + 1 < epochs:
            kept |= {"opt": opt.state_dict(), "schedule": schedule.state_dict()}
        torch.save(kept, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)
