//! News in English is never taken for another language, and another language is said.

use std::fs;

use quotestance::reader::{Inputs, Options};
use tempfile::tempdir;

use crate::common::{quotes, rows, score, shared};

#[test]
fn english_news_is_english() {
    let mut read = 0;
    for part in ["articles/dev/text", "articles/train/text", "seeds/text"] {
        let Some(folder) = shared(&format!("data/{part}")) else { return };
        for article in Inputs::open(&[folder], Options::default()) {
            article.unwrap();
            read += 1;
        }
    }
    assert!(read >= 162, "{read}");
}

#[test]
fn what_is_not_english_is_left_out_and_said() {
    let dir = tempdir().unwrap();
    let german = "Der Hafenmeister sagte am Montag, dass die Fähren nach Tarsk wieder fahren, sobald das Eis geschmolzen ist. \
                  „Wir haben lange genug gewartet“, sagte er, „und wir werden nicht noch einen Winter warten.“";
    let english = "“We have waited long enough,” the harbour master Oda Varn said on Monday.";
    fs::write(dir.path().join("a.txt"), german).unwrap();
    fs::write(dir.path().join("b.txt"), english).unwrap();
    let out = dir.path().join("out");
    let (code, _) = score(&[&dir.path().join("a.txt"), &dir.path().join("b.txt")], &out, &[]);
    assert_eq!(code, 1);
    let errors = rows(&out.join("errors.csv"));
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0]["error"].contains("looks like German") && errors[0]["error"].contains("--any-language"),
        "{errors:?}"
    );
    assert_eq!(quotes(&out).len(), 1);
    let all = dir.path().join("all");
    let (code, said) = score(&[&dir.path().join("a.txt")], &all, &["--any-language"]);
    assert_eq!((code, said), (0, String::new()));
}
