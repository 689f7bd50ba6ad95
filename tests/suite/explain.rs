//! `quotestance explain`: three wrong or doubtful names, each with the rule, its rivals and the cause.

use std::fs;
use std::path::Path;

use crate::common::{quotes, quotestance, samples, samples_run};
use tempfile::tempdir;

/// Run `explain`: exit code, standard output, standard error.
fn explain(input: &Path, more: &[&str]) -> (i32, String, String) {
    let done = quotestance().arg("explain").arg(input).args(more).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn json(input: &Path, more: &[&str]) -> Vec<serde_json::Value> {
    let (code, said, warned) = explain(input, &[&["--json"], more].concat());
    assert_eq!((code, warned.as_str()), (0, ""));
    said.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The JSON of a speaker as the column has it.
fn cell(speaker: &serde_json::Value) -> String {
    let name = speaker["name"].as_str().unwrap_or_default();
    if speaker["type"] == "unnamed" { format!("unnamed: {name}") } else { name.to_string() }
}

#[test]
fn what_is_explained_is_what_was_scored() {
    let rows = quotes(samples_run());
    let explained = json(&samples(), &["--threads", "2"]);
    let quotations: Vec<&serde_json::Value> =
        explained.iter().flat_map(|a| a["quotations"].as_array().unwrap()).collect();
    assert_eq!(quotations.len(), rows.len());
    for (q, row) in quotations.into_iter().zip(&rows) {
        let id = q["quote_id"].as_str().unwrap();
        assert_eq!(id, row["quote_id"]);
        assert_eq!(cell(&q["speaker"]), row["speaker"], "{id}");
        let words = |q: &serde_json::Value| q["mention"]["words"].as_str().unwrap_or_default().to_string();
        assert_eq!(words(q), row["speaker_mention"], "{id}");
        let sure = q["confidence"]["confidence"].as_f64().map_or_else(String::new, |c| format!("{c:.3}"));
        assert_eq!(sure, row["speaker_confidence"], "{id}");
        // the first proposal is chosen, and the runner-up is another one's
        let proposals = q["proposals"].as_array().unwrap();
        assert_eq!(proposals.first().map_or_else(String::new, |p| cell(&p["speaker"])), row["speaker"], "{id}");
        let rival = &q["runner_up"];
        assert!(rival.is_null() || proposals[1..].iter().any(|p| p["speaker"] == *rival && *rival != q["speaker"]));
    }
}

/// Three names made up to be doubtful: a pronoun between two women, a title that only the roster knows, an
/// organisation whose name is never given.
#[test]
fn doubtful_names_tell_their_cause() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("doubtful.txt");
    let text = "Oda Varn met Juna Hale in Norport on Monday. “We will not sign,” she said.\n\n\
                “The talks go on,” the French president said on Tuesday.\n\n\
                The ministry said that no ship would leave the harbour.\n";
    fs::write(&path, text).unwrap();
    let all = json(&path, &[]);
    let quotations = all[0]["quotations"].as_array().unwrap();
    assert_eq!(quotations.len(), 3, "{quotations:#?}");
    let rules = |q: &serde_json::Value| -> Vec<String> {
        let proposals = q["proposals"].as_array().unwrap();
        proposals.iter().map(|p| p["rule"].as_str().unwrap().to_string()).collect()
    };

    let she = &quotations[0];
    assert_eq!(rules(she), ["third_person_pronoun", "third_person_pronoun"]);
    assert_ne!(she["speaker"], she["runner_up"]);
    let of = |n: usize| she["proposals"][n]["score"].as_f64().unwrap();
    assert!(of(0) > of(1));

    let president = &quotations[1];
    assert_eq!((rules(president)[0].as_str(), &president["named_in_article"]), ("title_in_roster", &false.into()));
    assert_eq!(president["confidence"]["found_by"], "title");

    let ministry = &quotations[2];
    assert_eq!(
        (rules(ministry)[0].as_str(), cell(&ministry["speaker"])),
        ("unnamed_source", "unnamed: ministry".into())
    );
    let best = &ministry["candidates"][0];
    assert!(best["speaker"] == ministry["speaker"] && !best["terms"].as_array().unwrap().is_empty());

    let (code, said, _) = explain(&path, &["--quote", "doubtful#2"]);
    assert_eq!(code, 0);
    for part in
        ["entities\n", "quotation doubtful#2\n", "rule        title_in_roster: ", "named by    the roster alone\n"]
    {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert!(!said.contains("doubtful#1") && said.contains("without a date"), "{said}");
}

#[test]
fn the_day_of_offices_is_told() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("dated.jsonl");
    let line = |id: &str, date: &str| format!("{{\"id\": \"{id}\", \"text\": \"“No,” Oda Varn said.\"{date}}}\n");
    let lines = [("a", ", \"date\": \"2031-04-05\""), ("b", ", \"date\": \"04.05.2031\""), ("c", "")];
    fs::write(&path, lines.map(|(id, date)| line(id, date)).concat()).unwrap();
    let days: Vec<serde_json::Value> = json(&path, &[]).iter().map(|a| a["offices_as_of"].clone()).collect();
    assert_eq!(days, ["2031-04-05".into(), serde_json::Value::Null, "today".into()]);
    let (_, said, _) = explain(&path, &[]);
    assert!(said.contains("dated \"04.05.2031\", which was not read as one day, so no office names anybody"), "{said}");
    assert!(said.contains("holders of offices as of 2031-04-05"), "{said}");
}

#[test]
fn what_cannot_be_explained_is_said() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("short.txt");
    fs::write(&path, "“No,” Oda Varn said.\n").unwrap();
    let (code, said, warned) = explain(&path, &["--quote", "7"]);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(warned.contains("no quotation has the number 7"), "{warned}");
    // a file that cannot be read hides nothing
    fs::write(dir.path().join("broken.jsonl"), "no object\n").unwrap();
    let (code, said, warned) = explain(dir.path(), &["--quote", "7"]);
    assert_eq!((code, said.as_str()), (1, ""));
    let none = "no quotation of the articles that could be read has the number 7";
    assert!(warned.contains("broken.jsonl line 1") && warned.contains(none), "{warned}");
    let (code, _, warned) = explain(&path, &["--quote", "long#1"]);
    assert!(code == 2 && warned.contains("no article has the id long"), "{warned}");
    let (code, _, warned) = explain(&path, &["--quote", "none"]);
    assert!(code == 2 && warned.contains("a quote_id such as"), "{warned}");
    let (code, _, warned) = explain(&dir.path().join("missing.txt"), &[]);
    assert!(code == 2 && warned.contains("missing.txt"), "{warned}");
}
