//! How well rows of `quotes.csv` agree with articles that a person has marked.
//!
//! A row and a marked quotation of one article are a pair where the characters that both cover are half or more of those
//! that either covers, best pair first, each in one pair at most. A speaker is right where the names are the same but for
//! case, accents and a leading article; all sources without a name are one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::common;

/// Shares from 0 to 1.
#[derive(Debug)]
pub struct Figures {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// Share of the marked quotations that were found, by type.
    pub recall_by_type: BTreeMap<String, f64>,
    /// Right names among the found.
    pub speaker_accuracy: f64,
    /// F1 where only a pair with the right name counts.
    pub end_to_end_f1: f64,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    quotations: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    #[serde(rename = "type")]
    kind: String,
    speaker: String,
    spans: Vec<(usize, usize)>,
}

/// The figures of rows against a folder with one JSON file an article; rows of other articles are left out.
pub fn figures(rows: &[HashMap<String, String>], gold: &Path) -> Figures {
    let mut files: Vec<_> = fs::read_dir(gold).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let (mut found, mut marked, mut pairs, mut named) = (0, 0, 0, 0);
    let mut types: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in files {
        let article: Article = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let own: Vec<_> = rows.iter().filter(|r| r["article_id"] == article.id).collect();
        found += own.len();
        marked += article.quotations.len();
        let covered: Vec<_> = own.iter().map(|r| points(&spans(&r["spans"]))).collect();
        let wanted: Vec<_> = article.quotations.iter().map(|q| points(&q.spans)).collect();
        for q in &article.quotations {
            types.entry(q.kind.clone()).or_default().1 += 1;
        }
        for (i, j) in best_pairs(&covered, &wanted) {
            pairs += 1;
            types.get_mut(&article.quotations[j].kind).unwrap().0 += 1;
            named += usize::from(folded(&own[i]["speaker"]) == folded(&article.quotations[j].speaker));
        }
    }
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f64 / of as f64 };
    Figures {
        precision: share(pairs, found),
        recall: share(pairs, marked),
        f1: share(2 * pairs, found + marked),
        recall_by_type: types.into_iter().map(|(kind, (n, of))| (kind, share(n, of))).collect(),
        speaker_accuracy: share(named, pairs),
        end_to_end_f1: share(2 * named, found + marked),
    }
}

/// The spans of a cell, `12-30;35-40`.
fn spans(cell: &str) -> Vec<(usize, usize)> {
    let span = |s: &str| s.split_once('-').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap();
    cell.split(';').map(span).collect()
}

fn points(spans: &[(usize, usize)]) -> BTreeSet<usize> {
    spans.iter().flat_map(|&(a, b)| a..b).collect()
}

fn best_pairs(covered: &[BTreeSet<usize>], wanted: &[BTreeSet<usize>]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, a) in covered.iter().enumerate() {
        for (j, b) in wanted.iter().enumerate() {
            let both = a.intersection(b).count();
            let either = a.len() + b.len() - both;
            if 2 * both >= either && both > 0 {
                candidates.push((both as f64 / either as f64, i, j));
            }
        }
    }
    candidates.sort_by(|x, y| y.0.total_cmp(&x.0));
    let (mut rows, mut marks) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|&(_, i, j)| !rows.contains(&i) && !marks.contains(&j) && rows.insert(i) && marks.insert(j));
    candidates.into_iter().map(|(_, i, j)| (i, j)).collect()
}

fn folded(name: &str) -> String {
    let name: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let name = name.to_lowercase().replace('’', "'");
    let name = name.trim();
    let name = name.strip_prefix("the ").unwrap_or(name);
    if name.is_empty() || name.starts_with("unnamed") { "unnamed".into() } else { name.into() }
}

#[test]
fn pairs_are_made_best_first_and_one_to_one() {
    let set = |a, b| points(&[(a, b)]);
    // both rows overlap the first mark by half or more; the better one gets it, the other nothing
    assert_eq!(best_pairs(&[set(0, 12), set(0, 10)], &[set(0, 10), set(40, 50)]), [(1, 0)]);
    assert_eq!(best_pairs(&[set(0, 10)], &[set(5, 15)]), [], "a third is too little");
    assert_eq!(best_pairs(&[set(0, 10)], &[set(0, 20)]), [(0, 0)], "half is enough");
    assert_eq!(best_pairs(&[points(&[])], &[points(&[])]), []);
}

#[test]
fn names_are_the_same_but_for_case_accents_and_article() {
    assert_eq!(folded("The Lakes Council"), folded("lakes council"));
    assert_eq!(folded("Ódá Varn"), folded("ODA VARN"));
    assert_eq!(folded("unnamed: an official"), folded(""));
    assert_ne!(folded("Oda Varn"), folded("Varn"));
}

#[test]
fn figures_are_shares_of_what_they_say() {
    let dir = tempfile::tempdir().unwrap();
    let gold = serde_json::json!({"id": "a", "quotations": [
        {"type": "direct", "speaker": "Oda Varn", "spans": [[0, 10]]},
        {"type": "direct", "speaker": "Juna Hale", "spans": [[20, 30], [40, 50]]},
        {"type": "indirect", "speaker": "Oda Varn", "spans": [[60, 70]]},
    ]});
    fs::write(dir.path().join("a.json"), gold.to_string()).unwrap();
    let row = |spans: &str, speaker: &str, article: &str| -> HashMap<String, String> {
        [("spans", spans), ("speaker", speaker), ("article_id", article)]
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .into()
    };
    let rows = [row("0-9", "Oda Varn", "a"), row("20-30;40-48", "Oda Varn", "a"), row("0-10", "Oda Varn", "b")];
    let f = figures(&rows, dir.path());
    assert_eq!((f.precision, f.recall, f.f1), (1.0, 2.0 / 3.0, 0.8));
    assert_eq!((f.speaker_accuracy, f.end_to_end_f1), (0.5, 0.4));
    assert_eq!(f.recall_by_type, [("direct".to_string(), 1.0), ("indirect".to_string(), 0.0)].into());
}

/// The same rules as those by which the figures in the README are made.
#[test]
fn the_scorer_agrees_with_evaluate() {
    let gold = common::repo().join("tests/data/samples_gold");
    let run = common::samples_run();
    let Some(theirs) = common::evaluate(&run.join("quotes.csv"), &gold) else { return };
    let mine = figures(&common::quotes(run), &gold);
    for (name, mine) in [
        ("detection_precision", mine.precision),
        ("detection_recall", mine.recall),
        ("detection_f1", mine.f1),
        ("recall_direct", mine.recall_by_type["direct"]),
        ("recall_mixed", mine.recall_by_type["mixed"]),
        ("speaker_accuracy", mine.speaker_accuracy),
        ("end_to_end_f1", mine.end_to_end_f1),
    ] {
        let theirs = theirs[name].as_f64().unwrap();
        assert!((theirs - mine).abs() < 1e-9, "{name}: {mine}, evaluate.py has {theirs}");
    }
}
