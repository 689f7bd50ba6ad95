//! What a person puts right: seen everywhere, never lost, and given back as it was taken.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::common::{call, path, quotes, quotestance, rows, run_json, samples_run, score};

type Row = HashMap<String, String>;

/// A copy of the samples' archive with its tables.
fn copy() -> TempDir {
    let dir = tempdir().unwrap();
    for name in ["archive.db", "quotes.csv", "speakers.csv", "run.json"] {
        fs::copy(samples_run().join(name), dir.path().join(name)).unwrap();
    }
    dir
}

/// Give a file of corrections, and what came of it.
fn correct(out: &Path, file: &str) -> (i32, String, String) {
    let dir = tempdir().unwrap();
    let given = dir.path().join("corrections.csv");
    fs::write(&given, file).unwrap();
    call(&["correct", path(out), path(&given)])
}

/// A cell of the archive's view.
fn cell(out: &Path, column: &str, quote_id: &str) -> String {
    let db = Connection::open_with_flags(out.join("archive.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = format!("SELECT CAST({column} AS TEXT) FROM quotes WHERE quote_id = ?");
    db.query_row(&sql, [quote_id], |r| r.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
}

fn of<'a>(quotes: &'a [Row], id: &str) -> &'a Row {
    quotes.iter().find(|q| q["quote_id"] == id).unwrap_or_else(|| panic!("{id} is not there"))
}

/// A quotation of the samples that counts in its speaker's mean.
fn counted(quotes: &[Row], speaker: &str) -> Row {
    let counts = |q: &&Row| q["speaker"] == speaker && q["duplicate_of"].is_empty() && !q["stance_score"].is_empty();
    quotes.iter().find(counts).unwrap().clone()
}

/// The mean of a speaker by the rows, and as the files have it.
fn means(out: &Path, speaker: &str) -> (f64, f64) {
    let all = quotes(out);
    let scores: Vec<f64> = all
        .iter()
        .filter(|q| q["speaker"] == speaker && q["duplicate_of"].is_empty())
        .filter_map(|q| q["stance_score"].parse().ok())
        .collect();
    let row = rows(&out.join("speakers.csv")).into_iter().find(|s| s["speaker"] == speaker).unwrap();
    assert_eq!(row["on_axis"], scores.len().to_string());
    (scores.iter().sum::<f64>() / scores.len() as f64, row["mean_stance"].parse().unwrap())
}

fn block(page: &str, id: &str) -> Value {
    let (_, rest) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">")).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// `QUOTES`, `SPEAKERS` and the rest but `run.json`, which holds times.
fn files(out: &Path) -> Vec<Vec<u8>> {
    ["quotes.csv", "speakers.csv", "evidence.csv", "articles.jsonl", "report.html"]
        .map(|name| fs::read(out.join(name)).unwrap_or_else(|e| panic!("{name}: {e}")))
        .to_vec()
}

