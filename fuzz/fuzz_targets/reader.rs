//! The reader: any bytes under any name give articles or errors, never a crash; no article is empty or over the limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quotestance::reader::{Inputs, Options};

const NAMES: [&str; 13] = [
    "a.txt",
    "a.md",
    "a.html",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.txt.gz",
    "a.jsonl.gz",
    "a.csv.zst",
    "a.html.zst",
    "a.md.gz",
    "a.pdf",
    "a.parquet",
];
const MAX: u64 = 4096;

fuzz_target!(|input: (u8, &[u8])| {
    let (which, bytes) = input;
    let name = NAMES[which as usize % NAMES.len()];
    let text_column = (which >= 128).then(|| "text".to_string());
    let options = Options { text_column, max_bytes: MAX, any_language: which % 2 == 0 };
    for item in Inputs::from_bytes(name, bytes.to_vec(), options) {
        match item {
            Ok(a) => {
                assert!(!a.id.is_empty() && !a.text.trim().is_empty());
                // a byte of windows-1252 may take three in UTF-8; entities of HTML never grow
                assert!(a.text.len() as u64 <= 3 * MAX);
                assert!(a.extra.iter().map(|(_, value)| value.len() as u64).sum::<u64>() <= MAX);
                assert!(a.extra.iter().all(|(name, _)| !name.is_empty()));
                a.url();
            }
            Err(e) => assert!(!e.error.is_empty() && e.input.starts_with(name)),
        }
    }
});
