//! Articles in, quotations out: the only place that knows the order of the steps, and where rayon runs.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::article::{Article, InputError};
use crate::encoder::{
    Device, Entity, ModelError, ModelFolder, PieceScores, Pieces, QuotationNet, StanceInput, StanceNet, Window,
    WindowScores, batches_by_tokens, single_threaded_libtorch,
};
use crate::quotation::{self, Quotation};
use crate::report::{Counts, QuoteRow};
use crate::speaker::{self, Request, Roster, Speaker};
use crate::stance::{Masked, Persons, Stance};
use crate::text::{Span, Text};

/// Word pieces in one batch, padding counted. Few enough that both cores have batches to do, many enough for
/// the matrix products to run at speed.
const BATCH_PIECES: usize = 2048;
/// Code points of text that are in flight together, about 25,000 word pieces.
const CHUNK_CHARS: usize = 100_000;

/// The two models of a run.
pub struct Models {
    pub quotation: QuotationNet,
    pub stance: StanceNet,
}

impl Models {
    /// Load `quotation/` and `stance/` below a folder.
    pub fn load(folder: &Path, device: Device) -> Result<Self, ModelError> {
        let quotation = ModelFolder::open(&folder.join("quotation"))?;
        let stance = ModelFolder::open(&folder.join("stance"))?;
        Ok(Models { quotation: QuotationNet::load(&quotation, device)?, stance: StanceNet::load(&stance, device)? })
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
}

/// What a run gives, in the order of its inputs.
#[derive(Default)]
pub struct Outcome {
    pub rows: Vec<QuoteRow>,
    pub errors: Vec<InputError>,
    pub counts: Counts,
    pub stages: Stages,
}

/// Hears of work done, in articles and parts of articles; called from many threads.
pub type Progress<'a> = &'a (dyn Fn(f64) + Sync);

/// Share of an article's work that is the quotation model's; the rest is the stance model's.
const QUOTATION_SHARE: f64 = 0.6;

/// What a run needs besides its articles.
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
    /// Score articles chunk by chunk; a failed input counts as one article of progress.
    pub fn run(
        &self,
        articles: impl Iterator<Item = Result<Article, InputError>>,
        progress: Progress,
    ) -> Result<Outcome, ModelError> {
        let mut out = Outcome::default();
        let mut articles = articles;
        loop {
            let t = Instant::now();
            let (mut chunk, mut size, mut ended) = (Vec::new(), 0, false);
            while size < CHUNK_CHARS {
                match articles.next() {
                    Some(Ok(a)) => {
                        size += a.text.len();
                        chunk.push(a);
                    }
                    Some(Err(e)) => {
                        out.errors.push(e);
                        progress(1.0);
                    }
                    None => {
                        ended = true;
                        break;
                    }
                }
            }
            out.stages.read += t.elapsed();
            if !chunk.is_empty() {
                let rows = self.pool.install(|| self.chunk(&chunk, &mut out, progress))?;
                out.rows.extend(rows);
            }
            if ended {
                break;
            }
        }
        self.finish(&mut out);
        Ok(out)
    }

    fn chunk(&self, articles: &[Article], out: &mut Outcome, progress: Progress) -> Result<Vec<QuoteRow>, ModelError> {
        let t = Instant::now();
        let read: Vec<Reading> = articles.par_iter().map(|a| self.read(a)).collect::<Result<_, _>>()?;
        out.stages.tokenize += t.elapsed();
        out.counts.articles += articles.len();
        out.counts.words += articles.iter().map(|a| a.text.split_whitespace().count()).sum::<usize>();
        out.counts.pieces += read.iter().map(|r| r.pieces.len()).sum::<usize>();

        let t = Instant::now();
        let scores = self.quotation_scores(&read, progress)?;
        out.stages.quotation_model += t.elapsed();

        let t = Instant::now();
        let found: Vec<Vec<Found>> =
            (0..articles.len()).into_par_iter().map(|i| self.attribute(&articles[i], &read[i], &scores[i])).collect();
        out.stages.attribution += t.elapsed();

        let t = Instant::now();
        let stances = self.stances(&found, progress)?;
        out.stages.stance += t.elapsed();

        let mut stances = stances.into_iter();
        Ok(articles
            .iter()
            .zip(found)
            .flat_map(|(a, found)| {
                let rows = found.into_iter().zip(stances.by_ref()).enumerate();
                rows.map(|(n, (f, s))| f.row(a, n + 1, s)).collect::<Vec<_>>()
            })
            .collect())
    }

    fn read(&self, article: &Article) -> Result<Reading, ModelError> {
        let pieces = self.models.quotation.pieces(&article.text)?;
        let windows = self.models.quotation.windows(&pieces);
        Ok(Reading { text: Text::new(&article.text), pieces, windows })
    }

    /// The windows of all articles in batches of alike length; results back in order.
    fn quotation_scores(&self, read: &[Reading], progress: Progress) -> Result<Vec<PieceScores>, ModelError> {
        let windows: Vec<(usize, &Window)> =
            read.iter().enumerate().flat_map(|(i, r)| r.windows.iter().map(move |w| (i, w))).collect();
        let lengths: Vec<usize> = windows.iter().map(|(_, w)| w.ids.len()).collect();
        let batches = batches_by_tokens(&lengths, BATCH_PIECES);
        let scored: Vec<Vec<WindowScores>> = batches
            .par_iter()
            .map(|b| {
                let scores = self.models.quotation.score(&b.iter().map(|&i| windows[i].1).collect::<Vec<_>>());
                progress(QUOTATION_SHARE * read.len() as f64 / batches.len() as f64);
                scores
            })
            .collect::<Result<_, _>>()?;
        let mut by_article: Vec<Vec<WindowScores>> = read.iter().map(|_| Vec::new()).collect();
        for (batch, scores) in batches.iter().zip(scored) {
            for (&i, s) in batch.iter().zip(scores) {
                by_article[windows[i].0].push(s);
            }
        }
        Ok(read.iter().zip(by_article).map(|(r, s)| QuotationNet::merge(r.pieces.len(), s)).collect())
    }

