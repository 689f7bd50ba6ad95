"""Paragraphs and sentences as src/text.rs cuts them: what the stance model is trained on is what it reads.

`tests/data/sentences.json` holds texts and cuts that a test here and one beside the Rust code both read.
"""

import tomllib
from bisect import bisect_left, bisect_right

from uniseg.sentencebreak import SentenceBreak as SB
from uniseg.sentencebreak import sentence_boundaries, sentence_break

from basics import REPO

# words that both programs know
LEXICON = REPO / "data/lexicon.toml"
# words after which a full stop ends no sentence (lower case, without the stop)
ABBREVIATIONS = frozenset(tomllib.loads(LEXICON.read_text(encoding="utf-8"))["sentences"]["abbreviations"])
LONGEST = 4000  # code points beyond which a sentence is cut
# Rust's char::is_whitespace, which is Unicode's White_Space; Python's str.isspace has the four separators of ASCII too
WHITESPACE = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
SPACES = "".join(WHITESPACE)
OPENING = " (“\"‘'"


def trimmed(text, start, end):
    """A stretch of the text without the white space around it."""
    while start < end and text[start] in WHITESPACE:
        start += 1
    while start < end and text[end - 1] in WHITESPACE:
        end -= 1
    return start, end


def paragraphs(text):
    """The lines that hold text: code-point offsets, end excluded."""
    out, at = [], 0
    for line in text.split("\n"):
        start, end = trimmed(text, at, at + len(line))
        if start < end:
            out.append((start, end))
        at += len(line) + 1
    return out


def bounds(text):
    """Sentence bounds after Unicode TR 29, without the text's start."""
    return [at for at in sentence_boundaries(text) if at and not goes_on(text, at)]


def goes_on(text, bound):
    """Rule SB8: after a full stop no bound where a small letter is the first letter that follows. uniseg's own test for it
    stops at the class Other ("/", "€", pictures), which the rule passes over."""
    at = bound
    for passed_over in (SB.SP, SB.CLOSE):
        while at and sentence_break(text[at - 1]) in (passed_over, SB.EXTEND, SB.FORMAT):
            at -= 1
    if not at or sentence_break(text[at - 1]) != SB.ATERM:
        return False
    letters_and_stops = (SB.OLETTER, SB.UPPER, SB.LOWER, SB.SEP, SB.CR, SB.LF, SB.STERM, SB.ATERM)
    return next((c for c in map(sentence_break, text[bound:]) if c in letters_and_stops), None) == SB.LOWER


def sentences(text, start, end):
    """The sentences of one paragraph (Unicode TR 29, and no break after common abbreviations and initials)."""
    out = []
    at = start
    for bound in bounds(text[start:end]):
        stop = start + bound
        if out and stop - out[-1][0] <= LONGEST and not ends_sentence(text[out[-1][0] : out[-1][1]]):
            out[-1][1] = stop
        else:
            while stop - at > LONGEST:
                cut = at + LONGEST
                spaces = (i for i in range(cut - 1, max(at, cut - 201), -1) if text[i - 1] in WHITESPACE)
                space = next(spaces, cut)
                out.append([at, space])
                at = space
            out.append([at, stop])
        at = stop
    for s in out:
        while s[0] < s[1] and text[s[1] - 1] in WHITESPACE:
            s[1] -= 1
    return [tuple(s) for s in out]


def ends_sentence(text):
    text = text[-40:].rstrip(SPACES)  # only the last words matter
    if not text.endswith("."):
        return True
    word = text[:-1]
    word = word[max(word.rfind(c) for c in OPENING) + 1 :].lower()
    return not (word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"))


class Sentences:
    """A text's paragraphs and their sentences, cut when they are asked for."""

    def __init__(self, text):
        self.text = text
        self.paragraphs = paragraphs(text)
        self.cut = {}

    def of(self, paragraph):
        """The sentences of a paragraph: code-point offsets in the text, end excluded."""
        if paragraph not in self.cut:
            self.cut[paragraph] = sentences(self.text, *self.paragraphs[paragraph])
        return self.cut[paragraph]

    def paragraph_at(self, position):
        """Index of the paragraph at a position, or of the next one after it (the last one at the end)."""
        return min(bisect_right(self.paragraphs, position, key=lambda p: p[1]), max(len(self.paragraphs) - 1, 0))

    def around(self, start, end):
        """From the start of the sentence that holds `start` to the end of the one that holds the last character before
        `end`, within the paragraphs that they are in."""
        if not self.paragraphs:
            return start, end
        before = self.of(self.paragraph_at(start))
        k = bisect_right(before, start, key=lambda s: s[0])
        first = before[k - 1][0] if k else start
        after = self.of(self.paragraph_at(max(end - 1, start)))
        k = bisect_left(after, end, key=lambda s: s[1])
        last = after[k][1] if k < len(after) else end
        return min(first, start), max(last, end)
