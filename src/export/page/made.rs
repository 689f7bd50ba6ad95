//! "How this was made": what the page says of the runs behind it.

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::Value;

use super::PageInput;
use super::totals::Totals;
use crate::archive::RunRecord;
use crate::attribution::UNNAMED;
use crate::reader::InputError;

/// Errors that are listed; the rest is in errors.csv.
const MAX_ERRORS: usize = 200;

/// A measured figure of a model, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub(crate) what: &'static str,
    pub(crate) value: String,
}

/// One run behind a page. It names no times and no threads: the same input gives the same page.
#[derive(Clone, Debug, PartialEq)]
pub struct RunNote {
    /// Of the program, with its commit.
    pub(crate) version: String,
    /// SHA-256 of the weights, hexadecimal.
    pub(crate) quotation_model: String,
    /// SHA-256 of the weights, hexadecimal.
    pub(crate) stance_model: String,
    pub(crate) roster: String,
    /// The built-in word lists, with their hash; empty where run.json does not tell.
    pub(crate) word_lists: String,
    pub(crate) device: String,
    /// Names less sure than this were left out; empty where none was.
    pub(crate) min_confidence: String,
    /// As the user named them.
    pub(crate) inputs: Vec<String>,
    /// Stopped before the end of its inputs.
    pub(crate) interrupted: bool,
    /// What is known of how good the models are; empty where their metrics are not at hand.
    pub(crate) figures: Vec<Figure>,
}

impl RunNote {
    /// From what is known of a run; what its `run.json` does not say stays empty.
    pub fn new(record: &RunRecord, figures: Vec<Figure>) -> Self {
        let run = &record.about;
        let least = run.get("min_confidence").and_then(Value::as_f64);
        let text = |pointer: &str| run.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_string();
        RunNote {
            version: with_hash(text("/version"), &text("/commit")),
            quotation_model: text("/quotation_model/weights_sha256"),
            stance_model: text("/stance_model/weights_sha256"),
            roster: with_hash(text("/roster"), &text("/options/built-in roster")),
            word_lists: match text("/options/built-in lexicon") {
                hash if hash.is_empty() => hash,
                hash => with_hash("built-in".into(), &hash),
            },
            device: text("/device"),
            min_confidence: least.filter(|x| *x > 0.0).map_or_else(String::new, |x| x.to_string()),
            inputs: record.inputs.clone(),
            interrupted: record.interrupted,
            figures,
        }
    }
}

/// "0.1.0 (1a2b3c4d5e)": ten digits of a hash tell builds apart; that files were changed stays.
fn with_hash(name: String, hash: &str) -> String {
    let (digits, changes) = hash.split_once('+').map_or((hash, ""), |(d, _)| (d, ", changed"));
    let digits: String = digits.chars().take(10).collect();
    if digits.is_empty() { name } else { format!("{name} ({digits}{changes})") }
}

/// The figures of a quotation model and a stance model, from the `metrics.json` in their folders; those that are not there
/// are left out.
pub fn figures(folders: &[PathBuf; 2]) -> Vec<Figure> {
    let [quotation, stance] = folders.each_ref().map(|folder| -> Value {
        let file = std::fs::read(folder.join("metrics.json")).unwrap_or_default();
        serde_json::from_slice(&file).unwrap_or_default()
    });
    let unseen = "/articles_dev_by_weights_that_have_not_seen_them";
    let percent = |x: f64| format!("{:.0} of 100", x * 100.0);
    let plain = |x: f64| format!("{x:.2}");
    let mut out = Vec::new();
    let mut add = |what, of: &Value, pointer: &str, show: &dyn Fn(f64) -> String| {
        if let Some(x) = of.pointer(pointer).and_then(Value::as_f64) {
            out.push(Figure { what, value: show(x) });
        }
    };
    add("Quotations in news articles that are found", &quotation, &format!("{unseen}/detection_recall"), &percent);
    add("Rows that are quotations", &quotation, &format!("{unseen}/detection_precision"), &percent);
    add("Speakers that are right, of quotations found", &quotation, &format!("{unseen}/speaker_accuracy"), &percent);
    add(
        "Agreement of scores with human readers (weighted kappa; 1 is perfect, 0 is chance)",
        &stance,
        "/held_out/qwk",
        &plain,
    );
    add("Peace, neutral or pressure told apart (macro F1)", &stance, "/held_out/macro_f1_3", &plain);
    out
}

/// What the template fills in.
pub struct Made {
    pub totals: Totals,
    /// "81 quotations by 14 speakers in 6 articles, 2025-10-27".
    pub lead: String,
    pub articles: usize,
    pub whole: bool,
    pub max_articles: usize,
    pub with_text: usize,
    pub speakers: usize,
    pub unnamed: usize,
    /// Whether texts may be on the page.
    pub texts: bool,
    /// The column that splits the page; empty without one.
    pub group_by: String,
    pub runs: Vec<RunNote>,
    pub errors: Vec<InputError>,
    pub more_errors: usize,
}

impl Made {
    /// From what the page is made from and the totals of its rows.
    pub fn new(input: &PageInput, totals: Totals) -> Self {
        let known = |d: &&str| !d.is_empty();
        // one for all of its groups
        let names: HashSet<&str> = input.speakers.iter().map(|s| s.speaker.as_str()).collect();
        let first = input.speakers.iter().map(|s| s.first_date.as_str()).filter(known).min().unwrap_or_default();
        let last = input.speakers.iter().map(|s| s.last_date.as_str()).filter(known).max().unwrap_or_default();
        // runs with the same models say the same of them once
        let mut runs: Vec<RunNote> = Vec::new();
        for run in input.runs {
            let mut run = run.clone();
            if runs.iter().any(|r| r.figures == run.figures) {
                run.figures.clear();
            }
            runs.push(run);
        }
        // empty where no date is known
        let dates = if first == last { first.to_string() } else { format!("{first} to {last}") };
        let lead = format!(
            "{} by {} in {}{}{dates}",
            counted(totals.quotations, "quotation"),
            counted(names.len(), "speaker"),
            counted(input.article_count, "article"),
            if dates.is_empty() { "" } else { ", " },
        );
        let whole = input.article_count <= super::MAX_ARTICLES;
        Made {
            totals,
            lead,
            articles: input.article_count,
            whole,
            max_articles: super::MAX_ARTICLES,
            with_text: if whole && input.texts { input.articles.len() } else { 0 },
            speakers: names.len(),
            unnamed: names.iter().filter(|s| s.starts_with(UNNAMED)).count(),
            texts: input.texts,
            group_by: input.group_by.unwrap_or_default().to_string(),
            runs,
            errors: input.errors.iter().take(MAX_ERRORS).cloned().collect(),
            more_errors: input.errors.len().saturating_sub(MAX_ERRORS),
        }
    }
}

/// "1 quotation", "2,300 quotations".
pub fn counted(n: usize, one: &str) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    format!("{out} {one}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        let said = [0, 1, 2, 999, 1000, 2_000_000].map(|n| counted(n, "speaker"));
        assert_eq!(
            said,
            ["0 speakers", "1 speaker", "2 speakers", "999 speakers", "1,000 speakers", "2,000,000 speakers"]
        );
    }
}
