"""The teacher of the quotation model, and what it says of texts.

The teacher is a quotation model that is there (--teacher), or it is trained for: then it is all-mpnet-base-v2 (110 M
parameters) under the heads of the quotation model. It learns some of PolNeAR and CoNLL-2003 first, then the gold articles
with their casts, then these and the annotated news, and then reads texts: so the small model gets the codebook's roles for PolNeAR, and roles, entities,
links and antecedents for news without labels.
"""

import torch

import common
import mpnet
import quotation_training as training
from loop import code_of, digest_of
from quotation_corpora import ENTITIES, ROLES
from quotation_model import QuotationModel
from quotation_reading import read
from quotation_windows import Soft

FROZEN_LAYERS = 4  # saves a third of the time
SURE = 0.5  # probability from which a teacher's link or antecedent is taught
POSSIBLE = 0.1  # and that of a place among several that are right together


def trained(tok, args, material):
    """The teacher and the key of its weights."""
    news, conll = material.news, material.conll
    common.seed_all(args.seed)
    model = QuotationModel(mpnet.encoder(types=3, frozen=FROZEN_LAYERS))
    some, parts = news[: args.teacher_news], conll[:: args.teacher_conll]
    first = training.Stage("quotation-teacher-1", args.teacher_epochs, 6e-5, some + parts, seed=args.seed, stride=254)
    key = training.run(first, model, tok, args.work, f"mpnet, {FROZEN_LAYERS} layers frozen")
    model.begin_roles()
    second = training.Stage(
        "quotation-teacher-2", args.teacher_tune_epochs, 4e-5, material.gold, replay=[(news, None, 20), (conll, None, 60)],
        head_lr=3e-4, batch=8, seed=args.seed + 50,
    )  # fmt: skip
    key = training.run(second, model, tok, args.work, key)
    if len(material.all_gold) > len(material.gold):
        third = training.Stage(
            "quotation-teacher-3", args.teacher_news_epochs, 4e-5, material.all_gold, head_lr=1e-4, batch=8,
            replay=[(news, None, 20), (conll, None, 60)], seed=args.seed + 90,
        )  # fmt: skip
        key = training.run(third, model, tok, args.work, key)
    return model, key


def soft(model, tok, doc):
    """What the teacher says of one document."""
    with torch.no_grad(), common.autocast():
        p, out = read(model, tok, doc.text)
    tags = {name: out[name].view(len(p), -1, 3).softmax(-1).flatten(1) for name in ("role", "wide")}
    tags["entity"] = out["entity"].softmax(-1)
    links, antecedents = arrows(p, out, tags)
    return Soft(p.starts, p.ends, {name: t.half().numpy() for name, t in tags.items()}, links, antecedents)


def arrows(p, out, tags):
    """Links of contents, and antecedents of sources without a name, of which the teacher is sure."""

    def begins(role):
        return (tags["role"][:, 3 * ROLES.index(role) + 1] > SURE).nonzero().flatten().tolist()

    def target(name, i):
        """The places that share the most likely answer; None where there is no sure one."""
        best = int(out[f"{name}_to"][i, 0])
        places = [(int(t), float(q)) for t, q in zip(out[f"{name}_to"][i], out[name][i]) if (t >= 0) == (best >= 0)]
        if sum(q for _, q in places) < SURE:
            return None
        return [p.starts[t] for t, q in places if t >= 0 and q > POSSIBLE] if best >= 0 else []

    named = 1 - tags["entity"][:, 0] - tags["entity"][:, 1 + 2 * ENTITIES.index("MISC") :].sum(1)
    inside = tags["role"][:, 3 * ROLES.index("source") + 2]
    links = [(p.starts[i], to) for i in begins("content") if (to := target("link", i)) is not None]
    antecedents = []
    for i in begins("source"):
        end = i + 1
        while end < len(p) and inside[end] > SURE:
            end += 1
        to = target("antecedent", i)
        if to is not None and named[i:end].max() < SURE:
            antecedents.append((p.starts[i], to))
    return links, antecedents


def softs(tok, model, key, docs, work):
    """The teacher's `Soft` for each document: read from --work, or made. `key` names the teacher's weights."""
    code = code_of(("quotation_teacher", "quotation_reading", "quotation_pieces", "quotation_windows"))
    path = work / f"quotation-soft-{digest_of(key, training.contents(docs), code)}.pt"
    if not path.exists():
        model.eval()
        made = []
        progress = common.Progress("teacher reading", len(docs))
        for i, doc in enumerate(docs):
            made.append(soft(model, tok, doc))
            progress.step(i, 0.0)
        torch.save([vars(s) for s in made], path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)
    return [Soft(**s) for s in torch.load(path, weights_only=False)]