#[test]
fn a_wrong_speaker_is_right_everywhere_and_stays_so() {
    let dir = copy();
    let out = dir.path();
    let before = quotes(out);
    let row = counted(&before, "Oda Varn");
    let (id, was) = (row["quote_id"].as_str(), means(out, "Marek Dolny"));
    let (code, said, warned) =
        correct(out, &format!("quote_id,field,value,by,note\n{id},speaker,Marek Dolny,JH,her letter\n"));
    assert_eq!((code, warned.as_str()), (0, ""));
    assert!(said.starts_with("1 correction kept; 1 row changed; reports in "), "{said}");

    let holds = |quotes: &[Row]| {
        let q = of(quotes, id);
        assert_eq!((q["speaker"].as_str(), q["speaker_id"].as_str()), ("Marek Dolny", "marek-dolny"));
        assert_eq!(q["speaker_confidence"], "1.000");
        assert_eq!((q["corrected"].as_str(), cell(out, "corrected", id)), ("speaker", "speaker".into()));
    };
    let after = quotes(out);
    holds(&after);
    // nothing else has changed but what repeats
    let others =
        |all: &[Row]| all.iter().filter(|q| q["quote_id"] != id).map(|q| q["speaker"].clone()).collect::<Vec<_>>();
    assert_eq!(others(&before), others(&after));
    let (by_rows, by_file) = means(out, "Marek Dolny");
    assert!((by_rows - by_file).abs() < 0.0006 && (by_file - was.1).abs() > 0.001, "{was:?} {by_file}");
    assert_eq!(run_json(out)["counts"]["corrected"], 1);
    assert_eq!(run_json(out)["files"]["keep_text"], true, "written as they were last written");
    assert!(out.join("evidence.csv").is_file() && out.join("articles.jsonl").is_file());

    let evidence = rows(&out.join("evidence.csv")).into_iter().find(|e| e["quote_id"] == id).unwrap();
    assert_eq!((evidence["found_by"].as_str(), evidence["speaker_confidence"].as_str()), ("correction", "1.000"));

    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let page_speakers = block(&page, "data")["speakers"].to_string();
    let before_page = fs::read_to_string(samples_run().join("report.html")).unwrap();
    assert_ne!(page_speakers, block(&before_page, "data")["speakers"].to_string());
    let (_, markdown, _) = call(&["report", path(out), "--format", "md"]);
    let line = markdown.lines().find(|l| l.starts_with("| Marek Dolny |")).unwrap();
    let printed: f64 = line.split(" | ").nth(2).unwrap().trim().parse().unwrap();
    assert!((printed - by_file).abs() <= 0.0051, "{line}");
    let (_, shown, _) = call(&["show", path(out), "--speaker", "Marek Dolny", "--json", "--limit", "0"]);
    assert!(shown.lines().any(|l| serde_json::from_str::<Value>(l).unwrap()["quote_id"] == id), "{shown}");

    // other articles come, and all is scored anew with another roster
    let more = out.join("more.jsonl");
    let text = "“We will open the harbour again,” Oda Varn said on Monday.";
    fs::write(&more, json!({"id": "more", "text": text}).to_string()).unwrap();
    assert_eq!(score(&[&more], out, &["--append", "--keep-text", "--evidence"]), (0, String::new()));
    assert!(quotes(out).iter().any(|q| q["article_id"] == "more"));
    holds(&quotes(out));
    let roster = out.join("roster.toml");
    fs::write(&roster, "[[speaker]]\nname = \"Ilsa Brandt\"\nkind = \"person\"\n").unwrap();
    let (code, said) = score(&[], out, &["--rescore", "--speakers", path(&roster)]);
    assert_eq!((code, said.as_str()), (0, ""));
    holds(&quotes(out));
    let (_, made, _) = call(&["report", path(out), "--min-confidence", "1"]);
    assert!(made.contains("quotations in 7 articles"), "{made}");
    holds(&quotes(out));
    assert!(
        quotes(out).iter().filter(|q| !q["speaker"].is_empty()).count() == 1,
        "a person's word is sure, nothing else is"
    );
}

#[test]
fn stance_type_nobody_and_what_is_no_quotation() {
    let dir = copy();
    let out = dir.path();
    call(&["report", path(out), "--keep-text", "--evidence"]);
    let untouched = files(out);
    let before = quotes(out);
    let [a, b, c] = ["Oda Varn", "Marek Dolny", "Juna Hale"].map(|s| counted(&before, s)["quote_id"].clone());
    let file = format!(
        "sep=;\r\nQuote ID;Field;Value\r\n{a};stance;off axis\r\n{a};type;mixed\r\n{b};speaker;\r\n{b};stance;-0,8\r\n{c};not a quotation;x\r\n"
    );
    let (code, said, warned) = correct(out, &file);
    assert_eq!((code, warned.as_str()), (0, ""));
    assert!(said.starts_with("5 corrections kept; 3 rows changed"), "{said}");
    let after = quotes(out);
    let (qa, qb) = (of(&after, &a), of(&after, &b));
    assert_eq!(
        (qa["stance_score"].as_str(), qa["stance_label"].as_str(), qa["type"].as_str()),
        ("", "off_axis", "mixed")
    );
    assert_eq!((qa["stance_confidence"].as_str(), cell(out, "corrected", &a)), ("1.000", "stance;type".into()));
    assert_eq!((qb["speaker"].as_str(), qb["speaker_confidence"].as_str()), ("", ""));
    assert_eq!((qb["stance_score"].as_str(), qb["stance_label"].as_str()), ("-0.800", "strong_pressure"));
    assert!(after.iter().all(|q| q["quote_id"] != c) && after.len() == before.len() - 1);
    assert!(means(out, "Oda Varn").0 - means(out, "Oda Varn").1 < 0.0006);
    assert_eq!(run_json(out)["counts"]["not_quotations"], 1);
    assert_eq!(cell(out, "stance_confidence", &a), "1.0");
    let shown = call(&["show", path(out), "--json", "--limit", "0"]).1;
    assert!(!shown.contains(&format!("\"{c}\"")), "in no export");

    // said again: known; taken back: as before, byte for byte
    let (code, said, _) = correct(out, &file);
    assert!(code == 0 && said.starts_with("0 corrections kept, 5 known before; 0 rows changed"), "{said}");
    let back = format!(
        "quote_id,field,value\n{a},stance,undo\n{a},type,\n{b},speaker,UNDO\n{b},stance,\n{c},not_a_quotation,\n"
    );
    assert_eq!(correct(out, &back).0, 0);
    assert!(untouched == files(out), "all is as it was");
    let list = call(&["correct", path(out), "--list"]).1;
    assert_eq!(list.lines().count(), 11, "nothing that was entered is ever removed: {list}");
}

