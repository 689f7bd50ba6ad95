"""Who speaks, and who else is named, is hidden from the stance model: as src/stance/mask.rs does it."""

import re

SPEAKER = "the speaker"
PERSON = "someone"
PLACEHOLDERS = {"speaker": SPEAKER, "person": PERSON}
LEAST = 3  # characters of a name that is looked for by itself


def without_possessive(name):
    return re.sub(r"['’]s?$", "", name.strip())


def capitalised_tail(words):
    """["Dmitry Lund"] of "Castle spokesman Dmitry Lund": the capitalised words at a mention's end, without 's."""
    tail = []
    for w in reversed(without_possessive(words).split()):
        if not w[:1].isupper():
            break
        tail.insert(0, w)
    return " ".join(tail)


def forms_of(names):
    """Each name and its last word."""
    out = set()
    for name in names:
        name = without_possessive(name)
        if name:
            out |= {f for f in (name, name.split()[-1]) if len(f) >= LEAST}
    return out


def person_forms(tagged):
    """What persons go by, of (name, whether tagged as a person's), once for each time it is tagged: whole and by the
    last word. Words that are tagged otherwise more often are no person."""
    tagged = [(without_possessive(name), person) for name, person in tagged]
    votes = {}
    for name, person in tagged:
        votes[name] = votes.get(name, 0) + (1 if person else -1)
    return {
        f for name, person in tagged if person and votes[name] >= 0 for f in forms_of([name]) if votes.get(f, 0) >= 0
    }


def found(text, placeholders, offset):
    """(start, end, placeholder) of the keys of `placeholders`, longest first, wherever they stand as words of their own."""
    if not placeholders:
        return []
    forms = sorted(placeholders, key=lambda f: (-len(f), f))
    pattern = r"(?<![^\W_])(?:" + "|".join(map(re.escape, forms)) + r")(?![^\W_])"
    return [(m.start() + offset, m.end() + offset, placeholders[m.group()]) for m in re.finditer(pattern, text)]


def own_names(speaker, mention, persons):
    """Names that the speaker goes by: the capitalised end of the mention, and the canonical name of a body. Not that of
    a person: what a pronoun was resolved to must not move the score. `persons`: what `person_forms` gives."""
    families = {f.split()[-1] for f in persons}
    body = speaker if speaker and not speaker.startswith("unnamed") and speaker.split()[-1] not in families else ""
    return [n for n in (capitalised_tail(mention), body) if n]


def mask(text, quoted, mention, own, persons):
    """`text` in parts, each [words, whether they are the quotation's], with the mention (its place, or None) and the
    speaker's `own` names as SPEAKER, and `persons`, what all others go by, as PERSON. `quoted`: the quotation's spans.
    A person who shares the last word of an own name is the speaker. What is replaced belongs to the part in which it
    begins."""
    speaker = forms_of(own)
    families = {f.split()[-1] for f in speaker}
    placeholders = {f: SPEAKER if f.split()[-1] in families else PERSON for f in persons}
    placeholders |= dict.fromkeys(speaker, SPEAKER)
    s, e = mention or (len(text), len(text))
    places = found(text[:s], placeholders, 0)
    if mention:
        places.append((s, e, SPEAKER))
    places += found(text[e:], placeholders, e)
    inside = [any(a <= i < b for a, b in quoted) for i in range(len(text))]
    parts, at = [], 0

    def put(words, is_quoted):
        if parts and parts[-1][1] == is_quoted:
            parts[-1][0] += words
        elif words:
            parts.append([words, is_quoted])

    for start, end, instead in places + [(len(text), len(text), "")]:
        for i in range(at, start):
            put(text[i], inside[i])
        if instead:
            put(instead, start < len(text) and inside[start])
        at = end
    return parts
