//! `quotestance speakers`, and that names do not hang on the order of the input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{quotes, quotestance, samples, samples_run, score};
use tempfile::tempdir;

/// Run `speakers`: exit code, standard output, standard error.
fn speakers(args: &[&str]) -> (i32, String, String) {
    let done = quotestance().arg("speakers").args(args).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn names(json: &str) -> Vec<String> {
    let entries: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    entries.iter().map(|e| e["name"].as_str().unwrap().to_string()).collect()
}

#[test]
fn the_built_in_roster_is_printed_and_searched() {
    let (code, said, warned) = speakers(&[]);
    assert_eq!((code, warned.as_str()), (0, ""));
    assert!(said.contains("Volodymyr Zelenskyy") && said.contains("speakers, no errors"), "{}", said.len());

    let (code, said, _) = speakers(&["--find", "ZELENSKIY", "--json"]);
    assert!(code == 0 && names(&said).contains(&"Volodymyr Zelenskyy".to_string()), "{said}");
    let president = |day: &str| names(&speakers(&["--who", "the US president", "--date", day, "--json"]).1);
    assert_eq!(president("2025-01-19"), ["Joe Biden"]);
    assert_eq!(president("2025-01-20"), ["Donald Trump"]);
    let (code, said, _) = speakers(&["--who", "the harbour master"]);
    assert_eq!((code, said.as_str()), (1, "no speaker found\n"));
    assert_eq!(speakers(&["--find", "no such name", "--json"]).1.trim(), "[]");

    let (code, _, said) = speakers(&["--who", "the US president", "--date", "19 May 2025"]);
    assert!(code == 2 && said.contains("2025-05-19"), "{said}");
}

#[test]
fn a_roster_of_ones_own_is_checked() {
    let dir = tempdir().unwrap();
    let check = |toml: &str, more: &[&str]| {
        let path = dir.path().join("mine.toml");
        fs::write(&path, toml).unwrap();
        let args: Vec<&str> = std::iter::once(path.to_str().unwrap()).chain(more.iter().copied()).collect();
        speakers(&args)
    };
    let varn = "[[speaker]]\nname = \"Oda Varn\"\nkind = \"person\"\ngender = \"female\"\ncountry = \"Norlund\"\n";
    let (code, said, warned) = check(varn, &[]);
    assert_eq!((code, warned.as_str()), (0, ""));
    assert!(said.contains("Oda Varn") && said.ends_with("1 speaker, no errors, no warnings\n"), "{said}");
    assert!(!said.contains("Zelenskyy"), "only one's own");

    // a search finds both
    let (code, said, _) = check(varn, &["--find", "varn", "--json"]);
    assert_eq!((code, names(&said)), (0, vec!["Oda Varn".to_string()]));

    let (code, _, warned) = check(&format!("{varn}aliases = [\"Putin\"]\n"), &[]);
    assert!(code == 1 && warned.contains("\"Putin\" named Vladimir Putin"), "{warned}");
    let (code, said, wrong) = check(&format!("{varn}offices = [{{ title = \"envoy\", from = \"May\" }}]\n"), &[]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(wrong.contains("mine.toml: line 6: field `from`") && wrong.contains("2025-01-31"), "{wrong}");
    let (code, _, wrong) = speakers(&["no-such-file.toml"]);
    assert!(code == 2 && wrong.contains("no-such-file.toml: cannot be read"), "{wrong}");
}

/// Whatever order the files come in, every row has its speaker.
#[test]
fn permuting_the_inputs_changes_no_speaker() {
    let mut files: Vec<PathBuf> = fs::read_dir(samples()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 3);
    let by_id = |out: &Path| -> BTreeMap<String, [String; 4]> {
        let columns = ["speaker", "speaker_confidence", "spans", "quote"];
        quotes(out).into_iter().map(|r| (r["quote_id"].clone(), columns.map(|c| r[c].clone()))).collect()
    };
    let named = |order: &[PathBuf]| {
        let out = tempdir().unwrap();
        let inputs: Vec<&Path> = order.iter().map(PathBuf::as_path).collect();
        assert_eq!(score(&inputs, out.path(), &[]).0, 0);
        by_id(out.path())
    };
    let first = by_id(samples_run());
    files.reverse();
    assert_eq!(named(&files), first, "{files:?}");
    files.swap(0, 2);
    assert_eq!(named(&files), first, "{files:?}");
}