#[test]
fn names_in_all_articles_and_a_list_that_is_given_back() {
    let dir = copy();
    let out = dir.path();
    let before = quotes(out);
    let count = |all: &[Row], name: &str| all.iter().filter(|q| q["speaker"] == name).count();
    let together = count(&before, "Oda Varn") + count(&before, "Juna Hale");
    let file = "field,speaker,value\nmerge_speaker,Juna Hale,Oda Varn\nrename_speaker,marek dolny,Marek Dolny-Lund\n\
                rename_speaker,Oda Varn,Oda Varn-Hale\n";
    let (code, _, warned) = correct(out, file);
    assert_eq!((code, warned.as_str()), (0, ""));
    let after = quotes(out);
    assert_eq!(count(&after, "Oda Varn-Hale"), together);
    assert_eq!(count(&after, "Marek Dolny-Lund"), count(&before, "Marek Dolny"));
    assert_eq!(count(&after, "Oda Varn") + count(&after, "Juna Hale") + count(&after, "Marek Dolny"), 0);
    let speakers = rows(&out.join("speakers.csv"));
    let of_name = |name: &str| speakers.iter().filter(|s| s["speaker"] == name).count();
    assert_eq!((of_name("Oda Varn-Hale"), of_name("Juna Hale")), (1, 0));
    assert!(out.join("speakers/oda-varn-hale.csv").is_file());
    assert!((means(out, "Oda Varn-Hale").0 - means(out, "Oda Varn-Hale").1).abs() < 0.0006);
    assert_eq!(run_json(out)["merged_speakers"]["Juna Hale"], "Oda Varn-Hale");
    let evidence = fs::read_to_string(out.join("evidence.csv")).unwrap();
    assert!(!evidence.contains("Juna Hale"), "neither as a speaker nor as the runner-up");

    // the list makes the same of an untouched archive
    let list = call(&["correct", path(out), "--list"]).1;
    let other = copy();
    assert_eq!(correct(other.path(), &list).0, 0);
    assert!(files(out) == files(other.path()));

    for (line, says) in [
        ("merge_speaker,Juna Hale,Jona Hael", "nobody to merge with; rename_speaker"),
        ("rename_speaker,Emeric Saloun,Henna Orsk", "merge_speaker makes them one"),
        ("merge_speaker,,Oda Varn", "the column speaker"),
    ] {
        let (code, _, said) = correct(other.path(), &format!("field,speaker,value\n{line}\n"));
        assert!(code == 2 && said.contains("line 2") && said.contains(says), "{line}: {said}");
    }
    let (code, _, said) = correct(other.path(), "field,speaker,value\nrename_speaker,Nobody Known,Somebody\n");
    assert!(code == 1 && said.contains("no speaker here is called \"Nobody Known\""), "{said}");
}

