"""Batches of windows, and the loss of every head on them."""

import torch

import common
from basics import PAD
from quotation_windows import WIDTHS


def batches(rows, size, rng):
    """Batches of windows of alike length, in random order."""
    rows = sorted(rows, key=lambda w: len(w["ids"]) + rng.random() * 24)
    out = [rows[i : i + size] for i in range(0, len(rows), size)]
    rng.shuffle(out)
    return out


def inputs(batch):
    """ids, mask and token types, all [batch, pieces]."""
    ids = common.pad([w["ids"] for w in batch])
    return ids, (ids != PAD).long(), common.pad([w["caps"] for w in batch])


def tag_loss(logits, batch, name, group_width):
    """Cross-entropy against target distributions, the mean over pieces that have one, summed over tag groups."""
    width, longest = WIDTHS[name], logits.shape[1]
    targets, weights = torch.zeros(len(batch), longest, width), torch.zeros(len(batch), longest)
    for b, w in enumerate(batch):
        n = len(w["ids"]) - 2
        targets[b, 1 : n + 1] = torch.from_numpy(w["targets"][name])
        weights[b, 1 : n + 1] = torch.from_numpy(w["weights"][name])
    if not weights.any():
        return torch.zeros(())
    shape = (len(batch), longest, width // group_width, group_width)
    losses = -(targets.view(shape) * logits.view(shape).log_softmax(-1)).sum((-1, -2))
    return (losses * weights).sum() / weights.sum()


def arrow_loss(scores, batch, name):
    """Minus the log of the probability that falls on any of the right pieces."""
    rows = [(b, a, to) for b, w in enumerate(batch) for a, to in w[name]]
    if not rows:
        return torch.zeros(())
    right = torch.full((len(rows), scores.shape[-1]), float("-inf"))
    for r, (_, _, to) in enumerate(rows):
        right[r, to] = 0.0
    logs = scores[[b for b, _, _ in rows], [a for _, a, _ in rows]].log_softmax(-1)
    return -(logs + right).logsumexp(-1).mean()


def loss_of(model, batch):
    with common.autocast():
        out = {k: v.float() for k, v in model(*inputs(batch)).items()}
    return (
        tag_loss(out["role"], batch, "role", 3)
        + tag_loss(out["wide"], batch, "wide", 3)
        + tag_loss(out["entity"], batch, "entity", WIDTHS["entity"])
        + 0.4 * arrow_loss(out["link"], batch, "links")
        + 0.1 * arrow_loss(out["antecedent"], batch, "antecedents")
    )
