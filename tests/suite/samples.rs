//! The main job on our own sample articles: what comes out, column by column.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use crate::common::{quotes, quotestance, repo, rows, run_json, samples, samples_run, score};
use crate::gold;
use tempfile::tempdir;

const QUOTE_COLUMNS: &str = "article_id,quote_id,type,quote,spans,cue,speaker_mention,speaker,speaker_id,\
speaker_confidence,stance_score,stance_label,stance_confidence,nested,duplicate_of,sentence,title,outlet,date,corrected,made_by";
const SPEAKER_COLUMNS: &str = "speaker,speaker_id,quotations,direct,indirect,mixed,on_axis,mean_stance,ci_low,ci_high,\
strong_peace,lean_peace,neutral,lean_pressure,strong_pressure,off_axis,articles,outlets,first_date,last_date";

/// Texts of the samples by article id.
fn texts() -> HashMap<String, Vec<char>> {
    let mut out = HashMap::new();
    for e in fs::read_dir(samples()).unwrap() {
        let path = e.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if path.extension().unwrap() == "jsonl" {
            for line in text.lines() {
                let v: serde_json::Value = serde_json::from_str(line).unwrap();
                out.insert(v["id"].as_str().unwrap().to_string(), v["text"].as_str().unwrap().chars().collect());
            }
        } else {
            out.insert(path.file_stem().unwrap().to_str().unwrap().to_string(), text.chars().collect());
        }
    }
    out
}

#[test]
fn reports_of_the_samples() {
    let out = samples_run();
    let first_line = |name: &str| fs::read_to_string(out.join(name)).unwrap().lines().next().unwrap().to_string();
    assert_eq!(first_line("quotes.csv"), QUOTE_COLUMNS);
    assert_eq!(first_line("speakers.csv"), SPEAKER_COLUMNS);
    assert_eq!(first_line("errors.csv"), "input,error");

    let quotes = quotes(out);
    assert!(quotes.len() > 60, "{} quotations", quotes.len());
    let texts = texts();
    let mut next: BTreeMap<&str, usize> = BTreeMap::new();
    let mut last_start: BTreeMap<&str, usize> = BTreeMap::new();
    for q in &quotes {
        // every row points at its characters
        let text = &texts[&q["article_id"]];
        let spans: Vec<(usize, usize)> = q["spans"]
            .split(';')
            .map(|s| s.split_once('-').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap())
            .collect();
        let words: Vec<String> = spans.iter().map(|&(a, b)| text[a..b].iter().collect()).collect();
        let words = words.join(" … ");
        assert_eq!(q["quote"].trim_start_matches('\''), words.trim_start_matches('\''), "{}", q["quote_id"]);
        // numbered in the order of the text
        let n = next.entry(&q["article_id"]).or_default();
        *n += 1;
        assert_eq!(q["quote_id"], format!("{}#{n}", q["article_id"]));
        let start = last_start.entry(&q["article_id"]).or_default();
        assert!(spans[0].0 >= *start, "{} is out of order", q["quote_id"]);
        *start = spans[0].0;
        // the score agrees with the label
        let label = q["stance_label"].as_str();
        if label == "off_axis" {
            assert_eq!(q["stance_score"], "");
        } else {
            let score: f64 = q["stance_score"].parse().unwrap();
            let level = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace"]
                .iter()
                .position(|l| *l == label)
                .unwrap() as f64
                - 2.0;
            assert!((score * 2.0 - level).abs() <= 0.502, "{}: {score} is {label}", q["quote_id"]);
        }
        assert_eq!(q["speaker"].is_empty(), q["speaker_id"].is_empty());
        assert!(["direct", "indirect", "mixed"].contains(&q["type"].as_str()));
    }

    // one row a speaker, figures that add up, one file each
    let speakers = rows(&out.join("speakers.csv"));
    for s in &speakers {
        let n = |c: &str| s[c].parse::<usize>().unwrap();
        let own: Vec<_> = quotes.iter().filter(|q| q["speaker"] == s["speaker"]).collect();
        assert_eq!(n("quotations"), own.len());
        assert_eq!(n("direct") + n("indirect") + n("mixed"), own.len());
        let distinct: Vec<_> = own.iter().filter(|q| q["duplicate_of"].is_empty()).collect();
        let scores: Vec<f64> = distinct.iter().filter_map(|q| q["stance_score"].parse().ok()).collect();
        assert_eq!(n("on_axis"), scores.len());
        assert_eq!(n("on_axis") + n("off_axis"), distinct.len());
        if !scores.is_empty() {
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            assert!((mean - s["mean_stance"].parse::<f64>().unwrap()).abs() < 0.0011, "{}", s["speaker"]);
        }
        // an interval needs articles that differ, not quotations
        let on_axis = distinct.iter().filter(|q| !q["stance_score"].is_empty());
        let articles: BTreeSet<_> = on_axis.map(|q| &q["article_id"]).collect();
        assert_eq!(articles.len() > 1, !s["ci_low"].is_empty(), "{}", s["speaker"]);
        if articles.len() > 1 {
            let bound = |c: &str| s[c].parse::<f64>().unwrap();
            assert!(bound("ci_low") <= bound("mean_stance") && bound("mean_stance") <= bound("ci_high"));
        }
        let own_file = rows(&out.join("speakers").join(format!("{}.csv", s["speaker_id"])));
        assert_eq!(own_file.len(), own.len());
        assert!(own_file.iter().all(|r| r["speaker"] == s["speaker"]));
    }
    let counts: Vec<usize> = speakers.iter().map(|s| s["quotations"].parse().unwrap()).collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "most quoted first");

    let run = run_json(out);
    assert_eq!(run["counts"]["quotations"], quotes.len());
    assert_eq!(run["counts"]["articles"], texts.len());
    assert_eq!(run["quotation_model"]["weights_sha256"].as_str().unwrap().len(), 64);
    // nothing is left of the writing
    let left =
        fs::read_dir(out).unwrap().filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(left.count(), 0);
}

