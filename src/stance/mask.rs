//! Placeholders for the speaker and for every other person. `scripts/train/stance_mask.py` does the same in training.

use std::collections::{HashMap, HashSet};

use crate::encoder::Placeholders;
use crate::text::Span;
use crate::words::without_possessive;

/// Characters of a name that is looked for by itself.
const LEAST: usize = 3;

/// What the stance model reads: the text that carries a quotation, in parts that together are the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Masked(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Part {
    words: String,
    quoted: bool,
}

impl Masked {
    /// The words in order, each with whether they are the quotation's.
    pub fn parts(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|p| (p.words.as_str(), p.quoted))
    }

    fn push(&mut self, words: &str, quoted: bool) {
        match self.0.last_mut() {
            Some(last) if last.quoted == quoted => last.words.push_str(words),
            _ => self.0.push(Part { words: words.to_string(), quoted }),
        }
    }
}

/// The names of the persons of an article, as its text has them, to be hidden from the stance model.
#[derive(Debug, Default)]
pub struct Persons {
    forms: Forms,
    families: HashSet<String>,
}

impl Persons {
    /// From the names in an article, each time it is tagged, and whether as a person's. Each person is looked for whole
    /// and by the last word. Words that are tagged otherwise more often are no person ("Russia", once taken for one).
    pub fn new<S: AsRef<str>>(tagged: impl IntoIterator<Item = (S, bool)>) -> Self {
        let tagged: Vec<(S, bool)> = tagged.into_iter().collect();
        let mut votes: HashMap<&str, i32> = HashMap::new();
        for (name, is_person) in &tagged {
            *votes.entry(without_possessive(name.as_ref().trim())).or_default() += if *is_person { 1 } else { -1 };
        }
        let may_be = |form: &str| votes.get(form).is_none_or(|v| *v >= 0);
        let mut out = Persons::default();
        for (name, _) in
            tagged.iter().filter(|(name, person)| *person && may_be(without_possessive(name.as_ref().trim())))
        {
            for form in forms_of(name.as_ref()).filter(|f| may_be(f)) {
                out.families.insert(last_word(form).to_string());
                out.forms.add(form);
            }
        }
        out
    }

    /// Replace the mention of the source and the speaker's `own` names by one placeholder, and the names of all other
    /// persons by another. A person who shares the last word of an own name is the speaker. `quoted` are the spans of
    /// the quotation, in order; these and `mention` are code points of `text`. What is replaced belongs to the part in
    /// which it begins.
    ///
    /// `own` is what [`Persons::own_names`] gives.
    pub fn mask(&self, text: &str, quoted: &[Span], mention: Option<Span>, own: &[&str], as_: &Placeholders) -> Masked {
        let mut speaker = Forms::default();
        let mut families = HashSet::new();
        for form in own.iter().copied().flat_map(forms_of) {
            families.insert(last_word(form));
            speaker.add(form);
        }
        let named = |rest: &str| {
            let form = [&speaker, &self.forms].into_iter().filter_map(|f| f.at(rest)).max_by_key(|f| f.len())?;
            let own = families.contains(last_word(form));
            Some((form.len(), if own { as_.speaker.as_str() } else { as_.person.as_str() }))
        };
        // from code points to bytes
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let byte = |at: usize| places[at.min(places.len() - 1)];
        let quoted: Vec<Span> = quoted.iter().map(|s| byte(s.start)..byte(s.end)).collect();
        let mention = mention.map_or(text.len()..text.len(), |m| byte(m.start)..byte(m.end.max(m.start)));

        let mut out = Masked::default();
        let (mut at, mut inside_word) = (0, false);
        while let Some(c) = text[at..].chars().next() {
            let is_quoted = quoted.iter().any(|s| s.contains(&at));
            if at == mention.start {
                out.push(&as_.speaker, is_quoted);
                at = mention.end;
                inside_word = false;
                if !mention.is_empty() {
                    continue;
                }
            }
            let rest = if at < mention.start { &text[at..mention.start] } else { &text[at..] };
            if !inside_word
                && c.is_alphanumeric()
                && let Some((length, new)) = named(rest)
            {
                out.push(new, is_quoted);
                at += length;
                inside_word = true;
                continue;
            }
            let length = c.len_utf8();
            out.push(&text[at..at + length], is_quoted);
            at += length;
            inside_word = c.is_alphanumeric();
        }
        out
    }

    /// Names that the speaker goes by: the capitalised end of the mention ("Dmitry Lund" of "castle spokesman Dmitry
    /// Lund"), and the canonical name of a body. Not that of a person: whom a pronoun was resolved to must not move
    /// the score.
    pub fn own_names<'a>(&self, body: &'a str, mention: &'a str) -> Vec<&'a str> {
        let body = if self.families.contains(last_word(body)) { "" } else { body };
        [capitalised_tail(mention), body].into_iter().filter(|n| !n.is_empty()).collect()
    }
}

/// Names by their first word, so that a text is searched in one pass.
#[derive(Debug, Default)]
struct Forms(HashMap<String, Vec<String>>);

impl Forms {
    fn add(&mut self, form: &str) {
        let forms = self.0.entry(first_run(form).to_string()).or_default();
        if !forms.iter().any(|f| f == form) {
            forms.push(form.to_string());
            forms.sort_by_key(|f| std::cmp::Reverse(f.len()));
        }
    }

    /// The longest form with which `text` begins, as words of its own.
    fn at(&self, text: &str) -> Option<&str> {
        let forms = self.0.get(first_run(text))?;
        forms
            .iter()
            .map(String::as_str)
            .find(|f| text.strip_prefix(f).is_some_and(|tail| !tail.chars().next().is_some_and(char::is_alphanumeric)))
    }
}

