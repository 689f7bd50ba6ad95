//! Whether the rooms without a model take time in proportion to the text: 1, 10 and 100 copies of a sample article,
//! for the speakers also copies that each have persons of their own.
//!
//! `cargo bench --bench linear` prints the seconds of each, and says where a ratio is more than 25 % above 10. The whole
//! program is measured by `scripts/linear`. As a test, all is done once on one copy, and nothing is measured.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::time::Instant;

use quotestance::analyzer::requests;
use quotestance::attribution::{Roster, resolve};
use quotestance::encoder::{
    Candidate, Device, Entity, ModelFolder, PieceScores, Pieces, Precision, QuotationNet, WordPiece,
};
use quotestance::quotation::{entity_spans, find};
use quotestance::reader::{Inputs, Options};
use quotestance::text::Text;

/// Copies of the sample.
const COPIES: [usize; 3] = [1, 10, 100];
/// Each is measured this often; the fastest counts, which noise of the machine disturbs least.
const TIMES: usize = 7;

fn repeated(pieces: &Pieces, scores: &[Scores], chars: usize, copies: usize) -> (Pieces, PieceScores) {
    let mut out = Pieces::default();
    let (mut role, mut entity, mut link, mut antecedent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for copy in 0..copies {
        let (at, first) = (copy * chars, out.len());
        for i in 0..pieces.len() {
            let WordPiece { id, span, caps, inside_word } = pieces.get(i);
            out.push(WordPiece { id, span: span.start + at..span.end + at, caps, inside_word });
        }
        let moved = |c: &[Candidate]| {
            c.iter().map(|c| Candidate { piece: c.piece.map(|p| p + first), ..*c }).collect::<Vec<_>>()
        };
        for s in scores {
            role.push(s.role);
            entity.push(s.entity);
            link.push(moved(&s.link));
            antecedent.push(moved(&s.antecedent));
        }
    }
    (out, PieceScores::from_rows(role, entity, link, antecedent))
}

struct Scores {
    role: [f32; 12],
    entity: [f32; 9],
    link: Vec<Candidate>,
    antecedent: Vec<Candidate>,
}

/// The sample with other persons of names as long, so that all places in it stay; in each copy others.
fn with_other_persons(sample: &str, persons: &[Range<usize>], copy: usize) -> String {
    let mut chars: Vec<char> = sample.chars().collect();
    for person in persons {
        for word in chars[person.clone()].split_mut(|c| !c.is_alphabetic()) {
            let mut letters = DefaultHasher::new();
            (&*word, copy).hash(&mut letters);
            for (i, c) in word.iter_mut().enumerate() {
                let mut letter = letters.clone();
                i.hash(&mut letter);
                let new = char::from(b'a' + (letter.finish() % 26) as u8);
                *c = if i == 0 { new.to_ascii_uppercase() } else { new };
            }
        }
    }
    chars.into_iter().collect()
}

fn fastest(mut run: impl FnMut()) -> f64 {
    let time = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    run();
    (0..TIMES).map(|_| time(&mut run)).fold(f64::INFINITY, f64::min)
}

fn main() {
    let measures = std::env::args().any(|a| a == "--bench");
    let tree = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = std::fs::read_to_string(tree.join("data/samples/wire-ceasefire.txt")).expect("the sample is there");
    let sample = format!("{}\n\n", sample.trim_end());
    let folder = ModelFolder::open(&tree.join("models/quotation")).expect("the model is there");
    let net = QuotationNet::load(&folder, Device::Cpu, Precision::Single).expect("the model loads");
    let roster = Roster::built_in();

    // the scores of one copy, by the model, serve for all copies
    let pieces = net.pieces(&sample).expect("it tokenizes");
    let windows = net.windows(&pieces);
    let scored = net.score(&windows.iter().collect::<Vec<_>>()).expect("the model runs");
    let scored = QuotationNet::merge(scored);
    let scores: Vec<Scores> = (0..pieces.len())
        .map(|i| Scores {
            role: scored.role_row(i),
            entity: *scored.entity(i),
            link: scored.link(i).to_vec(),
            antecedent: scored.antecedent(i).to_vec(),
        })
        .collect();

    let measure = |room: &str, run: &dyn Fn(usize) -> Box<dyn FnMut()>| {
        if !measures {
            return run(1)();
        }
        let seconds: Vec<f64> = COPIES.iter().map(|&n| fastest(run(n))).collect();
        let ratios = [seconds[1] / seconds[0], seconds[2] / seconds[1]];
        // less than in proportion is no fault: a fixed part is there once
        let bad = ratios.iter().any(|r| *r > 12.5);
        println!(
            "{room:<12} {:.6} {:.6} {:.6} s   1 : {:.1} : {:.1}{}",
            seconds[0],
            seconds[1],
            seconds[2],
            ratios[0],
            ratios[0] * ratios[1],
            if bad { "   NOT LINEAR" } else { "" }
        );
    };
    let chars = sample.chars().count();
    measure("read", &|n| {
        let bytes = sample.repeat(n).into_bytes();
        Box::new(move || {
            Inputs::from_bytes("a.md", bytes.clone(), Options::default()).for_each(|a| drop(a.expect("it reads")));
        })
    });
    measure("text", &|n| {
        let text = sample.repeat(n);
        Box::new(move || drop(Text::new(&text)))
    });
    let net = &*Box::leak(Box::new(net));
    measure("tokenize", &|n| {
        let text = sample.repeat(n);
        Box::new(move || drop(net.pieces(&text).expect("it tokenizes")))
    });
    measure("quotations", &|n| {
        let (pieces, scores) = repeated(&pieces, &scores, chars, n);
        let text = Text::new(&sample.repeat(n));
        Box::new(move || drop(find(&text, &pieces, &scores)))
    });
    let roster = &*Box::leak(Box::new(roster));
    let entities = entity_spans(&pieces, &scored);
    let persons: Vec<Range<usize>> =
        entities.into_iter().filter(|(_, kind)| *kind == Entity::Person).map(|(span, _)| span).collect();
    let speakers = |n: usize, text: String| -> Box<dyn FnMut()> {
        let (pieces, scores) = repeated(&pieces, &scores, chars, n);
        let text = Text::new(&text);
        let entities = entity_spans(&pieces, &scores);
        let found = find(&text, &pieces, &scores);
        let requests = requests(&found, |_| Vec::new());
        Box::new(move || drop(resolve(&text, &entities, &requests, roster, quotestance::AsOf::Today)))
    };
    measure("speakers", &|n| speakers(n, sample.repeat(n)));
    measure("new speakers", &|n| speakers(n, (0..n).map(|copy| with_other_persons(&sample, &persons, copy)).collect()));
}
