//! Words that stand in two parts.

use super::draft::{Change, Draft};

/// White space at most between a first letter that is set apart and the rest of its word.
const APART: usize = 3;

/// The first letter of a paragraph that was set large and came apart from its word ("W e will"): what is left is no word,
/// or the letter is none, and both together are one.
pub(super) fn join_first_letters(draft: &mut Draft, is_word: &impl Fn(&str) -> bool) {
    let chars = &draft.chars;
    let mut out = Vec::new();
    let mut fresh = true;
    for at in 0..chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            fresh |= c == '\n';
            continue;
        }
        if std::mem::take(&mut fresh) && c.is_uppercase() {
            let gap = chars[at + 1..].iter().take(APART).take_while(|c| c.is_whitespace()).count();
            let from = at + 1 + gap;
            let rest: String = chars[from..].iter().take(20).take_while(|c| c.is_lowercase()).collect();
            let ends = !chars.get(from + rest.chars().count()).is_some_and(|c| c.is_alphanumeric());
            if gap > 0 && !rest.is_empty() && ends && is_apart(c, &rest, is_word) {
                out.push(Change { at: at + 1..from, read: None });
            }
        }
    }
    draft.apply(&out);
}

fn is_apart(first: char, rest: &str, is_word: &impl Fn(&str) -> bool) -> bool {
    let whole: String = first.to_lowercase().chain(rest.chars()).collect();
    // "A" and "I" are words, so what follows them must be none
    let alone = !matches!(first, 'A' | 'I') || rest.chars().count() == 1 || !is_word(rest);
    alone && is_word(&whole)
}
