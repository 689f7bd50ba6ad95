"""The quotation model: one encoder, heads for roles, entities, links and antecedents on the same hidden states."""

import torch
from torch import nn

from quotation_corpora import ENTITIES, ROLES
from quotation_pieces import PARAGRAPH
from quotation_windows import CONTEXT, WIDTHS, WINDOW

LINK_DIM = 128
LABELS = {
    "groups": list(ROLES),
    "tags": ["O", "B", "I"],
    "entities": ["O"] + [f"{p}-{e}" for e in ENTITIES for p in "BI"],
    "window": WINDOW,
    "context": CONTEXT,
    "paragraph_id": PARAGRAPH,
    "token_types": ["lower", "capitalised", "capitals"],
}


class Arrow(nn.Module):
    """Scores [batch, pieces, pieces]: for each piece, every piece (and [CLS], none) as what it points to.

    A biaffine score over two small projections, after Dozat and Manning (2017), "Deep biaffine attention for
    neural dependency parsing".
    """

    def __init__(self, hidden):
        super().__init__()
        self.query, self.key = (
            nn.Sequential(nn.Linear(hidden, 2 * LINK_DIM), nn.GELU(), nn.Linear(2 * LINK_DIM, LINK_DIM))
            for _ in range(2)
        )
        # the encoder's states are small (deviation 0.26): with the usual start all scores are 0.003 and learn late
        for layer in (*self.query, *self.key):
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight, gain=2.0)

    def forward(self, h, mask):
        scores = self.query(h) @ self.key(h).transpose(1, 2) / LINK_DIM**0.5
        return scores.masked_fill(mask[:, None, :] == 0, -1e4)


class QuotationModel(nn.Module):
    """Logits by head: `role` [batch, pieces, 4 groups * 3 tags] after the codebook, `wide` [.., 3 * 3] after
    PolNeAR, `entity` [.., 9]; `link` and `antecedent` as in `Arrow`, from the first piece of a content to the first
    of its source, and from the first piece of a nameless mention to the last words of the names it stands for."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        hidden = bert.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.role = nn.Linear(hidden, WIDTHS["role"])
        self.wide = nn.Linear(hidden, WIDTHS["wide"])
        self.entity = nn.Linear(hidden, WIDTHS["entity"])
        self.link = Arrow(hidden)
        self.antecedent = Arrow(hidden)

    def forward(self, ids, mask, caps):
        h = self.dropout(self.bert(input_ids=ids, attention_mask=mask, token_type_ids=caps).last_hidden_state)
        return {
            "role": self.role(h),
            "wide": self.wide(h),
            "entity": self.entity(h),
            "link": self.link(h, mask),
            "antecedent": self.antecedent(h, mask),
        }

    @torch.no_grad()
    def begin_roles(self):
        """The codebook's roles start from what PolNeAR's have learnt."""
        self.role.weight[: WIDTHS["wide"]] = self.wide.weight
        self.role.bias[: WIDTHS["wide"]] = self.wide.bias


def widen_types(bert, types=3):
    """Token types tell capitals: all start where type 0 stands, so that only the difference is learnt."""
    old = bert.embeddings.token_type_embeddings.weight
    new = nn.Embedding(types, old.shape[1])
    with torch.no_grad():
        new.weight[:] = old[0]
    bert.embeddings.token_type_embeddings = new
    bert.config.type_vocab_size = types
    return bert
