//! The archive: a run that grows, is read by others, and is never overwritten or half used.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rand::Rng;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::common::{PROGRAM, archived, call, path, quotestance, rows, run_json, samples, samples_run, score};

/// What is made of an archive, and must be the same for the same articles. `run.json` holds seconds.
const FILES: [&str; 5] = ["quotes.csv", "speakers.csv", "errors.csv", "articles.jsonl", "report.html"];

/// An article that nobody else has, with two quotations.
fn article(n: usize) -> Value {
    json!({
        "id": format!("a{n}"),
        "text": format!(
            "“We will open harbour {n} again tomorrow,” Oda Varn said on Monday.\n\n\
             Marek Dolny said that pier {n} would stay closed until the guns fall silent."
        ),
        "outlet": format!("Wire {}", n % 3),
        "date": format!("2031-02-{:02}", 1 + n % 28),
        "topic": if n.is_multiple_of(2) { "harbour" } else { "piers" },
        "url": format!("https://wire.example/{n}"),
    })
}

fn write_lines(file: &Path, articles: &[Value]) {
    let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
    fs::write(file, lines.join("\n")).unwrap();
}

fn assert_same_files(a: &Path, b: &Path) {
    let names = |folder: &Path| {
        let mut n: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        n.sort();
        n
    };
    assert_eq!(names(a), names(b));
    assert_eq!(names(&a.join("speakers")), names(&b.join("speakers")));
    let speakers = names(&a.join("speakers")).into_iter().map(|n| Path::new("speakers").join(n));
    for name in FILES.into_iter().map(PathBuf::from).chain(speakers) {
        assert!(fs::read(a.join(&name)).unwrap() == fs::read(b.join(&name)).unwrap(), "{} differs", name.display());
    }
}

