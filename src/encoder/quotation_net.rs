//! The quotation model: one encoder, heads for roles, entities, links and antecedents.

use std::ops::Range;

use serde::Deserialize;
use tch::{Kind, Tensor, nn, no_grad};

use super::bert::{Encoder, EncoderConfig, Rows, Unread};
use super::linear::{Linear, unread};
use super::windows::cuts;
use super::{CLS, Device, ModelError, ModelFolder, PieceTokenizer, Pieces, Precision, SEP, numbers};

/// The four annotations that the role head gives, each with its own begin/inside/outside tags,
/// so that a source may stand inside a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The words that name who speaks: "the Tarsk minister", "she".
    Source = 0,
    /// The reporting words: "said", "according to".
    Cue = 1,
    /// What is said, in quotation marks or paraphrased.
    Content = 2,
    /// A content inside another content.
    Inner = 3,
}

/// Kinds of named entities, in the order of the entity head's tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// By name; "the minister" is none.
    Person = 0,
    /// Bodies, parties, companies, media.
    Organisation = 1,
    /// Countries too, also where they act: "Norlund said".
    Place = 2,
    /// What else has a name: nationalities, events, agreements, works.
    Other = 3,
}

impl Entity {
    /// In the order of the tags; `entity as usize` is the index.
    pub const ALL: [Entity; 4] = [Entity::Person, Entity::Organisation, Entity::Place, Entity::Other];
}

/// The first of the three tags of a group: outside, begin, inside.
const OUTSIDE: usize = 0;
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
    context: usize,
    paragraph_id: i64,
}

/// A stretch of an article as the encoder reads it, `[CLS]` and `[SEP]` included.
#[derive(Clone, Debug)]
pub struct Window {
    /// The article's piece that `ids[1]` is; `ids[0]` is `[CLS]`.
    pub start: usize,
    /// The pieces of the article whose scores are taken from this window; the others are context.
    pub core: Range<usize>,
    /// Places in the vocabulary, from `[CLS]` to `[SEP]`; no more than the model's window (256).
    pub ids: Vec<i64>,
    /// The token types, one an id: how the piece's word is capitalised ([`WordPiece::caps`](super::WordPiece::caps)); 0 for
    /// `[CLS]` and `[SEP]`.
    pub caps: Vec<i64>,
}

/// The raw outputs for one window, before any softmax, in single precision. Pieces are those of [`Window::ids`].
pub struct QuotationLogits {
    /// `[pieces, 12]`: outside, begin, inside of each [`Group`].
    pub role: Tensor,
    /// `[pieces, 9]`: outside, then begin and inside of each of [`Entity::ALL`].
    pub entity: Tensor,
    /// `[pieces, pieces]`: a row for the piece where a content begins, a column for each piece where its source may begin;
    /// the first column, `[CLS]`, is "no source". Scores are those of a biaffine scorer (Dozat and Manning 2017).
    pub link: Tensor,
    /// `[pieces, pieces]`: a row for the piece where a mention begins, a column for each piece of a name that it may stand
    /// for; the first column is "none". Scored as links are.
    pub antecedent: Tensor,
}

/// One place that a piece may point to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Index in the article's [`Pieces`]; `None` for "nowhere": no source, no antecedent.
    pub piece: Option<usize>,
    /// 0 to 1; those of all places in the window add up to 1.
    pub probability: f32,
}

/// What the model says of each piece of a window's core: natural logarithms of probabilities.
#[derive(Clone, Debug)]
pub struct WindowScores {
    start: usize,
    role: Vec<[f32; GROUPS * 3]>,
    entity: Vec<[f32; ENTITY_TAGS]>,
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
        1.0 - self.role(piece, group)[OUTSIDE].exp()
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
struct Arrow<L> {
    query: [L; 2],
    key: [L; 2],
}

impl Arrow<nn::Linear> {
    fn new(path: nn::Path, hidden: i64) -> Self {
        let side = |name: &str| {
            let p = &path / name;
            [unread(&p / "0", hidden, 2 * ARROW_DIM), unread(&p / "2", 2 * ARROW_DIM, ARROW_DIM)]
        };
        Arrow { query: side("query"), key: side("key") }
    }

