//! The quotation model: one encoder, heads for roles, entities, links and antecedents.

use rust_bert::bert::BertConfig;
use serde::Deserialize;
use tch::{Kind, Tensor, nn, no_grad};

use super::bert::Encoder;
use super::{CLS, Device, ModelError, ModelFolder, PAD, PieceTokenizer, Pieces, ReadOnly, SEP, numbers, padded};

/// The four annotations that the role head gives, each with its own begin/inside/outside tags,
/// so that a source may stand inside a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Source = 0,
    Cue = 1,
    Content = 2,
    /// A content inside another content.
    Inner = 3,
}

/// Begin/inside/outside of one [`Group`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Outside = 0,
    Begin = 1,
    Inside = 2,
}

/// Kinds of named entities, in the order of the entity head's tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    Person = 0,
    Organisation = 1,
    Place = 2,
    Other = 3,
}

impl Entity {
    pub const ALL: [Entity; 4] = [Entity::Person, Entity::Organisation, Entity::Place, Entity::Other];
}

const GROUPS: usize = 4;
const ENTITY_TAGS: usize = 9;
const TOKEN_TYPES: i64 = 3;
const ARROWS_KEPT: i64 = 6;
const ARROW_DIM: i64 = 128;

#[derive(Deserialize)]
struct Labels {
    groups: Vec<String>,
    entities: Vec<String>,
    window: usize,
    overlap: usize,
    paragraph_id: i64,
}

/// A stretch of an article as the encoder reads it, `[CLS]` and `[SEP]` included.
#[derive(Clone, Debug)]
pub struct Window {
    /// Index of the first piece in the article.
    pub start: usize,
    pub ids: Vec<i64>,
    pub caps: Vec<i64>,
}

/// The raw outputs for one batch: `role` [batch, pieces, 12], `entity` [batch, pieces, 9],
/// `link` and `antecedent` [batch, pieces, pieces].
pub struct QuotationLogits {
    pub role: Tensor,
    pub entity: Tensor,
    pub link: Tensor,
    pub antecedent: Tensor,
}

/// One place that a piece may point to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// `None` for "nowhere": no source.
    pub piece: Option<usize>,
    pub probability: f32,
}

/// What the model says of each piece of a window: natural logarithms of probabilities.
#[derive(Clone, Debug)]
pub struct WindowScores {
    start: usize,
    role: Vec<f32>,
    entity: Vec<f32>,
    link: Vec<Vec<Candidate>>,
    antecedent: Vec<Vec<Candidate>>,
}

/// What the model says of each piece of an article, windows merged.
#[derive(Clone, Debug, Default)]
pub struct PieceScores {
    role: Vec<[f32; GROUPS * 3]>,
    entity: Vec<[f32; ENTITY_TAGS]>,
    link: Vec<Vec<Candidate>>,
    antecedent: Vec<Vec<Candidate>>,
}

impl PieceScores {
    /// From one row a piece: log-probabilities of outside, begin, inside of each [`Group`]; those of the entity tags;
    /// candidates of links and of antecedents, best first. All are to be of one length.
    pub fn from_rows(
        role: Vec<[f32; GROUPS * 3]>,
        entity: Vec<[f32; ENTITY_TAGS]>,
        link: Vec<Vec<Candidate>>,
        antecedent: Vec<Vec<Candidate>>,
    ) -> Self {
        assert!([entity.len(), link.len(), antecedent.len()].iter().all(|&n| n == role.len()), "one row a piece");
        PieceScores { role, entity, link, antecedent }
    }

    /// Log-probabilities of outside, begin, inside.
    pub fn role(&self, piece: usize, group: Group) -> [f32; 3] {
        let at = group as usize * 3;
        self.role[piece][at..at + 3].try_into().expect("three tags a group")
    }

    /// Log-probabilities of outside, begin, inside of each [`Group`], one after the other.
    pub fn role_row(&self, piece: usize) -> [f32; GROUPS * 3] {
        self.role[piece]
    }

    /// Probability that the piece belongs to the group (begins it or is inside).
    pub fn role_probability(&self, piece: usize, group: Group) -> f32 {
        1.0 - self.role(piece, group)[Tag::Outside as usize].exp()
    }

    /// Log-probabilities of outside, then begin and inside of each of [`Entity::ALL`].
    pub fn entity(&self, piece: usize) -> &[f32; ENTITY_TAGS] {
        &self.entity[piece]
    }

    /// The likeliest first pieces of the source of a content that begins here, best first.
    pub fn link(&self, piece: usize) -> &[Candidate] {
        &self.link[piece]
    }

    /// For a mention without a name that begins here: the likeliest last words of the names it stands for.
    pub fn antecedent(&self, piece: usize) -> &[Candidate] {
        &self.antecedent[piece]
    }
}

/// Scores for each piece of every piece that it may point to, `[CLS]` for nowhere: a product of two small
/// projections (Dozat and Manning 2017, "Deep biaffine attention for neural dependency parsing").
struct Arrow {
    query: [nn::Linear; 2],
    key: [nn::Linear; 2],
}

