//! How long each stage takes and how much it computes, while a run goes on.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::analyzer::{Observer, Stage};
use crate::reader::InputError;

/// What a run hears of its work while it goes on; called from many threads.
pub trait Watch: Sync {
    /// Work done, in documents and parts of documents; a failed input counts as one.
    fn done(&self, documents: f64);
    /// An input could not be read, or a document not analyzed.
    fn failed(&self, error: &InputError);
    /// Whether the run shall stop. What was scored is kept.
    fn stopped(&self) -> bool;
}

/// Time spent in each stage. Those of the analysis are shares of the wall-clock time: the work of all threads over their
/// number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
    /// Reading, which goes on beside the rest.
    pub read: Duration,
    /// Text to word pieces.
    pub tokenize: Duration,
    /// The network alone; what is made of its tags counts as attribution.
    pub quotation_model: Duration,
    /// From tags to quotations and their speakers.
    pub attribution: Duration,
    /// The stance model, its tokenizer included.
    pub stance: Duration,
    /// Keeping what was scored on disk.
    pub archive: Duration,
}

/// How much a run computed; what it took over from an interrupted one is not counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    /// Those that were analyzed; one that failed does not count.
    pub documents: usize,
    /// Of the documents, as white space parts them.
    pub words: usize,
    /// Word pieces of the documents, borders of paragraphs included.
    pub pieces: usize,
    /// Found and scored; nested ones and duplicates included.
    pub quotations: usize,
    /// Word pieces that went through the quotation model: windows share some.
    pub quotation_pieces: usize,
    /// Word pieces that went through the stance model.
    pub stance_pieces: usize,
    /// Places of batches that held no piece.
    pub padding: usize,
}

/// Times the stages and counts what the models compute.
pub(super) struct Clock<'a> {
    watch: &'a dyn Watch,
    nanos: [AtomicU64; 4],
    pieces: [AtomicUsize; 4],
    padding: AtomicUsize,
    cancelled: AtomicBool,
}

impl<'a> Clock<'a> {
    pub fn new(watch: &'a dyn Watch) -> Self {
        Clock {
            watch,
            nanos: Default::default(),
            pieces: Default::default(),
            padding: AtomicUsize::new(0),
            cancelled: AtomicBool::new(false),
        }
    }

    /// The run has failed: what is under way need not be finished.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// What was measured with so many threads.
    pub fn read(&self, threads: usize, stages: &mut Stages, work: &mut Work) {
        let time = |s: Stage| Duration::from_nanos(self.nanos[s as usize].load(Relaxed) / threads as u64);
        stages.tokenize = time(Stage::Tokenize);
        stages.quotation_model = time(Stage::Quotation);
        stages.attribution = time(Stage::Attribution);
        stages.stance = time(Stage::Stance);
        work.quotation_pieces = self.pieces[Stage::Quotation as usize].load(Relaxed);
        work.stance_pieces = self.pieces[Stage::Stance as usize].load(Relaxed);
        work.padding = self.padding.load(Relaxed);
    }
}

impl Observer for Clock<'_> {
    fn stage(&self, stage: Stage, work: &mut dyn FnMut()) {
        let began = Instant::now();
        work();
        self.nanos[stage as usize].fetch_add(began.elapsed().as_nanos() as u64, Relaxed);
    }

    fn computed(&self, stage: Stage, pieces: usize, padding: usize) {
        self.pieces[stage as usize].fetch_add(pieces, Relaxed);
        self.padding.fetch_add(padding, Relaxed);
    }

    fn progressed(&self, documents: f64) {
        self.watch.done(documents);
    }

    fn stopped(&self) -> bool {
        self.cancelled.load(Relaxed) || self.watch.stopped()
    }
}
