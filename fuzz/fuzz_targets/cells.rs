//! The CSV writer: any cells come back as they went in, but for the apostrophe before what could be a formula, or in the
//! style of spreadsheets a number or a date.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quotestance::export::{CellStyle, csv_writer, plain_text};

fuzz_target!(|rows: Vec<[String; 3]>| {
    for style in [CellStyle::Plain, CellStyle::Excel] {
        let mut writer = csv_writer(Vec::new());
        for row in &rows {
            writer.write_record(row.iter().map(|c| style.text(c))).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let back: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(back.len(), rows.len());
        for (row, back) in rows.iter().zip(&back) {
            assert_eq!(back.len(), row.len());
            for (cell, read) in row.iter().zip(back) {
                assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']), "a formula");
                assert_eq!(plain_text(read), cell);
            }
        }
    }
});
