//! Documents on which the analysis panics or the model fails: they are rows of errors.csv, and the others are scored.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::common::{archived, quotestance, rows, run_json};
use tempfile::tempdir;

const FAULTS: &str = "panic=d17,model=d23";

/// `QUOTESTANCE_DOCUMENTS=10000 cargo test --release --test suite failures` is the long version.
fn documents() -> usize {
    std::env::var("QUOTESTANCE_DOCUMENTS").map_or(150, |n| n.parse().unwrap())
}

fn write_documents(path: &Path, count: usize) {
    let line = |i: usize| {
        let text = format!("“We will keep harbour {i} open,” Mayor Oda Varn told reporters in Branmouth on Monday.");
        serde_json::json!({"id": format!("d{i}"), "text": text}).to_string()
    };
    fs::write(path, (0..count).map(line).collect::<Vec<_>>().join("\n")).unwrap();
}

#[test]
fn two_of_many_documents_fail_and_the_others_are_scored() {
    let dir = tempdir().unwrap();
    let (input, whole, resumed) = (dir.path().join("in.jsonl"), dir.path().join("whole"), dir.path().join("resumed"));
    let count = documents();
    write_documents(&input, count);
    let score = |out: &Path, more: &[&str]| {
        let mut c = quotestance();
        c.env("QUOTESTANCE_TEST_FAULTS", FAULTS).arg("score").arg(&input).arg("-o").arg(out).arg("--quiet").args(more);
        let done = c.output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, said) = score(&whole, &[]);
    assert_eq!(code, 1, "{said}");
    let errors = rows(&whole.join("errors.csv"));
    let of = |id: &str| errors.iter().find(|e| e["input"] == id).map(|e| e["error"].as_str()).unwrap();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(of("d17").contains("internal error") && of("d17").contains("made to panic"), "{}", of("d17"));
    assert!(of("d23").contains("the model failed"), "{}", of("d23"));
    // each is said once, and nothing else is: no backtrace
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("d17: ") && said.contains("d23: "), "{said}");
    let scored: Vec<String> = rows(&whole.join("quotes.csv")).into_iter().map(|q| q["article_id"].clone()).collect();
    let wanted: Vec<String> = (0..count).filter(|i| ![17, 23].contains(i)).map(|i| format!("d{i}")).collect();
    assert_eq!(scored, wanted, "one quotation each, in order");
    assert_eq!(run_json(&whole)["counts"]["articles"], count - 2);
    assert_eq!(run_json(&whole)["counts"]["failed_inputs"], 2);

    // killed after the two, the run goes on and meets neither again
    let mut run = Command::new(env!("CARGO_BIN_EXE_quotestance"))
        .env("QUOTESTANCE_FAST", "1")
        .env("QUOTESTANCE_TEST_FAULTS", FAULTS)
        .args(["score", input.to_str().unwrap(), "--quiet", "-o", resumed.to_str().unwrap()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while archived(&resumed) < 30 {
        assert!(run.try_wait().unwrap().is_none(), "the run ended before it was killed");
        sleep(Duration::from_millis(5));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    // without the faults: what failed is known, and would be scored now if it were met again
    let mut c = quotestance();
    let done = c.arg("score").arg(&input).arg("-o").arg(&resumed).args(["--quiet", "--resume"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    for name in ["quotes.csv", "speakers.csv", "errors.csv"] {
        assert!(fs::read(whole.join(name)).unwrap() == fs::read(resumed.join(name)).unwrap(), "{name} differs");
    }
    assert!(run_json(&resumed)["resumed_articles"].as_u64().unwrap() >= 30);
}
