//! The form of a mention: a pronoun of some kind, or full words.

use serde::Serialize;

use super::entry::Gender;
use super::names::key;
use crate::lexicon::{Words, lexicon};

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

impl Form {
    /// As `quotestance explain` shows it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Absent => "absent",
            Form::FirstSingular => "first_singular",
            Form::FirstPlural => "first_plural",
            Form::ThirdSingular => "third_singular",
            Form::Neuter => "neuter",
            Form::ThirdPlural => "third_plural",
            Form::Relative => "relative",
            Form::Phrase => "phrase",
        }
    }
}

/// The form of a mention by its words; of "he" and "she" also the gender.
pub fn form_of(words: &str) -> (Form, Option<Gender>) {
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

/// A mention without a verb that was drawn into it: "the president's going to" is "the president".
pub fn without_contraction(mut words: String) -> String {
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
