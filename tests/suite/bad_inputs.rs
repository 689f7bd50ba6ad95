//! What the program says to bad inputs: a table of files, one of flags, one of models. Each message says what is wrong
//! and, where something can be done, what.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::common::{quotestance, repo, rows};
use tempfile::tempdir;

/// Longest article in these runs, so that files can be too long without being large.
const MAX: &str = "20KB";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn cut(mut bytes: Vec<u8>, by: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() - by);
    bytes
}

fn damaged(mut bytes: Vec<u8>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    bytes[middle..].iter_mut().for_each(|b| *b ^= 0x5a);
    bytes
}

fn utf16(s: &str) -> Vec<u8> {
    s.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Name, bytes, what the error says. The name with " line N" is how `errors.csv` calls the input.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 | 1).collect();
    let row = |s: &str| s.as_bytes().to_vec();
    vec![
        // bytes that are no text
        ("empty.txt", vec![], "no text in it"),
        ("blank.txt", row(" \n\t\r\n"), "no text in it"),
        ("mark-only.txt", row("\u{feff}"), "no text in it"),
        ("program.txt", b"\x7fELF\x02\x01\0\0\0\0".to_vec(), "a binary file, not text (a NUL byte at byte 6)"),
        (
            "picture.md",
            b"\x89PNG\r\n\x1a\n\x01\x02\x03".to_vec(),
            "neither UTF-8 (byte 0) nor text in another encoding; convert it first",
        ),
        ("noise.txt", noise, "nor text in another encoding; convert it first, e.g. iconv"),
        (
            "broken-utf8.txt",
            b"caf\xc3\xa9 and na\xc3\xafve \xff".to_vec(),
            "broken UTF-8 (byte 17); the file was damaged",
        ),
        ("half-letter.txt", "née Varné".as_bytes()[..10].to_vec(), "broken UTF-8 (byte 9)"),
        ("marked-broken.txt", b"\xef\xbb\xbfab\xff".to_vec(), "broken UTF-8 (byte 5) behind its byte order mark"),
        (
            "utf16-half.txt",
            cut([b"\xff\xfe".to_vec(), utf16("Talks")].concat(), 1),
            "broken UTF-16LE: half a character",
        ),
        ("utf16-lone.txt", b"\xff\xfea\0\x00\xd8b\0".to_vec(), "lone surrogate"),
        ("utf16-nul.txt", b"\xff\xfea\0\0\0".to_vec(), "a NUL read as UTF-16LE"),
        ("long.txt", vec![b'a'; 30_000], "the file is longer than 20.0 kB; --max-article-size allows more"),
        // packed files
        ("empty.txt.gz", vec![], "no text in it (an empty file)"),
        ("not.txt.gz", row("plain"), "not gzip, whatever its name says; take the .gz off"),
        ("cut.txt.gz", cut(gz("Talks in Branmouth.".as_bytes()), 9), "the gzip file is cut short; get it again"),
        ("damaged.txt.gz", damaged(gz(&[b"talks".as_slice(), &vec![b'x'; 9000]].concat())), "the gzip file is damaged"),
        ("tail.txt.gz", [gz(b"talks"), b"more".to_vec()].concat(), "the gzip file is"),
        ("bomb.txt.gz", gz(&vec![b'a'; 50_000_000]), "the file is longer than 20.0 kB"),
        ("nothing.txt.gz", gz(b""), "no text in it"),
        ("not.jsonl.zst", row("{}"), "not zstd, whatever its name says"),
        ("cut.txt.zst", cut(zst("Talks in Branmouth.".as_bytes()), 4), "the zstd file is cut short"),
        (
            "damaged.txt.zst",
            damaged(zst(&(0..9000u32).map(|i| (i * i % 251) as u8 | 1).collect::<Vec<_>>())),
            "the zstd file is damaged",
        ),
        ("bomb.jsonl.zst line 1", zst(&vec![b'a'; 50_000_000]), "the line is longer than 20.0 kB"),
        (
            "bomb.csv.gz line 2",
            gz(&[b"text\n".to_vec(), vec![b'a'; 50_000_000]].concat()),
            "the row is longer than 20.0 kB",
        ),
        // kinds that are not read
        (
            "paper.pdf",
            row("%PDF-1.7"),
            "not a kind of file that is read (.txt, .md, .html, .jsonl, .csv, .tsv, .parquet, each also .gz or .zst); make it text first, e.g. pdftotext",
        ),
        ("paper.docx", row("PK"), "pandoc"),
        ("sheet.xlsx", row("PK"), "save it as CSV first"),
        ("list.json", row("[]"), "make it JSON lines first, e.g. jq -c '.[]'"),
        ("table.parquet", row("PAR1"), "not a Parquet file, or a damaged one"),
        ("all.zip", row("PK"), "unpack it first"),
        ("a.txt.xz", row("x"), "unpack it first (.gz and .zst are read)"),
        ("feed.xml", row("<rss/>"), "take the articles out of it first"),
        ("README", row("Talks."), "not a kind of file that is read"),
        ("photo.jpg", b"\xff\xd8\xff".to_vec(), "not a kind of file that is read"),
        // JSON lines
        ("empty.jsonl", vec![], "no text in it"),
        ("blank.jsonl", row("\n \n"), "no text in it"),
        ("no-id.jsonl line 1", row(r#"{"text": "x"}"#), "the record has no id"),
        ("empty-id.jsonl line 1", row(r#"{"id": " ", "text": "x"}"#), "the record's id is empty"),
        (
            "list-id.jsonl line 1",
            row(r#"{"id": [1], "text": "x"}"#),
            "the record's id is neither a string nor a number",
        ),
        ("no-text.jsonl line 1", row(r#"{"id": "a"}"#), "record a has no text; --text-column names another field"),
        ("empty-text.jsonl line 2", row("\n{\"id\": \"b\", \"text\": \" \"}"), "record b: no text in it"),
        ("number-text.jsonl line 1", row(r#"{"id": "a", "text": 7}"#), "record a: text is not a string"),
        (
            "object-title.jsonl line 1",
            row(r#"{"id": "a", "text": "x", "title": {"en": "y"}}"#),
            "record a: title is not a string",
        ),
        (
            "list-date.jsonl line 1",
            row(r#"{"id": "a", "text": "x", "date": [2031, 2, 3]}"#),
            "record a: date is not a string",
        ),
        (
            "list-outlet.jsonl line 1",
            row(r#"{"id": "a", "text": "x", "outlet": []}"#),
            "record a: outlet is not a string",
        ),
        ("twice.jsonl line 1", row(r#"{"id": "a", "text": "x", "text": "y"}"#), "text is there twice"),
        ("comma.jsonl line 1", row(r#"{"id": "a", "text": "x",}"#), "trailing comma (byte 25 of the line)"),
        (
            "two.jsonl line 1",
            row(r#"{"id": "a", "text": "x"} {"id": "b"}"#),
            "trailing characters (byte 26 of the line)",
        ),
        (
            "array.jsonl line 1",
            row(r#"[{"id": "a", "text": "x"}]"#),
            "a JSON array, where each line is to be one object; e.g. jq -c",
        ),
        ("pretty.jsonl line 1", row("{"), "each line is to be one whole object, e.g. jq -c ."),
        ("string.jsonl line 1", row("\"text\""), "not a JSON object with id and text"),
        (
            "plain.jsonl line 1",
            row("Talks in Branmouth."),
            "not a JSON object with id and text: expected value (byte 1 of the line)",
        ),
        (
            "surrogate.jsonl line 1",
            row(r#"{"id": "a", "text": "\ud83d x"}"#),
            "a lone surrogate, half of a \\u pair, is no character",
        ),
        ("control.jsonl line 1", row("{\"id\": \"a\", \"text\": \"x\u{1}\"}"), "control character"),
        ("deep.jsonl line 1", format!("{{\"id\": {}", "[".repeat(15_000)).into_bytes(), "recursion limit exceeded"),
        (
            "mixed.jsonl line 2",
            [
                b"{\"id\": \"kept\", \"text\": \"Talks.\"}\n".as_slice(),
                b"{\"id\": \"\xc3\xa9\xc3\xa9\", \"text\": \"\xff\"}",
            ]
            .concat(),
            "broken UTF-8 (byte 24)",
        ),
        // tables
        ("empty.csv", vec![], "no text in it"),
        ("header.csv", row("id,text\n"), "a header, and no row below it"),
        (
            "no-column.csv line 1",
            row("id,words\n1,Talks\n"),
            "no column is called text; name the one that holds the text with --text-column; the header has: id, words",
        ),
        ("no-header.tsv line 1", row("1\tTalks in Branmouth\n"), "no column is called text"),
        ("two-columns.csv line 1", row("text,Text\na,b\n"), "two columns are called text; rename one"),
        ("few.csv line 2", row("id,text\n1\n"), "1 cells where the header has 2"),
        (
            "many.csv line 2",
            row("id,text\n1,Talks, she said\n"),
            "3 cells where the header has 2; a cell that holds the separator or a line end needs quotation marks",
        ),
        (
            "open.csv line 2",
            row("id,text\n1,\"Talks\n2,x\n"),
            "a quotation mark that opens a cell of this row is never closed",
        ),
        ("open-header.csv line 1", row("\"id,text\n1,x\n"), "never closed"),
        ("empty-cell.csv line 3", row("id,text\nkept2,Talks\n2,\n"), "no text in it"),
        ("wide.csv line 1", [b",".repeat(17_000), b"text\n".to_vec()].concat(), "more than 16384 cells in this row"),
        ("nul.csv line 2", b"id,text\n1,a\0b\n".to_vec(), "a NUL byte"),
        // pages
        ("empty.html", vec![], "no main text was found in this page"),
        ("script.html", row("<html><script>x</script></html>"), "no main text was found in this page"),
        ("deep.html", "<b>".repeat(5_000).into_bytes(), "more than 1000 tags inside each other"),
        ("binary.html", b"<html>\0\x01\x02</html>".to_vec(), "a binary file"),
        // front matter
        (
            "open.md",
            row("---\ntitle: x\nTalks"),
            "the front matter that line 1 opens is never closed; end it with a line ---",
        ),
        ("yaml.md", row("---\ntitle: [x\n---\nTalks"), "the front matter is no YAML"),
        ("toml.md", row("+++\ntitle =\n+++\nTalks"), "the front matter is no TOML"),
        ("only.md", row("---\ntitle: x\n---\n"), "no text in it"),
    ]
}

#[test]
fn every_bad_file_has_its_message() {
    let dir = tempdir().unwrap();
    let inputs = dir.path().join("in");
    fs::create_dir(&inputs).unwrap();
    let table = files();
    assert!(table.len() >= 60, "{}", table.len());
    for (name, bytes, _) in &table {
        fs::write(inputs.join(name.split(" line ").next().unwrap()), bytes).unwrap();
    }
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, inputs.join(name)).unwrap();
    link(Path::new("nowhere.txt"), "link.txt");
    link(&inputs, "loop");
    link(Path::new("/dev/zero"), "device.txt");
    let pipe = inputs.join("pipe.txt");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::create_dir(dir.path().join("none")).unwrap();
    fs::write(inputs.join("good.txt"), "“We want a ceasefire by Friday,” President Oda Varn told reporters.").unwrap();
    let more = [
        ("link.txt", "a link to a file that is not there"),
        ("loop", "a link back to the folder"),
        ("device.txt", "not a regular file (a folder, pipe, socket or device)"),
        ("pipe.txt", "not a regular file"),
        ("none", "no files in this folder"),
        ("gone.txt", "no such file or folder"),
        ("*.warc", "no file has a name of this pattern"),
        ("[.txt", "no such file, and no pattern"),
    ];
    let out = dir.path().join("out");
    let run = quotestance()
        .args(["score", "in", "none", "gone.txt", "*.warc", "[.txt", "--quiet", "--max-article-size", MAX, "-o"])
        .arg(&out)
        .current_dir(dir.path())
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    let errors = rows(&out.join("errors.csv"));
    let mut wrong = Vec::new();
    let wanted = table.iter().map(|(name, _, part)| (*name, *part)).chain(more);
    let count = wanted.clone().count();
    for (name, part) in wanted {
        let of: Vec<&String> =
            errors.iter().filter(|e| e["input"].rsplit('/').next() == Some(name)).map(|e| &e["error"]).collect();
        match of.as_slice() {
            [error] if error.contains(part) => {
                assert!(said.contains(error.as_str()), "{name} is not on standard error")
            }
            other => wrong.push(format!("{name}: wanted “{part}”, got {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(errors.len(), count, "no other errors");
    // all else was scored
    let scored: Vec<String> = rows(&out.join("quotes.csv")).into_iter().map(|r| r["article_id"].clone()).collect();
    assert_eq!(scored, ["good"]);
    let run: serde_json::Value = serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["counts"]["articles"], 3, "good.txt, and one record each of mixed.jsonl and empty-cell.csv");
}

#[test]
fn every_bad_flag_has_its_message() {
    let dir = tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("a.txt"), "Talks in Branmouth.").unwrap();
    fs::write(at("empty"), "\n\n").unwrap();
    fs::write(at("roster.toml"), "[[speaker]]\nname = ").unwrap();
    fs::write(at("roster2.toml"), "[[speaker]]\nname = \"Oda Varn\"\nkind = \"ship\"\n").unwrap();
    fs::create_dir(at("folder")).unwrap();
    fs::create_dir_all(at("models/quotation")).unwrap();
    // arguments, whether a.txt is among them, what is said
    let table: &[(&[&str], bool, &str)] = &[
        (&["--max-article-size", "abc"], true, "a size is a number of bytes, or one with K, M, G"),
        (&["--max-article-size", "0"], true, "between 1 byte and 4 GiB"),
        (&["--max-article-size", "5G"], true, "between 1 byte and 4 GiB"),
        (&["--threads", "0"], true, "0 is not in 1..=1024"),
        (&["--threads", "x"], true, "invalid digit"),
        (&["--device", "gpu"], true, "cpu, cuda or auto"),
        (&[], false, "<INPUT>"),
        (&["--files-from", "gone"], false, "--files-from gone: cannot be read: No such file"),
        (&["--files-from", "folder"], true, "--files-from folder: cannot be read"),
        (&["--files-from", "empty"], false, "--files-from empty: names no file; it is to hold one path a line"),
        (&["--files-from", "-", "-"], false, "standard input cannot hold both"),
        (&["--speakers", "gone.toml"], true, "gone.toml: cannot be read"),
        (&["--speakers", "roster.toml"], true, "roster.toml"),
        (&["--speakers", "roster2.toml"], true, "roster2.toml"),
        (&["--models", "folder"], true, "folder/quotation: there is no such folder"),
        (&["--models", "models"], true, "models/quotation: model.safetensors is missing"),
        (&["--models", "a.txt"], true, "a.txt/quotation: there is no such folder"),
        (&["--no-such-flag"], true, "unexpected argument"),
    ];
    for (args, with_input, part) in table {
        let run = quotestance()
            .arg("score")
            .args(with_input.then_some("a.txt"))
            .args(*args)
            .args(["--quiet", "-o", "out"])
            .current_dir(dir.path())
            .output()
            .unwrap();
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part) && !said.contains("panicked"), "{args:?}: wanted “{part}”, got {said}");
    }
    assert!(!at("out").exists(), "nothing is left of a run that could not begin");
}

#[test]
fn every_bad_model_has_its_message() {
    let dir = tempdir().unwrap();
    let good = repo().join("models");
    // a file of the quotation model, what it is replaced with, what is said
    let table: &[(&str, &[u8], &str)] = &[
        ("labels.json", b"{", "labels.json: EOF while parsing"),
        ("labels.json", b"{\"groups\": []}", "labels.json: missing field"),
        ("config.json", b"not json", "config.json: expected"),
        ("vocab.txt", b"", "vocab.txt"),
        ("model.safetensors", b"", "model.safetensors"),
        ("model.safetensors", b"\xff\xff\xff\xff\xff\xff\xff\xff{}", "model.safetensors"),
    ];
    for (i, (file, bytes, part)) in table.iter().enumerate() {
        let models = dir.path().join(i.to_string());
        for name in ["quotation", "stance"] {
            fs::create_dir_all(models.join(name)).unwrap();
            for f in ["config.json", "vocab.txt", "labels.json", "model.safetensors"] {
                std::os::unix::fs::symlink(good.join(name).join(f), models.join(name).join(f)).unwrap();
            }
        }
        fs::remove_file(models.join("quotation").join(file)).unwrap();
        fs::write(models.join("quotation").join(file), bytes).unwrap();
        let run = quotestance()
            .args(["score", "--quiet", "-o"])
            .arg(dir.path().join("out"))
            .arg("--models")
            .arg(&models)
            .arg(crate::common::samples())
            .output()
            .unwrap();
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{file}: {said}");
        assert!(said.contains(part) && !said.contains("panicked"), "{file}: wanted “{part}”, got {said}");
    }
    assert!(!dir.path().join("out/quotes.csv").exists());
}