    /// Find the quotations of one article and name their speakers.
    fn attribute(&self, article: &Article, read: &Reading, scores: &PieceScores) -> Vec<Found> {
        let Reading { text, pieces, .. } = read;
        let quotations = quotation::find(text, pieces, scores);
        let entities = quotation::entity_spans(pieces, scores);
        let requests: Vec<Request> = quotations
            .iter()
            .zip(quotation::holders(&quotations))
            .map(|(q, outer)| Request {
                mention: q.mention.as_ref().map(|m| m.span.clone()),
                probability: q.mention.as_ref().map_or(0.0, |m| m.probability),
                antecedents: q.mention.as_ref().map_or_else(Vec::new, |m| antecedents(pieces, scores, &m.span)),
                content: q.spans.clone(),
                outer,
            })
            .collect();
        let tagged = entities.iter().filter(|(_, kind)| *kind == Entity::Person);
        let persons = Persons::new(tagged.map(|(span, _)| text.slice(span)));
        let speakers = speaker::resolve(text, &entities, &requests, self.roster, &article.date);
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
                let body = if speaker.name.starts_with(speaker::UNNAMED) { "" } else { &speaker.name };
                let masked = persons.mask(
                    &quote,
                    &context,
                    mention_span
                        .filter(|m| m.start >= sentence.start && m.end <= sentence.end)
                        .map(|m| m.start - sentence.start..m.end - sentence.start),
                    &persons.own_names(body, &mention),
                    self.models.stance.placeholders(),
                );
                Found { cue: words(&quotation.cue), mention, quote, sentence: context, masked, quotation, speaker }
            })
            .collect()
    }

    /// One stance a quotation; identical inputs are scored once.
    fn stances(&self, found: &[Vec<Found>], progress: Progress) -> Result<Vec<Stance>, ModelError> {
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
            distinct.par_iter().map(|m| self.models.stance.input(&m.quote, &m.context)).collect::<Result<_, _>>()?;
        let lengths: Vec<usize> = inputs.iter().map(|i| i.ids.len()).collect();
        let batches = batches_by_tokens(&lengths, BATCH_PIECES);
        if batches.is_empty() {
            progress((1.0 - QUOTATION_SHARE) * found.len() as f64);
        }
        let scored: Vec<Vec<[f64; 6]>> = batches
            .par_iter()
            .map(|b| {
                let rows = self.models.stance.probabilities(&b.iter().map(|&i| &inputs[i]).collect::<Vec<_>>());
                progress((1.0 - QUOTATION_SHARE) * found.len() as f64 / batches.len() as f64);
                rows
            })
            .collect::<Result<_, _>>()?;
        let mut stances: Vec<Option<Stance>> = vec![None; inputs.len()];
        for (batch, rows) in batches.iter().zip(scored) {
            for (&i, p) in batch.iter().zip(rows) {
                stances[i] = Some(Stance::from_probabilities(&p));
            }
        }
        Ok(which.into_iter().map(|i| stances[i].expect("every input is in a batch")).collect())
    }

    /// What needs all rows: ids of speakers, duplicates, counts.
    fn finish(&self, out: &mut Outcome) {
        give_ids(&mut out.rows);
        crate::report::mark_duplicates(&mut out.rows);
        out.counts.failed_inputs = out.errors.len();
        out.counts.quotations = out.rows.len();
        out.counts.without_speaker = out.rows.iter().filter(|r| r.speaker.is_empty()).count();
        out.counts.unnamed_sources = out.rows.iter().filter(|r| r.speaker.starts_with(speaker::UNNAMED)).count();
        out.counts.duplicates = out.rows.iter().filter(|r| !r.duplicate_of.is_empty()).count();
    }
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
    speaker: Speaker,
    quote: String,
    cue: String,
    mention: String,
    sentence: String,
    masked: Masked,
}

impl Found {
    fn row(self, article: &Article, n: usize, stance: Stance) -> QuoteRow {
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
            speaker: self.speaker.name,
            speaker_id: String::new(),
            speaker_confidence: self.speaker.confidence,
            evidence: self.speaker.evidence,
            stance,
            nested: self.quotation.nested,
            duplicate_of: String::new(),
            sentence: self.sentence,
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            date: article.date.clone(),
        }
    }
}

/// Where the article names whom a mention stands for, as the model sees it from the mention's first piece.
fn antecedents(pieces: &Pieces, scores: &PieceScores, mention: &Span) -> Vec<(usize, f32)> {
    let Some(first) = pieces.covering(mention.start, mention.end).next() else { return Vec::new() };
    let places = scores.antecedent(first).iter();
    places.filter_map(|c| c.piece.map(|p| (pieces.starts[p], c.probability))).collect()
}

/// One id a speaker, fit for a file name; where two names make the same slug, the later one gets a number.
fn give_ids(rows: &mut [QuoteRow]) {
    let mut ids: HashMap<String, String> = HashMap::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for row in rows.iter_mut().filter(|r| !r.speaker.is_empty()) {
        let id = ids.entry(row.speaker.clone()).or_insert_with(|| {
            let slug = speaker::speaker_id(&row.speaker);
            let n = taken.entry(slug.clone()).or_insert(0);
            *n += 1;
            if *n == 1 { slug } else { format!("{slug}--{n}") }
        });
        row.speaker_id = id.clone();
    }
}