    fn ready(self, precision: Precision) -> Arrow<Linear> {
        let side = |layers: [nn::Linear; 2]| layers.map(|l| Linear::of(&[l], precision));
        Arrow { query: side(self.query), key: side(self.key) }
    }
}

impl Arrow<Linear> {
    /// The two projections, each [pieces, [`ARROW_DIM`]]: a piece's score of another is the product of its first and the
    /// other's second.
    fn ends(&self, hidden: &Tensor) -> Result<(Tensor, Tensor), ModelError> {
        let side = |l: &[Linear; 2]| l[1].forward(&l[0].forward(hidden)?.gelu_("none"));
        Ok((side(&self.query)? / (ARROW_DIM as f64).sqrt(), side(&self.key)?))
    }
}

/// The heads and the encoder below them.
struct Net {
    bert: Encoder,
    role: Linear,
    entity: Linear,
    link: Arrow<Linear>,
    antecedent: Arrow<Linear>,
}

// SAFETY: a `tch::Tensor` is not `Sync`, since most of its methods change it in place. No method here does: after loading,
// a network is only reached through `&self`, and `forward` reads the weights, under `no_grad`, and writes into tensors of
// its own, which libtorch allows from many threads over the same weights.
unsafe impl Sync for Net {}

/// The quotation model, ready to run.
pub struct QuotationNet {
    net: Net,
    tokenizer: PieceTokenizer,
    device: Device,
    window: usize,
    context: usize,
    border: i64,
}

impl QuotationNet {
    /// Load the folder; fails where a file is missing or does not fit the others.
    pub fn load(folder: &ModelFolder, device: Device, precision: Precision) -> Result<Self, ModelError> {
        let labels: Labels = folder.json("labels.json")?;
        if labels.groups != ["source", "cue", "content", "inner"] || labels.entities.len() != ENTITY_TAGS {
            return Err(folder.error("labels.json: not the labels of a quotation model"));
        }
        let config: EncoderConfig = folder.json("config.json")?;
        if config.bert.type_vocab_size != TOKEN_TYPES {
            return Err(folder.error("config.json: a quotation model has three token types"));
        }
        if labels.window < 16 || labels.context * 2 >= labels.window {
            return Err(folder.error("labels.json: window and context do not fit together"));
        }
        if (config.bert.max_position_embeddings as usize) < labels.window {
            return Err(folder.error("labels.json: the window is longer than the encoder's positions"));
        }
        let mut vs = nn::VarStore::new(device.torch());
        let root = vs.root();
        let hidden = config.bert.hidden_size;
        let bert = Unread::new(&(&root / "bert"), &config, folder)?;
        let role = unread(&root / "role", hidden, (GROUPS * 3) as i64);
        let entity = unread(&root / "entity", hidden, ENTITY_TAGS as i64);
        let link = Arrow::new(&root / "link", hidden);
        let antecedent = Arrow::new(&root / "antecedent", hidden);
        folder.load_weights(&mut vs)?;
        let heads = precision.of_heads();
        let net = no_grad(|| Net {
            bert: bert.ready(precision),
            role: Linear::of(&[role], heads),
            entity: Linear::of(&[entity], heads),
            link: link.ready(heads),
            antecedent: antecedent.ready(heads),
        });
        Ok(QuotationNet {
            net,
            tokenizer: PieceTokenizer::load(folder)?,
            device,
            window: labels.window,
            context: labels.context,
            border: labels.paragraph_id,
        })
    }

    /// Whether the vocabulary has this word, which is in lower case, as one piece.
    pub fn is_word(&self, word: &str) -> bool {
        self.tokenizer.is_word(word)
    }

    /// The word pieces of an article, a mark between any two paragraphs. Fails where the tokenizer does.
    pub fn pieces(&self, text: &str) -> Result<Pieces, ModelError> {
        self.tokenizer.article(text, self.border)
    }

    /// Cut an article into overlapping windows; the cores of all are the article.
    pub fn windows(&self, pieces: &Pieces) -> Vec<Window> {
        cuts(pieces, self.window - 2, self.context)
            .into_iter()
            .map(|cut| {
                let wrap = |rows: &[i64], first, last| {
                    let mut out = vec![first];
                    out.extend_from_slice(rows);
                    out.push(last);
                    out
                };
                Window {
                    ids: wrap(&pieces.ids[cut.read.clone()], CLS, SEP),
                    caps: wrap(&pieces.caps[cut.read.clone()], 0, 0),
                    start: cut.read.start,
                    core: cut.core,
                }
            })
            .collect()
    }

