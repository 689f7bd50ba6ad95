//! The source of one quotation as the rules read it: the words of its mention, and their form.

use std::cell::OnceCell;

use serde::Serialize;

use super::context::Context;
use super::entry::Gender;
use super::evidence::Way;
use super::lexicon::{Words, lexicon};
use super::names::key;
use super::title::{self, TitlePhrase};
use crate::text::{Span, overlap};

/// The grammatical form of a mention, which says what rules it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// No mention was found.
    Absent,
    /// "I"
    FirstSingular,
    /// "we"
    FirstPlural,
    /// "he", "she"
    ThirdSingular,
    /// "it"
    Neuter,
    /// "they", "both"
    ThirdPlural,
    /// "who", "which"
    Relative,
    /// Full words: a name, a title, a noun.
    Phrase,
}

/// The source of one quotation.
pub struct Source {
    /// Index of the request.
    pub index: usize,
    /// Where the mention stands; empty, at the quotation, where there is none.
    pub span: Span,
    pub words: String,
    pub form: Form,
    /// Of "he" and "she".
    pub gender: Option<Gender>,
    persons: OnceCell<Vec<PersonInside>>,
    title: OnceCell<Option<TitlePhrase>>,
}

/// A person of the cast whom a mention names, in some place.
pub struct PersonInside {
    pub person: usize,
    pub span: Span,
    pub possessive: bool,
    /// Whether a name stands for the person there, or a title or a pronoun alone.
    pub way: Way,
}

impl Source {
    /// The source of a request, its mention completed.
    pub fn new(context: &Context, index: usize, mention: Option<&Span>) -> Self {
        let content = context.requests[index].content.first();
        let at = content.map_or(0, |c| c.start);
        let span = mention.cloned().unwrap_or(at..at);
        let words = without_contraction(context.text.slice(&span));
        let (form, gender) = if mention.is_some() { form_of(&words) } else { (Form::Absent, None) };
        Source { index, span, words, form, gender, persons: OnceCell::new(), title: OnceCell::new() }
    }

    /// The persons whom the mention names as its source or as the source's owner, in text order; each once.
    pub fn persons(&self, context: &Context) -> &[PersonInside] {
        self.persons.get_or_init(|| {
            let inside = context.cast.mentions_in(&self.span).filter(|m| overlap(&m.span, &self.span) > 0);
            let mut inside: Vec<PersonInside> = inside
                .filter(|m| !context.hangs_on_another(&self.span, &m.span))
                .map(|m| PersonInside { person: m.person, span: m.span.clone(), possessive: m.possessive, way: m.way })
                .collect();
            // "the governor, Oda Varn" is one person in two mentions: the later one stands
            inside.reverse();
            inside.dedup_by(|earlier, later| {
                let one = earlier.person == later.person && !later.possessive;
                if one && earlier.way == Way::Name {
                    later.way = Way::Name;
                }
                one
            });
            inside.reverse();
            inside
        })
    }

    /// The mention as a title, in the mouth of whoever speaks the words around it.
    pub fn title(&self, context: &Context) -> Option<&TitlePhrase> {
        let parsed = self.title.get_or_init(|| {
            let phrase = title::parse(&self.words, context.roster)?;
            Some(phrase.said_in(context.country_of_outer(self.index)))
        });
        parsed.as_ref()
    }
}

fn form_of(words: &str) -> (Form, Option<Gender>) {
    let pronouns = &lexicon().pronouns;
    // "we're" and "he's" are pronouns too
    let key = key(words);
    let word = key.split('\'').next().unwrap_or_default();
    let has = |list: &Words| list.has(word);
    // "the US" is no pronoun
    let country = word == "us" && words != "us";
    if country || word.contains(' ') {
        (Form::Phrase, None)
    } else if has(&pronouns.first_singular) {
        (Form::FirstSingular, None)
    } else if has(&pronouns.first_plural) {
        (Form::FirstPlural, None)
    } else if has(&pronouns.masculine) {
        (Form::ThirdSingular, Some(Gender::Male))
    } else if has(&pronouns.feminine) {
        (Form::ThirdSingular, Some(Gender::Female))
    } else if has(&pronouns.neuter) {
        (Form::Neuter, None)
    } else if has(&pronouns.plural) {
        (Form::ThirdPlural, None)
    } else if has(&pronouns.relative) {
        (Form::Relative, None)
    } else {
        (Form::Phrase, None)
    }
}

/// "The president's going to say": the verb is no part of the name.
fn without_contraction(mut words: String) -> String {
    let end = words.char_indices().filter(|(_, c)| matches!(c, '’' | '\'')).map(|(i, _)| i).find(|&i| {
        let rest = &words[i..];
        let verb = ["’s ", "'s "].iter().find_map(|is| rest.strip_prefix(is));
        verb.is_some_and(|v| lexicon().pronouns.after_contraction.iter().any(|w| v.starts_with(w)))
    });
    if let Some(end) = end {
        words.truncate(end);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (words, form) in [
            ("We’re", Form::FirstPlural),
            ("us", Form::FirstPlural),
            ("US", Form::Phrase),
            ("the US", Form::Phrase),
            ("I", Form::FirstSingular),
            ("She", Form::ThirdSingular),
            ("its", Form::Neuter),
            ("both", Form::ThirdPlural),
            ("which", Form::Relative),
            ("Both sides", Form::Phrase),
            ("", Form::Phrase),
        ] {
            assert_eq!(form_of(words).0, form, "{words}");
        }
    }

    #[test]
    fn a_contraction_is_no_part_of_a_name() {
        for (words, name) in [
            ("The president’s going to", "The president"),
            ("Varn's not", "Varn"),
            ("Varn’s office", "Varn’s office"),
            ("Varn’s", "Varn’s"),
        ] {
            assert_eq!(without_contraction(words.to_string()), name);
        }
    }
}
