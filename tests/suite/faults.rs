//! Bad inputs: a clear message, the others scored, the right exit code.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::common::{quotestance, rows, samples, score};
use tempfile::tempdir;

const ARTICLE: &str = "“We want a ceasefire by Friday,” President Oda Varn told reporters in Branmouth.\n";

fn error_of(out: &Path, part: &str) -> String {
    let found: Vec<_> = rows(&out.join("errors.csv")).into_iter().filter(|r| r["input"].contains(part)).collect();
    assert_eq!(found.len(), 1, "one row for {part}");
    found[0]["error"].clone()
}

#[test]
fn the_others_are_scored() {
    let dir = tempdir().unwrap();
    let inputs = dir.path().join("in");
    fs::create_dir(&inputs).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(inputs.join(name), bytes).unwrap();
    write("good.txt", ARTICLE.as_bytes());
    write("empty.txt", b"");
    write("binary.txt", b"\x7fELF\x02\x01\0\0\0\0");
    write("latin.txt", b"Le pr\xe9sident a dit non.");
    write("damaged.txt", b"Le pr\xc3\xa9sident a dit\xff non.");
    write(
        "broken.jsonl",
        format!(
            "{{\"id\": \"a\", \"text\": {}}}\n{{\"id\": \"b\", \"text\n",
            serde_json::json!(format!("{ARTICLE}\nIt rained."))
        )
        .as_bytes(),
    );
    write("photo.jpg", b"\xff\xd8\xff");
    let out = dir.path().join("out");
    let missing = dir.path().join("gone.txt");
    let (code, said) = score(&[&inputs, &missing], &out, &[]);
    assert_eq!(code, 1);
    assert!(error_of(&out, "empty.txt").contains("no text"));
    assert!(error_of(&out, "binary.txt").contains("binary"));
    assert!(error_of(&out, "damaged.txt").contains("broken UTF-8 (byte 19)"));
    assert!(error_of(&out, "broken.jsonl line 2").contains("not a JSON object"));
    assert!(error_of(&out, "photo.jpg").contains("not a kind of file"));
    assert!(error_of(&out, "gone.txt").contains("no such file"));
    let errors = said.lines().filter(|l| !l.contains("warning: "));
    assert_eq!(errors.count(), 6, "each is said on standard error too:\n{said}");
    let scored: Vec<String> = rows(&out.join("quotes.csv")).into_iter().map(|r| r["article_id"].clone()).collect();
    assert_eq!(scored, ["a", "good"]);
}

#[test]
fn nothing_could_be_done() {
    let dir = tempdir().unwrap();
    let (code, said) = score(&[&dir.path().join("gone.txt")], &dir.path().join("out"), &[]);
    assert_eq!(code, 2);
    assert!(said.contains("gone.txt") && said.contains("no such file"), "{said}");

    // an output folder that cannot be: a file stands in its place
    let blocked = dir.path().join("blocked");
    fs::write(&blocked, "a file").unwrap();
    let (code, said) = score(&[&samples()], &blocked.join("out"), &[]);
    assert_eq!(code, 2);
    assert!(
        said.contains("out: cannot be written: ") && said.contains("; choose another output folder with -o"),
        "{said}"
    );

    let (code, said) = score(&[&samples()], &dir.path().join("new/out"), &["--models", "/nowhere"]);
    assert_eq!(code, 2);
    assert!(said.contains("/nowhere/quotation: there is no such folder"), "{said}");
    assert!(!dir.path().join("new").exists(), "the folder made for the output is gone again");

    let (code, said) = score(&[&samples()], &dir.path().join("out"), &["--speakers", "/nowhere.toml"]);
    assert_eq!((code, said.contains("/nowhere.toml: cannot be read")), (2, true), "{said}");

    let (code, said) = score(&[&samples()], &dir.path().join("out"), &["--device", "gpu"]);
    assert_eq!((code, said.contains("cpu, cuda or auto")), (2, true), "{said}");
}

