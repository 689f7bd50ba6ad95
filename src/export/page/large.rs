//! The size of a page does not grow with what it is made of: rows of a made-up archive, one after the other.

use std::io::Write;
use std::path::PathBuf;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::archive::SpeakerFigures;
use crate::archive::sample;

const WORDS: [&str; 24] = [
    "the", "bridge", "council", "river", "truce", "paper", "convoy", "envoy", "border", "winter", "guns", "letter",
    "week", "harbour", "grain", "train", "minister", "will", "never", "open", "close", "sign", "wait", "again",
];

/// Rows, 25 an article, by so many speakers in so many outlets over five years and in 300 groups; the same at every call.
/// Few speakers have most of the rows.
fn rows(quotations: usize, speakers: usize, outlets: usize) -> impl Iterator<Item = QuoteRow> {
    let mut rng = ChaCha8Rng::seed_from_u64(18);
    (0..quotations).map(move |i| {
        let mut some = |n: usize| -> String {
            let words: Vec<&str> = (0..n).map(|_| WORDS[rng.random_range(0..WORDS.len())]).collect();
            words.join(" ")
        };
        let (quote, title) = (some(20), some(8));
        let speaker = ((speakers as f64).powf(rng.random::<f64>())) as usize;
        let score = (rng.random::<f64>() * 2.0 - 1.0).mul_add(0.7, (speaker % 7) as f64 / 10.0 - 0.3).clamp(-1.0, 1.0);
        let mut row = sample(&format!("Speaker {speaker}"), &quote, (i % 7 > 0).then_some(score));
        let article = i / 25;
        row.article_id = format!("wire-{article:06}");
        row.quote_id = format!("wire-{article:06}#{}", i % 25 + 1);
        row.speaker_id = format!("speaker-{speaker}");
        row.spans = std::iter::once(400..400 + quote.len()).collect();
        row.sentence = format!("{quote} the minister said in the harbour on Monday.");
        row.title = title;
        row.outlet = format!("Outlet {}", article % outlets);
        row.group = format!("Conflict {}", article % 300);
        row.url = format!("https://outlet{}.example/{article}", article % outlets);
        row.date = format!("{}-{:02}-{:02}", 2021 + article % 5, article % 12 + 1, article % 28 + 1);
        row
    })
}

fn write(quotations: usize, speakers: usize, outlets: usize, out: &mut impl Write) {
    let mut figures = SpeakerFigures::default();
    rows(quotations, speakers, outlets).for_each(|row| figures.add(&row));
    let table = figures.rows();
    let input = PageInput {
        speakers: &table,
        articles: &[],
        article_count: quotations / 25,
        errors: &[],
        runs: &[],
        group_by: Some("conflict"),
        texts: true,
    };
    render(&input, rows(quotations, speakers, outlets).map(Ok), out).unwrap();
}

#[test]
fn many_speakers_outlets_and_groups_make_no_large_page() {
    let mut out = Vec::new();
    write(120_000, 100_000, 5_000, &mut out);
    assert!(out.len() < 12 << 20, "{} bytes", out.len());
}

/// Peak memory of the whole test, and the page to be opened by hand:
/// `cargo test --release --lib two_million -- --ignored --nocapture`.
#[test]
#[ignore = "half a minute; prints what it measured"]
fn two_million_quotations() {
    let path = std::env::var_os("PAGE").map_or_else(|| std::env::temp_dir().join("two-million.html"), PathBuf::from);
    let start = std::time::Instant::now();
    write(2_000_000, 100_000, 5_000, &mut std::io::BufWriter::new(std::fs::File::create(&path).unwrap()));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("peak memory not known");
    let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
    println!("{}: {size:.1} MB in {:.1} s, {peak}", path.display(), start.elapsed().as_secs_f64());
}
