//! The mark scanner: any text gives stretches that stay inside their paragraph, and sentences that tile it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quotestance::quotation::scan;
use quotestance::text::Text;

fuzz_target!(|text: &str| {
    let t = Text::new(text);
    for m in scan(&t) {
        assert!(m.span.start < m.span.end && m.span.end <= t.len());
        let p = &t.paragraphs()[t.paragraph_at(m.span.start)];
        assert!(m.span.start >= p.start && m.span.end <= p.end, "a stretch leaves its paragraph");
        assert!(!(m.closed && m.runs_on));
        let around = t.sentence_around(&m.span);
        assert!(around.start <= m.span.start && around.end >= m.span.end);
    }
});