#[test]
fn quotations_and_names_of_the_wire_sample() {
    let mut quotes = quotes(samples_run());
    quotes.retain(|q| q["article_id"] == "wire-ceasefire");
    let one = |part: &str| {
        let found: Vec<_> = quotes.iter().filter(|q| q["quote"].contains(part)).collect();
        assert_eq!(found.len(), 1, "{part}");
        found[0].clone()
    };
    let split = one("We are ready to silence our guns");
    assert_eq!(
        (split["type"].as_str(), split["speaker"].as_str(), split["cue"].as_str()),
        ("direct", "Oda Varn", "told")
    );
    assert_eq!(split["spans"].split(';').count(), 2, "one utterance around its cue");
    assert!(split["quote"].ends_with("at the same hour.”"));
    let pronoun = one("Let them pull back ten kilometers");
    assert_eq!((pronoun["speaker_mention"].as_str(), pronoun["speaker"].as_str()), ("he", "Marek Dolny"));
    let paragraphs = one("They ask for thirty days");
    assert!(paragraphs["spans"].contains(';'), "an utterance over two paragraphs is one quotation");
    assert_eq!(one("Four pages of them")["speaker"], "Emeric Saloun");
    assert!(one("whatever happens to the rest")["speaker"].starts_with("unnamed: "));
}

/// Floors within two points of what was measured when they were set.
#[test]
fn gold_of_the_samples() {
    let f = gold::figures(&quotes(samples_run()), &repo().join("tests/data/samples_gold"));
    println!("{f:?}");
    for (name, x, floor) in [
        ("detection F1", f.f1, 0.94),
        ("recall of direct", f.recall_by_type["direct"], 0.98),
        ("speaker accuracy", f.speaker_accuracy, 0.905),
        ("end-to-end F1", f.end_to_end_f1, 0.865),
    ] {
        assert!(x >= floor, "{name} {x:.3} is under {floor}");
    }
}

#[test]
fn the_same_words_by_the_same_speaker_are_a_duplicate() {
    let quotes = quotes(samples_run());
    let copies: Vec<_> = quotes.iter().filter(|q| !q["duplicate_of"].is_empty()).collect();
    assert!(!copies.is_empty());
    for c in copies {
        let first = quotes.iter().find(|q| q["quote_id"] == c["duplicate_of"]).unwrap();
        assert_eq!(first["speaker"], c["speaker"]);
        assert_ne!(first["article_id"], c["article_id"]);
    }
    // the articles of wires.jsonl have all fields
    let wires = fs::read_to_string(samples().join("wires.jsonl")).unwrap();
    let ids: Vec<String> = wires
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["id"].as_str().unwrap().into())
        .collect();
    let of_wires: Vec<_> = quotes.iter().filter(|q| ids.contains(&q["article_id"])).collect();
    assert!(of_wires.len() > 5, "{}", of_wires.len());
    assert!(of_wires.iter().all(|q| !q["outlet"].is_empty() && !q["date"].is_empty() && !q["title"].is_empty()));
}

#[test]
fn threads_change_nothing() {
    let (one, two) = (tempdir().unwrap(), samples_run());
    score(&[&samples()], one.path(), &["--threads", "1", "--keep-text", "--evidence"]);
    for name in ["quotes.csv", "speakers.csv", "errors.csv", "evidence.csv", "articles.jsonl", "report.html"] {
        assert!(fs::read(one.path().join(name)).unwrap() == fs::read(two.join(name)).unwrap(), "{name} differs");
    }
}

#[test]
fn the_speaker_does_not_move_the_score() {
    let dir = tempdir().unwrap();
    let score_of = |name: &str| {
        let path = dir.path().join(format!("{name}.txt").replace(' ', "-"));
        fs::write(
            &path,
            format!(
                "“We will send more guns until they give up the hills,” President {name} told reporters on Monday.\n"
            ),
        )
        .unwrap();
        let out = dir.path().join(format!("out-{name}"));
        score(&[&path], &out, &[]);
        let r = rows(&out.join("quotes.csv"));
        assert_eq!(r.len(), 1);
        assert_eq!(r[0]["speaker"], name);
        (r[0]["stance_score"].clone(), r[0]["stance_confidence"].clone())
    };
    assert_eq!(score_of("Oda Varn"), score_of("Emeric Saloun"));
}

