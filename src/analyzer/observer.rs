//! What the outside may learn and decide while documents are analyzed.

/// A stage of the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Text to word pieces.
    Tokenize,
    /// The quotation model.
    Quotation,
    /// From the model's tags to quotations and their speakers.
    Attribution,
    /// The stance model, its input included.
    Stance,
}

/// Hears of the work while it goes on, from many threads. The analyzer itself has no clock and writes nothing.
pub trait Observer: Sync {
    /// Do a piece of a stage's work, once, on the calling thread; here it can be timed.
    fn stage(&self, _stage: Stage, work: &mut dyn FnMut()) {
        work();
    }

    /// A model has computed inputs of so many word pieces together, with so many places of padding beside them.
    fn computed(&self, _stage: Stage, _pieces: usize, _padding: usize) {}

    /// So many documents, or parts of one, are done.
    fn progressed(&self, _documents: f64) {}

    /// Whether to stop. Documents that are not finished then are given back as [`crate::Error::Stopped`].
    fn stopped(&self) -> bool {
        false
    }
}

/// Nobody listens.
impl Observer for () {}
