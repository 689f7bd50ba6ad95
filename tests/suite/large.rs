//! An archive too large to be held in memory is published all the same.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::tempdir;

use crate::common::{PROGRAM, run_json, samples_run};

/// Make an archive of so many quotations: the samples' again and again, with other names and words.
fn multiply(dir: &Path, quotations: usize) {
    let file = dir.join("archive.db");
    fs::copy(samples_run().join("archive.db"), &file).unwrap();
    let db = Connection::open(&file).unwrap();
    let once: usize = db.query_row("SELECT count(*) FROM quotations", [], |r| r.get::<_, i64>(0)).unwrap() as usize;
    let copies = quotations.div_ceil(once);
    db.execute_batch(&format!(
        "PRAGMA journal_mode = off; PRAGMA synchronous = off;
         CREATE TEMP TABLE copy (i INTEGER PRIMARY KEY);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies} - 1)
         INSERT INTO copy SELECT i FROM n;
         CREATE TEMP TABLE old AS SELECT *, (SELECT max(document_id) FROM documents) AS most FROM documents;
         CREATE TEMP TABLE said AS SELECT * FROM quotations;
         INSERT INTO documents (document_id, position, article_id, content_hash, title, outlet, date, url, columns, text,
                                words, word_pieces, run_id)
         SELECT document_id + i * most, position + i * most, article_id || '-' || i, content_hash || i, title,
                outlet || ' ' || (i % 200), coalesce(date(date, '+' || (i % 700) || ' days'), date), url, columns, text, words, word_pieces,
                run_id FROM copy JOIN old ORDER BY i, document_id;
         INSERT INTO quotations (document_id, number, type, quote, spans, cue, cue_start, cue_end, speaker_mention,
                                 mention_start, mention_end, speaker, speaker_confidence, evidence, stance_score,
                                 stance_label, stance_confidence, nested, sentence)
         SELECT s.document_id + i * most, number, type, quote || ' ' || (i / 3), spans, cue, cue_start, cue_end,
                speaker_mention, mention_start, mention_end,
                CASE WHEN speaker = '' THEN '' ELSE speaker || 'a' || char(97 + i / 3 % 26, 97 + i / 78 % 26, 97 + i / 2028 % 6) END,
                speaker_confidence, evidence, stance_score, stance_label, stance_confidence, nested, sentence
         FROM copy JOIN old JOIN said s USING (document_id) ORDER BY i, s.document_id, number;"
    ))
    .unwrap();
}

/// Most memory that a process had, in MiB, and its seconds.
fn watched(args: &[&str]) -> (f64, f64) {
    let began = Instant::now();
    let mut run = Command::new(PROGRAM).args(args).stdout(Stdio::null()).spawn().unwrap();
    let mut most = 0.0f64;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", run.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        most = most.max(kib.unwrap_or(0.0) / 1024.0);
        if let Some(status) = run.try_wait().unwrap() {
            assert!(status.success());
            return (most, began.elapsed().as_secs_f64());
        }
        sleep(Duration::from_millis(20));
    }
}

fn publish(quotations: usize) -> f64 {
    let dir = tempdir().unwrap();
    multiply(dir.path(), quotations);
    let (mib, seconds) = watched(&["report", dir.path().to_str().unwrap()]);
    let counts = run_json(dir.path())["counts"].clone();
    let rows = csv::Reader::from_path(dir.path().join("quotes.csv")).unwrap().into_byte_records().count();
    assert!(rows >= quotations && counts["quotations"] == rows, "{rows} rows, {counts}");
    assert!(counts["duplicates"].as_u64().unwrap() as usize > rows / 3, "{counts}");
    let page = fs::metadata(dir.path().join("report.html")).unwrap().len();
    assert!(page < 8 << 20, "a page of {page} bytes");
    eprintln!(
        "{rows} quotations by {} speakers in {} articles: {seconds:.0} s, {mib:.0} MiB, a page of {:.1} MB",
        counts["speakers"],
        counts["articles"],
        page as f64 / 1e6
    );
    mib
}

/// What is held for each quotation is little: its words as hashes, its place, its score.
#[test]
fn memory_does_not_grow_with_the_archive() {
    let (few, many) = (publish(40_000), publish(80_000));
    assert!(many < few + 60.0, "{few} and {many} MiB");
}

/// `cargo test --release --test suite two_million -- --ignored --nocapture`
#[test]
#[ignore = "minutes, and 3 GB of disk"]
fn two_million_quotations_in_a_gibibyte() {
    let mib = publish(2_000_000);
    assert!(mib < 1024.0, "{mib} MiB");
}
