"""Twenty inputs of our own with the logits that Python gives, kept with each model for the Rust parity test."""
import json

import torch

from common import CLS, SEP
from quotation_data import pieces

TEXTS = (
    "The ferry will sail at noon, said harbour master Ilse Brandt.",
    "“We are ready to sign tomorrow,” President Oda Varn told reporters in Kestrel Bay. “Nothing stands in the way.”",
    "Norlund's foreign ministry warned that any blockade would be answered in kind.",
    "\"No deal,\" the envoy wrote.\nHe added that talks were over.",
    "Marek Dolny, who leads the farmers' union, called the offer 'a bad joke' and left.",
    "According to officials in Tarsk, eleven prisoners were exchanged on Sunday.",
    "‘It is time to stop shooting,’ she said. ‘All of us must stop.’",
    "The general vowed to fight on “until the last hill is ours”.",
    "A spokesman for the island council did not reply.",
    "Asked about sanctions, Premier Juna Hale said: “Everything is on the table.”",
    "Élodie Marchand’s café reopened; naïve visitors paid 3,50 € each.",
    "«Nous voulons la paix», a déclaré la ministre.",
    "“First line of a long speech.\n“Second paragraph of it,” Varn said.",
    "The price of tin rose by 4.7% on Monday.",
    "Both sides said they would meet again next week in Port Avel, adding that maps were being drawn.",
    "I think — and I have always thought — that the border is a line of trust, the bishop wrote in a letter.",
    "TALKS RESUME IN PORT AVEL AFTER NIGHT OF SHELLING",
    "He said she said they'd said it wasn't so.",
    "The Republic of Tarsk rejected the ceasefire proposal, its state agency reported, saying the terms “insult the dead”.",
    "Two words.",
)


def quotation_parity(model, tok, folder):
    rows = []
    for text in TEXTS:
        p = pieces(tok, text)
        ids = torch.tensor([[CLS] + p.ids + [SEP]])
        caps = torch.tensor([[0] + p.caps + [0]])
        with torch.no_grad():
            role, entity, link = model(ids, torch.ones_like(ids), caps)
        rows.append({
            "text": text, "ids": ids[0].tolist(), "caps": caps[0].tolist(),
            "role": [round(x, 4) for x in role.flatten().tolist()],
            "entity": [round(x, 4) for x in entity.flatten().tolist()],
            "link": [round(x, 4) for x in link.flatten().tolist()],
        })
    (folder / "parity.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")


def stance_parity(model, tok, folder):
    from stance_data import encode_pair

    rows = []
    for i, text in enumerate(TEXTS):
        context = TEXTS[(i + 1) % len(TEXTS)]
        ids, types = encode_pair(tok, text, context)
        with torch.no_grad():
            logits = model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long), torch.tensor([types]))
        rows.append({"quote": text, "context": context, "ids": ids, "types": types,
                     "logits": [round(x, 5) for x in logits[0].tolist()]})
    (folder / "parity.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")
