//! The examples of the table: each is decided by its rule, with the speaker that it states.

use std::collections::HashSet;
use std::path::Path;

use super::RULES;
use crate::attribution::roster_file::parse;
use crate::attribution::{Request, Roster, Trace, TracedProposal, resolve, trace};
use crate::document::{AsOf, Date};
use crate::encoder::Entity;
use crate::text::{Span, Text};

const PERSONS: [&str; 7] =
    ["Oda Varn", "Marek Dolny", "Juna Hale", "Emeric Saloun", "Bastin Orlowe", "Marta Orlowe", "Orlowe"];
const ORGANISATIONS: [&str; 4] = ["Harbour Watch", "Telegram", "Kremlin", "Ferry Council"];
const PLACES: [&str; 5] = ["Norlund", "Tarsk", "North Korea", "Moscow", "Kyiv"];

const ROSTER: &str = r#"
    [[speaker]]
    name = "Norlund"
    kind = "body"
    demonyms = ["Norlund"]
    [[speaker]]
    name = "Tarsk"
    kind = "body"
    demonyms = ["Tarsk"]
    [[speaker]]
    name = "Oda Varn"
    kind = "person"
    gender = "female"
    country = "Norlund"
    aliases = ["Varn"]
    offices = [{ title = "president", from = "2020-05-20" }]
    [[speaker]]
    name = "Marek Dolny"
    kind = "person"
    gender = "male"
    country = "Tarsk"
    [[speaker]]
    name = "Emeric Saloun"
    kind = "person"
    gender = "male"
    country = "Tarsk"
    offices = [{ title = "foreign minister", from = "2021-01-01" }]
"#;

fn roster() -> Roster {
    let mut roster = Roster::built_in();
    roster.add(parse(ROSTER, Path::new("examples.toml")).unwrap());
    roster
}

/// A marked text: without its marks, and what they mean.
struct Example {
    text: String,
    requests: Vec<Request>,
}

impl Example {
    fn read(marked: &str) -> Self {
        let mut text = String::new();
        let (mut at, mut start) = (0, 0);
        let mut mentions: Vec<Option<Span>> = Vec::new();
        let mut antecedents: Vec<(usize, f32)> = Vec::new();
        let mut contents: Vec<(Span, Option<usize>)> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for c in marked.chars() {
            match c {
                '[' => start = at,
                ']' => mentions.push((at > start).then_some(start..at)),
                '<' => antecedents.push((at, 0.9)),
                '>' => {}
                '{' => {
                    contents.push((at..at, open.last().copied()));
                    open.push(contents.len() - 1);
                }
                '}' => contents[open.pop().unwrap()].0.end = at,
                c => {
                    text.push(c);
                    at += 1;
                }
            }
        }
        if contents.is_empty() {
            let behind = |m: &Option<Span>| m.as_ref().map_or(0..1, |m| m.end + 1..m.end + 2);
            contents = mentions.iter().map(|m| (behind(m), None)).collect();
        }
        assert!(open.is_empty() && !contents.is_empty(), "{marked}");
        let last = contents.len() - 1;
        mentions.resize(mentions.len().max(contents.len()), None);
        let requests = contents.into_iter().zip(mentions).enumerate();
        let requests = requests.map(|(i, ((content, outer), mention))| Request {
            mention,
            probability: 0.9,
            nobody: 0.0,
            antecedents: if i == last { antecedents.clone() } else { Vec::new() },
            content: Vec::from_iter(std::iter::once(content)),
            outer,
        });
        Example { requests: requests.collect(), text }
    }

    /// Names where they stand, the longest first.
    fn entities(&self) -> Vec<(Span, Entity)> {
        let mut found: Vec<(Span, Entity)> = Vec::new();
        let persons = PERSONS.map(|n| (n, Entity::Person));
        let names = persons.into_iter().chain(ORGANISATIONS.map(|n| (n, Entity::Organisation)));
        for (name, kind) in names.chain(PLACES.map(|n| (n, Entity::Place))) {
            for (at, _) in self.text.match_indices(name) {
                let start = self.text[..at].chars().count();
                let span = start..start + name.chars().count();
                if found.iter().all(|(s, _)| s.end <= span.start || span.end <= s.start) {
                    found.push((span, kind));
                }
            }
        }
        found.sort_by_key(|(s, _)| s.start);
        found
    }

    fn trace(&self, roster: &Roster) -> Trace {
        let as_of = AsOf::Day(Date::constant(2025, 5, 19));
        let (text, entities) = (Text::new(&self.text), self.entities());
        let (given, trace) = trace(&text, &entities, &self.requests, roster, as_of);
        assert_eq!(given, resolve(&text, &entities, &self.requests, roster, as_of), "{}", self.text);
        trace
    }
}

