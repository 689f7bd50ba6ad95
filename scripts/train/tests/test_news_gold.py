import news_gold

ARTICLE = {
    "id": "pool-1",
    "text": "“We will talk,” said Oda Varn, the mayor. “We always have.”\n\nHe denied that he had left. “I told him: ‘go,’” she said.",
}
ANSWER = """# pool-1
C | person | f | Oda Varn | - | the mayor
Q | 1 | d | "We will talk," + "We always have." | said | Oda Varn | Oda Varn | 1 | offer
Q | 2 | i | he had left | denied | He | unnamed: he | 0 | deny
Q | 2 | d | "I told ... 'go,'" | said | she | Oda Varn | x | report
Q | 2 | dn | 'go,' | told | I | Oda Varn | x | demand
"""


def read(tmp_path, words):
    path = tmp_path / "answer.txt"
    path.write_text(words, encoding="utf-8")
    return news_gold.read(path, {"pool-1": ARTICLE})


def test_words_become_places(tmp_path):
    (reader,), wrong = read(tmp_path, ANSWER)
    assert wrong == []
    text = ARTICLE["text"]
    first, denied, told, inner = reader.quotations
    assert first["content"] == ["“We will talk,”", "“We always have.”"]
    assert text[slice(*denied["cue_span"])] == "denied" and text[slice(*denied["mention_span"])] == "He"
    assert told["content"] == ["“I told him: ‘go,’”"] and told["mention"] == "she"
    assert inner["content"] == ["‘go,’"] and inner["nested"] and inner["mention"] == "I"


def test_what_is_kept_has_no_words_and_gives_them_back(tmp_path):
    (reader,), _ = read(tmp_path, ANSWER)
    row = news_gold.kept(reader)
    assert "We will talk" not in str(row) and "the mayor" not in str(row)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / news_gold.ANNOTATIONS).write_text(news_gold.json.dumps(row) + "\n", encoding="utf-8")
    (article,) = news_gold.load(tmp_path / "kept", {"pool-1": ARTICLE})
    assert [q["content"] for q in article["quotations"]] == [q["content"] for q in reader.quotations]
    assert article["cast"] == [
        {"name": "Oda Varn", "kind": "person", "sex": "f", "forms": ["Oda Varn"], "descriptions": ["the mayor"]}
    ]


def test_mistakes_have_their_line(tmp_path):
    for line, why in {
        "Q | 1 | d | We will sing | said | Oda Varn | Oda Varn | 1 | offer": "not in the paragraph",
        "Q | 9 | d | We will talk | said | Oda Varn | Oda Varn | 1 | offer": "no paragraph 9",
        "Q | 1 | d | We will talk | said | Oda Varn | Oda Varn | 3 | offer": "level 3",
        "Q | 1 | d | We will talk | said | Oda Varn | Oda Varn | 1 | sing": "act sing",
        "Q | 1 | d | We will talk | said | Oda Varn | 1 | offer": "8 fields",
        "Q | 1 | d | We will talk | said | Oda Varn | Bo Ek | 1 | offer": "without a C line",
        "C | person | f | Bo Ek | - | -": "no spelling",
        "what?": "neither",
    }.items():
        _, wrong = read(tmp_path, f"# pool-1\nC | person | f | Oda Varn | - | -\n{line}\n")
        assert len(wrong) == 1 and why in wrong[0], (line, wrong)