impl Arrow {
    fn new(path: nn::Path, hidden: i64) -> Self {
        let side = |name: &str| {
            let p = &path / name;
            [
                nn::linear(&p / "0", hidden, 2 * ARROW_DIM, Default::default()),
                nn::linear(&p / "2", 2 * ARROW_DIM, ARROW_DIM, Default::default()),
            ]
        };
        Arrow { query: side("query"), key: side("key") }
    }

    /// [batch, pieces, pieces]; `absent` is true where there is padding.
    fn scores(&self, hidden: &Tensor, absent: &Tensor) -> Tensor {
        let side = |layers: &[nn::Linear; 2]| hidden.apply(&layers[0]).gelu("none").apply(&layers[1]);
        let scores = side(&self.query).matmul(&side(&self.key).transpose(1, 2)) / (ARROW_DIM as f64).sqrt();
        scores.masked_fill(absent, -1e4)
    }
}

/// The heads and the encoder below them.
struct Net {
    bert: Encoder,
    role: nn::Linear,
    entity: nn::Linear,
    link: Arrow,
    antecedent: Arrow,
}

/// The quotation model, ready to run.
pub struct QuotationNet {
    net: ReadOnly<Net>,
    tokenizer: PieceTokenizer,
    device: Device,
    window: usize,
    overlap: usize,
    border: i64,
}

impl QuotationNet {
    /// Load the folder; fails where a file is missing or does not fit the others.
    pub fn load(folder: &ModelFolder, device: Device) -> Result<Self, ModelError> {
        let labels: Labels = folder.json("labels.json")?;
        if labels.groups != ["source", "cue", "content", "inner"] || labels.entities.len() != ENTITY_TAGS {
            return Err(folder.error("labels.json: not the labels of a quotation model"));
        }
        let config: BertConfig = folder.json("config.json")?;
        if config.type_vocab_size != TOKEN_TYPES {
            return Err(folder.error("config.json: a quotation model has three token types"));
        }
        if labels.window < 16 || labels.overlap * 2 >= labels.window {
            return Err(folder.error("labels.json: window and overlap do not fit together"));
        }
        if (config.max_position_embeddings as usize) < labels.window {
            return Err(folder.error("labels.json: the window is longer than the encoder's positions"));
        }
        let mut vs = nn::VarStore::new(device.torch());
        let root = vs.root();
        let hidden = config.hidden_size;
        let net = Net {
            bert: Encoder::new(&(&root / "bert"), &config, folder)?,
            role: nn::linear(&root / "role", hidden, (GROUPS * 3) as i64, Default::default()),
            entity: nn::linear(&root / "entity", hidden, ENTITY_TAGS as i64, Default::default()),
            link: Arrow::new(&root / "link", hidden),
            antecedent: Arrow::new(&root / "antecedent", hidden),
        };
        folder.load_weights(&mut vs)?;
        Ok(QuotationNet {
            net: ReadOnly(net),
            tokenizer: PieceTokenizer::load(folder)?,
            device,
            window: labels.window,
            overlap: labels.overlap,
            border: labels.paragraph_id,
        })
    }

    pub fn pieces(&self, text: &str) -> Result<Pieces, ModelError> {
        self.tokenizer.article(text, self.border)
    }

    /// Cut an article into overlapping windows; the last one ends with the article.
    pub fn windows(&self, pieces: &Pieces) -> Vec<Window> {
        let room = self.window - 2;
        window_starts(pieces.len(), room, room - self.overlap)
            .into_iter()
            .map(|start| {
                let cut = start..(start + room).min(pieces.len());
                let wrap = |rows: &[i64], first, last| {
                    let mut out = vec![first];
                    out.extend_from_slice(rows);
                    out.push(last);
                    out
                };
                Window { start, ids: wrap(&pieces.ids[cut.clone()], CLS, SEP), caps: wrap(&pieces.caps[cut], 0, 0) }
            })
            .collect()
    }

    /// The raw outputs of a batch of windows, padded to the longest.
    pub fn logits(&self, windows: &[&Window]) -> Result<QuotationLogits, ModelError> {
        let device = self.device.torch();
        no_grad(|| {
            let ids = padded(windows.iter().map(|w| w.ids.as_slice()), PAD, device);
            let caps = padded(windows.iter().map(|w| w.caps.as_slice()), 0, device);
            let net = &*self.net;
            let (hidden, mask) = net.bert.forward(&ids, &caps)?;
            let absent = mask.unsqueeze(1).eq(0);
            Ok(QuotationLogits {
                role: hidden.apply(&net.role),
                entity: hidden.apply(&net.entity),
                link: net.link.scores(&hidden, &absent),
                antecedent: net.antecedent.scores(&hidden, &absent),
            })
        })
    }

