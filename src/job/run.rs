//! A run: documents are read ahead, analyzed as a pipeline, and kept in the archive in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::clock::{Clock, Stages, Watch, Work};
use super::read_ahead::{self, Budget, Load, Source};
use crate::analyzer::{Analysis, Analyzer, Results};
use crate::archive::{Archive, InputKey, QuoteRow};
use crate::document::Document;
use crate::error::Error;
use crate::reader::{InputError, UnreadDates};

/// Bytes of text that are on their way between the reader and the archive, at least; on a card some groups of its size.
const ON_THE_WAY: usize = 400_000;

/// How often a run that waits looks whether it is to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Without what an interrupted run spent before.
    pub stages: Stages,
    /// Without what an interrupted run did before.
    pub work: Work,
    /// Stopped before the inputs were at an end.
    pub interrupted: bool,
    /// Documents that the interrupted run had put into the archive already.
    pub resumed: usize,
    /// Dates of documents that could not be read, as far as the inputs were.
    pub unread_dates: UnreadDates,
}

/// What the run waits for.
enum Event {
    Read(Load),
    AtEnd,
    /// Reading panicked.
    Broken,
    Analyzed(usize, Results),
}

/// Inputs on their way.
struct UnderWay {
    keys: Vec<InputKey>,
    /// The errors among the inputs, each with its place.
    errors: Vec<(usize, InputError)>,
    documents: Arc<Vec<Document>>,
    bytes: usize,
    /// One for each document, in order; `None` while they are analyzed.
    results: Option<Results>,
}

/// Analyze inputs into the archive until they are at an end or the watcher stops the run.
///
/// What is found in a document is a function of the document alone, so what an interrupted run has put into the archive is
/// what this run would have made, to the last bit; it is not analyzed again, nor is an article whose content is there from
/// an earlier run. On a card the same holds of groups of documents: a group of which only a part is there is analyzed
/// anew.
///
/// A document that cannot be analyzed is kept as a failure and does not end the run. Fails where the disk takes no more.
pub fn run(
    analyzer: &Analyzer,
    inputs: impl Source + 'static,
    archive: &mut Archive,
    watch: &dyn Watch,
) -> Result<Outcome, Error> {
    let budget = Budget::new(ON_THE_WAY.max(4 * analyzer.group_size()));
    let (send, events) = mpsc::channel();
    let (enough, for_reader, from_reader) = (analyzer.group_size(), Arc::clone(&budget), send.clone());
    // not joined: it may wait for standard input for ever
    std::thread::Builder::new()
        .name("reader".into())
        .spawn(move || {
            let send = |event| drop(from_reader.send(event));
            let read = || read_ahead::read(inputs, enough, &for_reader, |load| send(Event::Read(load)));
            send(match catch_unwind(AssertUnwindSafe(read)) {
                Ok(()) => Event::AtEnd,
                Err(_) => Event::Broken,
            });
        })
        .map_err(|e| Error::Unavailable(format!("no thread for reading: {e}")))?;

    let clock = Clock::new(watch);
    let deliver = |number, results| drop(send.send(Event::Analyzed(number, results)));
    let mut run = Run {
        archive,
        watch,
        budget: &budget,
        count: 0,
        at_end: false,
        under_way: BTreeMap::new(),
        outcome: Outcome::default(),
    };
    let ended = analyzer.session((&clock, false), &deliver, |session| {
        let ended = run.until_the_end(&events, &|number, documents| session.submit(number, documents));
        budget.close();
        if ended.is_err() {
            clock.cancel();
        }
        ended
    });
    ended?;
    let mut outcome = run.outcome;
    clock.read(analyzer.threads(), &mut outcome.stages, &mut outcome.work);
    Ok(outcome)
}

struct Run<'a> {
    archive: &'a mut Archive,
    watch: &'a dyn Watch,
    budget: &'a Budget,
    /// How many groups there were so far.
    count: usize,
    /// Whether all inputs were read.
    at_end: bool,
    /// By their numbers; the first is the next one that the archive gets.
    under_way: BTreeMap<usize, UnderWay>,
    outcome: Outcome,
}

