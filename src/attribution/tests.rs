//! Naming as a whole: a text, what the taggers would say of it, and who comes out.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::document::{AsOf, Date};
use crate::encoder::Entity;
use crate::text::{Span, Text};

/// Code points of the n-th (from 0) occurrence of a part of a text.
fn place(text: &str, part: &str, n: usize) -> Span {
    let (at, _) = text.match_indices(part).nth(n).unwrap_or_else(|| panic!("{part} is not there"));
    let start = text[..at].chars().count();
    start..start + part.chars().count()
}

/// The speakers of mentions, each with the names that the model points to and how surely.
fn speakers(text: &str, entities: &[(&str, Entity)], mentions: &[(&str, &[(&str, f32)])]) -> Vec<Attribution> {
    let mut tagged: Vec<(Span, Entity)> = entities
        .iter()
        .flat_map(|(part, kind)| (0..text.matches(part).count()).map(|n| (place(text, part, n), *kind)))
        .collect();
    tagged.sort_by_key(|(s, _)| s.start);
    let requests: Vec<Request> = mentions
        .iter()
        .map(|(mention, pointed)| {
            let mention = place(text, mention, 0);
            Request {
                content: Vec::from_iter(std::iter::once(mention.end + 1..mention.end + 2)),
                mention: Some(mention),
                probability: 0.9,
                nobody: 0.0,
                antecedents: pointed.iter().map(|(name, p)| (place(text, name, 0).start, *p)).collect(),
                outer: None,
            }
        })
        .collect();
    resolve(&Text::new(text), &tagged, &requests, &Roster::built_in(), AsOf::Day(Date::constant(2025, 5, 19)))
}

const MET: &str =
    "Marek Dolny met Bastin Orlowe on Monday. The talks in the harbour were long. He said they were good.";
const PEOPLE: &[(&str, Entity)] = &[("Marek Dolny", Entity::Person), ("Bastin Orlowe", Entity::Person)];

/// As [`speakers`], on a day of choice.
fn speaker_on(as_of: AsOf, text: &str, person: &str, mention: &str) -> Speaker {
    let entities = [(place(text, person, 0), Entity::Person)];
    let said = place(text, mention, 0);
    let request = Request {
        content: Vec::from_iter(std::iter::once(said.end + 1..said.end + 2)),
        mention: Some(said),
        probability: 0.9,
        nobody: 0.0,
        antecedents: vec![(entities[0].0.start, 0.99)],
        outer: None,
    };
    resolve(&Text::new(text), &entities, &[request], &Roster::built_in(), as_of).remove(0).speaker
}

#[test]
fn an_office_of_another_country_is_not_given_to_whom_the_model_points() {
    let text = "Joe Biden called on Monday. The German chancellor said so.";
    let unread = speaker_on(AsOf::Unknown, text, "Joe Biden", "The German chancellor");
    assert_eq!(unread.to_string(), "unnamed: German chancellor");
    let scholz = speaker_on(AsOf::Day(Date::constant(2023, 5, 19)), text, "Joe Biden", "The German chancellor");
    assert_eq!(scholz.name(), Some("Olaf Scholz"));
    // whom the roster does not know may hold any office
    let text = "Marek Dolny called on Monday. The German negotiator said so.";
    assert_eq!(speaker_on(AsOf::Unknown, text, "Marek Dolny", "The German negotiator").name(), Some("Marek Dolny"));
}

#[test]
fn the_models_antecedent_decides_between_two_men() {
    let to = |name: &'static str, p: f32| speakers(MET, PEOPLE, &[("He", &[(name, p)])]).remove(0);
    assert_eq!(to("Orlowe", 0.9).speaker.to_string(), "Bastin Orlowe");
    assert_eq!(to("Dolny", 0.9).speaker.to_string(), "Marek Dolny");
    // a weak hint does not outweigh the subject of the sentence before
    assert_eq!(to("Orlowe", 0.05).speaker.to_string(), "Marek Dolny");
    let evidence = to("Dolny", 0.9).evidence.unwrap();
    assert_eq!((evidence.way, evidence.link, evidence.antecedent), (Way::Pronoun, Some(0.9), 0.9));
}

