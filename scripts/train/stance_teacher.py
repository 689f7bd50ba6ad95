"""The teacher of the stance model reads its input as a pair."""

MAX_PIECES = 128


def inputs(tok):
    """Rows to (ids, mask, None): quotation and context as a pair; MPNet has no token types."""
    def encode(rows):
        enc = tok([r.quote for r in rows], [r.context for r in rows], truncation="longest_first",
                  max_length=MAX_PIECES, padding=True, return_tensors="pt")
        return enc["input_ids"], enc["attention_mask"].long(), None
    return encode
