//! What a text says where it came damaged or in another house's type: marks that were read in the wrong encoding or left
//! as HTML entities, lines that were filled to a width, quotation marks of other languages, a first letter set apart.
//!
//! The rest of the program reads the mended text, as a person would. Everything it finds is told by the places of the
//! text as it was given, so nothing here changes what spans count.

mod draft;
mod encoding;
mod entities;
mod foreign;
mod lines;
mod words;

use std::borrow::Cow;

use draft::Draft;

use crate::text::{Span, Text};

/// A text as it is read, and where its code points stand in the text as it was given.
#[derive(Clone, Debug)]
pub struct Mended<'a> {
    /// What is read.
    pub text: Cow<'a, str>,
    /// Where each code point of it stands.
    pub places: Places,
}

/// Places in a text as it was given, by those in the text as it is read.
#[derive(Clone, Debug, Default)]
pub struct Places(Option<Given>);

#[derive(Clone, Debug)]
struct Given {
    chars: Vec<char>,
    /// Where each code point that is read begins, and at last how many were given.
    starts: Vec<usize>,
}

impl Places {
    /// The code points of the given text that a span of the read text stands for.
    pub fn span(&self, read: &Span) -> Span {
        match &self.0 {
            Some(given) => given.starts[read.start]..given.starts[read.end],
            None => read.clone(),
        }
    }

    /// The given text's own words for a span of the read one, `text`.
    pub fn words(&self, text: &Text, read: &Span) -> String {
        match &self.0 {
            Some(given) => given.chars[self.span(read)].iter().collect(),
            None => text.slice(read),
        }
    }
}

/// Mend a text, in time that grows with its length. `is_word` says whether letters, in lower case, are a word: it decides
/// what a hyphen at a line's end and a letter set apart belong to.
pub fn mend(text: &str, is_word: impl Fn(&str) -> bool) -> Mended<'_> {
    let mut draft = Draft::new(text);
    draft.one_line_end();
    encoding::mend(&mut draft);
    entities::mend(&mut draft);
    lines::mend(&mut draft, &is_word);
    words::join_first_letters(&mut draft, &is_word);
    foreign::mend(&mut draft);
    match draft.into_parts() {
        Some((read, starts)) => {
            let given = Given { chars: text.chars().collect(), starts };
            Mended { text: Cow::Owned(read), places: Places(Some(given)) }
        }
        None => Mended { text: Cow::Borrowed(text), places: Places::default() },
    }
}

#[cfg(test)]
mod tests;
