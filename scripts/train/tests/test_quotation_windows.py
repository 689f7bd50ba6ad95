"""Documents become windows whose targets stand where the words do."""

from quotation_augment import apply
from quotation_corpora import ENTITIES, ROLES, Document, annotated
from quotation_pieces import pieces
from quotation_windows import CONTEXT, WINDOW, cuts, encode, windows

TEXT = "Port Avel is calm.\n“We will sign,” said Oda Varn, the premier. She added that Tarsk agreed."


def document(text=TEXT):
    def span(words):
        return [text.index(words), text.index(words) + len(words)]

    return annotated({
        "text": text,
        "quotations": [
            {"spans": [span("We will sign")], "mention_span": span("Oda Varn"), "cue_span": span("said"),
             "speaker": "Oda Varn"},
            {"spans": [span("Tarsk agreed")], "mention_span": span("She"), "cue_span": span("added"),
             "speaker": "Oda Varn"},
        ],
    })  # fmt: skip


def starts(p, places):
    """Where the pieces at places of a window begin in the text; the window begins with [CLS]."""
    return [p.starts[i - 1] for i in places]


def test_targets_links_and_antecedents(tok):
    doc = document()
    enc = encode(tok, doc)
    (w,) = windows(enc, stride=214)
    p = pieces(tok, doc.text)
    content = 3 * ROLES.index("content")
    begins = [i for i in range(len(p)) if w["targets"]["role"][i][content + 1]]
    assert [p.starts[i] for i in begins] == [TEXT.index("We will"), TEXT.index("Tarsk")]
    assert [(starts(p, [a]), starts(p, to)) for a, to in w["links"]] == [
        ([TEXT.index("We will")], [TEXT.index("Oda")]),
        ([TEXT.index("Tarsk")], [TEXT.index("She")]),
    ]
    ((mention, names),) = w["antecedents"]
    assert starts(p, [mention, *names]) == [TEXT.index("She"), TEXT.index("Varn")]
    assert w["weights"]["wide"].sum() == 0 and w["weights"]["entity"].sum() == 0


def test_a_long_text_is_covered_and_no_arrow_leaves_its_window(tok):
    doc = document(TEXT + "\nThe harbour is open and the ships of Norlund lie at anchor." * 40)
    enc = encode(tok, doc)
    ws = windows(enc, stride=214, offset=50)
    assert len(ws) > 2 and all(len(w["ids"]) <= WINDOW for w in ws)
    assert sum(len(w["ids"]) - 2 for w in ws) >= len(enc.pieces)
    for w in ws:
        assert all(0 < a <= len(w["ids"]) - 2 and max(to) <= len(w["ids"]) - 2 for a, to in w["links"])


def test_reading_windows_tile_the_text(tok):
    p = pieces(tok, "\n".join(["The harbour is open and the ships of Norlund lie at anchor."] * 60))
    found = cuts(p)
    assert [c[2] for c in found[1:]] == [c[3] for c in found[:-1]] and (found[0][2], found[-1][3]) == (0, len(p))
    for start, end, core, core_end in found:
        assert end - start <= WINDOW - 2 and start <= core < core_end <= end and core - start <= CONTEXT


def test_an_edited_text_keeps_its_annotations():
    doc = document()
    at = doc.text.index("Port Avel is calm.\n")
    new, edited = apply(
        doc, [(at, at + len("Port Avel is calm.\n"), ""), (doc.text.index("“"), doc.text.index("“") + 1, '"')]
    )
    assert new.text.startswith('"We will sign,” said')
    assert [new.text[s:e] for s, e in new.roles["content"]] == ["We will sign", "Tarsk agreed"]
    assert [new.text[a : a + 3] for a, _ in new.antecedents] == ["She"]


def test_entities_are_tagged_from_their_first_piece(tok):
    enc = encode(tok, Document("Oda Varn left Tarsk.", entities=[(0, 8, "PER"), (14, 19, "LOC")]))
    kinds = enc.targets["entity"].argmax(1).tolist()
    begin, inside = 1 + 2 * ENTITIES.index("PER"), 2 + 2 * ENTITIES.index("PER")
    assert kinds[0] == begin and set(kinds[1 : kinds.index(0)]) == {inside}
    assert 1 + 2 * ENTITIES.index("LOC") in kinds and kinds[-1] == 0
