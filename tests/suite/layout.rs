//! Quotations in texts as they come: wrongly decoded, filled to a width, laid out as lists and interviews.

use quotestance::{Document, Quotation};

use crate::analyzer::analyzer;

fn found(text: &str) -> Vec<Quotation> {
    analyzer().analyze(&Document::new("a", text)).unwrap().quotations
}

/// Each quotation's words and speaker.
fn said(text: &str) -> Vec<(String, String)> {
    found(text).into_iter().map(|q| (q.text, q.speaker.to_string())).collect()
}

fn are(text: &str, wanted: &[(&str, &str)]) {
    let wanted: Vec<(String, String)> = wanted.iter().map(|(q, s)| (q.to_string(), s.to_string())).collect();
    assert_eq!(said(text), wanted, "{text}");
}

/// The same words, however they come: found with the same speaker, and told by the places of the text as it came.
#[test]
fn damaged_texts_are_read_as_they_were_meant() {
    let sound = "“We won’t sign under fire,” Foreign Minister Juna Hale said on Monday. “Bring us a ceasefire first.”";
    let as_1252 = |s: &str| s.replace('“', "â€œ").replace('”', "â€\u{9d}").replace('’', "â€™");
    let entities = |s: &str| s.replace('“', "&ldquo;").replace('”', "&#8221;").replace('’', "&rsquo;");
    let controls = |s: &str| s.replace('“', "\u{93}").replace('”', "\u{94}").replace('’', "\u{92}");
    let german = |s: &str| s.replace('“', "»").replace('”', "«");
    let swedish = |s: &str| s.replace('“', "”");
    let same = |s: &str| s.to_string();
    let ways: [&dyn Fn(&str) -> String; 6] = [&same, &as_1252, &entities, &controls, &german, &swedish];
    for way in ways {
        let text = way(sound);
        let quotations = found(&text);
        assert_eq!(quotations.len(), 1, "{text}");
        let q = &quotations[0];
        assert_eq!(q.text, way("“We won’t sign under fire,” … “Bring us a ceasefire first.”"));
        assert_eq!(q.speaker.to_string(), "Juna Hale", "{text}");
        let chars: Vec<char> = text.chars().collect();
        let words: Vec<String> = q.spans.iter().map(|s| chars[s.clone()].iter().collect()).collect();
        assert_eq!(words.join(" … "), q.text);
        let mention = q.mention.as_ref().unwrap();
        assert_eq!(chars[mention.span.clone()].iter().collect::<String>(), mention.text);
        assert_eq!(mention.text, "Foreign Minister Juna Hale");
    }
}

#[test]
fn lines_filled_to_a_width_are_paragraphs() {
    are(
        "Oda Varn, the president of Norlund, said on Sunday that the harbour\n\
         would be open to all the ships of the southern league.\n\
         \"We will eat again,\" she said. \"Nobody in this country of ours will\n\
         go hungry.\"",
        &[
            ("the harbour\nwould be open to all the ships of the southern league", "Oda Varn"),
            ("\"We will eat again,\" … \"Nobody in this country of ours will\ngo hungry.\"", "Oda Varn"),
        ],
    );
}

#[test]
fn a_first_letter_may_take_its_mark_along() {
    are(
        "T he harbour stays open,” said Juna Hale, the foreign minister. “Nobody will close it.”",
        &[("T he harbour stays open,” … “Nobody will close it.”", "Juna Hale")],
    );
}

#[test]
fn answers_are_the_interviewed_persons() {
    are(
        "Interview with Marek Dolny, head of the Norlund army\n\nQ: Will you attack?\n\nA: Not before spring.\n\n\
         Q: And then?\n\nA: We will see. We have time.",
        &[("Not before spring.", "Marek Dolny"), ("We will see. We have time.", "Marek Dolny")],
    );
    are(
        "Oda Varn is president of Norlund. She answered our questions in Port Avel.\n\nWill the truce hold?\n\n\
         It will. We have given our word.\n\nWhat about the prisoners?\n\nThey come home first.",
        &[("It will. We have given our word.", "Oda Varn"), ("They come home first.", "Oda Varn")],
    );
    // questions that the writer answers are no interview
    are("What is the league?\n\nThe league is a body of towns.\n\nWho pays for it?\n\nThe towns do.", &[]);
}

#[test]
fn items_of_a_list_have_the_source_that_leads_it_in() {
    are(
        "The Norlund general Marek Dolny warned that\n\n1. the bridges would be blown up,\n2. the roads would be mined.",
        &[("the bridges would be blown up", "Marek Dolny"), ("the roads would be mined", "Marek Dolny")],
    );
    are("The deal covers:\n\n- grain and coal\n- the port of Avel", &[]);
}

#[test]
fn posts_and_headlines_name_their_source() {
    are(
        "We will never sign this paper.\n\n— Marek Dolny (@mdolny) 3 June 2031\n\nThe general later deleted it.",
        &[("We will never sign this paper.", "Marek Dolny")],
    );
    let below = "\n\nForeign Minister Juna Hale spoke to reporters on Monday.";
    are(&format!("Hale: Norlund must open the port{below}"), &[("Norlund must open the port", "Juna Hale")]);
    are(&format!("Norlund must open the port: Hale{below}"), &[("Norlund must open the port", "Juna Hale")]);
    are(&format!("Juna Hale: the rise of a general{below}"), &[]);
}

#[test]
fn one_sentence_may_have_two_sources() {
    are(
        "“It is a victory,” President Oda Varn said, while her premier, Marek Dolny, spoke of “a bad joke”.",
        &[("“It is a victory,”", "Oda Varn"), ("“a bad joke”", "Marek Dolny")],
    );
    are(
        "General Juna Hale said the bridge was safe and the governor, Marek Dolny, that it was mined.",
        &[("the bridge was safe", "Juna Hale"), ("it was mined", "Marek Dolny")],
    );
    are(
        "President Oda Varn told the general and his aide Marek Dolny that the port was shut.",
        &[("the port was shut", "Oda Varn")],
    );
}

#[test]
fn one_utterance_may_be_parted_by_its_source() {
    are("The general, Juna Hale said, would have to go.", &[("The general … would have to go", "Juna Hale")]);
    let split =
        "“We will sign tomorrow,” said Oda Varn, who had met Marek Dolny, a general, on Sunday, “but not before noon.”";
    are(split, &[("“We will sign tomorrow,” … “but not before noon.”", "Oda Varn")]);
}

#[test]
fn sayings_and_mottoes_are_nobodys() {
    are("My motto this year is “hope for the best, prepare for the worst”.", &[]);
    are("As the saying goes, “all is fair in love and war”.", &[]);
    let verb = "The port stayed shut, with General Marek Dolny saying it “firmly denies” that a ship was hit.";
    assert_eq!(said(verb).len(), 1, "a verb is no noun");
}
