//! What the whole-program tests share: the real binary, its output, the data they may read.
#![allow(dead_code)] // each test file uses a part

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

pub fn repo() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn samples() -> PathBuf {
    repo().join("data/samples")
}

/// A folder of `../shared`, or `None` (with a message) where this machine has none.
pub fn shared(part: &str) -> Option<PathBuf> {
    let path = repo().join("../shared").join(part);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// The program, quiet, with the models of the tree.
pub fn quotestance() -> Command {
    let mut c = Command::cargo_bin("quotestance").expect("the binary is built");
    c.env_remove("QUOTESTANCE_MODELS").env_remove("QUOTESTANCE_LOG");
    c
}

/// Run `score` and give its exit code and what it said on standard error.
pub fn score(inputs: &[&Path], out: &Path, more: &[&str]) -> (i32, String) {
    let done = quotestance().arg("score").args(inputs).arg("-o").arg(out).arg("--quiet").args(more).output().unwrap();
    (done.status.code().expect("no signal"), String::from_utf8(done.stderr).unwrap())
}

/// The rows of a CSV file by column.
pub fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let mut r = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let columns = r.headers().unwrap().clone();
    r.records()
        .map(|row| columns.iter().map(str::to_string).zip(row.unwrap().iter().map(str::to_string)).collect())
        .collect()
}

/// Figures of `../shared/eval/evaluate.py` for a quotes.csv against a folder of gold.
pub fn evaluate(quotes: &Path, gold: &Path) -> Option<serde_json::Value> {
    let script = shared("eval/evaluate.py")?;
    let done = std::process::Command::new("python3").arg(script).arg(quotes).arg(gold).arg("--json").output();
    let done = match done {
        Ok(d) if d.status.success() => d,
        other => panic!("evaluate.py: {other:?}"),
    };
    Some(serde_json::from_slice(&done.stdout).unwrap())
}

/// Write `count` articles as JSON lines, several chunks of work in one file: each six paragraphs that follow each other in the samples.
pub fn write_archive(path: &Path, count: usize) {
    let mut names: Vec<_> = std::fs::read_dir(samples()).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"));
    names.sort();
    let texts: Vec<String> = names.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect();
    let paragraphs: Vec<&str> = texts.iter().flat_map(|t| t.split('\n')).filter(|p| !p.trim().is_empty()).collect();
    let lines: Vec<String> = (0..count)
        .map(|i| {
            let text: Vec<&str> = (0..6).map(|k| paragraphs[(5 * i + k) % paragraphs.len()]).collect();
            let text = format!("{}\n\nArticle {i} ends here.", text.join("\n\n"));
            serde_json::json!({"id": format!("a{i}"), "text": text, "outlet": format!("Wire {}", i % 7)}).to_string()
        })
        .collect();
    std::fs::write(path, lines.join("\n")).unwrap();
}