    /// The raw outputs of windows that run together, in their order.
    pub fn logits(&self, windows: &[&Window]) -> Result<Vec<QuotationLogits>, ModelError> {
        no_grad(|| {
            let run = self.forward(windows)?;
            let mut first = 0;
            let of_window = |w: &&Window| {
                let n = w.ids.len() as i64;
                let cut = |t: &Tensor| t.narrow(0, first, n);
                let arrow = |(q, k): &(Tensor, Tensor)| cut(q).matmul(&cut(k).transpose(0, 1));
                let out = QuotationLogits {
                    role: cut(&run.role),
                    entity: cut(&run.entity),
                    link: arrow(&run.link),
                    antecedent: arrow(&run.antecedent),
                };
                first += n;
                out
            };
            Ok(windows.iter().map(of_window).collect())
        })
    }

    /// All heads on windows that run together, their pieces one behind the other.
    fn forward(&self, windows: &[&Window]) -> Result<Outputs, ModelError> {
        let rows = Rows::new(windows.iter().map(|w| (w.ids.as_slice(), w.caps.as_slice())), self.device.torch());
        let net = &self.net;
        let hidden = net.bert.forward(&rows)?;
        Ok(Outputs {
            role: net.role.forward(&hidden)?,
            entity: net.entity.forward(&hidden)?,
            link: net.link.ends(&hidden)?,
            antecedent: net.antecedent.ends(&hidden)?,
        })
    }

    /// Scores of windows that run together, in their order.
    pub fn score(&self, windows: &[&Window]) -> Result<Vec<WindowScores>, ModelError> {
        no_grad(|| {
            let run = self.forward(windows)?;
            let by_group = run.role.view([-1, GROUPS as i64, 3]).log_softmax(-1, Kind::Float);
            let role = arrays(&numbers(&by_group)?);
            let entity = arrays(&numbers(&run.entity.log_softmax(-1, Kind::Float))?);
            let mut first = 0;
            let of_window = |w: &&Window| {
                let core = first + 1 + w.core.start - w.start..first + 1 + w.core.end - w.start;
                let scores = WindowScores {
                    start: w.core.start,
                    role: role[core.clone()].to_vec(),
                    entity: entity[core.clone()].to_vec(),
                    link: candidates(&run.link, w, first, &core)?,
                    antecedent: candidates(&run.antecedent, w, first, &core)?,
                };
                first += w.ids.len();
                Ok(scores)
            };
            windows.iter().map(of_window).collect()
        })
    }

    /// The scores of one article from those of its windows, in whatever order.
    pub fn merge(mut windows: Vec<WindowScores>) -> PieceScores {
        windows.sort_by_key(|w| w.start);
        let mut out = PieceScores::default();
        for w in windows {
            out.role.extend(w.role);
            out.entity.extend(w.entity);
            out.link.extend(w.link);
            out.antecedent.extend(w.antecedent);
        }
        out
    }
}

/// The heads' outputs for all pieces of a batch; arrows by their two ends.
struct Outputs {
    role: Tensor,
    entity: Tensor,
    link: (Tensor, Tensor),
    antecedent: (Tensor, Tensor),
}

/// The likeliest places that each piece of a window's core points to, best first. The window begins at row `first` of the
/// batch, `core` are its rows there.
fn candidates(
    (query, key): &(Tensor, Tensor),
    window: &Window,
    first: usize,
    core: &Range<usize>,
) -> Result<Vec<Vec<Candidate>>, ModelError> {
    let n = window.ids.len() as i64;
    let key = key.narrow(0, first as i64, n).transpose(0, 1);
    let scores = query.narrow(0, core.start as i64, core.len() as i64).matmul(&key);
    let kept = ARROWS_KEPT.min(n);
    let (p, at) = scores.softmax(-1, Kind::Float).topk(kept, -1, true, true);
    let at = Vec::<i64>::try_from(at.flatten(0, -1).to_device(tch::Device::Cpu))?;
    let pairs: Vec<(i64, f32)> = at.into_iter().zip(numbers(&p)?).collect();
    let of_piece = |row: &[(i64, f32)]| {
        row.iter()
            // the final [SEP] is no place to point to
            .filter(|(at, _)| *at < n - 1)
            .map(|&(at, probability)| Candidate {
                piece: (at > 0).then(|| window.start + at as usize - 1),
                probability,
            })
            .collect()
    };
    Ok(pairs.chunks_exact(kept as usize).map(of_piece).collect())
}

/// Rows of a flat matrix.
fn arrays<const N: usize>(flat: &[f32]) -> Vec<[f32; N]> {
    flat.chunks_exact(N).map(|row| row.try_into().expect("a row")).collect()
}