#[test]
fn every_rule_proposes_the_speaker_of_its_example() {
    let roster = roster();
    let mut wrong = Vec::new();
    for rule in RULES {
        let trace = Example::read(rule.example).trace(&roster);
        let last = trace.quotations.last().unwrap();
        let proposes = |p: &TracedProposal| p.rule == rule.name && p.speaker.to_string() == rule.example_speaker;
        if !last.proposals.iter().any(proposes) {
            let all: Vec<String> = last.proposals.iter().map(|p| format!("{}: {}", p.rule, p.speaker)).collect();
            wrong.push(format!("{}: {all:?}", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_rules_are_distinct_and_purposes_are_lines() {
    let names: HashSet<&str> = RULES.iter().map(|r| r.name).collect();
    assert_eq!(names.len(), RULES.len());
    for rule in RULES {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", rule.name);
        assert!(rule.purpose.ends_with('.') && !rule.purpose.contains('\n'), "{}", rule.name);
    }
}

#[test]
fn a_title_known_by_the_roster_alone_is_no_name() {
    let of = |marked: &str| Example::read(marked).trace(&roster()).quotations.pop().unwrap();
    // the article says nowhere who is president of Norlund
    let titled = of("Oda Varn met Emeric Saloun. [The Norlund president] said no.");
    assert_eq!((titled.speaker.to_string().as_str(), titled.named_in_article), ("Oda Varn", true));
    let absent = of("[The Norlund president] said no.");
    assert_eq!((absent.speaker.to_string().as_str(), absent.named_in_article), ("Oda Varn", false));
    let named = of("Oda Varn met Emeric Saloun. [Oda Varn] said no.");
    let confidence = |q: &crate::attribution::QuotationTrace| q.confidence.as_ref().unwrap().confidence;
    assert!(confidence(&absent) < confidence(&named));
    // a name beside the title is a name
    let both = of("[The Norlund president, Oda Varn,] said no.");
    assert_eq!(both.proposals[0].rule, "name_in_mention");
}

#[test]
fn the_runner_up_is_the_best_other_speaker() {
    let of = |marked: &str| Example::read(marked).trace(&roster()).quotations.pop().unwrap();
    let he = of("Marek Dolny met Emeric Saloun. [He] said no.");
    let found: Vec<String> = he.proposals.iter().map(|p| p.speaker.to_string()).collect();
    assert_eq!(found, ["Marek Dolny", "Emeric Saloun"]);
    assert!(he.candidates[0].score > he.candidates[1].score);
    assert_eq!(he.runner_up.map(|s| s.to_string()).as_deref(), Some("Emeric Saloun"));
    // what is said where nothing is known is no rival
    assert_eq!(of("[Oda Varn] said no.").runner_up, None);
}

/// `docs/rules.md`, as it follows from the table.
fn page() -> String {
    let mut page = String::from(
        "# Attribution rules\n\n\
         How a quotation gets its speaker. Each mention of a source has a form (a pronoun of some kind, or full words), and all \
         rules\nfor that form propose speakers. Of these candidates the one with the highest score is chosen. The score is a sum \
         over what is\nknown of the candidate: the rules that propose it, which of them comes first in this order, the model's \
         antecedents,\nagreement in gender and kind, how far back and as what it was named, who spoke before, the words that \
         introduce it. What\neach of these is worth is data (`data/attribution.json`), fitted by `scripts/train/attribution.sh` on \
         articles that the\nmodels had not seen. `evidence.csv` names the first rule that proposed the chosen speaker, and \
         `quotestance explain` prints\nall candidates with what their scores are made of.\n\nIn the examples, square brackets hold \
         the mentions, the last of which is asked for (empty where there is none), braces a\nquotation, and angle brackets what \
         the model takes for the mention's antecedent; the speaker is the one whom the rule proposes.\n\nThis page is made from the table in `src/attribution/rules/table.rs` by \
         `UPDATE_DOCS=1 cargo test --release --lib rules`.\n\n\
         | rule | form | what it is for | example | speaker |\n|---|---|---|---|---|\n",
    );
    for r in RULES {
        let example = r.example.replace('\n', " ¶ ");
        let speaker = r.example_speaker;
        page += &format!("| `{}` | {} | {} | `{example}` | {speaker} |\n", r.name, r.form.name(), r.purpose);
    }
    page
}

#[test]
fn the_page_of_the_rules_follows_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page(), "see the page for how to make it anew");
}
