//! Text that was made to break programs: no crash, no hang, spans that are right.

use std::path::Path;

use crate::common::{quotestance, rows, score};
use tempfile::tempdir;

const ARTICLE: &str = "“We want a ceasefire by Friday,” President Oda Varn told reporters in Branmouth.";

/// Score texts as JSON records in one run and check every span against them; the quotes of each.
fn quotes_of(texts: &[String]) -> Vec<Vec<String>> {
    let dir = tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let line = |(i, text): (usize, &String)| serde_json::json!({"id": i, "text": text}).to_string() + "\n";
    std::fs::write(&path, texts.iter().enumerate().map(line).collect::<String>()).unwrap();
    let (code, said) = score(&[&path], &dir.path().join("out"), &[]);
    assert_eq!((code, said.as_str()), (0, ""));
    let chars: Vec<Vec<char>> = texts.iter().map(|t| t.chars().collect()).collect();
    let mut quotes = vec![Vec::new(); texts.len()];
    for r in rows(&dir.path().join("out/quotes.csv")) {
        let of: usize = r["article_id"].parse().unwrap();
        let words = |span: &str| -> String {
            let (a, b) = span.split_once('-').unwrap();
            chars[of][a.parse().unwrap()..b.parse().unwrap()].iter().collect()
        };
        let quote = r["quote"].strip_prefix('\'').unwrap_or(&r["quote"]).to_string();
        assert_eq!(r["spans"].split(';').map(words).collect::<Vec<_>>().join(" … "), quote);
        quotes[of].push(quote);
    }
    quotes
}

#[test]
fn odd_characters_and_right_spans() {
    let before = [
        "\0\0 NUL.\n\n",
        "\u{200f}שלום \u{202e}רחוב\u{202c}. مرحبا\n\n",
        "\u{200b}\u{200d}\u{feff}\u{2060} 👩‍👩‍👧‍👦🏳️‍🌈\n\n",
        "Z̸̡a̷l̶g̸o̵ e\u{301}\u{301}\u{301} ﷽ ½ İ ß ǆ\n\n",
        "\u{fffd}\u{fffe}\u{10ffff} 𝔗𝔢𝔵𝔱\r\n\r\n",
    ];
    let texts: Vec<String> = before.iter().map(|b| format!("{b}{ARTICLE}")).collect();
    for (found, before) in quotes_of(&texts).iter().zip(before) {
        assert_eq!(*found, ["“We want a ceasefire by Friday,”"], "{before:?}");
    }
    quotes_of(&["Peace.", "“", "\"", "a", "“”", "’", "…", "\u{301}"].map(str::to_string));
}

#[test]
fn marks_without_end() {
    quotes_of(&[
        "“".repeat(5000),
        "“‘«\"'".repeat(1000),
        "‘a “b ".repeat(1000),
        format!("{}no{}", "“‘".repeat(1000), "’”".repeat(1000)),
    ]);
}

#[test]
fn a_line_without_full_stops_is_no_sentence() {
    // each quotation would carry the whole line as its sentence
    let dir = tempdir().unwrap();
    let path = dir.path().join("a.txt");
    std::fs::write(&path, "“we want a ceasefire by Friday” President Oda Varn said and ".repeat(300)).unwrap();
    let out = dir.path().join("out");
    assert_eq!(score(&[&path], &out, &[]), (0, String::new()));
    let size = std::fs::metadata(out.join("quotes.csv")).unwrap().len();
    assert!(size < 2_000_000, "{size} bytes");
}

#[test]
fn a_hundred_megabytes_on_one_line() {
    let dir = tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("a.txt", &"\"".repeat(100_000_000));
    write(
        "b.jsonl",
        &format!("{{\"id\":\"b\",\"text\":\"{}\"}}\n{{\"id\":\"c\",\"text\":\"Talks.\"}}\n", "“".repeat(33_000_000)),
    );
    let (code, said) = score(&[dir.path()], &dir.path().join("out"), &[]);
    assert_eq!((code, said.lines().count()), (1, 2), "{said}");
    assert!(
        said.contains("a.txt: the file is longer than 10.0 MB") && said.contains("b.jsonl line 1: the line"),
        "{said}"
    );
}

#[test]
#[ignore = "minutes; run by hand: cargo test --release --test suite -- --ignored"]
fn three_hundred_thousand_words() {
    let text = format!("{ARTICLE} The town counted its boats on the river, as it did each week.\n\n").repeat(12_000);
    assert_eq!(quotes_of(&[text])[0].len(), 12_000);
}

#[test]
fn ids_and_names_never_leave_the_folder() {
    let dir = tempdir().unwrap();
    let line = serde_json::json!({"id": "../../evil\u{0}\n", "text": "“We want peace by Friday,” ../../Varn ../etc told reporters."});
    let run = quotestance()
        .args(["score", "-", "--quiet", "-o"])
        .arg(dir.path().join("deep/out"))
        .write_stdin(line.to_string())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0));
    let names = |p: &Path| std::fs::read_dir(p).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names(dir.path()), ["deep"]);
    assert_eq!(names(&dir.path().join("deep")), ["out"]);
}
