"""A run's folder of any size, made up by a seeded generator: what `score --keep-text` would have left."""

import csv
import json
import random

from hostile import QUOTE_COLUMNS

LABELS = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace"]
WORDS = (
    "the bridge council river truce paper convoy envoy border winter guns prisoners letter answer week harbour "
    "deputies grain train minister will must never open close sign hold wait send leave both sides again before"
).split()
OUTLETS = [
    f"The {name} {kind}"
    for name in ("Sull", "Arden", "Velimar", "Branmouth", "Kestria")
    for kind in ("Herald", "Post", "Mirror", "Courier", "Wire", "Gazette", "Record", "Star")
]


def folder(path, articles, quotes_each=25, texts=True):
    path.mkdir(parents=True)
    rnd = random.Random(6)

    def some(n):
        return " ".join(rnd.choices(WORDS, k=n))

    speakers = [
        f"{rnd.choice('ABDEGHJKLMNOPRSTV')}{s} {rnd.choice(WORDS).title()}son"
        for s in ("ela", "oris", "una", "edik", "anna", "ivar", "oda", "esto")
        for _ in range(150)
    ]
    weights = [1 / (i + 3) for i in range(len(speakers))]
    lean = [rnd.uniform(-0.7, 0.7) for _ in speakers]
    kept = open(path / "articles.jsonl", "w", encoding="utf-8") if texts else None
    with open(path / "quotes.csv", "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, QUOTE_COLUMNS)
        out.writeheader()
        for a in range(articles):
            article_id, title = f"wire-{a:06}", some(7).capitalize()
            outlet, date = rnd.choice(OUTLETS), f"2025-{rnd.randrange(12) + 1:02}-{rnd.randrange(28) + 1:02}"
            text, marks = some(40) + ".\n\n", []
            for n in range(quotes_each):
                i = rnd.choices(range(len(speakers)), weights)[0]
                quote = f"“{some(rnd.randint(5, 30)).capitalize()},”"
                start, sentence = len(text), f"{quote} {speakers[i]} said."
                mention = start + len(quote) + 1
                cue = mention + len(speakers[i]) + 1
                marks.append(
                    {
                        "quote_id": f"{article_id}#{n + 1}",
                        "cue": [cue, cue + 4],
                        "mention": [mention, mention + len(speakers[i])],
                    }
                )
                text += f"{sentence} {some(12).capitalize()}.\n\n"
                score = max(-1, min(1, rnd.gauss(lean[i], 0.4)))
                off = rnd.random() < 0.15
                out.writerow(
                    {
                        "article_id": article_id,
                        "quote_id": f"{article_id}#{n + 1}",
                        "type": "direct",
                        "quote": quote,
                        "spans": f"{start}-{start + len(quote)}",
                        "cue": "said",
                        "speaker_mention": speakers[i],
                        "speaker": speakers[i],
                        "speaker_id": speakers[i].lower().replace(" ", "-"),
                        "speaker_confidence": "0.950",
                        "stance_score": "" if off else f"{score:.3f}",
                        "stance_label": "off_axis" if off else LABELS[round(score * 2) + 2],
                        "stance_confidence": "0.700",
                        "nested": "false",
                        "duplicate_of": "",
                        "sentence": sentence,
                        "title": title,
                        "outlet": outlet,
                        "date": date,
                    }
                )
            if kept:
                kept.write(
                    json.dumps(
                        {"id": article_id, "title": title, "outlet": outlet, "date": date, "text": text, "marks": marks}
                    )
                    + "\n"
                )
    if kept:
        kept.close()
