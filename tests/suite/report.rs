//! A run's folder read again: the page, the summary, quotations on the terminal; and what comes from the command
//! line's own definition. What the page does in a browser is tested by scripts/browser_test.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::common::{PROGRAM, call, path, quotestance, rows, samples_run as run, score};
use quotestance::archive::{Archive, QuoteRow, speaker_rows};
use tempfile::{TempDir, tempdir};

/// A copy of the run's archive in a folder of its own.
fn copy() -> TempDir {
    let dir = tempdir().unwrap();
    fs::copy(run().join("archive.db"), dir.path().join("archive.db")).unwrap();
    dir
}

fn archive_rows(dir: &Path) -> Vec<QuoteRow> {
    Archive::open(dir).unwrap().rows().map(Result::unwrap).collect()
}

/// The JSON of one of the page's data blocks.
fn block(page: &str, id: &str) -> serde_json::Value {
    let (_, rest) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">")).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn rows_come_back_as_they_were() {
    let dir = copy();
    let all = archive_rows(dir.path());
    let written = rows(&run().join("quotes.csv"));
    assert_eq!(all.len(), written.len());
    for (row, was) in all.iter().zip(&written) {
        let now: HashMap<String, String> = QuoteRow::COLUMNS.iter().map(|c| c.to_string()).zip(row.cells()).collect();
        assert_eq!(now, *was);
    }
    // and so the figures of the speakers, intervals included
    let figures: Vec<Vec<String>> = speaker_rows(&all).iter().map(|s| s.cells().to_vec()).collect();
    let mut csv = csv::Reader::from_path(run().join("speakers.csv")).unwrap();
    let was: Vec<Vec<String>> = csv.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect();
    assert_eq!(figures, was);
    let kept: Vec<Vec<String>> =
        Archive::open(dir.path()).unwrap().speakers().unwrap().iter().map(|s| s.cells().to_vec()).collect();
    assert_eq!(kept, was);
}

#[test]
fn the_page_holds_the_rows_and_their_words() {
    let page = fs::read_to_string(run().join("report.html")).unwrap();
    let data = block(&page, "data");
    let quotes = rows(&run().join("quotes.csv"));
    assert_eq!(data["whole"], true);
    assert_eq!(data["quotes"].as_array().unwrap().len(), quotes.len());
    assert_eq!(block(&page, "texts").as_array().unwrap().len(), 6, "the articles, and nothing twice");
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe"));

    for (q, row) in data["quotes"].as_array().unwrap().iter().zip(&quotes) {
        let texts = block(&page, "texts");
        let text: Vec<u16> = texts[q[10].as_u64().unwrap() as usize].as_str().unwrap().encode_utf16().collect();
        let places: Vec<usize> = q[11].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
        let words: Vec<String> = places.chunks(2).map(|s| String::from_utf16(&text[s[0]..s[1]]).unwrap()).collect();
        assert_eq!(words.join(" … ").replace("'=", "="), row["quote"].replace("'=", "="));
    }
}

#[test]
fn the_page_alone_is_the_page_of_score() {
    let dir = tempdir().unwrap();
    let again = dir.path().join("again.html");
    let (code, _, said) = call(&["report", path(run()), "-o", path(&again)]);
    assert_eq!((code, said.as_str()), (0, ""));
    let page = fs::read(run().join("report.html")).unwrap();
    assert!(page == fs::read(again).unwrap(), "byte for byte");
}

#[test]
fn the_summary_in_markdown() {
    let (code, text, _) = call(&["report", path(run()), "--format", "md"]);
    assert_eq!(code, 0);
    for s in rows(&run().join("speakers.csv")).iter().take(20) {
        let line = text.lines().find(|l| l.starts_with(&format!("| {} |", s["speaker"]))).unwrap();
        let cells: Vec<&str> = line.split(" | ").map(|c| c.trim_matches(['|', ' '])).collect();
        assert_eq!((cells[1], cells[8]), (s["on_axis"].as_str(), s["quotations"].as_str()));
        if let Ok(mean) = s["mean_stance"].parse::<f64>() {
            assert!((cells[2].parse::<f64>().unwrap() - mean).abs() <= 0.0051, "{line}");
        }
    }
    assert!(text.contains("## Strongest for peace") && text.contains("ran most widely"), "{text}");
    let dir = tempdir().unwrap();
    let out = dir.path().join("summary.md");
    let (_, said, _) = call(&["report", path(run()), "--format", "md", "-o", path(&out)]);
    assert_eq!((said.as_str(), fs::read_to_string(out).unwrap()), ("", text));
}

