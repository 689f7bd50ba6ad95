//! Putting rows right: the list of what is worth a look goes out ([`worth_a_look`]), and what people say of it comes back
//! ([`statements`]): as a table, or as answers of Label Studio.

mod answers;
mod ranking;
mod table;

use std::path::Path;

use crate::archive::Statement;
use crate::error::Error;

pub use ranking::{COLUMNS, Look, worth_a_look};

/// What a file says, and what it says that cannot be taken over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// For [`Archive::take_statements`](crate::archive::Archive::take_statements).
    pub statements: Vec<Statement>,
    /// What was passed over, and why.
    pub passed_over: Vec<String>,
}

/// Lines that one message names.
const SHOWN: usize = 20;

/// What a file of corrections says: a table (comma, semicolon or tab between cells, in any encoding that the program
/// reads), or the JSON that Label Studio exports. `name` is for messages.
///
/// Fails where anything in it cannot be used; the message names each place, what is wrong there, and what to do.
pub fn statements(name: &Path, bytes: &[u8]) -> Result<Said, Error> {
    let text = crate::reader::decoded(bytes).map_err(|e| Error::content(name, e))?;
    let read = match text.trim_start().starts_with(['[', '{']) {
        true => answers::read(&text),
        false => table::read(&text).map(|statements| Said { statements, passed_over: Vec::new() }),
    };
    read.map_err(|wrong| Error::content(name, unusable(&wrong)))
}

/// One message of all that cannot be used.
pub fn unusable(wrong: &[String]) -> String {
    let what = if wrong.len() == 1 {
        "a correction cannot be used".to_string()
    } else {
        format!("{} corrections cannot be used", wrong.len())
    };
    let mut message = format!("{what}, so none was:");
    for line in wrong.iter().take(SHOWN) {
        message += &format!("\n  {line}");
    }
    if wrong.len() > SHOWN {
        message += &format!("\n  and {} more", wrong.len() - SHOWN);
    }
    message
}
