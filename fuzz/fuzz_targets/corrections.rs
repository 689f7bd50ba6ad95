//! Corrections as people hand them in: whatever the bytes, they are read or refused.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use quotestance::review::statements;

fuzz_target!(|bytes: &[u8]| {
    let name = Path::new("corrections.csv");
    let _ = statements(name, bytes);
    // behind a header that fits, cells are read, too
    for header in
        ["quote_id,article_id,spans,field,value\n", "quote_id,correct_speaker,correct_stance,not_a_quotation\n"]
    {
        let _ = statements(name, &[header.as_bytes(), bytes].concat());
    }
});
