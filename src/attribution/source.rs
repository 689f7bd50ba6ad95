//! The source of one quotation as the rules read it: the words of its mention, and their form.

use std::cell::OnceCell;

use super::context::Context;
use super::entry::Gender;
use super::evidence::Way;
use super::form::{Form, form_of, without_contraction};
use super::title::{self, TitlePhrase};
use crate::text::{Span, overlap};

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
    /// Stands to say whose the source is: "Varn's aide", "a Varn aide".
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
                .map(|m| PersonInside {
                    person: m.person,
                    span: m.span.clone(),
                    possessive: m.possessive || context.is_attributive(&self.span, &m.span),
                    way: m.way,
                })
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
