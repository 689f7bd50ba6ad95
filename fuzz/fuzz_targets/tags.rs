//! The tag decoder and what is built on it: any scores over any text give quotations with sound spans.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use quotestance::attribution::{Request, Roster, resolve};
use quotestance::encoder::{Candidate, PieceScores, Pieces, WordPiece};
use quotestance::quotation::{entity_spans, find, holders};
use quotestance::text::Text;
use quotestance::{AsOf, Date};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    text: &'a str,
    scores: &'a [u8],
    /// Whether words are cut into two pieces.
    cut: bool,
}

/// Words and single signs as pieces, and a border between lines, as the tokenizer gives them.
fn pieces(text: &str, cut: bool) -> Pieces {
    let mut out = Pieces::default();
    let mut push = |start: usize, end: usize, inside_word: bool| {
        out.push(WordPiece { id: 1, span: start..end, caps: 0, inside_word });
    };
    let chars: Vec<char> = text.chars().collect();
    let (mut i, mut any) = (0, false);
    while i < chars.len() {
        let start = i;
        while i < chars.len() && chars[i].is_alphanumeric() {
            i += 1;
        }
        if i == start {
            i += 1;
        }
        if chars[start] == '\n' && any {
            push(start + 1, start + 1, false);
            any = false;
        } else if !chars[start].is_whitespace() {
            any = true;
            let middle = start + (i - start) / 2;
            if cut && middle > start {
                push(start, middle, false);
                push(middle, i, true);
            } else {
                push(start, i, false);
            }
        }
    }
    out
}

fn roster() -> &'static Roster {
    static ROSTER: std::sync::OnceLock<Roster> = std::sync::OnceLock::new();
    ROSTER.get_or_init(Roster::built_in)
}

fuzz_target!(|input: Input| {
    let text = Text::new(input.text);
    let pieces = pieces(input.text, input.cut);
    let n = pieces.len();
    let mut bytes = input.scores.iter().copied().cycle();
    let mut byte = || bytes.next().unwrap_or(7);
    // far apart, so that the likeliest tags change often
    let role: Vec<[f32; 12]> = (0..n).map(|_| std::array::from_fn(|_| -f32::from(byte() % 16))).collect();
    let entity: Vec<[f32; 9]> = (0..n).map(|_| std::array::from_fn(|_| -f32::from(byte() % 16))).collect();
    let mut arrows = || -> Vec<Vec<Candidate>> {
        let one = |b: u8, at: u8| Candidate {
            piece: (b > 40 && n > 0).then(|| usize::from(at) * n / 256),
            probability: f32::from(b) / 255.0,
        };
        (0..n).map(|_| (0..byte() % 3).map(|_| one(byte(), byte())).collect()).collect()
    };
    let (link, antecedent) = (arrows(), arrows());
    let scores = PieceScores::from_rows(role, entity, link, antecedent);
    let entities = entity_spans(&pieces, &scores);
    for w in entities.windows(2) {
        assert!(w[0].0.end <= w[1].0.start);
    }
    let found = find(&text, &pieces, &scores);
    let holders = holders(&found);
    for (q, holder) in found.iter().zip(&holders) {
        assert!(q.spans.iter().all(|s| s.start < s.end && s.end <= text.len()));
        assert!(q.spans.windows(2).all(|w| w[0].end <= w[1].start));
        assert_eq!(q.nested, holder.is_some());
        for s in q.cue.iter().chain(q.mention.as_ref().map(|m| &m.span)) {
            assert!(s.start < s.end && s.end <= text.len());
        }
    }
    let requests: Vec<Request> = found
        .iter()
        .zip(holders)
        .map(|(q, outer)| Request {
            mention: q.mention.as_ref().map(|m| m.span.clone()),
            probability: 0.5,
            nobody: 0.0,
            antecedents: entities.iter().take(2).map(|(s, _)| (s.start, 0.6)).collect(),
            content: q.spans.clone(),
            outer,
        })
        .collect();
    let speakers = resolve(&text, &entities, &requests, roster(), AsOf::Day(Date::constant(2031, 2, 3)));
    assert_eq!(speakers.len(), found.len());
    for s in speakers.iter().filter_map(|s| s.mention.as_ref()) {
        assert!(s.end <= text.len());
    }
});
