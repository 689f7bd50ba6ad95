"""The quotation model: one encoder, heads for roles, entities and links on the same hidden states."""
import torch
from torch import nn

from quotation_data import ENTITIES, GROUPS

LINK_DIM = 128
LABELS = {
    "groups": list(GROUPS),
    "tags": ["O", "B", "I"],
    "entities": ["O"] + [f"{p}-{e}" for e in ENTITIES for p in "BI"],
    "window": 256,
    "overlap": 64,
    "paragraph_id": 1,
    "cased_token_types": True,
}


class QuotationModel(nn.Module):
    """Logits of shapes [batch, pieces, 4 groups * 3 tags], [batch, pieces, 9 entity tags] and
    [batch, pieces, pieces]: for a piece that begins a content, a score for each piece as the first of its
    source mention, where [CLS] stands for no source (a biaffine score, after Dozat and Manning 2017)."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        hidden = bert.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.role = nn.Linear(hidden, len(GROUPS) * 3)
        self.entity = nn.Linear(hidden, 1 + 2 * len(ENTITIES))
        self.link_query = nn.Linear(hidden, LINK_DIM)
        self.link_key = nn.Linear(hidden, LINK_DIM)

    def forward(self, ids, mask, caps):
        h = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=caps).last_hidden_state
        h = self.dropout(h)
        link = self.link_query(h) @ self.link_key(h).transpose(1, 2) / LINK_DIM**0.5
        link = link.masked_fill(mask[:, None, :] == 0, -1e4)
        return self.role(h), self.entity(h), link