#[test]
fn bad_lines_are_named_and_nothing_is_done() {
    let dir = copy();
    let out = dir.path();
    let id = counted(&quotes(out), "Oda Varn")["quote_id"].clone();
    let quotes_before = fs::read(out.join("quotes.csv")).unwrap();
    let file = format!(
        "quote_id,field,value\n{id},speaker,Marek Dolny\n{id},stance,war\n{id},mood,x\nnobody#1,type,direct\n{id}00,type,direct\n"
    );
    let (code, said, wrong) = correct(out, &file);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(wrong.contains("2 corrections cannot be used, so none was"), "{wrong}");
    assert!(
        wrong.contains("line 3: \"war\" is no stance; use one of strong_peace")
            && wrong.contains("line 4: field is \"mood\""),
        "{wrong}"
    );
    let (code, _, wrong) = correct(
        out,
        &format!("quote_id,field,value\n{id},speaker,Marek Dolny\nnobody#1,type,direct\n{id}00,type,direct\n"),
    );
    assert!(code == 2 && wrong.contains("line 3: no article here has the id \"nobody\""), "{wrong}");
    assert!(wrong.contains("line 4: wire-ceasefire has") || wrong.contains(" quotations, none is"), "{wrong}");
    assert!(quotes_before == fs::read(out.join("quotes.csv")).unwrap());
    assert_eq!(call(&["correct", path(out), "--list"]).1.lines().count(), 1);

    for (file, says) in [
        ("quote,speaker\nx,y\n", "needs the columns quote_id"),
        ("", "needs the columns"),
        ("[{}]", "task 1"),
        ("{", "JSON"),
    ] {
        let (code, _, said) = correct(out, file);
        assert!(code == 2 && said.contains(says), "{file:?}: {said}");
    }
    let (code, _, said) = call(&["correct", path(out), path(&out.join("none.csv"))]);
    assert!(code == 2 && said.contains("none.csv: cannot be read"), "{said}");
    let (code, _, said) = call(&["correct", path(out)]);
    assert!(code == 2 && said.contains("FILE"), "{said}");
}

#[test]
fn what_belongs_to_nothing_is_kept_and_listed() {
    let dir = tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let (out, input) = (at("out"), at("in.jsonl"));
    let write = |text: &str| fs::write(&input, json!({"id": "a", "text": text}).to_string()).unwrap();
    let quote = "“We will open the harbour again tomorrow,” Oda Varn said.";
    write(quote);
    assert_eq!(score(&[&input], &out, &[]), (0, String::new()));
    let (code, ..) = correct(&out, "quote_id,field,value,by\na#1,speaker,Juna Hale,JH\n");
    assert_eq!(code, 0);
    assert_eq!(call(&["correct", path(&out), "--unfit"]).0, 0);

    // the same words further down in a changed article
    write(&format!("The bridge is open, too.\n\n{quote}\n\nMarek Dolny said that the piers would stay closed."));
    let (code, said) = score(&[&input], &out, &["--append"]);
    assert!(code == 0 && said.contains("replaced") && !said.contains("--unfit"), "{said}");
    let all = quotes(&out);
    let found = all.iter().find(|q| q["quote"].contains("harbour again")).unwrap();
    assert_eq!(
        (found["speaker"].as_str(), cell(&out, "corrected", &found["quote_id"])),
        ("Juna Hale", "speaker".into())
    );

    // other words
    write("“There is nothing to say about the piers,” Marek Dolny said.");
    let (code, said) = score(&[&input], &out, &["--append"]);
    assert!(code == 0 && said.contains("1 of the corrections") && said.contains("--unfit"), "{said}");
    let (code, listed, _) = call(&["correct", path(&out), "--unfit"]);
    assert!(code == 1 && listed.lines().count() == 2 && listed.contains("harbour again"), "{listed}");
    let (code, _, said) = call(&["score", path(&input), "-o", path(&out), "--restart"]);
    assert!(code == 2 && said.contains("1 corrections are kept here"), "{said}");
    // back again
    write(quote);
    assert_eq!(score(&[&input], &out, &["--append"]).0, 0);
    assert_eq!(quotes(&out)[0]["speaker"], "Juna Hale");

    // given to an archive that lacks the article: kept for when it comes, told, and taken back
    let list = call(&["correct", path(&out), "--list"]).1;
    let other = copy();
    let (code, said, warned) = correct(other.path(), &list);
    assert!(
        code == 1 && said.contains("0 rows changed") && warned.contains("line 2: no article here has the id \"a\""),
        "{said}{warned}"
    );
    assert_eq!(score(&[&input], other.path(), &["--append"]).0, 0);
    assert!(quotes(other.path()).iter().any(|q| q["article_id"] == "a" && q["speaker"] == "Juna Hale"));
}

