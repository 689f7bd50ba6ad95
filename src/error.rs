//! What can go wrong above the single rooms, one enum for all.

use std::io;
#[cfg(feature = "job")]
use std::path::Path;
use std::path::PathBuf;

use crate::attribution::RosterError;
use crate::encoder::ModelError;

/// Why something could not be done. Each message says what, where, and where it helps what to do; the cause, where there
/// is one, is its `source`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A model that cannot be loaded, or that failed on a document.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A roster that cannot be read.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A device or a precision that this machine does not have.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of the program, met in one document; others are not touched by it.
    #[error("an internal error ({0}); please report it with this document")]
    Internal(String),
    /// The work was stopped before this document was analyzed.
    #[error("stopped before it was analyzed")]
    Stopped,
    /// A file or folder that cannot be read, written, ...
    #[error("{}: cannot be {doing}", path.display())]
    File {
        /// The file or folder, as it was named.
        path: PathBuf,
        /// What was tried, to be read after "cannot be": "read", "written", "replaced".
        doing: &'static str,
        /// What the operating system or the format's reader says; behind it, where it helps, what to do.
        source: io::Error,
    },
    /// Something that cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A place in a file that does not hold what it should.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file or folder, as it was named.
        path: PathBuf,
        /// Where in it, what is wrong, and what to do.
        problem: String,
    },
    /// Words that cannot be searched for; the message says why.
    #[error("{0}")]
    Query(String),
    /// What was asked for is refused, since something would be lost or would not fit.
    #[error("{}: {reason}", path.display())]
    Refused {
        /// The folder that would have been written into.
        path: PathBuf,
        /// What would be lost or does not fit, and the ways out.
        reason: String,
    },
}

impl Error {
    /// The same failure for another document that it concerns.
    pub(crate) fn again(&self) -> Self {
        match self {
            Error::Stopped => Error::Stopped,
            Error::Model(e) => Error::Model(ModelError::Run(e.to_string())),
            other => Error::Internal(other.to_string()),
        }
    }
}

#[cfg(feature = "job")]
impl Error {
    /// For `map_err`: what could not be done with which file.
    pub(crate) fn file<E: Into<io::Error>>(path: &Path, doing: &'static str) -> impl FnOnce(E) -> Error {
        let path = path.to_path_buf();
        move |e| Error::File { path, doing, source: e.into() }
    }

    /// As [`Error::file`], with what to do behind the cause.
    pub(crate) fn file_with<E: Into<io::Error>>(
        path: &Path,
        doing: &'static str,
        advice: &'static str,
    ) -> impl FnOnce(E) -> Error {
        let fault = Error::file(path, doing);
        move |e| {
            let cause: io::Error = e.into();
            fault(io::Error::new(cause.kind(), format!("{cause}; {advice}")))
        }
    }

    pub(crate) fn content(path: &Path, problem: impl Into<String>) -> Self {
        Error::Content { path: path.to_path_buf(), problem: problem.into() }
    }

    pub(crate) fn refused(path: &Path, reason: impl Into<String>) -> Self {
        Error::Refused { path: path.to_path_buf(), reason: reason.into() }
    }
}
