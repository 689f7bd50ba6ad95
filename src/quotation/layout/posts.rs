//! Posts of social media as pages embed them: "Words. — Oda Varn (@odavarn) May 4, 2031".

use super::LaidOut;
use crate::quotation::assemble::Finder;
use crate::text::Span;

/// Code points of the longest name before a handle.
const LONGEST_NAME: usize = 60;

impl Finder<'_> {
    pub(super) fn posts(&self) -> Vec<LaidOut> {
        let chars = self.text.chars();
        let paragraphs = self.text.paragraphs();
        let mut out = Vec::new();
        for (i, p) in paragraphs.iter().enumerate() {
            let Some(handle) = (p.start..p.end).find(|&k| is_handle(&chars[k..p.end])) else { continue };
            let name = self.stripped(handle.saturating_sub(LONGEST_NAME).max(p.start)..handle);
            let dash = name.clone().rev().find(|&k| is_dash(chars, p, k));
            if let Some(dash) = dash {
                let mention = self.stripped(dash + 1..name.end);
                let before = chars[p.start..dash].iter().rposition(|c| !c.is_whitespace() && *c != '-');
                let words = match before {
                    Some(last) => self.stripped(p.start..p.start + last + 1),
                    // the words may stand in a paragraph of their own
                    None if i > 0 => paragraphs[i - 1].clone(),
                    None => continue,
                };
                if chars.get(mention.start).is_some_and(|c| c.is_uppercase()) {
                    out.push(LaidOut { spans: vec![words], mention: Some(mention) });
                }
            } else if name.start == p.start && chars[name.start].is_uppercase() {
                // "Oda Varn (@odavarn): words"
                let close = (handle..p.end).find(|&k| chars[k] == ')').unwrap_or(handle);
                let words = self.stripped(close + 2..p.end.max(close + 2));
                if chars.get(close + 1) == Some(&':') && !words.is_empty() {
                    out.push(LaidOut { spans: vec![words], mention: Some(name) });
                }
            }
        }
        out
    }
}

/// Whether "(@handle" begins here.
fn is_handle(chars: &[char]) -> bool {
    matches!(chars, ['(', '@', c, ..] if c.is_alphanumeric())
}

/// A dash that parts words from who posted them: a long one, or a hyphen that stands alone.
fn is_dash(chars: &[char], p: &Span, at: usize) -> bool {
    let alone = |k: Option<usize>| k.is_none_or(|k| k < p.start || chars[k].is_whitespace() || chars[k] == '-');
    match chars[at] {
        '—' | '–' => true,
        '-' => alone(at.checked_sub(1)) && alone(Some(at + 1)),
        _ => false,
    }
}