impl Run<'_> {
    fn until_the_end(
        &mut self,
        events: &Receiver<Event>,
        submit: &dyn Fn(usize, Arc<Vec<Document>>),
    ) -> Result<(), Error> {
        while !self.at_end || !self.under_way.is_empty() {
            if !self.outcome.interrupted && self.watch.stopped() {
                // what is under way comes back at once now, finished or not
                self.outcome.interrupted = true;
            }
            if self.outcome.interrupted && self.under_way.values().all(|u| u.results.is_some()) {
                break;
            }
            match events.recv_timeout(GLANCE) {
                Ok(Event::Read(_)) if self.outcome.interrupted => {}
                Ok(Event::Read(load)) => self.admit(load, submit)?,
                Ok(Event::AtEnd) => self.at_end = true,
                Ok(Event::Broken) => {
                    let words = "reading the inputs failed; what was scored before is kept, --resume goes on";
                    return Err(Error::Internal(words.into()));
                }
                Ok(Event::Analyzed(number, results)) => {
                    if let Some(group) = self.under_way.get_mut(&number) {
                        group.results = Some(results);
                    }
                    self.keep()?;
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Analyze a load, unless the archive has all of it.
    fn admit(&mut self, load: Load, submit: &dyn Fn(usize, Arc<Vec<Document>>)) -> Result<(), Error> {
        self.outcome.stages.read = load.reading;
        if let Some(dates) = load.unread_dates {
            self.outcome.unread_dates = dates;
        }
        let keys: Vec<InputKey> = load.inputs.iter().map(InputKey::of).collect();
        let known = all(&keys, |k| self.archive.has(k))?;
        let (mut errors, mut documents) = (Vec::new(), Vec::new());
        for (i, input) in load.inputs.into_iter().enumerate() {
            match input {
                Ok(document) => documents.push(document),
                Err(e) => {
                    self.watch.failed(&e);
                    self.watch.done(1.0);
                    errors.push((i, e));
                }
            }
        }
        let documents = Arc::new(documents);
        let results = (known || documents.is_empty()).then(Vec::new);
        if results.is_none() {
            submit(self.count, Arc::clone(&documents));
        } else {
            self.watch.done(documents.len() as f64);
        }
        self.under_way.insert(self.count, UnderWay { keys, errors, documents, bytes: load.bytes, results });
        self.count += 1;
        self.keep()
    }

    /// What is finished goes into the archive, in the order of the inputs.
    fn keep(&mut self) -> Result<(), Error> {
        while let Some(first) = self.under_way.first_entry() {
            let Some(results) = &first.get().results else { break };
            if results.iter().any(|r| matches!(r, Err(Error::Stopped))) {
                break;
            }
            let group = first.remove();
            self.budget.give(group.bytes);
            let (mut errors, mut results) = (group.errors.into_iter().peekable(), group.results.into_iter().flatten());
            let mut documents = Arc::unwrap_or_clone(group.documents).into_iter();
            for (i, key) in group.keys.iter().enumerate() {
                let error = errors.next_if(|(at, _)| *at == i);
                let document = if error.is_none() { documents.next() } else { None };
                let result = document.as_ref().and_then(|_| results.next());
                let began = Instant::now();
                if self.archive.has(key)? {
                    self.outcome.resumed += usize::from(self.archive.meet(key, document.as_ref())?);
                } else {
                    match (error, document, result) {
                        (Some((_, e)), _, _) => self.archive.fail(key, &e)?,
                        (_, Some(document), Some(result)) => self.put(key, &document, result)?,
                        _ => return Err(Error::Internal("an input was lost".into())),
                    }
                }
                self.outcome.stages.archive += began.elapsed();
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &InputKey, document: &Document, result: Result<Analysis, Error>) -> Result<(), Error> {
        match result {
            Ok(Analysis { quotations, words, pieces, .. }) => {
                let work = &mut self.outcome.work;
                work.documents += 1;
                work.words += words;
                work.pieces += pieces;
                work.quotations += quotations.len();
                let numbered = quotations.into_iter().enumerate();
                let rows: Vec<QuoteRow> = numbered.map(|(n, q)| QuoteRow::new(document, n + 1, q)).collect();
                self.archive.add(document, &rows, words, pieces)
            }
            Err(e) => {
                let failed = InputError { input: document.id.clone(), error: e.to_string() };
                self.watch.failed(&failed);
                self.archive.fail(key, &failed)
            }
        }
    }
}

fn all<T>(of: &[T], mut holds: impl FnMut(&T) -> Result<bool, Error>) -> Result<bool, Error> {
    for one in of {
        if !holds(one)? {
            return Ok(false);
        }
    }
    Ok(true)
}