#[test]
fn the_list_to_look_at_is_filled_in_and_given_back() {
    let dir = copy();
    let out = dir.path();
    let list = out.join("look.csv");
    let (code, said, warned) = call(&["review", path(out), "--limit", "10", "-o", path(&list)]);
    assert_eq!((code, said.as_str(), warned.as_str()), (0, "", ""));
    let looks = rows(&list);
    assert_eq!(looks.len(), 10);
    let weights: Vec<f64> = looks.iter().map(|l| l["weight"].parse().unwrap()).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b) && weights[9] > 0.0, "{weights:?}");
    let all = rows_of_stdout(&["review", path(out), "--limit", "0"]);
    assert!(all.len() > 40 && all[..10] == looks[..], "the first of all");
    assert!(
        looks.iter().all(|l| l["why"].contains(" % sure") && !l["quote"].is_empty() && l["correct_speaker"].is_empty())
    );
    // given back as it is, it says nothing
    let (code, said, _) = call(&["correct", path(out), path(&list)]);
    assert!(code == 0 && said.starts_with("0 corrections kept; 0 rows changed"), "{said}");

    // confirmed, put right, and no quotation; saved with semicolons by a spreadsheet
    let mut csv = csv::Reader::from_path(&list).unwrap();
    let header = csv.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|h| h == name).unwrap();
    let mut to = csv::WriterBuilder::new().delimiter(b';').from_path(list.with_extension("out.csv")).unwrap();
    to.write_record(&header).unwrap();
    for (n, record) in csv.records().enumerate() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_string).collect();
        match n {
            0 => {
                cells[place("correct_speaker")] = cells[place("speaker")].clone();
                cells[place("correct_stance")] = cells[place("stance_label")].clone();
            }
            1 => cells[place("correct_stance")] = "strong peace".into(),
            2 => cells[place("not_a_quotation")] = "yes".into(),
            _ => {}
        }
        cells[place("by")] = "JH".into();
        to.write_record(&cells).unwrap();
    }
    to.flush().unwrap();
    drop(to);
    let (code, said, warned) = call(&["correct", path(out), path(&list.with_extension("out.csv"))]);
    assert_eq!((code, warned.as_str()), (0, ""));
    assert!(said.starts_with("4 corrections kept; 3 rows changed"), "{said}");
    let after = quotes(out);
    let [first, second, third] = [0, 1, 2].map(|n| looks[n]["quote_id"].as_str());
    assert_eq!(of(&after, first)["speaker"], looks[0]["speaker"]);
    assert_eq!(
        (of(&after, first)["speaker_confidence"].as_str(), of(&after, first)["stance_confidence"].as_str()),
        ("1.000", "1.000")
    );
    assert_eq!(of(&after, second)["stance_score"], "1.000");
    assert!(after.iter().all(|q| q["quote_id"] != third));
    let again = rows_of_stdout(&["review", path(out), "--limit", "0"]);
    assert!(again.iter().all(|l| l["quote_id"] != first && l["quote_id"] != third), "looked at");
}

fn rows_of_stdout(args: &[&str]) -> Vec<Row> {
    let dir = tempdir().unwrap();
    let file = dir.path().join("x.csv");
    fs::write(&file, call(args).1).unwrap();
    rows(&file)
}

