#!/usr/bin/env python3
"""Measure a quotation model and write its metrics.json.

    evaluate_quotation.py MODEL_DIR [--data ../shared/data] [--unseen QUOTES_CSV]

On PolNeAR dev, over the words of the text: token F1 of PolNeAR's roles, exact span F1 of sources; and link accuracy
given the gold contents: the piece pointed at lies in the content's source, or is none where it has none.
On CoNLL-2003 dev: exact entity F1. On the development articles: exact F1 of their casts' names, and whether mentions and
descriptions without a name point to a name of the right one. With --unseen, figures of ../shared/eval/evaluate.py for a
quotes.csv of the development articles that was scored with weights that have not seen them.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import basics
import common
import quotation_corpora as corpora
from quotation_model import QuotationModel
from quotation_pieces import overlap
from quotation_reading import entity_spans, read, role_spans
from quotation_windows import cuts


def f1(tp, pred, gold):
    return 2 * tp / (pred + gold) if pred + gold else 0.0


def add(counts, a, b):
    """Count two sets: right, predicted, gold."""
    for k, x in enumerate((len(a & b), len(a), len(b))):
        counts[k] += x


def polnear(model, tok, docs):
    counts = {g: [0, 0, 0] for g in corpora.WIDE}
    source, links = [0, 0, 0], [0, 0]
    for d in docs:
        p, out = read(model, tok, d.text)
        # a word counts where its first piece does; words are what the tokenizer parts at spaces and punctuation
        words = [i for i, t in enumerate(p.ids) if p.ends[i] > p.starts[i] and not tok.id_to_token(t).startswith("##")]
        for g, name in enumerate(corpora.WIDE):
            found = role_spans(out["wide"], g, p)
            want = [x for s, e in set(d.wide[name]) if (x := overlap(p, s, e))]
            cover = {i for a, b in found for i in range(a, b)}
            add(counts[name], {i for i in words if i in cover}, {i for x in want for i in x} & set(words))
            if name == "source":
                add(source, set(found), {(x[0], x[-1] + 1) for x in want})
        first = {s: i for i, s in reversed(list(enumerate(p.starts))) if p.ends[i] > s}
        spans = {s: overlap(p, s, e) for s, e in d.wide["source"]}
        for c, to in d.links:
            if c in first:
                at = int(out["link_to"][first[c], 0])
                links[0] += any(at in spans[s] for s in to) if to else at == -1
                links[1] += 1
    report = {f"token_f1_{k}": round(f1(*v), 4) for k, v in counts.items()}
    return report | {
        "span_f1_source": round(f1(*source), 4),
        "links": links[1],
        "link_accuracy_given_gold_contents": round(links[0] / links[1], 4),
    }


def entities(model, tok, docs):
    """Exact F1 of entities, all and by kind."""
    per = {k: [0, 0, 0] for k in (-1, 0, 1, 2, 3)}
    for d in docs:
        p, out = read(model, tok, d.text)
        found = set(entity_spans(out["entity"], p))
        want = {(x[0], x[-1] + 1, corpora.ENTITIES.index(t)) for s, e, t in d.entities if (x := overlap(p, s, e))}
        for k in per:
            add(per[k], {s for s in found if k in (-1, s[2])}, {s for s in want if k in (-1, s[2])})
    names = {-1: "all"} | dict(enumerate(corpora.ENTITIES))
    return {f"entity_f1_{names[k]}": round(f1(*v), 4) for k, v in per.items()}


def antecedents(model, tok, docs):
    """Of mentions and descriptions without a name: how many point to a name of the right entity, or to none where nobody is
    named; those whose names are all in other windows are left out, as in training."""
    right = {"named": [0, 0], "nobody": [0, 0]}
    for d in docs:
        p, out = read(model, tok, d.text)
        first = {s: i for i, s in reversed(list(enumerate(p.starts))) if p.ends[i] > s}
        window = {i: (s, e) for s, e, core, core_end in cuts(p) for i in range(core, core_end)}
        for mention, to in d.antecedents:
            i = first.get(mention)
            targets = {first[t] for t in to if t in first and i is not None and window[i][0] <= first[t] < window[i][1]}
            if i is None or (to and not targets):
                continue
            at = int(out["antecedent_to"][i, 0])
            count = right["named" if to else "nobody"]
            count[0] += at in targets if to else at == -1
            count[1] += 1
    return {f"antecedent_accuracy_{k}": round(a / max(n, 1), 4) for k, (a, n) in right.items()} | {
        f"antecedents_{k}": n for k, (_, n) in right.items()
    }


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", type=Path)
    ap.add_argument("--data", type=Path, default=basics.SHARED / "data")
    ap.add_argument("--unseen", type=Path, metavar="QUOTES_CSV")
    args = ap.parse_args()
    tok = basics.tokenizer()
    model = common.loaded(QuotationModel, args.model).eval()
    dev = corpora.gold_articles(args.data / "articles/dev/gold")
    report = {
        "polnear_dev": polnear(model, tok, corpora.polnear(args.data / "polnear/dev.jsonl")),
        "conll2003_dev": entities(model, tok, corpora.conll(args.data / "conll2003/dev.jsonl")),
        "articles_dev_casts": entities(model, tok, dev) | antecedents(model, tok, dev),
    }
    if args.unseen:
        script = args.data.parent / "eval/evaluate.py"
        done = subprocess.run(
            [sys.executable, script, args.unseen, args.data / "articles/dev/gold", "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        figures = {k: round(v, 4) if isinstance(v, float) else v for k, v in json.loads(done.stdout).items()}
        report["articles_dev_by_weights_that_have_not_seen_them"] = figures
    (args.model / "metrics.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
