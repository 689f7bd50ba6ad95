//! The facade: documents in, analyses out.
//!
//! An [`Analyzer`] holds the models, the roster and a pool of threads. `Flow` takes a group of documents through the
//! stages; all that follows from a document is in its [`Analysis`], and none of it depends on the company it was
//! analyzed in, on the number of threads, or on anything outside the models, the roster and the document.

mod analysis;
mod builder;
mod faults;
mod flow;
mod gather;
mod observer;
mod steps;

pub use analysis::{Analysis, Phrase, Quotation};
pub use builder::{AnalyzerBuilder, ModelSize, model_folders};
#[doc(hidden)]
pub use faults::Faults;
pub(crate) use flow::Results;
pub(crate) use observer::Observer;
#[cfg(feature = "job")]
pub(crate) use observer::Stage;
#[doc(hidden)]
pub use steps::requests;

use std::borrow::Borrow;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use crate::attribution::Roster;
use crate::document::Document;
use crate::encoder::{Device, Precision};
use crate::error::Error;

use flow::Flow;
use steps::Steps;

/// Finds, attributes and scores the quotations of documents. Owned, `Send` and `Sync`: one serves all threads of a
/// program.
///
/// ```
/// # fn main() -> Result<(), quotestance::Error> {
/// use quotestance::{Analyzer, Document};
///
/// let analyzer = Analyzer::builder("models").threads(1).build()?;
/// let documents = ["“We will talk to Tarsk,” President Oda Varn said.", "Nobody spoke."].map(|t| Document::new("a", t));
/// let results = analyzer.analyze_batch(&documents);
/// let first = results[0].as_ref().expect("each document has a result of its own");
/// assert_eq!(first.quotations[0].speaker.name(), Some("Oda Varn"));
/// assert_eq!(results[1].as_ref().map(|a| a.quotations.len()).ok(), Some(0));
/// # Ok(())
/// # }
/// ```
pub struct Analyzer {
    steps: Steps,
    pool: rayon::ThreadPool,
    device: Device,
    precision: Precision,
    /// The folders of the quotation model and of the stance model.
    folders: [PathBuf; 2],
}

impl Analyzer {
    /// Begin with the folder that holds the models: `quotation/`, `stance/` and, where it is wanted, `stance-large/`.
    pub fn builder(models: impl Into<PathBuf>) -> AnalyzerBuilder {
        AnalyzerBuilder::new(models.into())
    }

    /// Analyze one document, on all threads of the analyzer.
    ///
    /// Fails where the model fails on it, and on a fault of the program; other documents are not touched by either. A
    /// document without text has no quotations.
    pub fn analyze(&self, document: &Document) -> Result<Analysis, Error> {
        self.one(document, false)
    }

    /// Analyze one document as [`Analyzer::analyze`] does, and tell how each speaker was found: the `trace` of the analysis.
    pub fn explain(&self, document: &Document) -> Result<Analysis, Error> {
        self.one(document, true)
    }

    fn one(&self, document: &Document, explain: bool) -> Result<Analysis, Error> {
        self.batch(std::slice::from_ref(document), explain).pop().expect("one result a document")
    }

    /// Analyze many documents; results are in their order, each document's failure is its own. What comes out is the same
    /// as of each document alone.
    pub fn analyze_batch(&self, documents: &[Document]) -> Vec<Result<Analysis, Error>> {
        self.batch(documents, false)
    }

    fn batch(&self, documents: &[Document], explain: bool) -> Vec<Result<Analysis, Error>> {
        let (send, receive) = mpsc::channel();
        let deliver = |number: usize, results: Results| drop(send.send((number, results)));
        self.session((&(), explain), &deliver, |session| {
            for (number, group) in groups(documents, |d| d.text.len(), self.group_size()).into_iter().enumerate() {
                session.submit(number, Arc::new(group.iter().collect()));
            }
        });
        drop(send);
        let mut results: Vec<(usize, Results)> = receive.into_iter().collect();
        results.sort_by_key(|(number, _)| *number);
        results.into_iter().flat_map(|(_, group)| group).collect()
    }

    /// The roster by which speakers are named.
    pub fn roster(&self) -> &Roster {
        &self.steps.roster
    }

    /// Where the models run.
    pub fn device(&self) -> Device {
        self.device
    }

    /// How the models compute.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// How many threads analyze.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// The folders of the quotation model and of the stance model.
    pub fn model_folders(&self) -> &[PathBuf; 2] {
        &self.folders
    }

    /// Bytes of text from which on a group of documents is large enough to fill the device's batches. On a CPU every
    /// input runs alone, so a document is a group.
    pub(crate) fn group_size(&self) -> usize {
        // about four bytes a piece; a card wants several batches in a row
        self.steps.batch_pieces() * 4 * 8
    }

    /// Keep the threads at work: what `body` submits is analyzed until all is done, and `deliver` gets the results of each
    /// group as they come, under the number that it was submitted with. With `explain`, analyses have a trace.
    pub(crate) fn session<D: Borrow<Document> + Send + Sync, R>(
        &self,
        (observer, explain): (&dyn Observer, bool),
        deliver: &(dyn Fn(usize, Results) + Sync),
        body: impl FnOnce(&Session<'_, '_, D>) -> R,
    ) -> R {
        let flow = Flow { steps: &self.steps, observer, explain, deliver };
        self.pool.in_place_scope(|scope| body(&Session { scope, flow: &flow, documents: PhantomData }))
    }
}

/// Where groups of documents are submitted.
pub(crate) struct Session<'a, 's, D> {
    scope: &'a rayon::Scope<'s>,
    flow: &'s Flow<'s>,
    /// Documents outlive the session.
    documents: PhantomData<&'s D>,
}

impl<D: Borrow<Document> + Send + Sync> Session<'_, '_, D> {
    /// Analyze a group of documents; returns at once.
    pub(crate) fn submit(&self, number: usize, documents: Arc<Vec<D>>) {
        self.flow.start(self.scope, number, documents);
    }
}

/// Neighbours that fill the device's batches together: each group ends where it has reached `enough`.
fn groups<T>(all: &[T], size: impl Fn(&T) -> usize, enough: usize) -> Vec<&[T]> {
    let mut filled = 0;
    let same = |a: &T, _: &T| {
        filled += size(a);
        let goes_on = filled < enough;
        filled = if goes_on { filled } else { 0 };
        goes_on
    };
    all.chunk_by(same).collect()
}
