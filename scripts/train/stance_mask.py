"""Who speaks, and who else is named, is hidden from the stance model: as src/stance/mask.rs does it."""
import re

SPEAKER = "the speaker"
PERSON = "someone"
PLACEHOLDERS = {"speaker": SPEAKER, "person": PERSON}
LEAST = 3  # characters of a name that is looked for by itself


def capitalised_tail(words):
    """["Dmitry Lund"] of "Castle spokesman Dmitry Lund": the capitalised words at a mention's end, without 's."""
    tail = []
    for w in reversed(re.sub(r"['’]s?$", "", words.strip()).split()):
        if not w[:1].isupper():
            break
        tail.insert(0, w)
    return " ".join(tail)


def forms_of(names):
    """Each name and its last word."""
    out = set()
    for name in names:
        name = re.sub(r"['’]s?$", "", name.strip())
        if name:
            out |= {f for f in (name, name.split()[-1]) if len(f) >= LEAST}
    return out


def person_forms(tagged):
    """What persons go by, of (name, whether tagged as a person's), once for each time it is tagged: whole and by the
    last word. Words that are tagged otherwise more often are no person."""
    tagged = [(re.sub(r"['’]s?$", "", name.strip()), person) for name, person in tagged]
    votes = {}
    for name, person in tagged:
        votes[name] = votes.get(name, 0) + (1 if person else -1)
    return {f for name, person in tagged if person and votes[name] >= 0 for f in forms_of([name]) if votes.get(f, 0) >= 0}


def replaced(text, placeholders):
    """The keys of `placeholders`, longest first, wherever they stand as words of their own."""
    if not placeholders:
        return text
    forms = sorted(placeholders, key=lambda f: (-len(f), f))
    pattern = r"(?<![^\W_])(?:" + "|".join(map(re.escape, forms)) + r")(?![^\W_])"
    return re.sub(pattern, lambda m: placeholders[m.group()], text)


def own_names(speaker, mention, persons):
    """`persons`: what `person_forms` gives. Names that the speaker goes by: the capitalised end of the mention, and the canonical name of a body. Not that of
    a person: what a pronoun was resolved to must not move the score."""
    families = {f.split()[-1] for f in persons}
    body = speaker if speaker and not speaker.startswith("unnamed") and speaker.split()[-1] not in families else ""
    return [n for n in (capitalised_tail(mention), body) if n]


def mask(quote, context, mention, own, persons):
    """The two texts with the mention (its place in the context, or None) and the speaker's `own` names as SPEAKER, and
    `persons`, what all others go by, as PERSON. A person who shares the last word of an own name is the speaker."""
    speaker = forms_of(own)
    families = {f.split()[-1] for f in speaker}
    placeholders = {f: SPEAKER if f.split()[-1] in families else PERSON for f in persons}
    placeholders |= {f: SPEAKER for f in speaker}
    if mention:
        s, e = mention
        head, tail = replaced(context[:s], placeholders), replaced(context[e:], placeholders)
        context = head + SPEAKER + tail
    else:
        context = replaced(context, placeholders)
    return replaced(quote, placeholders), context
