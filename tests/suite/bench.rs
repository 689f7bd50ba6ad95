//! `quotestance bench` and `--precision`: that they measure and do what they say. How fast is no matter for a test.

use crate::common::{quotes, quotestance, run_json, samples, samples_run, score, skipped};
use serde_json::Value;
use tempfile::tempdir;

fn bench(args: &[&str]) -> Value {
    let done = quotestance().args(["bench", "--json"]).args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn the_samples_are_measured_stage_by_stage() {
    let measured = bench(&["--repeats", "2", "--threads", "1", "--precision", "single"]);
    let run = run_json(samples_run());
    for name in ["articles", "words", "pieces", "quotations"] {
        assert_eq!(measured[name], run["counts"][name], "{name}");
    }
    assert_eq!((&measured["threads"], &measured["precision"]), (&1.into(), &"single".into()));
    assert_eq!(measured["precision"], run["precision"]);
    // every input runs alone on a CPU
    assert_eq!(measured["padding_share"], 0.0);
    assert!(measured["quotation_pieces"].as_u64() >= measured["pieces"].as_u64());
    let number = |v: &Value| v.as_f64().unwrap();
    let spread = |v: &Value| (number(&v["min"]), number(&v["median"]), number(&v["max"]));
    let (least, median, most) = spread(&measured["seconds"]);
    assert!(0.0 < least && least <= median && median <= most);
    let words_a_second = number(&measured["words_a_second"]["max"]);
    assert!((words_a_second * least / number(&measured["words"]) - 1.0).abs() < 1e-6);
    let stages = measured["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().map(|s| s[0].as_str().unwrap()).collect();
    assert_eq!(names, ["read", "tokenize", "quotation model", "attribution", "stance model", "write"]);
    let parts: f64 = stages.iter().map(|s| number(&s[1]["min"])).sum();
    assert!(parts > 0.0 && parts <= most, "{parts} of {most}");
    let share = number(&measured["model_share"]["median"]);
    assert!(share > 0.0 && share <= 1.0);
    if cfg!(target_os = "linux") {
        assert!(number(&measured["peak_memory_mib"]) > 50.0);
    }
}

#[test]
fn what_cannot_be_measured_is_said() {
    let empty = tempdir().unwrap();
    let said = |args: &[&str]| {
        let done = quotestance().arg("bench").args(args).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, message) = said(&["-"]);
    assert!(code == Some(2) && message.contains("standard input"), "{message}");
    let (code, message) = said(&[empty.path().to_str().unwrap()]);
    assert!(code == Some(2) && message.contains("no article"), "{message}");
    let (code, message) = said(&["--precision", "quarter"]);
    assert!(code == Some(2) && message.contains("single, half or int8"), "{message}");
    let (code, message) = said(&["--precision", "half", "--device", "cpu"]);
    assert!(code == Some(2) && message.contains("not on this device (cpu); use single"), "{message}");
}

#[test]
fn a_table_for_people() {
    let sample = samples().join("wire-ceasefire.txt");
    let done = quotestance().arg("bench").arg(sample).args(["--repeats", "1"]).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    for words in ["1 articles", "words a second", "stance model", "padding 0.0 %", "start-up"] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[test]
fn company_changes_no_number() {
    let alone = tempdir().unwrap();
    score(&[&samples().join("wire-ceasefire.txt")], alone.path(), &[]);
    let of_article = |folder: &std::path::Path| -> Vec<Vec<String>> {
        let rows = quotes(folder).into_iter().filter(|r| r["article_id"] == "wire-ceasefire");
        let columns =
            ["quote_id", "spans", "speaker_mention", "speaker_confidence", "stance_score", "stance_confidence"];
        rows.map(|r| columns.map(|c| r[c].clone()).to_vec()).collect()
    };
    let rows = of_article(alone.path());
    assert!(rows.len() > 10);
    assert_eq!(rows, of_article(samples_run()));
}

#[test]
fn eight_bits_find_what_thirty_two_find() {
    let int8 = tempdir().unwrap();
    let (code, said) = score(&[&samples()], int8.path(), &["--precision", "int8"]);
    if code == 2 && said.contains("not on this device") {
        return skipped("no 8-bit instructions here");
    }
    let (single, int8) = (quotes(samples_run()), quotes(int8.path()));
    let key = |r: &std::collections::HashMap<String, String>| [r["article_id"].clone(), r["spans"].clone()];
    let (mut same, mut apart, mut names) = (0, 0.0, 0);
    for a in &single {
        let Some(b) = int8.iter().find(|b| key(b) == key(a)) else { continue };
        same += 1;
        names += usize::from(a["speaker"] == b["speaker"]);
        if let (Ok(x), Ok(y)) = (a["stance_score"].parse::<f64>(), b["stance_score"].parse::<f64>()) {
            apart += (x - y).abs();
        }
    }
    println!("{same} of {} rows, {names} names, scores {apart} apart in all", single.len());
    assert!(same * 100 >= single.len() * 93, "{same} of {}", single.len());
    assert!(names * 100 >= same * 93, "{names} of {same}");
    // the stance model is the same
    assert!(apart / (same as f64) < 0.02, "{apart}");
}
