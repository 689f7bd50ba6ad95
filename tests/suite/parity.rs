//! The Rust side gives the logits that Python gave for the same inputs (kept with each model).

use std::fs::File;
use std::path::PathBuf;

use quotestance::encoder::{Device, Group, ModelFolder, Precision, QuotationNet, StanceNet};
use quotestance::quotation::{entity_spans, role_spans};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Largest absolute difference allowed, in full precision on the CPU.
const TOLERANCE: f32 = 2e-3;

fn folder(name: &str) -> (ModelFolder, PathBuf) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models").join(name);
    (ModelFolder::open(&path).unwrap(), path.join("parity.json"))
}

fn compare(what: &str, mine: &[f32], theirs: &[f32]) {
    assert_eq!(mine.len(), theirs.len(), "{what}");
    let worst = mine.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
    assert!(worst <= TOLERANCE, "{what}: differs by {worst}");
}

#[derive(Deserialize)]
struct QuotationCase {
    text: String,
    ids: Vec<i64>,
    caps: Vec<i64>,
    role: Vec<f32>,
    entity: Vec<f32>,
    link: Vec<f32>,
    antecedent: Vec<f32>,
}

#[test]
fn quotation_model() {
    pieces_of("quotation");
}

#[test]
fn large_quotation_model() {
    pieces_of("quotation-large");
}

fn pieces_of(name: &str) {
    let (folder, path) = folder(name);
    let cases: Vec<QuotationCase> = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 20);
    let net = QuotationNet::load(&folder, Device::Cpu, Precision::Single).unwrap();
    let flat = |t: &tch::Tensor| Vec::<f32>::try_from(t.flatten(0, -1)).unwrap();
    let mut windows = Vec::new();
    for case in &cases {
        let pieces = net.pieces(&case.text).unwrap();
        let mut w = net.windows(&pieces);
        assert_eq!(w.len(), 1);
        let w = w.remove(0);
        assert_eq!((&w.ids, &w.caps), (&case.ids, &case.caps), "{}", case.text);
        let logits = net.logits(&[&w]).unwrap().remove(0);
        compare(&case.text, &flat(&logits.role), &case.role);
        compare(&case.text, &flat(&logits.entity), &case.entity);
        compare(&case.text, &flat(&logits.link), &case.link);
        compare(&case.text, &flat(&logits.antecedent), &case.antecedent);
        windows.push(w);
    }
    // company changes nothing: all in one batch
    let together = net.logits(&windows.iter().collect::<Vec<_>>()).unwrap();
    for (i, case) in cases.iter().enumerate() {
        compare(&case.text, &flat(&together[i].role), &case.role);
        compare(&case.text, &flat(&together[i].link), &case.link);
    }
}

