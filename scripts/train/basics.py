"""What the trainers and their tests share that needs no torch: places, the vocabulary's marks, the tokenizer, JSON lines.

The tokenization here and the one in `src/encoder/tokenizer.rs` must give the same ids; `models/*/parity.json` holds
inputs and logits by which a Rust test checks it.
"""

import json
import os
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED", REPO.parent / "shared"))  # data and evaluator
VOCABULARY = REPO / "models/quotation/vocab.txt"  # that of bert-base-uncased, one for all models
PAD, CLS, SEP = 0, 101, 102


def tokenizer():
    from tokenizers import BertWordPieceTokenizer  # here: not all who read files cut word pieces

    return BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)


def read_jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]
