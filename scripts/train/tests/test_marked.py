"""Articles of our own with marked quotations."""

import xml.etree.ElementTree as ET

import marked
from basics import REPO


def article(body):
    return marked.article(ET.fromstring(f'<article id="a">\n{body}\n</article>'))


def test_spans_names_and_levels():
    a = article(
        '“<content id="1" speaker="Oda Varn" level="-1">We will not wait</content>,” <source id="1">Varn</source> '
        '<cue id="1">said</cue>. “<content id="1">Not a day.</content>”'
    )
    (q,) = a["quotations"]
    assert a["wrong"] == []
    assert [a["text"][s:e] for s, e in q["spans"]] == ["We will not wait", "Not a day."]
    assert a["text"][slice(*q["mention_span"])] == "Varn" and a["text"][slice(*q["cue_span"])] == "said"
    assert (q["speaker"], q["stance"], q["nested"]) == ("Oda Varn", "-1", False)


def test_a_quotation_in_a_quotation():
    a = article(
        '<source id="1">Oda Varn</source> <cue id="1">said</cue> <content id="1" speaker="Oda Varn" level="0"><source '
        'id="2">Tarsk</source> <cue id="2">promised</cue> <content id="2" speaker="Tarsk" level="1">to leave</content>'
        "</content>."
    )
    assert [(q["speaker"], q["nested"]) for q in a["quotations"]] == [("Oda Varn", False), ("Tarsk", True)]


def test_what_is_wrong_is_said():
    a = article(
        '<source id="1">She</source> <cue id="1">said</cue> <content id="1" speaker="Juna Hale" level="3">no</content>.'
    )
    assert len(a["wrong"]) == 2
    assert "Juna Hale is nowhere" in a["wrong"][0] and "level must be" in a["wrong"][1]


def test_the_articles_that_we_keep_are_right():
    files = sorted((REPO / "data/quotations").glob("*.xml"))
    articles = [a for f in files for a in marked.read(f)]
    assert len(articles) >= 84
    assert [w for a in articles for w in a["wrong"]] == []