/// The model may point to one name by each of its words, with another mention between.
#[test]
fn what_is_pointed_to_twice_supports_once() {
    let text = "Marek Dolny came to Tarsk Bay. Dolny slept. The harbour envoy said no.";
    let tagged = [(0..11, Entity::Person), (31..36, Entity::Person)];
    let mention = place(text, "The harbour envoy", 0);
    let request = Request {
        content: Vec::from_iter(std::iter::once(mention.end + 1..mention.end + 2)),
        mention: Some(mention),
        probability: 0.9,
        nobody: 0.0,
        antecedents: vec![(0, 0.4), (31, 0.2), (6, 0.3)],
        outer: None,
    };
    let given = resolve(&Text::new(text), &tagged, &[request], &Roster::built_in(), AsOf::Today).remove(0);
    let evidence = given.evidence.unwrap();
    assert_eq!((given.speaker.to_string().as_str(), &*evidence.rule), ("Marek Dolny", "antecedent_of_title"));
    assert_eq!(evidence.support, [0..11, 31..36]);
}

#[test]
fn both_sides_are_the_two_countries_named_last() {
    let text = "Talks between Russia and Ukraine ended in Riyadh. Both sides said they would meet again.";
    let places = [("Russia", Entity::Place), ("Ukraine", Entity::Place), ("Riyadh", Entity::Place)];
    assert_eq!(speakers(text, &places, &[("Both sides", &[])])[0].speaker.to_string(), "Russia and Ukraine");
    let none = "The ferry crews met in the harbour. Both sides said they would meet again.";
    assert_eq!(speakers(none, &[], &[("Both sides", &[])])[0].speaker.to_string(), "unnamed: Both sides");
}

#[test]
fn a_mention_that_breaks_off_is_completed() {
    let text = "Council Secretary General Oda Varn said no. A senior harbour official said yes.";
    let found =
        speakers(text, &[("Oda Varn", Entity::Person)], &[("Council Secretary", &[]), ("A senior harbour", &[])]);
    assert_eq!(found[0].speaker.to_string(), "Oda Varn");
    assert_eq!(found[0].mention, Some(place(text, "Council Secretary General Oda Varn", 0)));
    assert_eq!(found[1].speaker.to_string(), "unnamed: senior harbour official");
    assert_eq!(found[1].mention, Some(place(text, "A senior harbour official", 0)));
}

#[test]
fn a_body_without_what_describes_it() {
    let text = "Harbour Watch, a group in Tarsk, counted ships. Harbour Watch data say ten. A map by Harbour Watch, \
                which said more, hung there.";
    let bodies = [("Harbour Watch", Entity::Organisation)];
    let said = speakers(
        text,
        &bodies,
        &[("Harbour Watch, a group in Tarsk", &[]), ("Harbour Watch data", &[]), ("which", &[])],
    );
    assert!(said.iter().all(|s| s.speaker.to_string() == "Harbour Watch"), "{said:?}");
    // words about a source are no name for it
    let text = "Kremlin sources said the talks went on.";
    assert_eq!(speakers(text, &[], &[("Kremlin sources", &[])])[0].speaker.to_string(), "unnamed: Kremlin sources");
}

#[test]
fn an_owner_alone_is_completed() {
    let text = "Norlund’s 85-year-old Premier Bastin Orlowe came home and warned of more.";
    let found = speakers(text, &[("Bastin Orlowe", Entity::Person)], &[("Norlund’s", &[])]);
    assert_eq!(found[0].speaker.to_string(), "Bastin Orlowe");
    let ministry = speakers("Tarsk’s Ministry of Harbours said no.", &[], &[("Tarsk’s Ministry of", &[])]);
    assert_eq!(
        ministry[0].mention,
        Some(place("Tarsk’s Ministry of Harbours said no.", "Tarsk’s Ministry of Harbours", 0))
    );
}

#[test]
fn the_statement_is_of_the_body_that_spoke() {
    let text = "The European Union said it would wait. The statement called for talks. The bloc said no more.";
    let found = speakers(text, &[], &[("The European Union", &[]), ("The statement", &[]), ("The bloc", &[])]);
    assert!(found.iter().all(|s| s.speaker.to_string() == "European Union"), "{found:?}");
    assert!(found[1].confidence < found[0].confidence);
}

#[test]
fn a_title_that_breaks_off_before_its_name_is_that_persons() {
    let text = "Tarsk was calm. Tarsk Defence Minister Dragan Voshk said so.";
    // the country taken for a person, as happens
    let tagged = &[("Tarsk", Entity::Person), ("Dragan Voshk", Entity::Person)];
    let found = speakers(text, tagged, &[("Tarsk Defence Minister", &[])]).remove(0);
    assert_eq!(found.speaker.to_string(), "Dragan Voshk");
}

