"""The cuts of src/text.rs; a test beside it reads the same file."""

import json

import pytest

from basics import REPO
from sentences import LONGEST, Sentences

CASES = json.loads((REPO / "tests/data/sentences.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["about"] for c in CASES])
def test_cuts_as_the_program_does(case):
    text = case["text"]
    s = Sentences(text)
    assert [[text[a:b] for a, b in s.of(k)] for k in range(len(s.paragraphs))] == case["sentences"]
    for words, sentence in case["around"].items():
        at = text.index(words)
        a, b = s.around(at, at + len(words))
        assert text[a:b] == sentence


def test_a_text_without_stops_is_cut_at_spaces():
    text = "word " * 2000
    s = Sentences(text)
    lengths = [b - a for a, b in s.of(0)]
    assert max(lengths) <= LONGEST and sum(lengths) > len(text) - 2 * len(lengths)
    assert all(text[a:b].startswith("word") and text[a:b].endswith("word") for a, b in s.of(0))


def test_a_place_after_the_last_paragraph():
    assert Sentences("One.\n\n").around(5, 5) == (0, 5)
    assert Sentences("").around(0, 0) == (0, 0)
