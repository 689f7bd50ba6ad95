"""Entities and antecedents from a cast."""

from quotation_cast import Cast
from quotation_corpora import annotated

TEXT = (
    "Oda Varn met the mayor of Port Avel. The mayor, Juna Hale, was late. Varn's brother Per Varn waited at Port Avel "
    "Ferries.\nShe said the firm had failed. They agreed, and officials would not comment."
)
LINES = [
    {"name": "Oda Varn", "kind": "person", "forms": ["Oda Varn", "Varn"], "descriptions": ["President"]},
    {"name": "Per Varn", "kind": "person", "forms": ["Per Varn", "Varn"], "descriptions": ["a brother"]},
    {"name": "Juna Hale", "kind": "person", "forms": ["Juna Hale"], "descriptions": ["the mayor"]},
    {"name": "Port Avel", "kind": "place", "forms": ["Port Avel"], "descriptions": ["the city"]},
    {"name": "Port Avel Ferries", "kind": "org", "forms": ["Port Avel Ferries"], "descriptions": ["the firm"]},
]


def at(words, n=0):
    place = -1
    for _ in range(n + 1):
        place = TEXT.index(words, place + 1)
    return place


def test_the_longest_name_is_the_entity():
    cast = Cast(TEXT, LINES)
    assert [(TEXT[s:e], kind) for s, e, kind in cast.entities] == [
        ("Oda Varn", "PER"), ("Port Avel", "LOC"), ("Juna Hale", "PER"), ("Varn", "PER"), ("Per Varn", "PER"),
        ("Port Avel Ferries", "ORG"),
    ]  # fmt: skip


def test_a_name_of_two_is_nobody_s_antecedent():
    cast = Cast(TEXT, LINES)
    assert cast.heads(0) == [at("Varn")] and cast.heads(1) == [at("Per Varn") + 4]
    assert cast.heads(4) == [at("Ferries")]


def test_descriptions_point_to_names_and_bare_titles_do_not():
    assert Cast(TEXT, LINES).descriptions() == [
        (at("the mayor"), [at("Hale")]),
        (at("The mayor"), [at("Hale")]),
        (at("the firm"), [at("Ferries")]),
    ]


def quotation(mention, speaker, content):
    return {
        "mention_span": [at(mention), at(mention) + len(mention)], "cue_span": None, "speaker": speaker,
        "spans": [[at(content), at(content) + len(content)]],
    }  # fmt: skip


def test_mentions_point_to_all_names_of_their_speaker():
    article = {
        "text": TEXT,
        "quotations": [
            quotation("She", "Juna Hale", "the firm had failed"),
            quotation("They", "Oda Varn and Juna Hale", "agreed"),
            quotation("officials", "unnamed: officials", "would not comment"),
            quotation("Oda Varn", "Oda Varn", "late"),
        ],
    }
    doc = annotated(article, Cast(TEXT, LINES))
    known = dict(doc.antecedents)
    assert known[at("She")] == [at("Hale")]
    assert known[at("They")] == [at("Varn"), at("Hale")]
    assert known[at("officials")] == []
    assert at("Oda Varn") not in known
    assert annotated(article).entities is None and dict(annotated(article).antecedents).keys() == {
        at("She"),
        at("They"),
    }
