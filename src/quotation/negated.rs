//! Speech that did not take place: "did not say that", "refused to say whether", "should say".

use super::assemble::Finder;
use crate::lexicon::lexicon;
use crate::text::Span;

/// Words between a verb of saying and what is not said: "told the general that".
const BETWEEN: usize = 3;

impl Finder<'_> {
    /// Whether the words before a paraphrase say that nobody said it.
    pub(super) fn is_negated(&self, content: &Span) -> bool {
        let sentence = self.text.sentence_around(content);
        is_denied(&self.text.slice(&(sentence.start..content.start.max(sentence.start))))
    }
}

/// Whether a sentence's beginning, up to what would be said, leads to no speech.
fn is_denied(lead: &str) -> bool {
    let lists = &lexicon().negated;
    let lead = lead.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lead.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    let Some(verb) = words.iter().rposition(|w| lists.verbs.has(w)).filter(|v| words.len() - v - 1 <= BETWEEN) else {
        return false;
    };
    let mut before = verb;
    let mut passed_have = false;
    while before > 0 && lists.between.has(words[before - 1]) {
        before -= 1;
        passed_have |= words[before] == "have";
    }
    let last = before.checked_sub(1).map_or("", |i| words[i]);
    let two = before.checked_sub(2).map_or("", |i| words[i]);
    let base = lists.base.has(words[verb]);
    lists.not.has(last)
        || last.ends_with("n't")
        || before < verb && lists.refused.has(last)
        || base && last == "should"
        || passed_have && lists.would.has(last)
        || (last, two) == ("one", "no")
        || base && lists.never.iter().any(|n| lead.starts_with(n))
}

#[cfg(test)]
mod tests {
    use super::is_denied;

    #[test]
    fn what_nobody_said() {
        for lead in [
            "Oda Varn did not say that ",
            "She refused to say whether ",
            "She hasn’t yet said when ",
            "The mayor should say that ",
            "He would have told the general that ",
            "No one claimed that ",
            "At no point did Oda Varn say that ",
            "She never threatened ",
        ] {
            assert!(is_denied(lead), "{lead}");
        }
        for lead in [
            "Oda Varn said that ",
            "It was not right, she said, that ",
            "She denied that ",
            "She did not rule out that ",
            "She did not come and said that ",
            "She refused to sign and said that ",
            "",
        ] {
            assert!(!is_denied(lead), "{lead}");
        }
    }
}
