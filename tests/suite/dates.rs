//! Dates as people and programs write them, and whom an office names on that day.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::common::{quotestance, rows, run_json, score};
use tempfile::tempdir;

const TEXT: &str = "“The harbour stays open to every ship that carries grain,” the US president said on Monday.";

/// Date and speaker of each document's one quotation, by the document's id.
fn found(out: &Path) -> HashMap<String, (String, String)> {
    let rows = rows(&out.join("quotes.csv"));
    let found: HashMap<_, _> =
        rows.iter().map(|r| (r["article_id"].clone(), (r["date"].clone(), r["speaker"].clone()))).collect();
    assert_eq!(found.len(), rows.len(), "one quotation a document: {rows:?}");
    found
}

#[test]
fn one_row_decides_how_the_others_are_read() {
    let dir = tempdir().unwrap();
    let table = dir.path().join("wire.csv");
    let dates = ["03/04/2022", "December 2022", "44926", "31/12/2022", "Sept. 9, 2022", "04.05.2022", "3/2/25"];
    let table_rows: Vec<String> = dates.iter().map(|date| format!("\"{date}\",\"{TEXT}\",\"{date}\"\n")).collect();
    fs::write(&table, format!("id,text,published_at\n{}", table_rows.concat())).unwrap();
    let out = dir.path().join("out");
    let (code, said) = score(&[&table], &out, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("4 dates not read, e.g. \"December 2022\" (") && said.contains("offices name nobody"),
        "{said}"
    );
    let unread = &run_json(&out)["unread_dates"];
    assert_eq!((&unread["count"], &unread["examples"][1]["date"]), (&4.into(), &"44926".into()));

    let found = found(&out);
    for (date, day) in [("03/04/2022", "2022-04-03"), ("31/12/2022", "2022-12-31"), ("Sept. 9, 2022", "2022-09-09")] {
        assert_eq!(found[date], (day.to_string(), "Joe Biden".to_string()));
    }
    // given and not read: the office names neither the holder of that day nor today's
    for date in ["December 2022", "44926", "04.05.2022", "3/2/25"] {
        let (shown, speaker) = &found[date];
        assert_eq!((shown.as_str(), speaker.as_str()), (date, "unnamed: US president"));
    }
}

#[test]
fn standard_input_is_read_once() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("out");
    let line = |date: &str| serde_json::json!({"id": date, "text": TEXT, "date": date}).to_string();
    let number = serde_json::json!({"id": "number", "text": TEXT, "date": 20220708}).to_string();
    let lines = [line("03/04/2022"), line("31/12/2022"), line("2022-05-06T10:00:00Z"), number].join("\n");
    quotestance().args(["score", "-", "--quiet", "-o"]).arg(&out).write_stdin(lines).assert().success();
    let found = found(&out);
    let dates = ["03/04/2022", "31/12/2022", "2022-05-06T10:00:00Z", "number"].map(|id| found[id].0.as_str());
    assert_eq!(dates, ["03/04/2022", "2022-12-31", "2022-05-06", "2022-07-08"]);
}