#[test]
fn show_finds_a_speaker_by_any_spelling() {
    let ids = |args: &[&str]| -> Vec<String> {
        let (code, out, said) = call(&[&["show", path(run()), "--json", "--limit", "0"], args].concat());
        assert_eq!(code, 0, "{said}");
        let of =
            |l: &str| serde_json::from_str::<serde_json::Value>(l).unwrap()["quote_id"].as_str().unwrap().to_string();
        out.lines().map(of).collect()
    };
    let quotes = rows(&run().join("quotes.csv"));
    let want = |keep: &dyn Fn(&HashMap<String, String>) -> bool| -> Vec<String> {
        quotes.iter().filter(|q| q["duplicate_of"].is_empty() && keep(q)).map(|q| q["quote_id"].clone()).collect()
    };
    // words of a source without a name may hold the name, too: "unnamed: Oda Varn's press secretary"
    let varn = want(&|q| q["speaker"].contains("Oda Varn"));
    for name in ["varn", "VÄRN", "oda varn", "oda-varn"] {
        assert_eq!(ids(&["--speaker", name]), varn, "{name}");
    }
    assert_eq!(ids(&["--type", "indirect"]), want(&|q| q["type"] == "indirect"));
    assert_eq!(ids(&["--outlet", "beacon"]), want(&|q| q["outlet"] == "The Branmouth Beacon"));
    let sure = |q: &HashMap<String, String>| {
        ["speaker_confidence", "stance_confidence"].iter().all(|c| q[*c].parse::<f64>().unwrap_or(0.0) >= 0.8)
    };
    assert_eq!(ids(&["--min-confidence", "0.8"]), want(&sure));
    let scores: Vec<f64> = ids(&["--pressure"])
        .iter()
        .map(|id| quotes.iter().find(|q| q["quote_id"] == *id).unwrap()["stance_score"].parse().unwrap())
        .collect();
    assert!(scores.is_sorted() && scores[0] < -0.8 && *scores.last().unwrap() < 0.0, "{scores:?}");
}

#[test]
fn show_says_what_it_did_not_find() {
    let (code, out, said) = call(&["show", path(run()), "--speaker", "vern"]);
    assert_eq!((code, out.as_str(), said.contains("near: Oda Varn")), (1, "", true), "{said}");
    let (code, _, said) = call(&["show", path(run()), "--speaker", "varn", "--outlet", "no such"]);
    assert_eq!((code, said.contains("no quotation fits")), (1, true), "{said}");
    let (code, _, said) = call(&["show", path(run()), "--peace", "--pressure"]);
    assert_eq!((code, said.contains("cannot be used with")), (2, true), "{said}");
}

#[test]
fn show_for_people() {
    let (code, out, said) = call(&["show", path(run()), "--speaker", "orsk", "--limit", "2"]);
    assert_eq!((code, said.contains("2 of ")), (0, true), "{said}");
    assert!(out.contains("Henna Orsk") && out.lines().filter(|l| !l.starts_with(' ') && !l.is_empty()).count() == 2);
    assert!(!out.contains('\u{1b}'), "no colour in a pipe");
    let (_, all, _) = call(&["show", path(run()), "--speaker", "orsk", "--limit", "0"]);
    assert!(all.contains("ran in 2 outlets"), "{all}");
    let colour = |name: &str, value: &str| {
        let done =
            quotestance().args(["show", path(run())]).env("CLICOLOR_FORCE", "1").env(name, value).output().unwrap();
        String::from_utf8(done.stdout).unwrap().contains('\u{1b}')
    };
    assert!(colour("LANG", "C") && !colour("NO_COLOR", "1"));

    // an article cannot command the terminal
    let dir = tempdir().unwrap();
    let input = dir.path().join("odd.txt");
    fs::write(&input, "“We \u{1b}[31m\u{7} are ready,” Oda Varn said.\n").unwrap();
    let out = dir.path().join("out");
    assert_eq!(score(&[&input], &out, &[]).0, 0);
    let (_, shown, _) = call(&["show", path(&out), "--speaker", "varn"]);
    assert!(shown.contains("are ready") && !shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for args in [
        vec!["show", path(run()), "--limit", "0"],
        vec!["report", path(run()), "--format", "md"],
        vec!["man"],
        vec!["completions", "zsh"],
    ] {
        let mut child = std::process::Command::new(PROGRAM)
            .args(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, _) = call(&["completions", shell]);
        assert_eq!(code, 0);
        for word in ["score", "report", "show", "min-confidence"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let (code, page, _) = call(&["man"]);
    assert_eq!(
        (code, page.contains(".TH quotestance 1") && page.contains("quotestance\\-show(1)")),
        (0, true),
        "{page}"
    );
    let dir = tempdir().unwrap();
    assert_eq!(call(&["man", "-o", path(&dir.path().join("man1"))]).0, 0);
    let page = fs::read_to_string(dir.path().join("man1/quotestance-show.1")).unwrap();
    assert!(page.contains("min\\-confidence"), "{page}");
}