#[test]
fn label_studio_there_and_back() {
    let dir = copy();
    let out = dir.path();
    let tasks = out.join("tasks.json");
    let (code, _, warned) = call(&["report", path(out), "--format", "label-studio", "-o", path(&tasks)]);
    assert_eq!((code, warned.as_str()), (0, ""));
    let given: Value = serde_json::from_slice(&fs::read(&tasks).unwrap()).unwrap();
    assert_eq!(given.as_array().unwrap().len(), 6);
    let quotes_before = quotes(out);
    let marked: usize =
        given.as_array().unwrap().iter().map(|t| t["data"]["quotations"].as_array().unwrap().len()).sum();
    assert_eq!(marked, quotes_before.len());
    for task in given.as_array().unwrap() {
        let text: Vec<char> = task["data"]["text"].as_str().unwrap().chars().collect();
        for r in task["predictions"][0]["result"].as_array().unwrap().iter().filter(|r| r["from_name"] == "span") {
            let at = |k: &str| r["value"][k].as_u64().unwrap() as usize;
            assert_eq!(r["value"]["text"], text[at("start")..at("end")].iter().collect::<String>());
        }
    }
    let (code, config, _) = call(&["report", path(out), "--format", "label-studio-config"]);
    assert!(
        code == 0 && config.starts_with("<View>") && config.contains("<Text name=\"text\" value=\"$text\""),
        "{config}"
    );

    // predictions are accepted as they are, but for one name and one quotation
    let mut answers = given;
    let wrong = counted(&quotes_before, "Oda Varn");
    let number = wrong["quote_id"].rsplit_once('#').unwrap().1;
    let mut gone = String::new();
    for task in answers.as_array_mut().unwrap() {
        let mut result = task["predictions"][0]["result"].clone();
        if task["data"]["article_id"] == wrong["article_id"].as_str() {
            let results = result.as_array_mut().unwrap();
            let region = format!("q{number}s1");
            let written = results.iter_mut().find(|r| r["id"] == region && r["from_name"] == "speaker").unwrap();
            written["value"]["text"] = json!(["Marek Dolny"]);
            let last =
                task["data"]["quotations"].as_array().unwrap().last().unwrap()["number"].as_str().unwrap().to_string();
            results.retain(|r| !r["id"].as_str().is_some_and(|id| id.starts_with(&format!("q{last}s"))));
            gone = format!("{}#{last}", wrong["article_id"]);
        }
        task["annotations"] = json!([{"id": 1, "completed_by": {"email": "juna@harbour.example"}, "result": result}]);
        task["predictions"] = json!([]);
    }
    let child = quotestance().args(["correct", path(out), "-"]).write_stdin(answers.to_string()).output().unwrap();
    assert_eq!(child.status.code(), Some(0), "{}", String::from_utf8_lossy(&child.stderr));
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(said.starts_with("2 corrections kept; 2 rows changed"), "{said}");
    let after = quotes(out);
    assert_eq!(of(&after, &wrong["quote_id"])["speaker"], "Marek Dolny");
    assert!(after.iter().all(|q| q["quote_id"] != gone));
    let list = call(&["correct", path(out), "--list"]).1;
    assert!(list.contains("juna@harbour.example,Label Studio"), "{list}");
}

#[test]
fn linked_data_has_every_quotation() {
    let quotes = quotes(samples_run());
    let read = |format: &str| -> Value {
        serde_json::from_str(&call(&["report", path(samples_run()), "--format", format]).1).unwrap()
    };
    let page = read("web-annotation");
    assert_eq!(
        (&page["@context"], &page["type"]),
        (&json!("http://www.w3.org/ns/anno.jsonld"), &json!("AnnotationPage"))
    );
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), quotes.len());
    let ids: std::collections::HashSet<&str> = items.iter().map(|a| a["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), items.len());
    for (a, q) in items.iter().zip(&quotes) {
        let targets = a["target"]["items"].as_array().cloned().unwrap_or_else(|| vec![a["target"].clone()]);
        let exact: Vec<&str> = targets.iter().map(|t| t["selector"][0]["exact"].as_str().unwrap()).collect();
        assert_eq!(exact.join(" … "), quotestance::export::plain_text(&q["quote"]));
        let spans: Vec<String> =
            targets.iter().map(|t| format!("{}-{}", t["selector"][1]["start"], t["selector"][1]["end"])).collect();
        assert_eq!(spans.join(";"), q["spans"]);
        assert_eq!(
            a["body"].as_array().unwrap().iter().any(|b| b["purpose"] == "identifying"),
            !q["speaker"].is_empty()
        );
    }
    let graph = read("json-ld");
    let items = graph["@graph"].as_array().unwrap();
    assert_eq!((&graph["@context"], items.len()), (&json!("https://schema.org"), quotes.len()));
    for (item, q) in items.iter().zip(&quotes) {
        assert_eq!((&item["@type"], &item["identifier"]), (&json!("Quotation"), &json!(q["quote_id"])));
        assert_eq!(item["isPartOf"]["identifier"], q["article_id"].as_str());
    }
}
