//! Corrections in a small archive, without models: what is taken, what it changes, and that nothing is lost.

use proptest::prelude::*;
use serde_json::json;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::attribution::Roster;
use crate::document::Document;

const TEXT: &str = "“We will talk,” Varn said. “We will never fight.” Dolny said: “We will talk,” too.";

/// Articles `a` and `b` of the same text: by Oda Varn at 0.5, Marek Dolny at -1 and Juna Hale at 0.
fn small() -> (TempDir, Archive) {
    let dir = tempdir().unwrap();
    let plan = RunPlan {
        kind: RunKind::Score,
        recipe: Recipe::new(),
        inputs: vec![],
        about: json!({}),
        roster: String::new(),
    };
    let mut archive = Archive::begin(dir.path(), &plan, Start::Fresh).unwrap();
    for id in ["a", "b"] {
        let rows = [
            ("Oda Varn", "“We will talk,”", 0, 0.5),
            ("Marek Dolny", "“We will never fight.”", 27, -1.0),
            ("Juna Hale", "“We will talk,”", 62, 0.0),
        ];
        let rows: Vec<QuoteRow> = rows
            .into_iter()
            .map(|(speaker, quote, start, score)| {
                let mut row = sample(speaker, quote, Some(score));
                row.spans = std::iter::once(start..start + quote.chars().count()).collect();
                row
            })
            .collect();
        // two articles of the same words would be one
        archive.add(&Document::new(id, format!("{TEXT} {id}")), &rows, 16, 20).unwrap();
    }
    (dir, archive)
}

fn settle(archive: &mut Archive) -> Settled {
    archive.settle(Settling { roster: &Roster::built_in(), min_confidence: 0.0, group_by: None }).unwrap()
}

fn say(quote_id: &str, field: Field, value: &str) -> Statement {
    Statement {
        at: "line 2".into(),
        quote_id: quote_id.into(),
        article_id: String::new(),
        spans: vec![],
        quote: String::new(),
        speaker: String::new(),
        field,
        verdict: Verdict::read(field, value).unwrap(),
        by: String::new(),
        note: String::new(),
    }
}

fn name(from: &str, field: Field, to: &str) -> Statement {
    Statement { speaker: from.into(), ..say("", field, to) }
}

fn speakers(archive: &Archive) -> Vec<String> {
    archive.rows().map(|r| r.unwrap().speaker).collect()
}

#[test]
fn a_row_is_meant_by_id_place_or_words() {
    let (_dir, mut archive) = small();
    settle(&mut archive);
    let mut by_place = say("", Field::Speaker, "By Place");
    (by_place.article_id, by_place.spans) = ("a".into(), std::iter::once(30..48).collect());
    let mut by_words = say("b#1", Field::Speaker, "By Words");
    by_words.quote = "We will never fight".into();
    let entered = archive.take_statements(&[say("a#1", Field::Speaker, "By Id"), by_place, by_words]).unwrap();
    assert_eq!(entered, Entered { taken: 3, ..Entered::default() });
    settle(&mut archive);
    assert_eq!(speakers(&archive), ["By Id", "By Place", "Juna Hale", "Oda Varn", "By Words", "Juna Hale"]);
    let kept = archive.corrections().unwrap();
    assert_eq!(
        (kept[1].quote.as_str(), kept[1].spans[0].start),
        ("“We will never fight.”", 27),
        "as the archive has it"
    );
}

#[test]
fn one_that_cannot_be_used_keeps_all_others_out() {
    let (_dir, mut archive) = small();
    settle(&mut archive);
    let entered = archive.take_statements(&[
        say("a#1", Field::Type, "mixed"),
        say("a#9", Field::Type, "mixed"),
        say("", Field::Type, "mixed"),
    ]);
    let refused = entered.unwrap().refused;
    assert_eq!(refused[0], "line 2: a has 3 quotations, none is \"a#9\"");
    assert!(refused[1].contains("it does not say which quotation"), "{refused:?}");
    assert!(archive.corrections().unwrap().is_empty());
}

