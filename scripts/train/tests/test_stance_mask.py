"""Who speaks and who is named is hidden, and nothing else."""

from stance_mask import mask, own_names, person_forms


def test_the_speaker_and_others():
    text = "Varn said Dolny will sign if Oda Varn’s envoy does."
    persons = person_forms([("Oda Varn", True), ("Marek Dolny", True), ("Varn", True)])
    own = own_names("Oda Varn", "Varn", persons)
    parts = mask(text, [(10, len(text) - 1)], (0, 4), own, persons)
    assert parts == [
        ["the speaker said ", False],
        ["someone will sign if the speaker’s envoy does", True],
        [".", False],
    ]


def test_words_tagged_as_a_place_more_often_are_no_person():
    assert person_forms([("Lund", True), ("Lund", False), ("Lund", False)]) == set()
    assert person_forms([("Ode Lund", True), ("Lund", False)]) == {"Ode Lund"}


def test_a_body_goes_by_its_name_and_a_person_does_not():
    persons = {"Oda Varn", "Varn"}
    assert own_names("Harbour Watch", "it", persons) == ["Harbour Watch"]
    assert own_names("Oda Varn", "she", persons) == []
    assert own_names("Oda Varn", "Castle spokesman Dmitry Lund", persons) == ["Dmitry Lund"]
