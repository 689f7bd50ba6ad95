//! A run's folder read again: the page, the summary, quotations on the terminal; and what comes from the command
//! line's own definition. What the page does in a browser is tested by scripts/browser_test.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::common::{PROGRAM, quotestance, rows, samples, samples_run as run};
use quotestance::Document;
use quotestance::export::{ArticleLine, Runs, speaker_rows};
use tempfile::{TempDir, tempdir};

/// A copy of the run's tables in a folder of its own.
fn copy() -> TempDir {
    let dir = tempdir().unwrap();
    for name in ["quotes.csv", "errors.csv", "run.json"] {
        fs::copy(run().join(name), dir.path().join(name)).unwrap();
    }
    dir
}

fn call(args: &[&str]) -> (i32, String, String) {
    let done = quotestance().args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn path(p: &Path) -> &str {
    p.to_str().unwrap()
}

/// The JSON of one of the page's data blocks.
fn block(page: &str, id: &str) -> serde_json::Value {
    let (_, rest) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">")).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn rows_come_back_as_they_were() {
    let all = Runs::read(&[run()]).unwrap();
    let written = rows(&run().join("quotes.csv"));
    assert_eq!(all.rows.len(), written.len());
    for (row, was) in all.rows.iter().zip(&written) {
        let now: HashMap<String, String> =
            quotestance::export::QuoteRow::COLUMNS.iter().map(|c| c.to_string()).zip(row.cells()).collect();
        assert_eq!(now, *was);
    }
    // and so the figures of the speakers, intervals included
    let figures: Vec<Vec<String>> = speaker_rows(&all.rows).iter().map(|s| s.cells().to_vec()).collect();
    let mut csv = csv::Reader::from_path(run().join("speakers.csv")).unwrap();
    let was: Vec<Vec<String>> = csv.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect();
    assert_eq!(figures, was);
}

#[test]
fn the_page_of_score_and_that_of_report() {
    let page = fs::read_to_string(run().join("report.html")).unwrap();
    let data = block(&page, "data");
    let quotes = rows(&run().join("quotes.csv"));
    assert_eq!(data["whole"], true);
    assert_eq!(data["quotes"].as_array().unwrap().len(), quotes.len());
    assert_eq!(block(&page, "texts").as_array().unwrap().len(), 6, "the articles, and nothing twice");
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe"));

    let dir = copy();
    // the page with the texts is not replaced unasked by one without
    fs::write(dir.path().join("report.html"), &page).unwrap();
    let (code, _, said) = call(&["report", path(dir.path())]);
    assert_eq!((code, said.contains("--keep-text") && said.contains("-o")), (2, true), "{said}");
    fs::remove_file(dir.path().join("report.html")).unwrap();
    let (code, said, warned) = call(&["report", path(dir.path())]);
    assert_eq!((code, said.trim()), (0, path(&dir.path().join("report.html"))));
    assert!(warned.contains("--keep-text"), "{warned}");
    let again = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert_eq!(block(&again, "data")["speakers"], data["speakers"]);
    // the sentence holds the quotation's words where the text is not there
    let texts = block(&again, "texts");
    for (q, row) in block(&again, "data")["quotes"].as_array().unwrap().iter().zip(&quotes) {
        let text: Vec<u16> = texts[q[10].as_u64().unwrap() as usize].as_str().unwrap().encode_utf16().collect();
        let places: Vec<usize> = q[11].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
        let words: Vec<String> = places.chunks(2).map(|s| String::from_utf16(&text[s[0]..s[1]]).unwrap()).collect();
        assert_eq!(words.join(" … ").replace("'=", "="), row["quote"].replace("'=", "="));
    }
}

#[test]
fn with_kept_texts_it_is_the_page_of_score() {
    let dir = tempdir().unwrap();
    let again = dir.path().join("again.html");
    let (code, _, said) = call(&["report", path(run()), "-o", path(&again)]);
    assert_eq!((code, said.as_str()), (0, ""));
    let page = fs::read(run().join("report.html")).unwrap();
    assert!(page == fs::read(again).unwrap(), "byte for byte");
}

