//! The CSV writer: any cells come back as they went in, but for the apostrophe before what could be a formula.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quotestance::export::{cell_text, csv_writer};

fuzz_target!(|rows: Vec<[String; 3]>| {
    let mut writer = csv_writer(Vec::new());
    for row in &rows {
        writer.write_record(row.iter().map(|c| cell_text(c))).unwrap();
    }
    let bytes = writer.into_inner().unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    let back: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(back.len(), rows.len());
    for (row, back) in rows.iter().zip(&back) {
        assert_eq!(back.len(), row.len());
        for (cell, read) in row.iter().zip(back) {
            assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']), "a formula");
            assert!(read == cell || read.strip_prefix('\'') == Some(cell));
        }
    }
});