#[test]
fn names_follow_each_other() {
    let (_dir, mut archive) = small();
    settle(&mut archive);
    let steps = [
        name("Oda Varn", Field::RenameSpeaker, "Oda Lund"),
        name("oda lund", Field::RenameSpeaker, "Oda Lund-Varn"),
        name("Juna Hale", Field::MergeSpeaker, "Oda Lund"),
    ];
    assert_eq!(archive.take_statements(&steps).unwrap().refused, Vec::<String>::new());
    let settled = settle(&mut archive);
    assert_eq!(speakers(&archive)[..3], ["Oda Lund-Varn", "Marek Dolny", "Oda Lund-Varn"]);
    assert_eq!(settled.merged["Juna Hale"], settled.merged["Oda Varn"]);
    // one later is in the place of the one before, and undo of none
    archive
        .take_statements(&[name("Juna Hale", Field::RenameSpeaker, "undo"), name("Oda Lund", Field::RenameSpeaker, "")])
        .unwrap();
    settle(&mut archive);
    assert_eq!(speakers(&archive)[..3], ["Oda Lund", "Marek Dolny", "Juna Hale"]);
}

#[test]
fn a_name_that_a_person_writes_is_the_rows_and_no_others() {
    let (_dir, mut archive) = small();
    settle(&mut archive);
    let said = [
        // a spelling that the program would take for the other one's
        say("a#3", Field::Speaker, "Mareck Dolny"),
        say("a#1", Field::Speaker, "Zelensky"),
        say("b#1", Field::Speaker, "marek dolny"),
    ];
    archive.take_statements(&said).unwrap();
    let settled = settle(&mut archive);
    let now = speakers(&archive);
    assert_eq!(now[0], "Volodymyr Zelenskyy", "the roster's name of a spelling");
    assert_eq!(now[1..], ["Marek Dolny", "Mareck Dolny", "Marek Dolny", "Marek Dolny", "Juna Hale"]);
    assert!(settled.merged.is_empty(), "{:?}", settled.merged);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever is said, the archive settles; said twice it is known; and taken back all is as it was.
    #[test]
    fn any_statements_can_be_taken_and_taken_back(
        said in prop::collection::vec((0usize..6, 0usize..8, 0usize..5), 1..8),
    ) {
        let (_dir, mut archive) = small();
        settle(&mut archive);
        let before: Vec<QuoteRow> = archive.rows().map(Result::unwrap).collect();
        let statement = |&(field, place, value): &(usize, usize, usize)| {
            let field = Field::ALL[field];
            let names = ["Oda Varn", "Juna Hale", "unnamed: pilot", "nobody", "Marek Dolny"];
            if field.is_of_names() {
                return name(names[place % 5], field, names[value].trim_start_matches("nobody"));
            }
            let values = match field {
                Field::Speaker => names,
                Field::Stance => ["off_axis", "0.3", "strong_peace", "-1", "neutral"],
                Field::Type => ["mixed", "direct", "indirect", "", "mixed"],
                _ => ["yes", "yes", "no", "x", ""],
            };
            let id = ["a#1", "a#2", "a#3", "b#1", "b#2", "b#3", "c#1", ""][place];
            Statement { quote: if id == "c#1" { "no such words".into() } else { String::new() }, ..say(id, field, values[value]) }
        };
        // what cannot be used is left out, one after the other
        let mut taken = Vec::new();
        for s in said.iter().map(statement) {
            if archive.take_statements(std::slice::from_ref(&s)).unwrap().refused.is_empty() {
                taken.push(s);
            }
        }
        let settled = settle(&mut archive);
        prop_assert_eq!(settled.counts.quotations + settled.counts.not_quotations, 6);
        let listed = archive.corrections().unwrap().len();
        if let Some(last) = taken.last() {
            let again = archive.take_statements(std::slice::from_ref(last)).unwrap();
            prop_assert_eq!((again.taken, again.known), (0, 1), "{:?}", last);
        }
        prop_assert_eq!(archive.corrections().unwrap().len(), listed);
        let undo: Vec<Statement> = taken.into_iter().map(|s| Statement { verdict: Verdict::Undo, ..s }).collect();
        archive.take_statements(&undo).unwrap();
        settle(&mut archive);
        let after: Vec<QuoteRow> = archive.rows().map(Result::unwrap).collect();
        prop_assert_eq!(before, after);
        prop_assert!(archive.unfit_corrections().unwrap().is_empty());
    }
}