fn query(out: &Path, sql: &str) -> Vec<String> {
    let db = Connection::open_with_flags(out.join("archive.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let found = statement
        .query_map([], |r| {
            Ok(match r.get::<_, rusqlite::types::Value>(0)? {
                rusqlite::types::Value::Text(s) => s,
                rusqlite::types::Value::Integer(n) => n.to_string(),
                rusqlite::types::Value::Real(x) => x.to_string(),
                _ => String::new(),
            })
        })
        .unwrap();
    found.map(Result::unwrap).collect()
}

/// `QUOTESTANCE_NIGHT=200 cargo test --release --test suite a_week_of_nights` is the long version.
#[test]
fn a_week_of_nights_killed_in_each_is_one_run_over_all() {
    let size = std::env::var("QUOTESTANCE_NIGHT").map_or(12, |n| n.parse().unwrap());
    let dir = tempdir().unwrap();
    let night = |n: usize| dir.path().join(format!("night-{n}.jsonl"));
    for n in 0..7 {
        // a third of each night's articles were there the nights before
        let new = (n * size..(n + 1) * size).map(article);
        let old = (0..n * size).rev().step_by(3).take(size / 3).map(article);
        write_lines(&night(n), &new.chain(old).collect::<Vec<_>>());
    }
    let (whole, grown) = (dir.path().join("whole"), dir.path().join("grown"));
    let nights: Vec<PathBuf> = (0..7).map(night).collect();
    let inputs: Vec<&Path> = nights.iter().map(PathBuf::as_path).collect();
    let (code, said) = score(&inputs, &whole, &["--keep-text"]);
    assert!(code == 0 && said.contains("there already and counted once"), "{said}");
    assert_eq!(archived(&whole), 7 * size);

    let longest = (run_json(&whole)["seconds"]["total"].as_f64().unwrap() * 400.0) as u64;
    for n in 0..7 {
        let start = || {
            let mut run = Command::new(PROGRAM);
            run.env("QUOTESTANCE_FAST", "1");
            run.args(["score", path(&night(n)), "-o", path(&grown), "--append", "--keep-text", "--quiet"]);
            run.stderr(Stdio::piped()).spawn().unwrap()
        };
        let mut run = start();
        sleep(Duration::from_millis(rand::rng().random_range(0..longest)));
        run.kill().unwrap();
        run.wait().unwrap();
        let done = start().wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(archived(&grown), (n + 1) * size);
    }
    assert_same_files(&whole, &grown);
    let runs = run_json(&grown)["runs"].as_array().unwrap().len();
    assert!((7..=8).contains(&runs), "{runs} runs: one a night, but for a first one killed before it began");
}

#[test]
fn what_is_there_is_known_replaced_or_refused() {
    let dir = tempdir().unwrap();
    let (first, second, out) = (dir.path().join("1.jsonl"), dir.path().join("2.jsonl"), dir.path().join("out"));
    write_lines(&first, &[article(0), article(1), article(2)]);
    assert_eq!(score(&[&first], &out, &[]), (0, String::new()));
    let before = fs::read(out.join("quotes.csv")).unwrap();

    let (code, said) = score(&[&first], &out, &[]);
    assert!(
        code == 2 && said.contains("3 articles") && said.contains("--append") && said.contains("--restart"),
        "{said}"
    );
    assert!(fs::read(out.join("quotes.csv")).unwrap() == before);
    // a run that is whole is found so by the same call; another one has nothing to go on with
    assert_eq!(score(&[&first], &out, &["--resume"]), (0, String::new()));
    assert!(fs::read(out.join("quotes.csv")).unwrap() == before);
    let (code, said) = score(&[&samples()], &out, &["--resume"]);
    assert!(code == 2 && said.contains("nothing to go on with"), "{said}");

    // one as it was, one of other words, one under another id, one whose topic was put right, one new
    let (mut changed, mut moved, mut sorted) = (article(1), article(0), article(2));
    changed["text"] = json!("“We will never talk,” Juna Hale said.");
    moved["id"] = json!("elsewhere");
    sorted["topic"] = json!("talks");
    write_lines(&second, &[article(0), changed, moved, sorted, article(3)]);
    let (code, said) = score(&[&second], &out, &["--append"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("3 articles were there already and counted once (1 of them under another id)"), "{said}");
    assert!(said.contains("1 article was there with other words under the same id and replaced"), "{said}");
    let quotes = rows(&out.join("quotes.csv"));
    let of = |id: &str| -> Vec<&HashMap<String, String>> { quotes.iter().filter(|q| q["article_id"] == id).collect() };
    assert_eq!(of("a1").len(), 1);
    assert_eq!(of("a1")[0]["speaker"], "Juna Hale");
    assert!(of("elsewhere").is_empty() && of("a3").len() == 2);
    let ids: Vec<&str> = quotes.iter().map(|q| q["article_id"].as_str()).collect();
    assert!(ids.is_sorted(), "a replaced article keeps its place: {ids:?}");
    assert_eq!((of("a2")[0]["topic"].as_str(), of("a0")[0]["topic"].as_str()), ("talks", "harbour"));
    assert_eq!(run_json(&out)["growth"], json!({"known": 3, "repeats": 1, "made_otherwise": 0, "replaced": 1}));
    assert_eq!(query(&out, "SELECT article_id FROM repeats"), ["elsewhere"]);

    // a typo changes nothing
    let there = fs::read(out.join("quotes.csv")).unwrap();
    let (code, said) = score(&[&dir.path().join("3.jsonl")], &out, &["--append"]);
    assert!(code == 2 && said.contains("no such file") && said.contains("is as it was"), "{said}");
    assert!(fs::read(out.join("quotes.csv")).unwrap() == there && rows(&out.join("errors.csv")).is_empty());
    assert_eq!(query(&out, "SELECT count(*) FROM runs"), ["2"]);

    let (code, said) = score(&[&first], &out, &["--restart"]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert!(fs::read(out.join("quotes.csv")).unwrap() == before);
}

#[test]
fn columns_of_the_user_stay() {
    let dir = tempdir().unwrap();
    let (input, out) = (dir.path().join("in.jsonl"), dir.path().join("out"));
    let mut odd = article(1);
    odd["speaker"] = json!("a column of the user's");
    odd["n"] = json!({"deep": [1, true]});
    write_lines(&input, &[article(0), odd]);
    assert_eq!(score(&[&input], &out, &["--group-by", "topic"]), (0, String::new()));
    let header = fs::read_to_string(out.join("quotes.csv")).unwrap().lines().next().unwrap().to_string();
    assert!(header.ends_with(",date,corrected,made_by,topic,url,input_speaker,n"), "{header}");
    let quotes = rows(&out.join("quotes.csv"));
    assert_eq!((quotes[0]["url"].as_str(), quotes[0]["topic"].as_str()), ("https://wire.example/0", "harbour"));
    let last = quotes.last().unwrap();
    assert_eq!(last["input_speaker"], "a column of the user's");
    assert_eq!(last["n"], r#"{"deep":[1,true]}"#);
    assert_eq!(quotes[0]["n"], "");
    // figures by topic: each speaker once for each
    let speakers = rows(&out.join("speakers.csv"));
    let varn: Vec<(&str, &str)> = speakers
        .iter()
        .filter(|s| s["speaker"] == "Oda Varn")
        .map(|s| (s["topic"].as_str(), s["quotations"].as_str()))
        .collect();
    assert_eq!(varn, [("harbour", "1"), ("piers", "1")]);
    let (code, said) = score(&[&input], &dir.path().join("x"), &["--group-by", "colour"]);
    assert!(code == 2 && said.contains("--group-by colour") && said.contains("topic, url"), "{said}");
}

#[test]
fn several_archives_become_one() {
    let dir = tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    write_lines(&at("1.jsonl"), &[article(0), article(1)]);
    let mut other = article(0);
    other["text"] = json!("“We will never talk,” Juna Hale said.");
    write_lines(&at("2.jsonl"), &[article(1), other, article(2)]);
    assert_eq!(score(&[&at("1.jsonl")], &at("a"), &["--keep-text"]).0, 0);
    assert_eq!(score(&[&at("2.jsonl")], &at("b"), &["--keep-text"]).0, 0);
    assert_eq!(score(&[&at("1.jsonl"), &at("2.jsonl")], &at("whole"), &["--keep-text"]).0, 0);
    let (code, said, warned) = call(&["report", path(&at("a")), path(&at("b")), "-o", path(&at("all")), "--keep-text"]);
    assert_eq!((code, warned.as_str()), (0, ""), "{said}");
    assert!(rows(&at("all").join("quotes.csv")).iter().any(|q| q["quote_id"] == "a0~2#1"), "ids stay unique, visibly");
    assert_same_files(&at("whole"), &at("all"));
    // an archive is not overwritten by others
    let (code, _, said) = call(&["report", path(&at("a")), path(&at("b")), "-o", path(&at("all"))]);
    assert!(code == 2 && said.contains("holds an archive already"), "{said}");
    let (code, _, said) = call(&["report", path(&at("a")), path(&at("b"))]);
    assert!(code == 2 && said.contains("-o"), "{said}");
}

#[test]
fn what_was_made_otherwise_is_said_and_scored_anew() {
    let dir = tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let out = at("out");
    let mut titled = article(0);
    titled["text"] = json!("“We will open the harbour,” the president of Norlund said.");
    write_lines(&at("1.jsonl"), &[titled.clone(), article(1)]);
    write_lines(&at("2.jsonl"), &[titled, article(2)]);
    let roster = "[[speaker]]\nname = \"Oda Varn\"\nkind = \"person\"\n[[speaker.offices]]\ntitle = \"president\"\n\
                  of = \"Norlund\"\nfrom = \"2030-01-01\"\n[[speaker]]\nname = \"Norlund\"\nkind = \"body\"\n";
    fs::write(at("roster.toml"), roster).unwrap();
    assert_eq!(score(&[&at("1.jsonl")], &out, &[]), (0, String::new()));
    let with = path(&at("roster.toml")).to_string();
    let (code, said) = score(&[&at("2.jsonl")], &out, &["--append", "--speakers", &with]);
    assert!(code == 0 && said.contains("--rescore scores them anew"), "{said}");
    let made = || -> HashMap<String, String> {
        rows(&out.join("quotes.csv")).into_iter().map(|q| (q["article_id"].clone(), q["made_by"].clone())).collect()
    };
    let before = made();
    assert!(before["a0"] == before["a1"] && before["a0"] != before["a2"], "{before:?}");

    let rescored =
        quotestance().args(["score", "--rescore", "-q", "-o", path(&out), "--speakers", &with]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&rescored.stderr), "");
    let after = made();
    assert!(after.values().all(|m| *m == before["a2"]), "{after:?}");
    let quotes = rows(&out.join("quotes.csv"));
    assert_eq!(quotes[0]["speaker"], "Oda Varn");
    assert_eq!(quotes.iter().map(|q| q["article_id"].as_str()).collect::<Vec<_>>(), ["a0", "a1", "a1", "a2", "a2"]);
}

/// A copy of the samples' archive.
fn copy() -> TempDir {
    let dir = tempdir().unwrap();
    fs::copy(samples_run().join("archive.db"), dir.path().join("archive.db")).unwrap();
    dir
}

#[test]
fn files_come_back_out_of_the_archive_alone() {
    let dir = copy();
    let (code, said, warned) = call(&["report", path(dir.path()), "--keep-text", "--evidence"]);
    assert_eq!((code, warned.as_str()), (0, ""));
    let all = format!("{} quotations in 6 articles", rows(&samples_run().join("quotes.csv")).len());
    assert!(said.contains(&all), "{said}");
    assert_same_files(samples_run(), dir.path());
}

#[test]
fn a_damaged_archive_is_named_and_not_used() {
    let whole = fs::read(samples_run().join("archive.db")).unwrap();
    let text = samples().join("wire-ceasefire.txt");
    let mut garbled = whole.clone();
    for page in garbled.chunks_mut(4096).skip(3) {
        page[..64].fill(0xa5);
    }
    let cut = whole[..whole.len() / 2].to_vec();
    for (bytes, what) in
        [(garbled, "damaged"), (cut, "damaged"), (b"no database at all".repeat(300), "no archive of quotestance")]
    {
        let dir = tempdir().unwrap();
        let file = dir.path().join("archive.db");
        fs::write(&file, &bytes).unwrap();
        for args in [vec!["report", path(dir.path())], vec!["show", path(dir.path())]] {
            let (code, out, said) = call(&args);
            assert_eq!((code, out.as_str()), (2, ""), "{said}");
            assert!(said.contains("archive.db") && said.contains(what), "{args:?}: {said}");
        }
        for start in ["--append", "--resume", "--restart"] {
            let (code, said) = score(&[&text], dir.path(), &[start]);
            assert!(code == 2 && said.contains(what), "{start}: {said}");
        }
        assert!(fs::read(&file).unwrap() == bytes, "nobody wrote into it");
    }
}

#[test]
fn people_who_know_sql_find_what_the_files_have() {
    let out = samples_run();
    let csv = rows(&out.join("quotes.csv"));
    let ids: Vec<String> = csv.iter().map(|q| q["quote_id"].clone()).collect();
    assert_eq!(query(out, "SELECT quote_id FROM quotes ORDER BY position, number"), ids);
    let speakers: Vec<String> = csv.iter().map(|q| q["speaker"].clone()).collect();
    assert_eq!(query(out, "SELECT speaker FROM quotes ORDER BY position, number"), speakers);
    let duplicates: Vec<String> = csv.iter().map(|q| q["duplicate_of"].clone()).collect();
    assert_eq!(query(out, "SELECT duplicate_of FROM quotes ORDER BY position, number"), duplicates);
    for (q, score) in csv.iter().zip(query(out, "SELECT stance_score FROM quotes ORDER BY position, number")) {
        assert_eq!(q["stance_score"].parse::<f64>().ok(), score.parse::<f64>().ok(), "{}", q["quote_id"]);
    }
    let means: Vec<Option<f64>> =
        rows(&out.join("speakers.csv")).iter().map(|s| s["mean_stance"].parse::<f64>().ok()).collect();
    let kept = query(out, "SELECT round(mean_stance, 3) FROM speakers");
    assert_eq!(kept.iter().map(|m| m.parse::<f64>().ok()).collect::<Vec<_>>(), means);
    let found = query(out, "SELECT count(*) FROM quotation_words WHERE quotation_words MATCH 'ceasefire'");
    assert!(found[0].parse::<i64>().unwrap() > 2, "{found:?}");
}

#[test]
fn a_folder_without_an_archive_is_said_to_be_one() {
    let dir = tempdir().unwrap();
    let (code, _, said) = call(&["report", path(dir.path())]);
    assert!(code == 2 && said.contains("no archive.db in it; name a folder"), "{said}");
    fs::copy(samples_run().join("quotes.csv"), dir.path().join("quotes.csv")).unwrap();
    let (code, _, said) = call(&["show", path(dir.path())]);
    assert!(code == 2 && said.contains("before there were archives"), "{said}");
    let (code, said) = score(&[], dir.path(), &["--rescore"]);
    assert!(code == 2 && said.contains("nothing to score anew"), "{said}");
    assert!(!dir.path().join("archive.db").exists());
}

#[test]
fn words_are_found_with_their_sentence() {
    let out = path(samples_run());
    let ids = |args: &[&str]| -> Vec<String> {
        let (_, found, said) = call(&[&["show", out], args, &["--json", "--limit", "0"]].concat());
        assert!(!said.contains("cannot"), "{said}");
        found.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["quote_id"].as_str().unwrap().into()).collect()
    };
    let quotes = rows(&samples_run().join("quotes.csv"));
    let holds = |q: &HashMap<String, String>, word: &str| {
        let text = format!("{} {}", q["quote"], q["sentence"]).to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).any(|w| w == word)
    };
    let want = |keep: &dyn Fn(&HashMap<String, String>) -> bool| -> Vec<String> {
        quotes.iter().filter(|q| q["duplicate_of"].is_empty() && keep(q)).map(|q| q["quote_id"].clone()).collect()
    };
    let ceasefire = want(&|q| holds(q, "ceasefire"));
    assert!(ceasefire.len() > 2);
    assert_eq!(ids(&["ceasefire"]), ceasefire);
    assert_eq!(ids(&["CEASEFIRE"]), ceasefire);
    assert_eq!(ids(&["ceasefire OR talks"]), want(&|q| holds(q, "ceasefire") || holds(q, "talks")));
    assert_eq!(ids(&["ceasefire NOT the"]), want(&|q| holds(q, "ceasefire") && !holds(q, "the")));
    assert_eq!(
        ids(&["ceasefire", "--min-score", "0.2"]),
        want(&|q| holds(q, "ceasefire") && q["stance_score"].parse::<f64>().is_ok_and(|s| s >= 0.2))
    );
    let dates: Vec<&str> = quotes.iter().map(|q| q["date"].as_str()).filter(|d| !d.is_empty()).collect();
    let day = *dates.iter().min().unwrap();
    assert_eq!(ids(&["--to", day]), want(&|q| q["date"] == day));
    let (code, shown, _) = call(&["show", out, "ceasefire", "--limit", "1"]);
    assert!(code == 0 && shown.to_lowercase().contains("ceasefire") && !shown.contains('\u{2}'), "{shown:?}");
    let (code, _, said) = call(&["show", out, "\"ceasefire"]);
    assert!(code == 2 && said.contains("cannot be searched for") && said.contains("double quotes"), "{said}");
    assert_eq!(call(&["show", out, "don't panic here"]).0, 1);
}

#[test]
fn two_sides_are_compared() {
    let dir = tempdir().unwrap();
    let (input, out) = (dir.path().join("in.jsonl"), dir.path().join("out"));
    let say = |n: usize, words: &str| {
        json!({"id": format!("s{n}"), "text": format!("“{words}, day {n},” Oda Varn said.\n\n“We will bomb pier {n} until \
               they surrender,” Marek Dolny said."), "date": format!("2031-03-{:02}", n + 1), "outlet": "Wire", "topic": "war"})
    };
    let peace = (0..6).map(|n| say(n, "We offer a ceasefire and talks at once"));
    let war = (6..9).map(|n| say(n, "We will attack with every gun we have"));
    write_lines(&input, &peace.chain(war).collect::<Vec<_>>());
    assert_eq!(score(&[&input], &out, &[]), (0, String::new()));
    let compare = |args: &[&str]| -> Value {
        let (code, found, said) = call(&[&["compare", path(&out), "--json"], args].concat());
        assert_eq!(code, 0, "{said}");
        serde_json::from_str(&found).unwrap()
    };
    let speakers = rows(&out.join("speakers.csv"));
    let mean =
        |name: &str| -> f64 { speakers.iter().find(|s| s["speaker"] == name).unwrap()["mean_stance"].parse().unwrap() };
    let found = compare(&["--speaker", "varn", "--speaker", "dolny"]);
    let gap = found["difference"].as_f64().unwrap();
    assert!((gap - (mean("Oda Varn") - mean("Marek Dolny"))).abs() < 0.0015, "{found}");
    assert_eq!((found["sides"][0]["on_axis"].as_u64(), found["sides"][1]["articles"].as_u64()), (Some(9), Some(9)));
    assert!(found["interval"][0].as_f64().unwrap() > 0.0, "{found}");
    let then = compare(&["--speaker", "varn", "--before", "2031-03-07", "--after", "2031-03-07"]);
    assert_eq!((then["sides"][0]["on_axis"].as_u64(), then["sides"][1]["on_axis"].as_u64()), (Some(6), Some(3)));
    assert!(then["difference"].as_f64().unwrap() > 0.5, "{then}");
    let (_, words, _) = call(&["compare", path(&out), "--speaker", "varn", "--speaker", "dolny"]);
    assert!(words.contains("varn stands nearer to peace than dolny"), "{words}");
    let (_, same, _) =
        call(&["compare", path(&out), "--speaker", "dolny", "--before", "2031-03-05", "--after", "2031-03-05"]);
    assert!(same.contains("stand at the same place"), "{same}");
    let (code, _, said) = call(&["compare", path(&out), "--speaker", "varn"]);
    assert!(code == 2 && said.contains("name two sides"), "{said}");
    let (code, _, said) = call(&["compare", path(&out), "--speaker", "varn", "--speaker", "nobodyhere"]);
    assert!(code == 1 && said.contains("no speaker is called"), "{said}");
}

#[test]
fn what_a_run_wrote_is_never_input() {
    let dir = tempdir().unwrap();
    let articles = dir.path().join("articles");
    fs::create_dir(&articles).unwrap();
    fs::copy(samples().join("wire-ceasefire.txt"), articles.join("wire-ceasefire.txt")).unwrap();
    for out in [articles.join("out"), articles.clone()] {
        assert_eq!(score(&[&articles], &out, &["--keep-text"]), (0, String::new()), "{}", out.display());
        let before = fs::read(out.join("quotes.csv")).unwrap();
        let (code, said) = score(&[&articles], &out, &["--append", "--keep-text"]);
        assert!(code == 0 && said.contains("more files: written by quotestance, so they are no input"), "{said}");
        assert!(fs::read(out.join("quotes.csv")).unwrap() == before);
        fs::remove_dir_all(articles.join("out")).unwrap_or_default();
    }
}
