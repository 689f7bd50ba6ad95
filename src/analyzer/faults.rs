//! Faults on demand, for tests.

/// Documents that are made to fail, by their ids, so that a test can see what becomes of the others.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// The analysis panics.
    pub panics: Option<String>,
    /// The model fails.
    pub model_fails: Option<String>,
}
