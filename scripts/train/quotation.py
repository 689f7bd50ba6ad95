#!/usr/bin/env python3
"""Train the quotation model (roles, entities, links) from ../shared/data and write models/quotation.

    quotation.py --data ../shared/data --work ~/.cache/quotestance/train --out models/quotation [--with-dev]

Stage 1: PolNeAR train (roles, links, silver entities) and CoNLL-2003 train (entities).
Stage 2: the gold articles (roles, links), with CoNLL mixed in so that entities are kept.
Every epoch leaves a checkpoint in --work; a second call goes on after the last one.
--with-dev trains stage 2 on the development articles and the gold seeds too.
"""
import argparse
import random
from pathlib import Path

import torch
import torch.nn.functional as F

import common
import quotation_data as data
from parity import quotation_parity
from quotation_model import LABELS, QuotationModel


def batches(windows, size, rng):
    """Batches of windows of alike length, in random order."""
    windows = sorted(windows, key=lambda w: len(w["ids"]) + rng.random() * 24)
    out = [windows[i : i + size] for i in range(0, len(windows), size)]
    rng.shuffle(out)
    return out


def loss_of(model, batch):
    ids = common.pad([w["ids"] for w in batch])
    mask = (ids != common.PAD).long()
    caps = common.pad([w["caps"] for w in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        role, entity, link = model(ids, mask, caps)
    role, entity, link = role.float(), entity.float(), link.float()
    total = torch.zeros(())
    for g in range(len(data.GROUPS)):
        tags = common.pad([w["roles"][g] for w in batch], data.IGNORE)
        if (tags >= 0).any():
            total = total + F.cross_entropy(role[..., 3 * g : 3 * g + 3].reshape(-1, 3), tags.reshape(-1))
    tags = common.pad([w["entities"] for w in batch], data.IGNORE)
    if (tags >= 0).any():
        total = total + 0.7 * F.cross_entropy(entity.reshape(-1, entity.shape[-1]), tags.reshape(-1))
    rows = [(b, c, s) for b, w in enumerate(batch) for c, s in w["links"]]
    if rows:
        b, c, s = map(list, zip(*rows))
        total = total + 0.3 * F.cross_entropy(link[b, c], torch.tensor(s))
    return total


def run_stage(name, model, make_windows, epochs, lr, head_lr, batch, work, seed):
    """Train `epochs` epochs; checkpoints hold the model, the optimizer and the epoch."""
    first = batches(make_windows(0), batch, random.Random(seed))
    steps = int(epochs * len(first) * 1.02) + 1
    opt = common.adamw(model, lr, head_lr)
    schedule = common.linear_schedule(opt, steps)
    path = work / f"{name}.pt"
    done = 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        model.load_state_dict(state["model"])
        opt.load_state_dict(state["opt"])
        schedule.load_state_dict(state["schedule"])
        done = state["epoch"]
        print(f"{name}: going on after epoch {done}", flush=True)
    for epoch in range(done, epochs):
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
        torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "schedule": schedule.state_dict(),
                    "epoch": epoch + 1}, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)
    model.load_state_dict(torch.load(path, weights_only=True)["model"])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=common.REPO.parent / "shared/data")
    ap.add_argument("--work", type=Path, default=Path.home() / ".cache/quotestance/train")
    ap.add_argument("--out", type=Path, default=common.REPO / "models/quotation")
    ap.add_argument("--with-dev", action="store_true")
    ap.add_argument("--epochs", type=int, default=5, help="epochs of stage 1")
    ap.add_argument("--tune-epochs", type=int, default=20, help="epochs of stage 2")
    ap.add_argument("--tune-lr", type=float, default=1e-4)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    common.seed_all(args.seed)
    tok = common.tokenizer()
    model = QuotationModel(common.encoder())
    # capitals come in as token type 1: start it where type 0 stands, so that only the difference is learnt
    with torch.no_grad():
        types = model.bert.embeddings.token_type_embeddings.weight
        types[1] = types[0]

    news = data.polnear(args.data / "polnear/train.jsonl")
    conll = data.conll(args.data / "conll2003/train.jsonl")
    run_stage("quotation-1", model,
              lambda epoch: data.training_windows(tok, news + conll, args.seed + epoch),
              args.epochs, 2e-4, 1e-3, 16, args.work, args.seed)

    gold = data.gold_articles(args.data / "articles/train/gold")
    stage2 = "quotation-2"
    if args.with_dev:
        gold += data.gold_articles(args.data / "articles/dev/gold") + data.gold_articles(args.data / "seeds/gold")
        stage2 = "quotation-2-all"

    def tuning(epoch):
        some = random.Random(args.seed + epoch).sample(conll, 60)
        return data.training_windows(tok, gold + some, args.seed + 100 + epoch)

    run_stage(stage2, model, tuning, args.tune_epochs, args.tune_lr, 3e-4, 8, args.work, args.seed + 50)
    model.eval()
    common.save_model(args.out, model, LABELS)
    common.load_rounded(model, args.out)
    quotation_parity(model, tok, args.out)
    print(f"wrote {args.out}", flush=True)


if __name__ == "__main__":
    main()
