"""Both models in Transformers with PyTorch, as a careful user of Python would run them: sorted by length, padded batch by
batch, fused attention. A worker of speed.py: see `Worker` there."""

import argparse
import csv
import json
import sys
import time
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "scripts/train"))
import basics  # noqa: E402
import common  # noqa: E402
import quotation_reading as reading  # noqa: E402
from quotation_model import QuotationModel  # noqa: E402
from quotation_pieces import pieces  # noqa: E402
from quotation_windows import cuts  # noqa: E402
from stance_data import encode, placed  # noqa: E402
from stance_mask import mask, own_names  # noqa: E402
from stance_model import StanceModel  # noqa: E402


def windows(p):
    """[CLS] to [SEP] of each window of an article, ids and token types: the cuts are those of the program."""
    for start, end, _, _ in cuts(p):
        yield [basics.CLS] + p.ids[start:end] + [basics.SEP], [0] + p.caps[start:end] + [0]


def batches(rows, budget):
    """ids, mask and token types of rows (ids, types) of alike length, longest first, in batches of at most `budget` places,
    padding counted."""
    rows = sorted(rows, key=lambda r: -len(r[0]))
    while rows:
        size = max(1, budget // len(rows[0][0]))
        part, rows = rows[:size], rows[size:]
        ids = common.pad([r[0] for r in part])
        yield ids, (ids != basics.PAD).long(), common.pad([r[1] for r in part])


def read_quotations(model, inputs):
    """What the program takes from the heads; `wide`, which only training has, is left out."""
    for ids, mask_, caps in inputs:
        h = model.bert(input_ids=ids, attention_mask=mask_, token_type_ids=caps).last_hidden_state
        for tags in (model.role(h), model.entity(h)):
            tags.log_softmax(-1)
        for arrow in (model.link, model.antecedent):
            scores = arrow(h, mask_)
            scores.softmax(-1).topk(min(reading.ARROWS_KEPT, scores.shape[-1]))


def masked_texts(quotes):
    """Each different text with its quotation marked once, as the program does it. The speaker is masked where the first
    words like the mention stand; the other persons are not, which a table of quotations does not tell: lengths are alike."""
    texts = {}
    with open(quotes, encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            text, quoted = placed(r["quote"], r["sentence"])
            at = text.find(r["speaker_mention"]) if r["speaker_mention"] else -1
            place = (at, at + len(r["speaker_mention"])) if at >= 0 else None
            parts = mask(text, quoted, place, own_names(r["speaker"], r["speaker_mention"], []), [])
            texts[tuple(map(tuple, parts))] = parts
    return list(texts.values())


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("articles", type=Path)
    ap.add_argument("quotes", type=Path, help="quotes.csv of the same articles")
    ap.add_argument("--models", type=Path, required=True)
    ap.add_argument("--threads", type=int, required=True)
    ap.add_argument("--batch", type=int, required=True)
    args = ap.parse_args()
    torch.set_num_threads(args.threads)

    def load(kind, name):
        return common.loaded(kind, args.models / name).eval()

    quotation, stance = load(QuotationModel, "quotation"), load(StanceModel, "stance")
    tok = BertWordPieceTokenizer(str(args.models / "quotation/vocab.txt"), lowercase=True)
    articles = [r["text"] for r in basics.read_jsonl(args.articles)]
    quotations = masked_texts(args.quotes)
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()

    begin = time.monotonic()
    with torch.inference_mode():
        read_quotations(quotation, batches([w for t in articles for w in windows(pieces(tok, t))], args.batch))
        middle = time.monotonic()
        for inputs in batches([encode(tok, parts) for parts in quotations], args.batch):
            stance(*inputs).softmax(-1)
    end = time.monotonic()
    print(json.dumps({"begin": begin, "middle": middle, "end": end}), flush=True)


if __name__ == "__main__":
    main()