#[test]
fn a_mention_that_begins_before_its_title_begins_with_it() {
    let text = "On leaving the hall Minister Oda Varn said no. The former Minister Oda Varn nodded. Before the vote the \
                former Minister Oda Varn left.";
    let said = ["the hall Minister Oda Varn", "The former Minister Oda Varn", "the former Minister Oda Varn"];
    let found = speakers(text, &[("Oda Varn", Entity::Person)], &said.map(|m| (m, &[][..])));
    assert!(found.iter().all(|s| s.speaker.to_string() == "Oda Varn"), "{found:?}");
    assert_eq!(found[0].mention, Some(place(text, "Minister Oda Varn", 0)));
    assert_eq!(found[2].mention, Some(place(text, "the former Minister Oda Varn", 0)));
}

/// Words to which one rule or another listens.
const HEARD: &[&str] = &[
    "the",
    "The",
    "a",
    "A",
    "and",
    "of",
    "by",
    "for",
    "whose",
    "who",
    "he",
    "She",
    "it",
    "It",
    "they",
    "We",
    "I",
    "us",
    "both",
    "sides",
    "Oda",
    "Varn",
    "Marek",
    "Dolny",
    "Harbour",
    "Watch",
    "Ukraine",
    "Russia",
    "Russian",
    "North",
    "president",
    "President",
    "ministry",
    "official",
    "officials",
    "spokesman",
    "report",
    "statement",
    "published",
    "government",
    "authorities",
    "data",
    "office",
    "letter",
    "company",
    "(HW)",
    "’s",
    "’",
    ",",
    ".",
    ";",
    "“",
    "”",
    "-",
    "é",
    "said",
    "\n",
    "\n\n",
    "including",
    "U.S.",
    "Korea",
    "group",
    "Ms.",
    "former",
    "from",
];

static ROSTER: LazyLock<Roster> = LazyLock::new(Roster::built_in);

proptest! {
    /// No rule leans on the failure of another: all are asked of any mention in any text, and the chosen one is the same
    /// as where none is asked for more.
    #[test]
    fn all_rules_are_asked_of_anything(
        words in prop::collection::vec((prop::sample::select(HEARD), any::<bool>()), 1..60),
        entities in prop::collection::vec((0usize..300, 1usize..20, 0usize..4), 0..12),
        asked in prop::collection::vec(
            (0usize..300, 0usize..30, 0usize..300, 1usize..40, any::<bool>(), any::<bool>(), 0usize..300, 0f32..1.0), 1..8,
        ),
    ) {
        let text: String = words.iter().flat_map(|(w, space)| [*w, if *space { " " } else { "" }]).collect();
        let text = Text::new(&text);
        let length = text.len();
        let place = |start: usize, size: usize| start % length..(start % length + size).min(length);
        let mut tagged: Vec<(Span, Entity)> = Vec::new();
        for (start, size, kind) in entities {
            let span = place(start, size);
            let inside = text.paragraphs().iter().any(|p| p.start <= span.start && span.end <= p.end);
            if inside && tagged.iter().all(|(s, _)| s.end <= span.start || span.end <= s.start) {
                tagged.push((span, Entity::ALL[kind]));
            }
        }
        tagged.sort_by_key(|(s, _)| s.start);
        let requests: Vec<Request> = asked.into_iter().enumerate().map(|(i, (at, size, from, long, has, nested, points, p))| {
            Request {
                mention: (has && size > 0).then(|| place(at, size)),
                probability: p,
                nobody: 0.0,
                antecedents: vec![(points % length, p)],
                content: Vec::from_iter(std::iter::once(place(from, long))),
                outer: (nested && i > 0).then(|| i - 1),
            }
        }).collect();
        let (given, trace) = trace(&text, &tagged, &requests, &ROSTER, AsOf::Today);
        prop_assert_eq!(&given, &resolve(&text, &tagged, &requests, &ROSTER, AsOf::Today));
        for (g, q) in given.iter().zip(&trace.quotations) {
            prop_assert_eq!(g.evidence.is_some(), g.speaker != Speaker::Nobody);
            prop_assert_eq!(q.proposals.first().map_or(&Speaker::Nobody, |p| &p.speaker), &g.speaker);
            prop_assert_eq!(q.candidates.first().map_or(&Speaker::Nobody, |p| &p.speaker), &g.speaker);
            let sum: f32 = q.candidates.iter().map(|c| c.probability).sum();
            prop_assert!(q.candidates.is_empty() || (sum - 1.0).abs() < 1e-3);
            let Some(e) = &g.evidence else { continue };
            prop_assert!(g.confidence > 0.0 && g.confidence < 1.0);
            prop_assert!(e.runner_up.as_ref() != Some(&g.speaker));
            prop_assert!(e.support.iter().all(|s| s.start <= s.end && s.end <= length), "{:?}", e);
            prop_assert!(RULES.iter().any(|r| r.name == e.rule));
            prop_assert!(!e.named_in_article || g.speaker.name().is_some());
        }
        let _ = trace.to_string();
    }
}
