#!/usr/bin/env python3
"""Train the stance model from ../shared/data and write models/stance.

    stance.py --data ../shared/data --quotation models/quotation --out models/stance [--with-dev]

Six classes (five ordered levels and off axis) over the quotation and its context, the speaker masked. A larger
teacher (all-mpnet-base-v2, 110 M parameters) is trained on the labels first; the small model then learns from the
labels and from the teacher's probabilities on quotations without labels. --no-teacher leaves it out.
Loss: cross-entropy, plus the squared error of the expected level where the level is on the axis; conflict
against cooperation on PLOVER-coded sentences as a second task. The weights are the mean of the last epochs'
checkpoints. The temperature is fitted on documents held out from training.
"""
import argparse
import copy
import json
import math
import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

import common
import mpnet
import stance_data as data
import stance_teacher as teacher
from parity import stance_parity
from quotation_model import QuotationModel

LEVELS = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])


class StanceModel(nn.Module):
    """Logits [batch, 6] from the mean of the encoder's last hidden states."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(bert.config.hidden_size, len(data.CLASSES))

    def pooled(self, ids, mask, types):
        extra = {} if types is None else {"token_type_ids": types}
        h = self.bert(input_ids=ids, attention_mask=mask, **extra).last_hidden_state
        weight = mask.unsqueeze(-1).to(h.dtype)
        return (h * weight).sum(1) / weight.sum(1)

    def forward(self, ids, mask, types):
        return self.classifier(self.dropout(self.pooled(ids, mask, types)))


def small_inputs(tok):
    """Rows to (ids, mask, token types) for the model that ships."""
    def inputs(rows):
        enc = [data.encode_pair(tok, r.quote, r.context) for r in rows]
        ids = common.pad([i for i, _ in enc])
        return ids, (ids != common.PAD).long(), common.pad([t for _, t in enc])
    return inputs


def batches(rows, size, rng):
    rows = sorted(rows, key=lambda r: len(r.quote) + len(r.context) + rng.random() * 60)
    out = [rows[i : i + size] for i in range(0, len(rows), size)]
    rng.shuffle(out)
    return out


@torch.no_grad()
def predict(model, inputs, rows):
    model.eval()
    logits = torch.zeros(len(rows), 6)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].quote) + len(rows[i].context))
    for k in range(0, len(order), 32):
        part = order[k : k + 32]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits[part] = model(*inputs([rows[i] for i in part])).float()
    return logits


def figures(logits, rows, temperature=1.0):
    """QWK and macro F1 of three classes on rows that are on the axis, F1 of off axis, by the program's decision."""
    p = (logits / temperature).softmax(-1)
    gold = torch.tensor([r.label for r in rows])
    off = p[:, 5] > 0.5
    expected = (p[:, :5] * LEVELS).sum(1) / (1 - p[:, 5]).clamp(min=1e-9)
    level = expected.round().clamp(-2, 2)
    level[off] = 0
    on = gold < 5
    g, q = gold[on] - 2, level[on]
    def hist(x):
        return torch.tensor([(x == v).sum() for v in range(-2, 3)], dtype=torch.float)
    w = (LEVELS[:, None] - LEVELS[None]) ** 2
    observed = ((g - q) ** 2).sum()
    chance = (w * hist(g)[:, None] * hist(q)[None]).sum() / len(g)
    f1s = []
    for sign in (-1, 0, 1):
        tp = ((g.sign() == sign) & (q.sign() == sign)).sum()
        n = (g.sign() == sign).sum() + (q.sign() == sign).sum()
        f1s.append(float(2 * tp / n) if n else 0.0)
    tp = (off & ~on).sum()
    off_f1 = float(2 * tp / (off.sum() + (~on).sum())) if off.any() or (~on).any() else 0.0
    nll = float(F.cross_entropy(logits / temperature, gold))
    conf, right = p.max(-1).values, p.argmax(-1) == gold
    ece = sum(float((conf[b] .mean() - right[b].float().mean()).abs() * b.sum()) / len(rows)
              for lo in range(10) if (b := (conf > lo / 10) & (conf <= (lo + 1) / 10)).any())
    return {"n": len(rows), "qwk": float(1 - observed / chance), "macro_f1_3": sum(f1s) / 3, "off_axis_f1": off_f1,
            "accuracy_6": float(right.float().mean()), "nll": nll, "ece": ece}


def fit_temperature(logits, labels):
    best = min((float(F.cross_entropy(logits / t, labels)), t) for t in [0.5 + 0.05 * k for k in range(60)])
    return round(best[1], 2)


def loss_of(logits, rows, weights):
    """Labels: cross-entropy and squared error of the expected level. Teacher's probabilities: cross-entropy."""
    label = torch.tensor([r.label for r in rows])
    hard = label >= 0
    loss = torch.zeros(())
    if hard.any():
        loss = loss + F.cross_entropy(logits[hard], label[hard], weight=weights, label_smoothing=0.05) * hard.float().mean()
    on = hard & (label < 5)
    if on.any():
        p = logits[on, :5].softmax(-1)
        loss = loss + 0.4 * ((p * LEVELS).sum(1) - (label[on] - 2)).pow(2).mean() * on.float().mean()
    soft = [i for i, r in enumerate(rows) if r.soft is not None]
    if soft:
        target = torch.stack([rows[i].soft for i in soft])
        loss = loss + F.cross_entropy(logits[soft], target) * len(soft) / len(rows)
    return loss


