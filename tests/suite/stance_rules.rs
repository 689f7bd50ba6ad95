//! The stance models against the codebook: minimal pairs for each of its rules, words that are off the axis, and names
//! that must not move a score. `cargo test --release --test suite stance_rules -- --nocapture` prints the table.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use quotestance::encoder::{Device, ModelFolder, Precision, StanceNet};
use quotestance::stance::{Label, Stance};
use serde::Deserialize;
use serde_json::json;
use tempfile::tempdir;

/// What a model must reach, within two points of what was measured.
struct Floors {
    /// Share of pairs that are ordered as the codebook says.
    pairs: f64,
    /// The same, of each rule's.
    pairs_of_a_rule: f64,
    /// Share of small talk, sport and business that is off the axis; a third of it is in fighting words. The small model puts
    /// too many of these near neutral (models/stance/README.md, limits).
    off_axis: f64,
}

const SMALL: Floors = Floors { pairs: 0.91, pairs_of_a_rule: 0.65, off_axis: 0.63 };
const LARGE: Floors = Floors { pairs: 0.96, pairs_of_a_rule: 0.87, off_axis: 0.77 };

/// Rule 12: share of quotations with one score from all mouths, and how far scores may lie apart where the tagger reads
/// more or less of a title as the source's mention ("the hall Minister ..."), so that the model's input differs by a word.
const FLOOR_EQUAL: f64 = 0.55;
const SPREAD: f64 = 0.1;

#[derive(Deserialize)]
struct Quote {
    quote: String,
    context: String,
}

#[derive(Deserialize)]
struct Pair {
    rule: u8,
    peace: Quote,
    pressure: Quote,
}

/// Rule 12: the same words from four mouths; the context has `{speaker}` in the speaker's place.
#[derive(Deserialize)]
struct Mouths {
    quote: String,
    context: String,
    speakers: Vec<String>,
}

