//! Articles in, quotations out: the only place that knows the order of the steps, and where rayon runs.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::journal::{Chunk, ChunkKey, Item, Journal};
use crate::attribution::{self, Attribution, Request, Roster};
use crate::document::Document;
use crate::encoder::{
    Device, Entity, ModelError, ModelFolder, PieceScores, Pieces, Precision, QuotationNet, StanceInput, StanceNet,
    Window, WindowScores, batches_by_tokens, single_threaded_libtorch,
};
use crate::export::QuoteRow;
use crate::quotation::{self, Quotation};
use crate::reader::InputError;
use crate::stance::{Masked, Persons, Stance};
use crate::text::{Span, Text};

/// Word pieces in one batch. On a CPU every input runs alone: nothing is gained by company (the weights are laid out
/// beforehand, a window's numbers stay in the cache), and the same words get the same score to the last bit. A GPU wants
/// thousands.
fn batch_pieces(device: Device) -> usize {
    match device {
        Device::Cpu => 0,
        Device::Cuda => 1 << 15,
    }
}

/// Code points of text that are in flight together, about 25,000 word pieces.
const CHUNK_CHARS: usize = 100_000;

/// The two models of a run.
pub struct Models {
    pub quotation: QuotationNet,
    pub stance: StanceNet,
    pub device: Device,
}

impl Models {
    /// Load a quotation model and a stance model from their folders. In place of 8 bits, the stance model computes in 32.
    pub fn load(quotation: &Path, stance: &Path, device: Device, precision: Precision) -> Result<Self, ModelError> {
        let (quotation, stance) = (ModelFolder::open(quotation)?, ModelFolder::open(stance)?);
        // a score has to follow the words alone: rounded to 8 bits, pairs of the codebook fell out of order
        let of_stance = if precision == Precision::Int8 { Precision::Single } else { precision };
        Ok(Models {
            quotation: QuotationNet::load(&quotation, device, precision)?,
            stance: StanceNet::load(&stance, device, of_stance)?,
            device,
        })
    }
}

/// Seconds spent in each stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
    pub read: Duration,
    pub tokenize: Duration,
    pub quotation_model: Duration,
    pub attribution: Duration,
    pub stance: Duration,
    /// Keeping what was scored on disk.
    pub journal: Duration,
}

/// How much a run computed; what it took over from an interrupted one is not counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    pub articles: usize,
    pub words: usize,
    /// Word pieces of the articles, borders of paragraphs included.
    pub pieces: usize,
    pub quotations: usize,
    /// Word pieces that went through the quotation model: windows share some.
    pub quotation_pieces: usize,
    /// Word pieces that went through the stance model.
    pub stance_pieces: usize,
    /// Places of batches that held no piece.
    pub padding: usize,
}

impl Work {
    fn add_batches(&mut self, lengths: &[usize], batches: &[Vec<usize>]) {
        let places = |b: &Vec<usize>| b.len() * b.iter().map(|&i| lengths[i]).max().unwrap_or(0);
        self.padding += batches.iter().map(places).sum::<usize>() - lengths.iter().sum::<usize>();
    }
}

/// What a run hears of its work while it goes on; called from many threads.
pub trait Watch: Sync {
    /// Work done, in articles and parts of articles; a failed input counts as one.
    fn done(&self, articles: f64);
    /// An input could not be read.
    fn failed(&self, error: &InputError);
    /// Whether the run shall stop. What was scored is kept.
    fn stopped(&self) -> bool;
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub stages: Stages,
    pub work: Work,
    /// Stopped before the inputs were at an end.
    pub interrupted: bool,
    /// Articles that the journal had already.
    pub resumed_articles: usize,
}

/// Why a chunk was not scored.
enum Halt {
    Model(ModelError),
    Stopped,
}

impl From<ModelError> for Halt {
    fn from(e: ModelError) -> Self {
        Halt::Model(e)
    }
}

/// Share of an article's work that is the quotation model's; the rest is the stance model's.
const QUOTATION_SHARE: f64 = 0.6;

/// What a run needs besides its articles.
#[derive(Clone, Copy)]
pub struct Pipeline<'a> {
    pub models: &'a Models,
    pub roster: &'a Roster,
    pub pool: &'a rayon::ThreadPool,
}

