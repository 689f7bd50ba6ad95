"""A run's folder of any size, made up by a seeded generator."""

import random

import archives

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


def folder(template, path, articles, quotes_each=25):
    db = archives.emptied(template, path)
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
    for a in range(articles):
        article_id, title = f"wire-{a:06}", some(7).capitalize()
        outlet, date = rnd.choice(OUTLETS), f"2025-{rnd.randrange(12) + 1:02}-{rnd.randrange(28) + 1:02}"
        text, quotations = some(40) + ".\n\n", []
        for _ in range(quotes_each):
            i = rnd.choices(range(len(speakers)), weights)[0]
            quote = f"“{some(rnd.randint(5, 30)).capitalize()},”"
            start, sentence = len(text), f"{quote} {speakers[i]} said."
            mention = start + len(quote) + 1
            cue = mention + len(speakers[i]) + 1
            text += f"{sentence} {some(12).capitalize()}.\n\n"
            score = max(-1, min(1, rnd.gauss(lean[i], 0.4)))
            off = rnd.random() < 0.15
            label = "off_axis" if off else LABELS[round(score * 2) + 2]
            quotations.append(
                (quote, start, speakers[i], 0.95, None if off else score, label, sentence, (mention, cue - 1), cue)
            )
        archives.add(db, article_id, text, quotations, title, outlet, date)
    db.commit()
    db.close()