#[test]
fn a_model_cut_short_is_an_error_and_no_crash() {
    let dir = tempdir().unwrap();
    for name in ["quotation", "stance"] {
        fs::create_dir_all(dir.path().join(name)).unwrap();
        for file in ["config.json", "vocab.txt", "labels.json", "model.safetensors"] {
            fs::copy(crate::common::repo().join("models").join(name).join(file), dir.path().join(name).join(file))
                .unwrap();
        }
    }
    let weights = dir.path().join("quotation/model.safetensors");
    let whole = fs::read(&weights).unwrap();
    fs::write(&weights, &whole[..whole.len() / 2]).unwrap();
    let models = dir.path().to_str().unwrap();
    let (code, said) = score(&[&samples()], &dir.path().join("out"), &["--models", models]);
    assert_eq!(code, 2);
    assert!(said.contains("model.safetensors") && !said.contains("panicked"), "{said}");
    // the weights of another model
    fs::copy(crate::common::repo().join("models/stance/model.safetensors"), &weights).unwrap();
    let (code, said) = score(&[&samples()], &dir.path().join("out"), &["--models", models]);
    assert_eq!(code, 2);
    assert!(said.contains("do not fit") && !said.contains("panicked"), "{said}");
    assert!(!dir.path().join("out/quotes.csv").exists());
}

#[test]
fn json_lines_on_standard_input() {
    let dir = tempdir().unwrap();
    let line = serde_json::json!({"id": "=cmd()", "text": ARTICLE, "outlet": "Northlight", "date": "2031-02-03"});
    let done = quotestance()
        .args(["score", "-", "--quiet", "-o"])
        .arg(dir.path())
        .write_stdin(format!("{line}\n\n"))
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(0));
    let r = rows(&dir.path().join("quotes.csv"));
    assert_eq!((r[0]["outlet"].as_str(), r[0]["date"].as_str()), ("Northlight", "2031-02-03"));
    assert_eq!(r[0]["article_id"], "'=cmd()", "no spreadsheet runs it");
}

#[test]
fn an_earlier_run_in_the_folder_is_replaced() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("out");
    score(&[&samples()], &out, &[]);
    assert!(out.join("speakers/marek-dolny.csv").exists());
    let path = dir.path().join("one.txt");
    fs::write(&path, ARTICLE).unwrap();
    score(&[&path], &out, &["--restart"]);
    let left: Vec<String> =
        fs::read_dir(out.join("speakers")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left, ["oda-varn.csv"]);
}

#[test]
fn marks_that_are_missing_never_swallow_the_article() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("open.txt");
    let mut f = fs::File::create(&path).unwrap();
    writeln!(f, "“We want a ceasefire by Friday, President Oda Varn told reporters.\n").unwrap();
    for i in 0..20 {
        writeln!(f, "The town of Branmouth counted {i} boats on the river and no soldiers at the bridge.\n").unwrap();
    }
    drop(f);
    let out = dir.path().join("out");
    score(&[&path], &out, &[]);
    for r in rows(&out.join("quotes.csv")) {
        assert!(r["quote"].chars().count() < 70, "{}", r["quote"]);
    }
}

#[test]
fn spans_count_code_points_whatever_the_characters() {
    let dir = tempdir().unwrap();
    let text = "\u{200f}שלום \u{202e}רחוב\u{202c} 👩‍👩‍👧 e\u{301}\u{200b}\r\n\r\n“We want a ceasefire 🕊 by Friday, ne\u{301}e Zal\u{301}go,” \
                President Oda Varn told reporters in Branmouth.\u{2028}\u{b}End";
    let path = dir.path().join("odd.txt");
    fs::write(&path, text).unwrap();
    let out = dir.path().join("out");
    let (code, said) = score(&[&path], &out, &[]);
    assert_eq!((code, said.as_str()), (0, ""));
    let chars: Vec<char> = text.chars().collect();
    let r = rows(&out.join("quotes.csv"));
    assert_eq!(r.len(), 1);
    let (a, b) = r[0]["spans"].split_once('-').unwrap();
    let words: String = chars[a.parse().unwrap()..b.parse().unwrap()].iter().collect();
    assert!(words.starts_with("“We want") && words.ends_with("go,”"), "{words}");
    assert_eq!(words, r[0]["quote"]);
    assert_eq!(r[0]["speaker"], "Oda Varn");
}

#[test]
fn nothing_but_marks_is_no_quotation_and_no_crash() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("marks.txt");
    fs::write(&path, format!("{}{}{}", "\"'".repeat(800), "“".repeat(800), "‘’«»".repeat(300))).unwrap();
    let out = dir.path().join("out");
    assert_eq!(score(&[&path], &out, &[]).0, 0);
    assert!(rows(&out.join("quotes.csv")).is_empty());
}
