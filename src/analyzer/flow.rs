//! Groups of documents on their way through the stages.
//!
//! Nothing waits: the task that finishes a stage of a group last starts the next one, so documents are at different
//! stages at the same time and no thread idles at a border. The tasks of a group are a function of its documents alone,
//! and so are its batches: results are the same bits for any number of threads.

use std::any::Any;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rayon::Scope;

use super::analysis::Analysis;
use super::gather::Gather;
use super::observer::{Observer, Stage};
use super::steps::{Reading, Steps, Unscored};
use crate::attribution::Trace;
use crate::document::Document;
use crate::encoder::{ModelError, StanceInput, WindowScores, batches_by_tokens};
use crate::error::Error;
use crate::stance::{Masked, Stance};

/// Share of a document's work that is the quotation model's; the rest is the stance model's.
const QUOTATION_SHARE: f64 = 0.6;

/// The results of a group of documents, in their order.
pub(crate) type Results = Vec<Result<Analysis, Error>>;

/// A document as the quotation model read it, and what that gave.
type Scored = (Arc<Reading>, Vec<WindowScores>);

/// What the tasks of all groups share.
pub(super) struct Flow<'s> {
    pub steps: &'s Steps,
    pub observer: &'s dyn Observer,
    /// Whether to tell how speakers were found.
    pub explain: bool,
    /// Takes the results of each group, under the number it was submitted with.
    pub deliver: &'s (dyn Fn(usize, Results) + Sync),
}

/// Documents whose inputs share batches.
struct Group<'s, D> {
    documents: Arc<Vec<D>>,
    receipt: Arc<Receipt<'s>>,
}

impl<D> Clone for Group<'_, D> {
    fn clone(&self) -> Self {
        Group { documents: Arc::clone(&self.documents), receipt: Arc::clone(&self.receipt) }
    }
}

/// Sees to it that a group comes back: when its last task is gone without results, its documents have failed.
struct Receipt<'s> {
    flow: &'s Flow<'s>,
    number: usize,
    count: usize,
    delivered: AtomicBool,
}

impl Receipt<'_> {
    fn deliver(&self, results: Results) {
        self.delivered.store(true, Ordering::Relaxed);
        (self.flow.deliver)(self.number, results);
    }
}

impl Drop for Receipt<'_> {
    fn drop(&mut self) {
        if !self.delivered.load(Ordering::Relaxed) {
            let lost = || Err(Error::Internal("between two stages of the analysis".into()));
            (self.flow.deliver)(self.number, (0..self.count).map(|_| lost()).collect());
        }
    }
}

/// Run a task. A panic outside the stages ends this task alone; its group has a receipt.
fn spawn<'s>(scope: &Scope<'s>, task: impl FnOnce(&Scope<'s>) + Send + 's) {
    scope.spawn(move |scope| drop(catch_unwind(AssertUnwindSafe(|| task(scope)))));
}

/// A document that was read, or why it could not be.
type Read = Result<Arc<Reading>, Error>;
/// A document whose quotations have speakers.
struct Attributed {
    reading: Arc<Reading>,
    quotations: Vec<(Unscored, StanceInput)>,
    trace: Option<Box<Trace>>,
}

impl<'s> Flow<'s> {
    /// Start on a group.
    pub fn start<D>(&'s self, scope: &Scope<'s>, number: usize, documents: Arc<Vec<D>>)
    where
        D: Borrow<Document> + Send + Sync + 's,
    {
        if documents.is_empty() {
            return (self.deliver)(number, Vec::new());
        }
        let (count, delivered) = (documents.len(), AtomicBool::new(false));
        let gather = Arc::new(Gather::of(count));
        let group = Group { documents, receipt: Arc::new(Receipt { flow: self, number, count, delivered }) };
        for i in 0..group.documents.len() {
            let (group, gather) = (group.clone(), Arc::clone(&gather));
            spawn(scope, move |scope| {
                let document = group.documents[i].borrow();
                let read = self.guarded(Stage::Tokenize, || Ok(Arc::new(self.steps.tokenize(document)?)));
                if let Some(all) = gather.put(i, read) {
                    self.find(scope, group, all);
                }
            });
        }
    }