fn lines(name: &str) -> Vec<serde_json::Value> {
    let path = crate::common::repo().join("tests/data").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn net(name: &str) -> StanceNet {
    let folder: PathBuf = crate::common::repo().join("models").join(name);
    StanceNet::load(&ModelFolder::open(&folder).unwrap(), Device::Cpu, Precision::Single).unwrap()
}

fn stances(net: &StanceNet, quotes: &[&Quote]) -> Vec<Stance> {
    let of = |q: &Quote| {
        let start = q.context.find(&q.quote).unwrap_or_else(|| panic!("not in its context: {}", q.quote));
        let end = start + q.quote.len();
        let parts = [(&q.context[..start], false), (&q.context[start..end], true), (&q.context[end..], false)];
        net.input(parts.into_iter()).unwrap()
    };
    let inputs: Vec<_> = quotes.iter().map(|q| of(q)).collect();
    let batches = inputs.chunks(32).flat_map(|b| net.probabilities(&b.iter().collect::<Vec<_>>()).unwrap());
    batches.map(|p| Stance::from_probabilities(&p)).collect()
}

#[test]
fn small_model_orders_pairs_as_the_codebook_says() {
    pairs("stance", &SMALL);
}

#[test]
fn large_model_orders_pairs_as_the_codebook_says() {
    pairs("stance-large", &LARGE);
}

fn pairs(model: &str, floors: &Floors) {
    let rows = lines("stance_pairs.jsonl");
    let pairs: Vec<Pair> = rows
        .into_iter()
        .filter(|r| r["rule"].as_u64() != Some(12))
        .map(|r| serde_json::from_value(r).unwrap())
        .collect();
    let scored = stances(&net(model), &pairs.iter().flat_map(|p| [&p.peace, &p.pressure]).collect::<Vec<_>>());
    let mut rules: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    for (pair, s) in pairs.iter().zip(scored.chunks(2)) {
        let (peace, pressure) = (s[0].score.unwrap_or(0.0), s[1].score.unwrap_or(0.0));
        let counts = rules.entry(pair.rule).or_default();
        counts.0 += usize::from(peace > pressure);
        counts.1 += 1;
        if peace <= pressure {
            println!(
                "{model}, rule {}: {peace:+.2} {} | {pressure:+.2} {}",
                pair.rule, pair.peace.quote, pair.pressure.quote
            );
        }
    }
    let (mut right, mut all) = (0, 0);
    for (rule, (r, n)) in &rules {
        println!("{model}, rule {rule}: {r} of {n} pairs in order ({:.0} %)", 100.0 * *r as f64 / *n as f64);
        right += r;
        all += n;
    }
    println!("{model}, all rules: {right} of {all} ({:.0} %)", 100.0 * right as f64 / all as f64);
    assert_eq!(rules.len(), 11);
    for (rule, (r, n)) in rules {
        assert!(n >= 15, "rule {rule} has {n} pairs");
        assert!(r as f64 >= floors.pairs_of_a_rule * n as f64, "rule {rule}: {r} of {n}");
    }
    assert!(right as f64 >= floors.pairs * all as f64, "{right} of {all}");
}

#[test]
fn small_model_keeps_other_subjects_off_the_axis() {
    off_axis("stance", &SMALL);
}

#[test]
fn large_model_keeps_other_subjects_off_the_axis() {
    off_axis("stance-large", &LARGE);
}

fn off_axis(model: &str, floors: &Floors) {
    let quotes: Vec<Quote> = lines("off_axis.jsonl").into_iter().map(|r| serde_json::from_value(r).unwrap()).collect();
    let scored = stances(&net(model), &quotes.iter().collect::<Vec<_>>());
    for (q, s) in quotes.iter().zip(&scored).filter(|(_, s)| s.label != Label::OffAxis) {
        println!("{model}, on the axis ({}): {}", s.label.name(), q.quote);
    }
    let off = scored.iter().filter(|s| s.label == Label::OffAxis).count();
    println!("{model}, off axis: {off} of {}", quotes.len());
    assert!(off as f64 >= floors.off_axis * quotes.len() as f64, "{off} of {}", quotes.len());
}

/// Rule 12, through the whole program: four articles that differ in who speaks give one score.
#[test]
fn the_same_words_from_four_mouths() {
    let cases: Vec<Mouths> = lines("stance_pairs.jsonl")
        .into_iter()
        .filter(|r| r["rule"].as_u64() == Some(12))
        .map(|r| serde_json::from_value(r).unwrap())
        .collect();
    assert!(cases.len() >= 15);
    let dir = tempdir().unwrap();
    let input = dir.path().join("articles.jsonl");
    let mut articles = String::new();
    for (i, case) in cases.iter().enumerate() {
        for (j, speaker) in case.speakers.iter().enumerate() {
            let text = case.context.replace("{speaker}", speaker);
            articles += &format!("{}\n", json!({"id": format!("case{i}-{j}"), "text": text}));
        }
    }
    fs::write(&input, articles).unwrap();
    let out = dir.path().join("out");
    assert_eq!(crate::common::score(&[&input], &out, &[]).0, 0);
    let rows = crate::common::rows(&out.join("quotes.csv"));
    let bare = |s: &str| s.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>();
    let (mut compared, mut equal) = (0usize, 0usize);
    for (i, case) in cases.iter().enumerate() {
        // the tagger may cut the words otherwise under another name; only the same words are compared
        let scores: Vec<&str> = rows
            .iter()
            .filter(|r| r["article_id"].starts_with(&format!("case{i}-")) && bare(&r["quote"]) == bare(&case.quote))
            .map(|r| r["stance_score"].as_str())
            .collect();
        if scores.len() > 1 {
            compared += 1;
            let numbers: Vec<f64> = scores.iter().map(|s| s.parse().unwrap_or(0.0)).collect();
            let spread =
                numbers.iter().copied().fold(f64::MIN, f64::max) - numbers.iter().copied().fold(f64::MAX, f64::min);
            equal += usize::from(scores.iter().all(|s| *s == scores[0]));
            assert!(spread <= SPREAD, "{scores:?} {}", case.quote);
        }
    }
    println!("rule 12: one score from all mouths in {equal} of {compared}");
    assert!(compared >= 12, "{compared} of {} quotations were found under two names or more", cases.len());
    assert!(equal as f64 >= FLOOR_EQUAL * compared as f64, "{equal} of {compared}");
}
