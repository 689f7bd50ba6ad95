"""Rows beside gold, by the evaluator of ../shared."""

import json

import pytest

gold_match = pytest.importorskip("gold_match", reason="../shared/eval is not here", exc_type=FileNotFoundError)


def test_rows_meet_the_quotation_that_they_overlap(tmp_path):
    text = "“We will sign,” said Oda Varn. Tarsk said it would wait."
    gold = {"id": "a", "text": text, "quotations": [
        {"type": "direct", "spans": [[1, 13]], "content": ["We will sign"], "speaker": "Oda Varn", "stance": 1},
        {"type": "indirect", "spans": [[42, 55]], "content": ["it would wait"], "speaker": "Tarsk", "stance": 0},
    ]}  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(gold))
    rows = [
        {"article_id": "a", "spans": "1-14", "speaker": "Oda Varn", "type": "direct"},
        {"article_id": "a", "spans": "31-36", "speaker": "Tarsk", "type": "indirect"},
    ]
    ((aid, found, want, pairs),) = gold_match.matched(rows, tmp_path)
    assert (aid, len(found), len(want), len(pairs)) == ("a", 2, 2, 1)
    row, quotation = pairs[0]
    row, quotation = (found[row], want[quotation]) if isinstance(row, int) else (row, quotation)
    assert quotation["content"] == ["We will sign"] and gold_match.same_speaker(row, quotation)
    assert gold_match.same_speaker(row | {"speaker": "Odá Varn"}, quotation)
    assert not gold_match.same_speaker(row | {"speaker": "Per Varn"}, quotation)