#[test]
fn the_large_stance_model_changes_scores_alone() {
    let out = tempdir().unwrap();
    assert_eq!(score(&[&samples()], out.path(), &["--stance-model", "large"]), (0, String::new()));
    let of = |out: &Path| (quotes(out), run_json(out)["stance_model"]["folder"].as_str().unwrap().to_string());
    let (small, small_folder) = of(samples_run());
    let (large, large_folder) = of(out.path());
    assert!(small_folder.ends_with("models/stance"), "{small_folder}");
    assert!(large_folder.ends_with("models/stance-large"), "{large_folder}");
    let mut moved = 0;
    assert_eq!(small.len(), large.len());
    for (s, l) in small.iter().zip(&large) {
        for column in QUOTE_COLUMNS.split(',').filter(|c| !c.starts_with("stance_") && *c != "made_by") {
            assert_eq!(s[column], l[column], "{}", s["quote_id"]);
        }
        moved += usize::from(s["stance_score"] != l["stance_score"]);
    }
    assert!(moved > small.len() / 2, "{moved} of {}", small.len());
}

#[test]
fn the_large_models_read_unless_told_otherwise() {
    let dir = tempdir().unwrap();
    let sample = samples().join("wire-ceasefire.txt");
    let models = |name: &str, fast: &str, args: &[&str]| {
        let out = dir.path().join(name);
        let mut run = quotestance();
        run.env("QUOTESTANCE_FAST", fast).arg("score").arg(&sample).arg("-q").arg("-o").arg(&out).args(args);
        run.assert().success();
        assert!(!quotes(&out).is_empty());
        let about = run_json(&out);
        ["quotation_model", "stance_model"].map(|m| {
            let folder = about[m]["folder"].as_str().unwrap();
            folder.rsplit('/').next().unwrap().to_string()
        })
    };
    assert_eq!(models("default", "", &[]), ["quotation-large", "stance-large"]);
    assert_eq!(models("fast", "", &["--fast"]), ["quotation", "stance"]);
    assert_eq!(models("mixed", "1", &["--quotation-model", "large"]), ["quotation-large", "stance"]);
}

#[test]
fn a_roster_of_ones_own() {
    let dir = tempdir().unwrap();
    let roster = dir.path().join("mine.toml");
    fs::write(&roster, "[[speaker]]\nname = \"Odalys Varn\"\nkind = \"person\"\ngender = \"female\"\naliases = [\"Oda Varn\", \"Varn\"]\n").unwrap();
    let out = dir.path().join("out");
    score(&[&samples().join("wire-ceasefire.txt")], &out, &["--speakers", roster.to_str().unwrap()]);
    let speakers = rows(&out.join("speakers.csv"));
    assert!(speakers.iter().any(|s| s["speaker"] == "Odalys Varn"));
    assert!(speakers.iter().all(|s| s["speaker"] != "Oda Varn"));
}

#[test]
fn what_a_name_rests_on() {
    let quotes = quotes(samples_run());
    let evidence = rows(&samples_run().join("evidence.csv"));
    assert_eq!(quotes.len(), evidence.len());
    for (q, e) in quotes.iter().zip(&evidence) {
        for column in ["article_id", "quote_id", "spans", "speaker", "speaker_confidence"] {
            assert_eq!(q[column], e[column]);
        }
        assert_eq!(e["found_by"].is_empty(), q["speaker"].is_empty());
        assert_eq!(e["link_probability"].is_empty(), q["speaker_mention"].is_empty() || q["speaker"].is_empty());
        match q["speaker_mention"].as_str() {
            "he" | "she" => assert!(["pronoun", "reference"].contains(&e["found_by"].as_str()), "{e:?}"),
            "Oda Varn" => assert_eq!(e["found_by"], "name"),
            _ => {}
        }
    }
    assert!(evidence.iter().any(|e| e["found_by"] == "pronoun"));
}

#[test]
fn the_table_at_the_end_and_no_file_that_was_not_asked_for() {
    let out = tempdir().unwrap();
    let sample = samples().join("wire-ceasefire.txt");
    assert_eq!(score(&[&sample], out.path(), &["--evidence", "--keep-text"]), (0, String::new()));
    let optional = ["evidence.csv", "articles.jsonl"];
    assert!(optional.iter().all(|name| out.path().join(name).exists()));
    let done = quotestance().arg("score").arg(&sample).arg("--restart").arg("-o").arg(out.path()).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("Oda Varn") && said.contains("mean stance") && said.contains("quotations in"), "{said}");
    assert!(done.stderr.is_empty(), "no progress bar where standard error is no terminal");
    assert!(
        optional.iter().all(|name| !out.path().join(name).exists()),
        "gone with the run that does not ask for them"
    );
}