#[test]
fn kept_texts_are_shown_whole() {
    let dir = copy();
    let id = "wire-ceasefire";
    let text = fs::read_to_string(samples().join("wire-ceasefire.txt")).unwrap();
    let mut own = Runs::read(&[run()]).unwrap().rows;
    own.retain(|r| r.article_id == id);
    for row in &mut own {
        (row.cue_span, row.mention_span) = (None, None);
    }
    own[1].cue_span = Some(233..237);
    own[1].mention_span = Some(0..1_000_000);
    let article = Document { id: id.into(), text: text.clone(), ..Default::default() };
    let line = serde_json::to_string(&ArticleLine::new(article, own.iter())).unwrap();
    fs::write(dir.path().join("articles.jsonl"), format!("{line}\n")).unwrap();
    let (code, _, said) = call(&["report", path(dir.path())]);
    assert_eq!((code, said.as_str()), (0, ""));
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert!(block(&page, "texts").as_array().unwrap().contains(&text.into()));
    let data = block(&page, "data");
    let second = data["quotes"].as_array().unwrap().iter().find(|q| q[12] == serde_json::json!([233, 237])).unwrap();
    assert!(second[13].is_null(), "a place outside of the text is dropped");

    fs::write(dir.path().join("articles.jsonl"), format!("{line}\n{{\"id\":")).unwrap();
    let (code, _, said) = call(&["report", path(dir.path())]);
    assert_eq!((code, said.contains("articles.jsonl: line 2")), (2, true), "{said}");
}

#[test]
fn several_runs_count_a_quotation_once() {
    let (a, b) = (copy(), copy());
    let out = a.path().join("both.html");
    let (code, ..) = call(&["report", path(a.path()), path(b.path()), "-o", path(&out)]);
    assert_eq!(code, 0);
    let all = Runs::read(&[a.path(), b.path()]).unwrap();
    let one = Runs::read(&[a.path()]).unwrap();
    assert_eq!(all.rows.len(), 2 * one.rows.len());
    assert!(all.rows.iter().any(|r| r.quote_id == "wire-ceasefire~2#1"), "ids stay unique, visibly");
    for (both, single) in speaker_rows(&all.rows).iter().zip(speaker_rows(&one.rows)) {
        assert_eq!((&both.speaker, both.quotations), (&single.speaker, 2 * single.quotations));
        assert_eq!((both.on_axis, both.mean_stance), (single.on_axis, single.mean_stance), "{}", single.speaker);
        assert_eq!(both.interval, single.interval);
    }
}

#[test]
fn the_summary_in_markdown() {
    let (code, text, _) = call(&["report", path(run()), "--format", "md"]);
    assert_eq!(code, 0);
    for s in rows(&run().join("speakers.csv")).iter().take(20) {
        let line = text.lines().find(|l| l.starts_with(&format!("| {} |", s["speaker"]))).unwrap();
        let cells: Vec<&str> = line.split(" | ").map(|c| c.trim_matches(['|', ' '])).collect();
        assert_eq!(cells[1], s["quotations"]);
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
fn folders_that_are_no_runs() {
    let dir = tempdir().unwrap();
    let (code, _, said) = call(&["report", path(dir.path())]);
    assert_eq!((code, said.contains("no quotes.csv in it")), (2, true), "{said}");
    let dir = copy();
    let quotes = fs::read_to_string(dir.path().join("quotes.csv")).unwrap();
    fs::write(dir.path().join("quotes.csv"), quotes.replacen(",indirect,", ",sung,", 1)).unwrap();
    let (code, _, said) = call(&["show", path(dir.path())]);
    assert_eq!((code, said.contains("quotes.csv: line") && said.contains("sung")), (2, true), "{said}");
    let (code, _, said) = call(&["report", path(run()), "-o", path(dir.path())]);
    assert_eq!((code, said.contains("is a folder")), (2, true), "{said}");
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
    let dir = copy();
    let quotes = fs::read_to_string(dir.path().join("quotes.csv")).unwrap();
    fs::write(dir.path().join("quotes.csv"), quotes.replacen("We are ready", "We \u{1b}[31m\u{7} are ready", 2))
        .unwrap();
    let (_, out, _) = call(&["show", path(dir.path()), "--speaker", "varn"]);
    assert!(out.contains("are ready") && !out.contains(['\u{1b}', '\u{7}']));
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
