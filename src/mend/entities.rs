//! HTML entities that were left in the text, and the marks of TeX.

use super::draft::{Change, Draft};

/// Letters and digits of the longest name of an entity, `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 32;

pub(super) fn mend(draft: &mut Draft) {
    let chars = &draft.chars;
    let tex = chars.windows(2).any(|w| w == ['`', '`']);
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let found = match chars[at] {
            '&' => entity(chars, at),
            '`' if chars.get(at + 1) == Some(&'`') => Some((at + 2, '“')),
            '\'' if tex && chars.get(at + 1) == Some(&'\'') => Some((at + 2, '”')),
            _ => None,
        };
        match found {
            Some((end, read)) => {
                out.push(Change { at: at..end, read: Some(read) });
                at = end;
            }
            None => at += 1,
        }
    }
    draft.apply(&out);
}

/// Where the entity that begins here ends, and what it stands for. An ampersand that was escaped itself
/// ("&amp;ldquo;") goes with what follows.
fn entity(chars: &[char], at: usize) -> Option<(usize, char)> {
    let (mut end, mut read) = one(&chars[at + 1..]).map(|(n, c)| (at + 1 + n, c))?;
    while read == '&' {
        let Some((n, c)) = one(&chars[end..]) else { break };
        (end, read) = (end + n, c);
    }
    Some((end, if read == '\u{a0}' { ' ' } else { read }))
}

/// The name that follows an ampersand, semicolon included: its length, and the one character it stands for.
fn one(chars: &[char]) -> Option<(usize, char)> {
    let name = chars.iter().take(LONGEST).take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    if name == 0 || chars.get(name) != Some(&';') {
        return None;
    }
    let written: String = std::iter::once('&').chain(chars[..=name].iter().copied()).collect();
    let read = html_escape::decode_html_entities(&written);
    let mut read = read.chars();
    let c = read.next().filter(|c| !c.is_control())?;
    read.next().is_none().then_some((name + 1, c))
}
