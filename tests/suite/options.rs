//! What the options of `score` change, and nothing else.

use std::fs;

use crate::common::{quotes, quotestance, run_json, samples, samples_run, score};
use tempfile::tempdir;

#[test]
fn names_that_are_not_sure_enough_are_left_out_and_counted() {
    let sure = tempdir().unwrap();
    score(&[&samples()], sure.path(), &["--min-confidence", "0.9"]);
    let (before, after) = (quotes(samples_run()), quotes(sure.path()));
    assert_eq!(before.len(), after.len());
    let mut emptied = 0;
    for (b, a) in before.iter().zip(&after) {
        let unsure = b["speaker_confidence"].parse::<f64>().is_ok_and(|c| c < 0.8995);
        if unsure {
            emptied += 1;
            assert!(a["speaker"].is_empty() && a["speaker_id"].is_empty() && a["speaker_confidence"].is_empty());
        }
        for column in ["quote_id", "quote", "spans", "speaker_mention", "stance_score", "sentence"] {
            assert_eq!(b[column], a[column]);
        }
        assert!(a["speaker"].is_empty() || a["speaker"] == b["speaker"]);
    }
    assert!(emptied > 3);
    let run = run_json(sure.path());
    let left_out = after.iter().filter(|r| r["speaker"].is_empty()).count();
    let missing = before.iter().filter(|r| r["speaker"].is_empty()).count();
    assert_eq!(run["counts"]["emptied_speakers"], left_out - missing);
    assert_eq!(run["counts"]["without_speaker"], left_out);

    let (code, said) = score(&[&samples()], sure.path(), &["--min-confidence", "70"]);
    assert!(code == 2 && said.contains("from 0 to 1"), "{said}");
}

#[test]
fn kept_texts_are_what_the_spans_point_into() {
    let kept = fs::read_to_string(samples_run().join("articles.jsonl")).unwrap();
    let quotes = quotes(samples_run());
    let mut next = quotes.iter();
    let mut articles = 0;
    for line in kept.lines() {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
        articles += 1;
        let slice = |span: &serde_json::Value| -> String {
            let at = |i: usize| span[i].as_u64().unwrap() as usize;
            if span.is_null() { String::new() } else { text[at(0)..at(1)].iter().collect() }
        };
        for mark in article["marks"].as_array().unwrap() {
            let q = next.next().unwrap();
            assert_eq!(
                (&mark["quote_id"], &article["id"]),
                (&q["quote_id"].as_str().into(), &q["article_id"].as_str().into())
            );
            assert_eq!(slice(&mark["cue"]), q["cue"]);
            assert_eq!(slice(&mark["mention"]), q["speaker_mention"]);
        }
    }
    assert_eq!((articles, next.next()), (6, None));
}

#[test]
fn messages_as_json_lines() {
    let dir = tempdir().unwrap();
    let done = quotestance()
        .args(["score", "--log-format", "json", "--quiet", "gone.txt", "-o"])
        .arg(dir.path())
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    let lines: Vec<serde_json::Value> = said.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["level"], &lines[0]["input"]), (&"ERROR".into(), &"gone.txt".into()));
    assert!(lines[0]["message"].as_str().unwrap().contains("no such file"));
    // no more than the help lists
    let mut fields: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(fields, ["input", "level", "message", "timestamp"]);
}
