//! The stages of a run, each alone, on the samples: `cargo bench --bench stages`.
//!
//! One thread each, so that a figure does not depend on the number of cores. The whole program is measured by
//! `quotestance bench`, and beside other systems by `scripts/compare/run`.

use std::path::Path;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use quotestance::analyzer::requests;
use quotestance::archive::{QuoteRow, speaker_rows};
use quotestance::attribution::{Roster, resolve};
use quotestance::encoder::{
    Device, ModelFolder, PieceScores, Pieces, Precision, QuotationNet, StanceInput, StanceNet, Window,
    batches_by_tokens, single_threaded_libtorch,
};
use quotestance::export::{PageInput, render_page};
use quotestance::quotation::{Detection, QuotationType, entity_spans, find};
use quotestance::stance::{Persons, Stance};
use quotestance::text::{Span, Text};

fn main() {
    single_threaded_libtorch();
    divan::main();
}

/// A sample article, read by the models once.
struct Fixture {
    article: String,
    text: Text,
    pieces: Pieces,
    windows: Vec<Window>,
    scores: PieceScores,
    stance: StanceNet,
    inputs: Vec<StanceInput>,
    roster: Roster,
}

fn model(name: &str) -> ModelFolder {
    ModelFolder::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(name)).expect("the model is there")
}

fn quotation_net(precision: Precision) -> QuotationNet {
    QuotationNet::load(&model("quotation"), Device::Cpu, precision).expect("the model loads")
}

static SINGLE: LazyLock<QuotationNet> = LazyLock::new(|| quotation_net(Precision::Single));
static INT8: LazyLock<QuotationNet> = LazyLock::new(|| quotation_net(Precision::Int8));
static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples/longread-border.txt");
    let article = std::fs::read_to_string(path).expect("the sample is there");
    let text = Text::new(&article);
    let pieces = SINGLE.pieces(&article).expect("it tokenizes");
    let windows = SINGLE.windows(&pieces);
    let scores = QuotationNet::merge(SINGLE.score(&windows.iter().collect::<Vec<_>>()).expect("the model runs"));
    let stance = StanceNet::load(&model("stance"), Device::Cpu, Precision::Single).expect("the model loads");
    let of = |q: &Detection| {
        let sentence = text.sentence_around(&q.extent());
        let here = |s: &Span| s.start - sentence.start..s.end - sentence.start;
        let quoted: Vec<Span> = q.spans.iter().map(here).collect();
        let masked = Persons::default().mask(&text.slice(&sentence), &quoted, None, &[], stance.placeholders());
        stance.input(masked.parts()).expect("it tokenizes")
    };
    let inputs = find(&text, &pieces, &scores).iter().map(of).collect();
    Fixture { article, text, pieces, windows, scores, stance, inputs, roster: Roster::built_in() }
});

/// Word pieces, counted.
fn pieces(n: usize) -> ItemsCount {
    ItemsCount::new(n)
}

#[divan::bench]
fn tokenizer(bencher: Bencher) {
    let f = &*FIXTURE;
    bencher.counter(pieces(f.pieces.len())).bench_local(|| SINGLE.pieces(black_box(&f.article)));
}

#[divan::bench]
fn windows(bencher: Bencher) {
    let f = &*FIXTURE;
    bencher.counter(pieces(f.pieces.len())).bench_local(|| SINGLE.windows(black_box(&f.pieces)));
}

#[divan::bench]
fn batcher(bencher: Bencher) {
    let lengths: Vec<usize> = (0..10_000).map(|i| 20 + i * 7919 % 236).collect();
    bencher.counter(ItemsCount::new(lengths.len())).bench_local(|| batches_by_tokens(black_box(&lengths), 1 << 15));
}

#[divan::bench(args = ["single", "int8"], sample_count = 20)]
fn quotation_pass(bencher: Bencher, precision: &str) {
    let f = &*FIXTURE;
    let net = if precision == "single" { &*SINGLE } else { &*INT8 };
    let computed = f.windows.iter().map(|w| w.ids.len()).sum();
    bencher.counter(pieces(computed)).bench_local(|| f.windows.iter().map(|w| net.score(&[w])).collect::<Vec<_>>());
}

#[divan::bench]
fn decoding(bencher: Bencher) {
    let f = &*FIXTURE;
    bencher.counter(pieces(f.pieces.len())).bench_local(|| find(&f.text, &f.pieces, &f.scores));
}

#[divan::bench(sample_count = 20)]
fn stance_pass(bencher: Bencher) {
    let f = &*FIXTURE;
    let computed = f.inputs.iter().map(|i| i.ids.len()).sum();
    bencher
        .counter(pieces(computed))
        .bench_local(|| f.inputs.iter().map(|i| f.stance.probabilities(&[i])).collect::<Vec<_>>());
}

#[divan::bench]
fn resolution(bencher: Bencher) {
    let f = &*FIXTURE;
    let entities = entity_spans(&f.pieces, &f.scores);
    let found = find(&f.text, &f.pieces, &f.scores);
    let requests = requests(&found, |_| Vec::new());
    bencher
        .counter(ItemsCount::new(requests.len()))
        .bench_local(|| resolve(&f.text, &entities, black_box(&requests), &f.roster, quotestance::AsOf::Today));
}

/// Rows of `n` quotations by twenty speakers.
fn rows(n: usize) -> Vec<QuoteRow> {
    let row = |i: usize| QuoteRow {
        article_id: format!("article-{}", i / 10),
        quote_id: format!("article-{}#{}", i / 10, i % 10 + 1),
        kind: [QuotationType::Direct, QuotationType::Indirect, QuotationType::Mixed][i % 3],
        quote: format!("We will keep the bridge open for {i} days, whatever the weather brings."),
        spans: std::iter::once(i..i + 60).collect(),
        cue: "said".into(),
        cue_span: None,
        speaker_mention: "the harbour master".into(),
        mention_span: None,
        speaker: format!("Ilse Brandt {}", i % 20),
        speaker_id: format!("ilse-brandt-{}", i % 20),
        speaker_confidence: 0.9,
        evidence: None,
        stance: Stance::from_probabilities(&[0.1, 0.1, 0.2, 0.3, 0.2, 0.1]),
        nested: false,
        duplicate_of: String::new(),
        sentence: "The harbour master said so on Monday.".into(),
        title: "Bridge".into(),
        outlet: "The Kestrel Bay Post".into(),
        date: "2026-03-01".into(),
        group: String::new(),
        url: String::new(),
        corrected: String::new(),
        made_by: String::new(),
    };
    (0..n).map(row).collect()
}

#[divan::bench(sample_count = 20)]
fn report(bencher: Bencher) {
    let rows = rows(1000);
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        let speakers = speaker_rows(&rows);
        let page = PageInput {
            speakers: &speakers,
            articles: &[],
            article_count: 100,
            errors: &[],
            runs: &[],
            group_by: None,
            texts: true,
        };
        let mut out = Vec::new();
        render_page(&page, rows.iter().map(Ok), &mut out).expect("it renders");
        out
    });
}