/// A pool of `threads` workers, each of which runs whole batches alone.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("worker-{i}"))
        .start_handler(|_| single_threaded_libtorch())
        .build()
}

impl Pipeline<'_> {
    /// Score articles chunk by chunk into the journal, until they are at an end or the watcher stops the run.
    ///
    /// A chunk is a function of the inputs alone, and so are its batches: a chunk that the journal has from an
    /// interrupted run is what this run would have made, to the last bit.
    pub fn run(
        &self,
        mut articles: impl Iterator<Item = Result<Document, InputError>>,
        journal: &mut Journal,
        watch: &dyn Watch,
    ) -> anyhow::Result<Outcome> {
        let mut out = Outcome::default();
        loop {
            let t = Instant::now();
            let Some(inputs) = next_chunk(&mut articles, watch) else {
                out.interrupted = true;
                break;
            };
            out.stages.read += t.elapsed();
            if inputs.is_empty() {
                break;
            }
            for e in inputs.iter().filter_map(|i| i.as_ref().err()) {
                watch.failed(e);
                watch.done(1.0);
            }
            let key = ChunkKey::of(&inputs);
            if let Some(known) = journal.take(&key)? {
                let articles = known.items.iter().filter(|i| matches!(i, Item::Scored { .. })).count();
                out.resumed_articles += articles;
                watch.done(articles as f64);
                continue;
            }
            match self.pool.install(|| self.chunk(inputs, &mut out, watch)) {
                Ok(chunk) => {
                    let t = Instant::now();
                    journal.append(&key, &chunk)?;
                    out.stages.journal += t.elapsed();
                }
                Err(Halt::Model(e)) => return Err(e.into()),
                Err(Halt::Stopped) => {
                    out.interrupted = true;
                    break;
                }
            }
        }
        Ok(out)
    }

    fn chunk(
        &self,
        inputs: Vec<Result<Document, InputError>>,
        out: &mut Outcome,
        watch: &dyn Watch,
    ) -> Result<Chunk, Halt> {
        let Outcome { stages, work, .. } = out;
        let articles: Vec<&Document> = inputs.iter().filter_map(|i| i.as_ref().ok()).collect();
        let t = Instant::now();
        let read: Vec<Reading> = articles.par_iter().map(|a| self.read(a)).collect::<Result<_, _>>()?;
        stages.tokenize += t.elapsed();
        let words = articles.iter().map(|a| a.text.split_whitespace().count()).sum();
        let pieces = read.iter().map(|r| r.pieces.len()).sum();
        work.articles += articles.len();
        work.words += words;
        work.pieces += pieces;

        let t = Instant::now();
        let scores = self.quotation_scores(&read, work, watch)?;
        stages.quotation_model += t.elapsed();

        let t = Instant::now();
        let found: Vec<Vec<Found>> =
            (0..articles.len()).into_par_iter().map(|i| self.attribute(articles[i], &read[i], &scores[i])).collect();
        stages.attribution += t.elapsed();

        let t = Instant::now();
        let mut stances = self.stances(&found, work, watch)?.into_iter();
        stages.stance += t.elapsed();

        let mut found = found.into_iter();
        let items = inputs
            .into_iter()
            .map(|input| match input {
                Err(e) => Item::Failed(e),
                Ok(article) => {
                    let found = found.next().expect("one list an article").into_iter();
                    let rows = found.zip(stances.by_ref()).enumerate();
                    let rows = rows.map(|(n, (f, s))| f.row(&article, n + 1, s)).collect();
                    Item::Scored { article, rows }
                }
            })
            .collect();
        Ok(Chunk { items, words, pieces })
    }

    fn read(&self, article: &Document) -> Result<Reading, ModelError> {
        let pieces = self.models.quotation.pieces(&article.text)?;
        let windows = self.models.quotation.windows(&pieces);
        Ok(Reading { text: Text::new(&article.text), pieces, windows })
    }

    /// The windows of all articles in batches of alike length; results back in order.
    fn quotation_scores(&self, read: &[Reading], work: &mut Work, watch: &dyn Watch) -> Result<Vec<PieceScores>, Halt> {
        let windows: Vec<(usize, &Window)> =
            read.iter().enumerate().flat_map(|(i, r)| r.windows.iter().map(move |w| (i, w))).collect();
        let lengths: Vec<usize> = windows.iter().map(|(_, w)| w.ids.len()).collect();
        let batches = batches_by_tokens(&lengths, batch_pieces(self.models.device));
        work.quotation_pieces += lengths.iter().sum::<usize>();
        work.add_batches(&lengths, &batches);
        let scored: Vec<Vec<WindowScores>> = batches
            .par_iter()
            .map(|b| {
                going_on(watch)?;
                let scores = self.models.quotation.score(&b.iter().map(|&i| windows[i].1).collect::<Vec<_>>())?;
                watch.done(QUOTATION_SHARE * read.len() as f64 / batches.len() as f64);
                Ok(scores)
            })
            .collect::<Result<_, Halt>>()?;
        let mut by_article: Vec<Vec<WindowScores>> = read.iter().map(|_| Vec::new()).collect();
        for (batch, scores) in batches.iter().zip(scored) {
            for (&i, s) in batch.iter().zip(scores) {
                by_article[windows[i].0].push(s);
            }
        }
        Ok(by_article.into_iter().map(QuotationNet::merge).collect())
    }

    /// Find the quotations of one article and name their speakers.
    fn attribute(&self, article: &Document, read: &Reading, scores: &PieceScores) -> Vec<Found> {
        let Reading { text, pieces, .. } = read;
        let quotations = quotation::find(text, pieces, scores);
        let entities = quotation::entity_spans(pieces, scores);
        let requests = requests(&quotations, |mention| antecedents(pieces, scores, mention));
        let persons = Persons::new(entities.iter().map(|(span, kind)| (text.slice(span), *kind == Entity::Person)));
        let speakers = attribution::resolve(text, &entities, &requests, self.roster, article.as_of());
        quotations
            .into_iter()
            .zip(speakers)
            .map(|(quotation, speaker)| {
                let quote: Vec<String> = quotation.spans.iter().map(|s| text.slice(s)).collect();
                let quote = quote.join(" … ");
                let sentence = text.sentence_around(&quotation.extent());
                let words = |s: &Option<Span>| s.as_ref().map(|s| text.slice(s)).unwrap_or_default();
                let mention_span = speaker.mention.clone();
                let mention = words(&mention_span);
                let context = text.slice(&sentence);
                let body = speaker.speaker.name().unwrap_or_default();
                let here = |s: &Span| s.start - sentence.start..s.end - sentence.start;
                let masked = persons.mask(
                    &context,
                    &quotation.spans.iter().map(here).collect::<Vec<_>>(),
                    mention_span.as_ref().filter(|m| m.start >= sentence.start && m.end <= sentence.end).map(here),
                    &persons.own_names(body, &mention),
                    self.models.stance.placeholders(),
                );
                Found { cue: words(&quotation.cue), mention, quote, sentence: context, masked, quotation, speaker }
            })
            .collect()
    }

    /// One stance a quotation; identical inputs are scored once.
    fn stances(&self, found: &[Vec<Found>], work: &mut Work, watch: &dyn Watch) -> Result<Vec<Stance>, Halt> {
        let mut index: HashMap<&Masked, usize> = HashMap::new();
        let mut distinct: Vec<&Masked> = Vec::new();
        let which: Vec<usize> = found
            .iter()
            .flatten()
            .map(|f| {
                *index.entry(&f.masked).or_insert_with(|| {
                    distinct.push(&f.masked);
                    distinct.len() - 1
                })
            })
            .collect();
        let inputs: Vec<StanceInput> =
            distinct.par_iter().map(|m| self.models.stance.input(m.parts())).collect::<Result<_, _>>()?;
        let lengths: Vec<usize> = inputs.iter().map(|i| i.ids.len()).collect();
        let batches = batches_by_tokens(&lengths, batch_pieces(self.models.device));
        work.stance_pieces += lengths.iter().sum::<usize>();
        work.quotations += which.len();
        work.add_batches(&lengths, &batches);
        if batches.is_empty() {
            watch.done((1.0 - QUOTATION_SHARE) * found.len() as f64);
        }
        let scored: Vec<Vec<[f64; 6]>> = batches
            .par_iter()
            .map(|b| {
                going_on(watch)?;
                let rows = self.models.stance.probabilities(&b.iter().map(|&i| &inputs[i]).collect::<Vec<_>>())?;
                watch.done((1.0 - QUOTATION_SHARE) * found.len() as f64 / batches.len() as f64);
                Ok(rows)
            })
            .collect::<Result<_, Halt>>()?;
        let mut stances: Vec<Option<Stance>> = vec![None; inputs.len()];
        for (batch, rows) in batches.iter().zip(scored) {
            for (&i, p) in batch.iter().zip(rows) {
                stances[i] = Some(Stance::from_probabilities(&p));
            }
        }
        Ok(which.into_iter().map(|i| stances[i].expect("every input is in a batch")).collect())
    }
}