def train(name, model, inputs, rows, plover, epochs, lr, batch, seed, keep=2):
    common.seed_all(seed)
    aux = nn.Linear(model.bert.config.hidden_size, 2)
    counts = torch.bincount(torch.tensor([r.label for r in rows if r.label >= 0]), minlength=6).float()
    weights = (counts.sum() / counts).sqrt()
    weights = weights / weights.mean()
    rng = random.Random(seed)
    steps = epochs * math.ceil(len(rows) / batch)
    opt = common.adamw(model, lr, 1e-3)
    opt.add_param_group({"params": aux.parameters(), "lr": 1e-3, "weight_decay": 0.01})
    schedule = common.linear_schedule(opt, steps)
    kept = []
    for epoch in range(epochs):
        model.train()
        todo = batches(rows, batch, rng)
        progress = common.Progress(f"{name} epoch {epoch + 1}/{epochs}", len(todo))
        for i, b in enumerate(todo):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(*inputs(b)).float()
            loss = loss_of(logits, b, weights)
            if i % 4 == 0 and plover:
                some = rng.sample(plover, batch)
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    pooled = model.pooled(*inputs([data.Row(s, "", 0, "", "") for s, _ in some])).float()
                loss = loss + 0.3 * F.cross_entropy(aux(pooled), torch.tensor([y for _, y in some]))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            schedule.step()
            progress.step(i, float(loss.detach()))
        if epoch >= epochs - keep:
            kept.append(copy.deepcopy(model.state_dict()))
    mean = {k: sum(s[k].double() for s in kept).div(len(kept)).to(v.dtype) if v.is_floating_point() else v
            for k, v in kept[-1].items()}
    model.load_state_dict(mean)
    return model


def soft_labels(args, rows, plover, held, dev, unlabelled):
    """Train the teacher once (kept in --work) and give its probabilities on the rows without labels."""
    tok, bert = mpnet.load()
    model = StanceModel(bert)
    inputs = teacher.inputs(tok)
    path = args.work / "stance-teacher.pt"
    if path.exists():
        model.load_state_dict(torch.load(path, weights_only=True))
    else:
        model = train("teacher", model, inputs, rows, None, args.teacher_epochs, 5e-5, 16, args.seed, keep=1)
        torch.save(model.state_dict(), path)
    report = {"held_out_documents": figures(predict(model, inputs, held), held)}
    if not args.with_dev:
        report["articles_dev_gold_quotations"] = figures(predict(model, inputs, dev), dev)
    print("teacher", json.dumps(report), flush=True)
    return predict(model, inputs, unlabelled).softmax(-1), report


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=common.REPO.parent / "shared/data")
    ap.add_argument("--quotation", type=Path, default=common.REPO / "models/quotation",
                    help="the quotation model that finds the speakers to mask")
    ap.add_argument("--out", type=Path, default=common.REPO / "models/stance")
    ap.add_argument("--with-dev", action="store_true", help="train on the development articles and the seeds too")
    ap.add_argument("--work", type=Path, default=Path.home() / ".cache/quotestance/train")
    ap.add_argument("--no-teacher", action="store_true")
    ap.add_argument("--teacher-epochs", type=int, default=2)
    ap.add_argument("--epochs", type=int, default=3)
    ap.add_argument("--lr", type=float, default=1.2e-4)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    tok = common.tokenizer()
    finder = common.load_rounded(QuotationModel(common.empty_encoder(args.quotation)), args.quotation).eval()
    rows = data.labelled(args.data / "stance/train.jsonl", finder, tok)
    docs = sorted({r.doc for r in rows})
    random.Random(7).shuffle(docs)
    held_docs = set(docs[: len(docs) // 10])
    held = [r for r in rows if r.doc in held_docs]
    rows = [r for r in rows if r.doc not in held_docs]
    news = data.gold(args.data / "articles/train/gold", "gold")
    dev = data.gold(args.data / "articles/dev/gold", "dev")
    if args.with_dev:
        news += dev + data.gold(args.data / "seeds/gold", "gold")
    plover = data.plover(args.data / "plv/train.jsonl")
    print(f"{len(rows)} labelled, {len(news)} gold, {len(held)} held out", flush=True)
    rows += news * 2
    report = {}
    student_rows = rows
    if not args.no_teacher:
        unlabelled = data.unlabelled(args.data / "stance/unlabelled.jsonl", finder, tok)
        soft, report["teacher"] = soft_labels(args, rows, plover, held, dev, unlabelled)
        for r, p in zip(unlabelled, soft):
            r.soft = p
        student_rows = rows + unlabelled
    inputs = small_inputs(tok)
    model = train("stance", StanceModel(common.encoder()), inputs, student_rows, plover, args.epochs, args.lr, args.batch, args.seed)
    held_logits = predict(model, inputs, held)
    temperature = fit_temperature(held_logits, torch.tensor([r.label for r in held]))
    report |= {"temperature": temperature, "held_out_documents": figures(held_logits, held, temperature)}
    for source in sorted({r.source for r in held}):
        part = [i for i, r in enumerate(held) if r.source == source]
        report[f"held_out_{source}"] = figures(held_logits[part], [held[i] for i in part], temperature)
    if not args.with_dev:
        report["articles_dev_gold_quotations"] = figures(predict(model, inputs, dev), dev, temperature)
    labels = {"classes": data.CLASSES, "temperature": temperature, "placeholder": data.PLACEHOLDER}
    common.save_model(args.out, model, labels)
    common.load_rounded(model, args.out).eval()
    stance_parity(model, tok, args.out)
    (args.out / "metrics.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1), flush=True)


if __name__ == "__main__":
    main()