    /// Scores of a batch of windows, in their order.
    pub fn score(&self, windows: &[&Window]) -> Result<Vec<WindowScores>, ModelError> {
        let logits = self.logits(windows)?;
        let (batch, width) = (windows.len() as i64, logits.role.size()[1]);
        no_grad(|| {
            let role = logits.role.view([batch, width, GROUPS as i64, 3]).log_softmax(-1, Kind::Float).view([
                batch,
                width,
                (GROUPS * 3) as i64,
            ]);
            let role = numbers(&role)?;
            let entity = numbers(&logits.entity.log_softmax(-1, Kind::Float))?;
            let mut link = arrows(&logits.link, windows)?.into_iter();
            let mut antecedent = arrows(&logits.antecedent, windows)?.into_iter();
            let width = width as usize;
            Ok(windows
                .iter()
                .enumerate()
                .map(|(b, w)| {
                    let real = w.ids.len() - 2;
                    let first = b * width + 1;
                    WindowScores {
                        start: w.start,
                        role: role[first * GROUPS * 3..(first + real) * GROUPS * 3].to_vec(),
                        entity: entity[first * ENTITY_TAGS..(first + real) * ENTITY_TAGS].to_vec(),
                        link: link.next().expect("a window"),
                        antecedent: antecedent.next().expect("a window"),
                    }
                })
                .collect())
        })
    }

    /// Merge the windows of one article of `len` pieces: each piece is taken from the window in
    /// which it stands farthest from a cut.
    pub fn merge(len: usize, mut windows: Vec<WindowScores>) -> PieceScores {
        windows.sort_by_key(|w| w.start);
        let mut out = PieceScores::default();
        let mut first = 0; // windows before it end before piece i
        for i in 0..len {
            while windows[first].start + windows[first].link.len() <= i {
                first += 1;
            }
            let margin = |w: &WindowScores| {
                let end = w.start + w.link.len();
                let left = if w.start == 0 { usize::MAX } else { i - w.start };
                let right = if end == len { usize::MAX } else { end - 1 - i };
                left.min(right)
            };
            let best = windows[first..]
                .iter_mut()
                .take_while(|w| w.start <= i)
                .max_by_key(|w| margin(w))
                .expect("the windows cover the article");
            let at = i - best.start;
            out.role.push(best.role[at * GROUPS * 3..(at + 1) * GROUPS * 3].try_into().expect("a row"));
            out.entity.push(best.entity[at * ENTITY_TAGS..(at + 1) * ENTITY_TAGS].try_into().expect("a row"));
            out.link.push(std::mem::take(&mut best.link[at]));
            out.antecedent.push(std::mem::take(&mut best.antecedent[at]));
        }
        out
    }
}

/// The likeliest places that each real piece of each window points to, best first.
fn arrows(scores: &Tensor, windows: &[&Window]) -> Result<Vec<Vec<Vec<Candidate>>>, ModelError> {
    let width = scores.size()[1];
    let kept = ARROWS_KEPT.min(width);
    let (p, at) = scores.softmax(-1, Kind::Float).topk(kept, -1, true, true);
    let p = numbers(&p)?;
    let at = Vec::<i64>::try_from(at.flatten(0, -1).to_device(tch::Device::Cpu))?;
    let (width, kept) = (width as usize, kept as usize);
    let candidates = |w: &Window, row: usize| {
        (row * kept..(row + 1) * kept)
            // the final [SEP] is no place to point to
            .filter(|&k| at[k] < w.ids.len() as i64 - 1)
            .map(|k| Candidate { piece: (at[k] > 0).then(|| w.start + at[k] as usize - 1), probability: p[k] })
            .collect()
    };
    Ok(windows
        .iter()
        .enumerate()
        .map(|(b, w)| (1..w.ids.len() - 1).map(|i| candidates(w, b * width + i)).collect())
        .collect())
}

/// First pieces of the windows over `len` pieces: every `stride`, the last one aligned to the end.
fn window_starts(len: usize, room: usize, stride: usize) -> Vec<usize> {
    if len == 0 {
        return Vec::new();
    }
    let mut starts = vec![0];
    let mut start = 0;
    while start + room < len {
        start = (start + stride).min(len - room);
        starts.push(start);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_cover_every_piece_with_overlap(len in 1usize..5000, room in 20usize..300, cut in 1usize..9) {
            let overlap = room / (cut + 2);
            let starts = window_starts(len, room, room - overlap);
            prop_assert_eq!(starts[0], 0);
            for pair in starts.windows(2) {
                prop_assert!(pair[1] > pair[0] && pair[1] + overlap <= pair[0] + room);
            }
            let last = *starts.last().unwrap();
            prop_assert!(last + room >= len && (last == 0 || last + room == len));
        }
    }

    #[test]
    fn a_piece_is_taken_from_where_it_has_most_context() {
        let window = |start: usize, len: usize, mark: f32| WindowScores {
            start,
            role: vec![mark; len * GROUPS * 3],
            entity: vec![mark; len * ENTITY_TAGS],
            link: vec![Vec::new(); len],
            antecedent: vec![Vec::new(); len],
        };
        let merged = QuotationNet::merge(16, vec![window(6, 10, 2.0), window(0, 10, 1.0)]);
        let from: Vec<f32> = (0..16).map(|i| merged.entity(i)[0]).collect();
        assert_eq!(from[..8], [1.0; 8]);
        assert_eq!(from[8..], [2.0; 8]);
    }
}