    /// The windows of all documents go through the quotation model, in batches of alike length.
    fn find<D>(&'s self, scope: &Scope<'s>, group: Group<'s, D>, read: Vec<Read>)
    where
        D: Borrow<Document> + Send + Sync + 's,
    {
        let of = |(d, r): (usize, &Read)| {
            let one = |r: &Arc<Reading>| (0..r.windows.len()).map(|w| (d, Arc::clone(r), w)).collect();
            r.as_ref().map_or_else(|_| Vec::new(), one)
        };
        let windows: Vec<(usize, Arc<Reading>, usize)> = read.iter().enumerate().flat_map(of).collect();
        let lengths: Vec<usize> = windows.iter().map(|(_, r, w)| r.windows[*w].ids.len()).collect();
        let documents = Arc::clone(&group.documents);
        let run = move |part: &[(usize, Arc<Reading>, usize)]| {
            if part.iter().any(|(d, ..)| self.steps.is_made_to_fail(documents[*d].borrow())) {
                return Err(ModelError::Run("made to fail by a test".into()));
            }
            self.steps.quotation_scores(&part.iter().map(|(_, r, w)| &r.windows[*w]).collect::<Vec<_>>())
        };
        let share = QUOTATION_SHARE * read.len() as f64;
        let of: Vec<usize> = windows.iter().map(|(d, ..)| *d).collect();
        self.compute(scope, Stage::Quotation, share, (windows, lengths), run, move |scope, scores| {
            let mut by_document: Vec<Result<Vec<WindowScores>, Error>> = read.iter().map(|_| Ok(Vec::new())).collect();
            for (d, scores) in of.into_iter().zip(scores) {
                match (&mut by_document[d], scores) {
                    (Ok(all), Ok(scores)) => all.push(scores),
                    (failed @ Ok(_), Err(e)) => *failed = Err(e),
                    (Err(_), _) => {}
                }
            }
            let both = read.into_iter().zip(by_document).map(|(read, scores)| Ok((read?, scores?))).collect();
            self.attribute(scope, group, both);
        });
    }

    /// Quotations are made of the scores and get their speakers, each document by itself.
    fn attribute<D>(&'s self, scope: &Scope<'s>, group: Group<'s, D>, found: Vec<Result<Scored, Error>>)
    where
        D: Borrow<Document> + Send + Sync + 's,
    {
        let gather = Arc::new(Gather::of(found.len()));
        for (i, found) in found.into_iter().enumerate() {
            let (group, gather) = (group.clone(), Arc::clone(&gather));
            spawn(scope, move |scope| {
                let attributed = found.and_then(|(reading, scores)| self.attributed(&group, i, reading, scores));
                if let Some(all) = gather.put(i, attributed) {
                    self.score(scope, Arc::clone(&group.receipt), all);
                }
            });
        }
    }

    fn attributed<D: Borrow<Document>>(
        &self,
        group: &Group<'_, D>,
        i: usize,
        reading: Arc<Reading>,
        scores: Vec<WindowScores>,
    ) -> Result<Attributed, Error> {
        let document = group.documents[i].borrow();
        let (unscored, trace) =
            self.guarded(Stage::Attribution, || Ok(self.steps.attribute(document, &reading, scores, self.explain)))?;
        let inputs = self.guarded(Stage::Stance, || {
            let inputs = unscored.iter().map(|u| self.steps.stance_input(&u.masked));
            Ok(inputs.collect::<Result<Vec<_>, _>>()?)
        })?;
        Ok(Attributed { reading, quotations: unscored.into_iter().zip(inputs).collect(), trace })
    }

    /// One stance a quotation; identical inputs of a group are scored once.
    fn score(&'s self, scope: &Scope<'s>, receipt: Arc<Receipt<'s>>, attributed: Vec<Result<Attributed, Error>>) {
        let mut index: HashMap<&Masked, usize> = HashMap::new();
        let mut distinct: Vec<StanceInput> = Vec::new();
        let mut which: Vec<usize> = Vec::new();
        for (unscored, input) in attributed.iter().flatten().flat_map(|a| &a.quotations) {
            which.push(*index.entry(&unscored.masked).or_insert_with(|| {
                distinct.push(input.clone());
                distinct.len() - 1
            }));
        }
        let lengths: Vec<usize> = distinct.iter().map(|i| i.ids.len()).collect();
        let run = |part: &[StanceInput]| self.steps.stances(&part.iter().collect::<Vec<_>>());
        let share = (1.0 - QUOTATION_SHARE) * attributed.len() as f64;
        self.compute(scope, Stage::Stance, share, (distinct, lengths), run, move |_, stances| {
            let mut which = which.into_iter();
            let mut of_document = |Attributed { reading, quotations, trace }: Attributed| {
                // all of them, so that the next document begins at its own
                let own: Vec<&Result<Stance, Error>> =
                    which.by_ref().take(quotations.len()).map(|i| &stances[i]).collect();
                let scored = quotations.into_iter().zip(own);
                let scored = scored.map(|((unscored, _), stance)| match stance {
                    Ok(stance) => Ok(unscored.scored(*stance)),
                    Err(e) => Err(e.again()),
                });
                let quotations = scored.collect::<Result<_, _>>()?;
                Ok(Analysis { quotations, words: reading.words, pieces: reading.pieces.len(), trace })
            };
            let results = attributed.into_iter().map(|a| a.and_then(&mut of_document)).collect();
            receipt.deliver(results);
        });
    }

    /// Run inputs of the given lengths (in word pieces) through a model in batches, and go on with the results, in the
    /// order of the inputs. `share` is how much of how many documents that is.
    fn compute<I, T>(
        &'s self,
        scope: &Scope<'s>,
        stage: Stage,
        share: f64,
        (inputs, lengths): (Vec<I>, Vec<usize>),
        run: impl Fn(&[I]) -> Result<Vec<T>, ModelError> + Send + Sync + 's,
        then: impl FnOnce(&Scope<'s>, Vec<Result<T, Error>>) + Send + 's,
    ) where
        I: Send + 's,
        T: Send + 's,
    {
        let batches = batches_by_tokens(&lengths, self.steps.batch_pieces());
        if batches.is_empty() {
            self.observer.progressed(share);
            return then(scope, Vec::new());
        }
        let share = share / batches.len() as f64;
        let count = inputs.len();
        let mut inputs: Vec<Option<I>> = inputs.into_iter().map(Some).collect();
        let gather = Arc::new(Gather::of(batches.len()));
        // whoever comes last goes on
        let (run, then) = (Arc::new(run), Arc::new(Mutex::new(Some(then))));
        for (b, batch) in batches.into_iter().enumerate() {
            let part: Vec<I> = batch.iter().map(|&i| inputs[i].take().expect("an input is in one batch")).collect();
            let pieces: usize = batch.iter().map(|&i| lengths[i]).sum();
            let places = batch.len() * batch.iter().map(|&i| lengths[i]).max().unwrap_or(0);
            let (gather, run, then) = (Arc::clone(&gather), Arc::clone(&run), Arc::clone(&then));
            spawn(scope, move |scope| {
                let results = self.together(stage, &part, &*run);
                self.observer.computed(stage, pieces, places - pieces);
                self.observer.progressed(share);
                let Some(all) = gather.put(b, (batch, results)) else { return };
                let mut in_order: Vec<Option<Result<T, Error>>> = (0..count).map(|_| None).collect();
                for (batch, results) in all {
                    for (i, result) in batch.into_iter().zip(results) {
                        in_order[i] = Some(result);
                    }
                }
                let then = then.lock().expect("nothing panics while it holds the lock").take();
                let in_order = in_order.into_iter().map(|r| r.expect("every input is in a batch")).collect();
                then.expect("one comes last")(scope, in_order);
            });
        }
    }

    /// One batch; where it fails, each input alone, so that a failure is of the document that it belongs to.
    fn together<I, T>(
        &self,
        stage: Stage,
        inputs: &[I],
        run: &impl Fn(&[I]) -> Result<Vec<T>, ModelError>,
    ) -> Vec<Result<T, Error>> {
        match self.guarded(stage, || Ok(run(inputs)?)) {
            Ok(results) => results.into_iter().map(Ok).collect(),
            Err(e) if inputs.len() == 1 => vec![Err(e)],
            Err(_) => inputs.chunks(1).flat_map(|one| self.together(stage, one, run)).collect(),
        }
    }

    /// Do a piece of work unless all is to stop. A panic becomes an error: one document must not end the others.
    fn guarded<T>(&self, stage: Stage, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        if self.observer.stopped() {
            return Err(Error::Stopped);
        }
        let (mut work, mut done) = (Some(work), None);
        self.observer.stage(stage, &mut || {
            let work = work.take().expect("an observer does the work once");
            let caught = catch_unwind(AssertUnwindSafe(work));
            done = Some(caught.unwrap_or_else(|panic| Err(Error::Internal(message(&*panic)))));
        });
        done.expect("an observer does the work")
    }
}

/// The words of a panic.
fn message(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|s| s.to_string());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