/// What a card computes in 16 bits, computed here: the same answers but for rounding.
#[test]
fn half_precision() {
    let (folder, path) = folder("quotation");
    let cases: Vec<QuotationCase> = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    let net = QuotationNet::load(&folder, Device::Cpu, Precision::Half).unwrap();
    let windows: Vec<_> = cases.iter().map(|c| net.windows(&net.pieces(&c.text).unwrap()).remove(0)).collect();
    let flat = |t: &tch::Tensor| Vec::<f32>::try_from(t.flatten(0, -1)).unwrap();
    // one row that is padded, and one alone
    for batch in [&windows[..2], &windows[2..3]] {
        let logits = net.logits(&batch.iter().collect::<Vec<_>>()).unwrap();
        for (w, found) in batch.iter().zip(logits) {
            let case = cases.iter().find(|c| c.ids == w.ids).unwrap();
            for (mine, theirs) in [(&found.role, &case.role), (&found.link, &case.link)] {
                let off = flat(mine).iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
                assert!(off > 1e-5 && off < 0.15, "{off} {}", case.text);
            }
        }
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}

#[derive(Deserialize)]
struct ArticleCase {
    id: String,
    sha256: String,
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
    inner: Vec<(usize, usize)>,
    links: Vec<Option<usize>>,
    entities: Vec<(usize, usize, usize)>,
}

/// Share of places in which Rust may differ from Python: sums of floats in another order turn ties.
const TIES: f64 = 0.002;

#[test]
fn quotation_model_on_articles() {
    articles_of("quotation");
}

#[test]
fn large_quotation_model_on_articles() {
    articles_of("quotation-large");
}

fn articles_of(name: &str) {
    let Some(texts) = crate::common::shared("data/articles/dev/text") else { return };
    let (folder, path) = folder(name);
    let cases: Vec<ArticleCase> =
        serde_json::from_reader(File::open(path.with_file_name("parity_articles.json")).unwrap()).unwrap();
    assert!(!cases.is_empty());
    let net = QuotationNet::load(&folder, Device::Cpu, Precision::Single).unwrap();
    let (mut places, mut different) = (0usize, Vec::new());
    let mut count = |what: String, same: bool| {
        places += 1;
        if !same {
            different.push(what);
        }
    };
    for case in &cases {
        let text = std::fs::read_to_string(texts.join(format!("{}.txt", case.id))).unwrap();
        if sha256(&text) != case.sha256 {
            panic!("{}: not the text that the places are of", case.id);
        }
        let pieces = net.pieces(&text).unwrap();
        let windows = net.windows(&pieces);
        let scored = net.score(&windows.iter().collect::<Vec<_>>()).unwrap();
        let scores = QuotationNet::merge(scored);
        let wanted = [
            (Group::Source, &case.source),
            (Group::Cue, &case.cue),
            (Group::Content, &case.content),
            (Group::Inner, &case.inner),
        ];
        for (group, theirs) in wanted {
            let mine: Vec<(usize, usize)> =
                role_spans(&pieces, &scores, group).iter().map(|s| (s.start, s.end)).collect();
            for s in theirs.iter().chain(&mine) {
                count(format!("{} {group:?} {s:?}", case.id), mine.contains(s) && theirs.contains(s));
            }
        }
        for ((start, _), to) in case.content.iter().zip(&case.links) {
            let first = pieces.covering(*start, start + 1).next().unwrap();
            let best = scores.link(first)[0].piece.map(|p| pieces.span(p).start);
            count(format!("{} link of {start}", case.id), best == *to);
        }
        let mine: Vec<(usize, usize, usize)> =
            entity_spans(&pieces, &scores).iter().map(|(s, k)| (s.start, s.end, *k as usize)).collect();
        for e in case.entities.iter().chain(&mine) {
            count(format!("{} entity {e:?}", case.id), mine.contains(e) && case.entities.contains(e));
        }
    }
    println!("{} of {places} spans, links and entities differ", different.len());
    assert!(places > 1000, "{places}");
    assert!(different.len() as f64 <= TIES * places as f64, "{} of {places}: {different:#?}", different.len());
}

#[derive(Deserialize)]
struct StanceCase {
    parts: Vec<(String, bool)>,
    ids: Vec<i64>,
    types: Vec<i64>,
    logits: Vec<f32>,
}

#[test]
fn small_stance_model() {
    stance_model("stance");
}

#[test]
fn large_stance_model() {
    stance_model("stance-large");
}

fn stance_model(name: &str) {
    let (folder, path) = folder(name);
    let cases: Vec<StanceCase> = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 20);
    let net = StanceNet::load(&folder, Device::Cpu, Precision::Single).unwrap();
    let inputs: Vec<_> = cases
        .iter()
        .map(|c| net.input(c.parts.iter().map(|(words, quoted)| (words.as_str(), *quoted))).unwrap())
        .collect();
    let together = net.logits(&inputs.iter().collect::<Vec<_>>()).unwrap();
    for ((case, input), row) in cases.iter().zip(&inputs).zip(&together) {
        let what = format!("{:?}", case.parts);
        assert_eq!((&input.ids, &input.types), (&case.ids, &case.types), "{what}");
        compare(&what, &net.logits(&[input]).unwrap()[0], &case.logits);
        compare(&what, row, &case.logits);
    }
}