fn going_on(watch: &dyn Watch) -> Result<(), Halt> {
    if watch.stopped() { Err(Halt::Stopped) } else { Ok(()) }
}

/// The next inputs, about [`CHUNK_CHARS`] of them; empty at the end, `None` where the run is to stop.
fn next_chunk(
    articles: &mut impl Iterator<Item = Result<Document, InputError>>,
    watch: &dyn Watch,
) -> Option<Vec<Result<Document, InputError>>> {
    let (mut inputs, mut size) = (Vec::new(), 0);
    while size < CHUNK_CHARS {
        if watch.stopped() {
            return None;
        }
        let Some(input) = articles.next() else { break };
        // an error is work too: a million of them must not wait in memory for an article
        size += input.as_ref().map_or(CHUNK_CHARS / 1000, |a| a.text.len());
        inputs.push(input);
    }
    Some(inputs)
}

/// An article as the models read it.
struct Reading {
    text: Text,
    pieces: Pieces,
    windows: Vec<Window>,
}

/// A quotation with its speaker, ready to be scored.
struct Found {
    quotation: Quotation,
    speaker: Attribution,
    quote: String,
    cue: String,
    mention: String,
    sentence: String,
    masked: Masked,
}

impl Found {
    fn row(self, article: &Document, n: usize, stance: Stance) -> QuoteRow {
        QuoteRow {
            article_id: article.id.clone(),
            quote_id: format!("{}#{n}", article.id),
            kind: self.quotation.kind,
            quote: self.quote,
            spans: self.quotation.spans,
            cue: self.cue,
            cue_span: self.quotation.cue,
            speaker_mention: self.mention,
            mention_span: self.speaker.mention,
            speaker: self.speaker.speaker.to_string(),
            speaker_id: String::new(),
            speaker_confidence: self.speaker.confidence,
            evidence: self.speaker.evidence,
            stance,
            nested: self.quotation.nested,
            duplicate_of: String::new(),
            sentence: self.sentence,
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            date: article.date_text(),
        }
    }
}

/// What is to be named for each quotation; `antecedents` gives where the article names whom a mention stands for.
pub fn requests(quotations: &[Quotation], antecedents: impl Fn(&Span) -> Vec<(usize, f32)>) -> Vec<Request> {
    quotations
        .iter()
        .zip(quotation::holders(quotations))
        .map(|(q, outer)| Request {
            mention: q.mention.as_ref().map(|m| m.span.clone()),
            probability: q.mention.as_ref().map_or(0.0, |m| m.probability),
            antecedents: q.mention.as_ref().map_or_else(Vec::new, |m| antecedents(&m.span)),
            content: q.spans.clone(),
            outer,
        })
        .collect()
}

/// Where the article names whom a mention stands for, as the model sees it from the mention's first piece.
fn antecedents(pieces: &Pieces, scores: &PieceScores, mention: &Span) -> Vec<(usize, f32)> {
    let Some(first) = pieces.covering(mention.start, mention.end).next() else { return Vec::new() };
    let places = scores.antecedent(first).iter();
    places.filter_map(|c| c.piece.map(|p| (pieces.starts[p], c.probability))).collect()
}
