"""What Python gives for fixed inputs, kept with each model for the Rust parity test: logits for twenty texts of our own,
and for the development articles the places of what is found in them (no word of theirs)."""

import hashlib
import json

import torch

from basics import CLS, SEP
from quotation_corpora import ROLES
from quotation_pieces import pieces
from quotation_reading import entity_spans, read, role_spans

TEXTS = (
    "The ferry will sail at noon, said harbour master Ilse Brandt.",
    "“We are ready to sign tomorrow,” President Oda Varn told reporters in Kestrel Bay. “Nothing stands in the way.”",
    "Norlund's foreign ministry warned that any blockade would be answered in kind.",
    '"No deal," the envoy wrote.\nHe added that talks were over.',
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
            out = model(ids, torch.ones_like(ids), caps)
        heads = {
            name: [round(x, 4) for x in out[name].flatten().tolist()]
            for name in ("role", "entity", "link", "antecedent")
        }
        rows.append({"text": text, "ids": ids[0].tolist(), "caps": caps[0].tolist(), **heads})
    (folder / "parity.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")


def article_parity(model, tok, texts, folder):
    """Code-point spans of roles and entities, and where the likeliest source of each content begins."""
    rows = []
    for path in texts:
        text = path.read_bytes().decode("utf-8")
        p, out = read(model, tok, text)
        row = {"id": path.stem, "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()}
        for g, name in enumerate(ROLES):
            spans = role_spans(out["role"], g, p)
            row[name] = [[p.starts[a], p.ends[b - 1]] for a, b in spans]
            if name == "content":
                to = [int(out["link_to"][a, 0]) for a, _ in spans]
                row["links"] = [None if k < 0 else p.starts[k] for k in to]
        row["entities"] = [[p.starts[a], p.ends[b - 1], k] for a, b, k in entity_spans(out["entity"], p)]
        rows.append(row)
    (folder / "parity_articles.json").write_text(json.dumps(rows) + "\n", encoding="utf-8")


def stance_parity(model, tok, folder):
    from stance_data import encode

    rows = []
    for i, text in enumerate(TEXTS):
        after = " ".join(TEXTS[k % len(TEXTS)] for k in range(i + 1, i + 1 + i))  # from none to more than fits
        parts = [[words, quoted] for words, quoted in ((TEXTS[i - 1] + " ", False), (text, True), (" " + after, False))]
        ids, types = encode(tok, parts)
        with torch.no_grad():
            logits = model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long), torch.tensor([types]))
        rows.append({"parts": parts, "ids": ids, "types": types, "logits": [round(x, 5) for x in logits[0].tolist()]})
    (folder / "parity.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")
