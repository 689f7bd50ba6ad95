"""The teacher of the stance model: all-mpnet-base-v2 (110 M parameters), which reads its input as a pair."""
import mpnet
from stance_model import StanceModel

MAX_PIECES = 128


def teacher():
    """The model to train, and what turns rows into its (ids, mask, None): MPNet has no token types."""
    tok, bert = mpnet.load()

    def inputs(rows):
        enc = tok([r.quote for r in rows], [r.text for r in rows], truncation="longest_first",
                  max_length=MAX_PIECES, padding=True, return_tensors="pt")
        return enc["input_ids"], enc["attention_mask"].long(), None
    return StanceModel(bert), inputs