/// The letters and digits with which a text begins.
fn first_run(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

fn last_word(name: &str) -> &str {
    name.split_whitespace().last().unwrap_or("")
}

/// A name and its last word, without those too short to be looked for.
fn forms_of(name: &str) -> impl Iterator<Item = &str> {
    let name = without_possessive(name.trim());
    [name, last_word(name)].into_iter().filter(|f| f.chars().count() >= LEAST && f.starts_with(char::is_alphanumeric))
}

fn capitalised_tail(mention: &str) -> &str {
    let mention = without_possessive(mention.trim());
    let mut tail = mention.len();
    for word in mention.split_whitespace().rev() {
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        tail = word.as_ptr() as usize - mention.as_ptr() as usize;
    }
    &mention[tail..]
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use proptest::prelude::*;

    fn placeholders() -> Placeholders {
        Placeholders { speaker: "the speaker".into(), person: "someone".into() }
    }

    /// The parts, the quotation's between bars.
    fn shown(m: &Masked) -> String {
        m.parts().map(|(words, quoted)| if quoted { format!("|{words}|") } else { words.to_string() }).collect()
    }

    fn span(text: &str, part: &str) -> Span {
        let start = text[..text.find(part).expect("it is there")].chars().count();
        start..start + part.chars().count()
    }

    fn persons(names: &[&str]) -> Persons {
        Persons::new(names.iter().map(|n| (*n, true)))
    }

    #[test]
    fn what_is_mostly_no_person_is_none() {
        let names = [("Oda Varn", true), ("Varn", false), ("Varn's", false), ("Norlund", true), ("Norlund", false)];
        let m = Persons::new(names).mask(
            "Oda Varn left Varn for Norlund",
            slice::from_ref(&(0..30)),
            None,
            &[],
            &placeholders(),
        );
        assert_eq!(shown(&m), "|someone left Varn for someone|");
    }

    #[test]
    fn the_speaker_is_nowhere() {
        let text = "President Oda Varn said Varn's plan was “Varn’s and Varnish”.";
        let persons = persons(&["Oda Varn"]);
        let own = persons.own_names("Oda Varn", "President Oda Varn");
        assert_eq!(own, ["President Oda Varn"]);
        let m = persons.mask(text, &[span(text, "Varn’s and Varnish")], Some(0..18), &own, &placeholders());
        assert_eq!(shown(&m), "the speaker said the speaker's plan was “|the speaker’s and Varnish|”.");
    }

    #[test]
    fn others_are_nobody() {
        let persons = persons(&["Oda Varn", "Marek Dolny’s", "Al"]);
        let own = persons.own_names("Oda Varn", "She");
        assert_eq!(own, ["She"]);
        let text = "She told Varn: Marek Dolny must go, she said, Al and Dolny's too.";
        let quoted = [span(text, "Marek Dolny must go"), span(text, "Al and Dolny's too")];
        let m = persons.mask(text, &quoted, Some(0..3), &own, &placeholders());
        assert_eq!(shown(&m), "the speaker told someone: |someone must go|, she said, |Al and someone's too|.");
    }

    #[test]
    fn a_body_goes_by_its_name() {
        let persons = persons(&["Oda Varn"]);
        let own = persons.own_names("Norlund Council", "it");
        assert_eq!(own, ["Norlund Council"]);
        let text = "The Council, it said, will sit.";
        let m = persons.mask(text, &[0..11, 22..30], Some(13..15), &own, &placeholders());
        assert_eq!(shown(&m), "|The the speaker|, the speaker said, |will sit|.");
    }

    #[test]
    fn no_name_runs_into_the_mention() {
        let persons = persons(&["Oda Varn"]);
        let m = persons.mask("Oda Varn said no", slice::from_ref(&(14..16)), Some(4..8), &[], &placeholders());
        assert_eq!(shown(&m), "Oda the speaker said |no|");
    }

    proptest! {
        #[test]
        fn the_same_words_from_anybody(tail in "[a-z ,.]{0,60}", a in "[A-Z][a-z]{3,9}", b in "[A-Z][a-z]{3,9}", c in "[A-Z][a-z]{3,9}", d in "[A-Z][a-z]{3,9}") {
            prop_assume!(a != b && c != d && c != "Oda" && d != "Oda" && a != "Oda" && b != "Oda");
            let of = |name: &str, other: &str| {
                let full = format!("Oda {name}");
                let text = format!("{full} said {tail} and {name} left {other}");
                let persons = persons(&[full.as_str(), other]);
                let own = persons.own_names(&full, &full);
                let quoted = full.len() + 6..full.len() + 6 + tail.len();
                persons.mask(&text, &[quoted], Some(0..full.len()), &own, &placeholders())
            };
            prop_assert_eq!(of(&a, &b), of(&c, &d));
        }

        #[test]
        fn nothing_is_lost_without_names(text in "\\PC{0,40}", start in 0usize..50, length in 0usize..20) {
            let m = Persons::default().mask(&text, slice::from_ref(&(start..start + length)), None, &[], &placeholders());
            let whole: String = m.parts().map(|(words, _)| words).collect();
            prop_assert_eq!(&whole, &text);
            let quoted: String = m.parts().filter(|(_, quoted)| *quoted).map(|(words, _)| words).collect();
            prop_assert_eq!(quoted, text.chars().skip(start).take(length).collect::<String>());
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}", name in "\\PC{0,12}", start in 0usize..50, length in 0usize..20) {
            let persons = persons(&[name.as_str(), "Oda Varn"]);
            let own = persons.own_names(&name, &text);
            persons.mask(&text, slice::from_ref(&(start..start + length)), Some(start / 2..start), &own, &placeholders());
        }
    }
}
