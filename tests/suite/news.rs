//! Real news with gold, where `../shared` is there. The shipped weights may have been trained on these articles
//! (the model cards say so), so these are guards against regressions; figures on unseen news are in the README.

use std::path::Path;

use tempfile::tempdir;

use crate::common::{development_run, evaluate, large_development_run, rows, score, shared};

#[test]
fn development_articles() {
    let Some(run) = development_run() else { return };
    // within two points of what was measured
    reaches(
        run,
        &[
            ("detection_f1", 0.895),
            ("recall_direct", 0.97),
            ("speaker_accuracy", 0.86),
            ("end_to_end_f1", 0.785),
            ("stance_qwk", 0.68),
        ],
    );
}

#[test]
fn development_articles_by_the_large_models() {
    let Some(run) = large_development_run() else { return };
    reaches(
        &run,
        &[
            ("detection_f1", 0.895),
            ("recall_direct", 0.97),
            ("speaker_accuracy", 0.88),
            ("end_to_end_f1", 0.79),
            ("stance_qwk", 0.75),
        ],
    );
}

/// Figures of a run over the development articles, and what they are at least.
fn reaches(run: &Path, floors: &[(&str, f64)]) {
    let gold = shared("data/articles/dev/gold").unwrap();
    let figures = evaluate(&run.join("quotes.csv"), &gold).unwrap();
    for (name, floor) in floors {
        let x = figures[*name].as_f64().unwrap();
        assert!(x >= *floor, "{name} {x:.3} is under {floor}");
    }
}

/// The persons the project began with have one row each, whatever the outlet's spelling.
#[test]
fn one_row_a_person_on_the_seeds() {
    let Some(text) = shared("data/seeds/text") else { return };
    let out = tempdir().unwrap();
    score(&[&text], out.path(), &[]);
    let speakers = rows(&out.path().join("speakers.csv"));
    for name in [
        "Donald Trump",
        "Vladimir Putin",
        "Volodymyr Zelenskyy",
        "JD Vance",
        "Karoline Leavitt",
        "Bridget Brink",
        "Emmanuel Macron",
        "Scott Bessent",
        "Steve Witkoff",
        "Yuri Ushakov",
        "Kyrylo Budanov",
    ] {
        // no second row under another spelling; that a person stands in a pair or has an office is no second row
        let family: String = name.rsplit(' ').next().unwrap().chars().take(6).collect();
        let found: Vec<&String> = speakers
            .iter()
            .map(|s| &s["speaker"])
            .filter(|s| s.contains(&family) && !s.starts_with("unnamed") && !s.contains(" and "))
            .filter(|s| !["administration", "office", "government"].iter().any(|body| s.ends_with(body)))
            .collect();
        assert_eq!(found, [name]);
    }
}
