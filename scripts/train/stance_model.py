"""The stance model, its loss and its predictions."""

import torch
import torch.nn.functional as F
from torch import nn

import basics
import common
from stance_data import CLASSES, encode

LEVELS = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
SMOOTHING = 0.05


class StanceModel(nn.Module):
    """Logits [batch, 6] (five levels, off axis) from the mean of the encoder's last hidden states over the quotation
    (token type 1)."""

    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(bert.config.hidden_size, len(CLASSES))

    def forward(self, ids, mask, types):
        h = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        weight = types.unsqueeze(-1).to(h.dtype)
        return self.classifier(self.dropout((h * weight).sum(1) / weight.sum(1)))


def inputs_of(tok):
    """Rows to (ids, mask, token types)."""

    def inputs(rows):
        enc = [encode(tok, r.parts) for r in rows]
        ids = common.pad([i for i, _ in enc])
        return ids, (ids != basics.PAD).long(), common.pad([t for _, t in enc])

    return inputs


@torch.no_grad()
def predict(model, inputs, rows):
    """Logits [rows, 6]."""
    model.eval()
    logits = torch.zeros(len(rows), len(CLASSES))
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].text))
    for k in range(0, len(order), 32):
        part = order[k : k + 32]
        with common.autocast():
            logits[part] = model(*inputs([rows[i] for i in part])).float()
    return logits


def loss_of(logits, rows, weights):
    """Labels: cross-entropy, and the squared error of the expected level where it is on the axis. Probabilities of a
    teacher: cross-entropy, half and half where there is a label too."""
    label = torch.tensor([r.label for r in rows])
    soft = torch.stack([torch.tensor(r.soft) if r.soft is not None else torch.zeros(len(CLASSES)) for r in rows])
    has_soft = soft.sum(1)
    share = torch.where(label < 0, 0.0, torch.where(has_soft > 0, 0.5, 1.0))
    known = label.clamp(min=0)
    hard = F.cross_entropy(logits, known, weight=weights, label_smoothing=SMOOTHING, reduction="none")
    p = logits[:, :5].softmax(-1)
    ordinal = ((p * LEVELS).sum(1) - (known - 2)).pow(2) * (known < 5)
    distilled = -(soft * logits.log_softmax(-1)).sum(1)
    return (share * (hard + 0.4 * ordinal) + (1 - share) * distilled).mean()


def sign_loss(logits, cooperates):
    """Conflict against cooperation through the axis's sign: the levels above neutral against those below."""
    above = logits[:, 3:5].logsumexp(-1) - logits[:, 0:2].logsumexp(-1)
    return F.binary_cross_entropy_with_logits(above, cooperates)
