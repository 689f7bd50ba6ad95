//! The Rust side gives the logits that Python gave for the same inputs (kept with each model).

use std::fs::File;
use std::path::PathBuf;

use quotestance::encoder::{Device, ModelFolder, QuotationNet, StanceNet};
use serde::Deserialize;

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
}

#[test]
fn quotation_model() {
    let (folder, path) = folder("quotation");
    let cases: Vec<QuotationCase> = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 20);
    let net = QuotationNet::load(&folder, Device::Cpu).unwrap();
    let flat = |t: &tch::Tensor| Vec::<f32>::try_from(t.flatten(0, -1)).unwrap();
    let mut windows = Vec::new();
    for case in &cases {
        let pieces = net.pieces(&case.text).unwrap();
        let mut w = net.windows(&pieces);
        assert_eq!(w.len(), 1);
        let w = w.remove(0);
        assert_eq!((&w.ids, &w.caps), (&case.ids, &case.caps), "{}", case.text);
        let logits = net.logits(&[&w]).unwrap();
        compare(&case.text, &flat(&logits.role), &case.role);
        compare(&case.text, &flat(&logits.entity), &case.entity);
        compare(&case.text, &flat(&logits.link), &case.link);
        windows.push(w);
    }
    // padding changes nothing: all in one batch
    let together = net.logits(&windows.iter().collect::<Vec<_>>()).unwrap();
    for (i, case) in cases.iter().enumerate() {
        let role = together.role.get(i as i64).narrow(0, 0, case.ids.len() as i64);
        compare(&case.text, &flat(&role), &case.role);
    }
}

#[derive(Deserialize)]
struct StanceCase {
    quote: String,
    context: String,
    ids: Vec<i64>,
    types: Vec<i64>,
    logits: Vec<f32>,
}

#[test]
fn stance_model() {
    let (folder, path) = folder("stance");
    let cases: Vec<StanceCase> = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 20);
    let net = StanceNet::load(&folder, Device::Cpu).unwrap();
    let inputs: Vec<_> = cases.iter().map(|c| net.input(&c.quote, &c.context).unwrap()).collect();
    let together = net.logits(&inputs.iter().collect::<Vec<_>>()).unwrap();
    for ((case, input), row) in cases.iter().zip(&inputs).zip(&together) {
        assert_eq!((&input.ids, &input.types), (&case.ids, &case.types), "{}", case.quote);
        compare(&case.quote, &net.logits(&[input]).unwrap()[0], &case.logits);
        compare(&case.quote, row, &case.logits);
    }
}
