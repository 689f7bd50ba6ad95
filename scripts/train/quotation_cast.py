"""What an article's cast teaches (../shared/data/articles/*/cast): its names as entities, and what stands for them.

A cast lists every person, body and place of an article with all spellings of the name and with descriptions ("the mayor")
that stand for it. Names found in the text are entities; mentions and descriptions without the name are taught to point at
all names of their entity in the text (marginal likelihood, as in end-to-end coreference: Lee et al. 2017)."""

import re
from collections import Counter

KINDS = {"person": "PER", "org": "ORG", "place": "LOC", "other": "MISC"}
DETERMINERS = ("the", "a", "an", "this", "that", "his", "her", "its", "their", "my", "our")


def found(text, words):
    """(start, end) of all places where `words` stand by themselves."""
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


class Cast:
    """The cast of one article in its text. `lines`: the objects of a file of ../shared/data/articles/*/cast."""

    def __init__(self, text, lines):
        self.text, self.lines = text, lines
        owners = Counter(form for line in lines for form in set(line["forms"]))
        taken = []
        self.places = {i: [] for i in range(len(lines))}  # line -> places of its names that are no other line's
        self.entities = []  # (start, end, kind)
        forms = {(form, i) for i, line in enumerate(lines) for form in line["forms"]}
        for form, i in sorted(forms, key=lambda f: (-len(f[0]), f)):
            for s, e in found(text, form):
                if any(s < b and a < e and (a, b) != (s, e) for a, b in taken):
                    continue  # inside a longer name
                if (s, e) not in taken:
                    taken.append((s, e))
                    self.entities.append((s, e, KINDS[lines[i]["kind"]]))
                if owners[form] == 1:
                    self.places[i].append((s, e))
        self.entities.sort()

    def heads(self, i):
        """Where the last words of the names of line `i` begin."""
        return sorted({e - len(self.text[s:e].split()[-1]) for s, e in self.places[i]})

    def line_of(self, speaker):
        """The line whose name, or one of whose forms, is the speaker's."""
        wanted = folded(speaker)
        for key in (lambda line: [line["name"]], lambda line: line["forms"]):
            hits = [i for i, line in enumerate(self.lines) if wanted in map(folded, key(line))]
            if len(hits) == 1:
                return hits[0]
        return None

    def lines_of(self, speaker):
        """Those of all that speak together; empty where one of them is not in the cast."""
        i = self.line_of(speaker)
        if i is not None:
            return [i]
        parts = [self.line_of(part) for part in re.split(r", (?:and )?| and ", speaker)]
        return [] if None in parts else parts

    def antecedent(self, start, end, speaker):
        """What the mention at (start, end) of a named speaker points to: places of names, or None where the mention holds
        the name or the text has none."""
        lines = self.lines_of(speaker)
        if any(start <= s and e <= end for i in lines for s, e in self.places[i]):
            return None
        return sorted({h for i in lines for h in self.heads(i)}) or None

    def descriptions(self):
        """(start of a description, places of the names that it stands for), for those that one line alone has and that
        begin with a determiner: a bare title may be several people's."""
        owners = Counter(d.lower() for line in self.lines for d in set(line["descriptions"]))
        out = {}
        for i, line in enumerate(self.lines):
            heads = self.heads(i)
            for words in line["descriptions"]:
                first, _, rest = words.partition(" ")
                if not heads or not rest or first.lower() not in DETERMINERS or owners[words.lower()] > 1:
                    continue
                for form in {words, words[0].upper() + words[1:], words[0].lower() + words[1:]}:
                    for s, e in found(self.text, form):
                        if not any(s <= a and b <= e for a, b in self.places[i]):
                            out.setdefault(s, heads)
        return sorted(out.items())


def folded(name):
    return name.casefold().replace("’", "'").removeprefix("the ")
