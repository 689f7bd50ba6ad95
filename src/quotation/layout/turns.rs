//! Labelled turns: "PRESIDENT VARN: words", "Q: words", "Hale: words".

use std::collections::HashMap;

use super::LaidOut;
use crate::lexicon::lexicon;
use crate::quotation::assemble::Finder;
use crate::text::Span;

/// Code points and words of the longest label, and how many turns make a conversation.
const LONGEST_LABEL: usize = 40;
const LABEL_WORDS: usize = 5;
const FEWEST_TURNS: usize = 3;

/// A paragraph that begins with a label.
struct Turn {
    paragraph: usize,
    label: Span,
    name: String,
    in_capitals: bool,
    words: Span,
}

impl Finder<'_> {
    /// What is said in a conversation with labels, questions left out.
    pub(super) fn turns(&self) -> Vec<LaidOut> {
        let turns: Vec<Turn> = (0..self.text.paragraphs().len()).filter_map(|i| self.turn(i)).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        turns.iter().for_each(|t| *counts.entry(&t.name).or_default() += 1);
        // lines with a colon are no conversation: there, labels come again and follow each other
        let again = |t: &&Turn| counts[t.name.as_str()] > 1 || is_letter(&t.name);
        let capitals = turns.iter().filter(again).any(|t| t.in_capitals);
        let turns: Vec<&Turn> = turns.iter().filter(|t| again(t) || capitals && t.in_capitals).collect();
        let (Some(first), Some(last)) = (turns.first(), turns.last()) else { return Vec::new() };
        let spread = last.paragraph - first.paragraph + 1;
        let several = turns.iter().any(|t| t.name != first.name);
        let letters = is_letter(&first.name) && turns.len() >= 2;
        if !several || turns.len() < FEWEST_TURNS && !letters || turns.len() * 3 < spread {
            return Vec::new();
        }
        let mut questions: HashMap<&str, usize> = HashMap::new();
        turns.iter().filter(|t| self.asks(&t.words)).for_each(|t| *questions.entry(&t.name).or_default() += 1);
        let asked = |name: &str| {
            let most = questions.get(name).copied().unwrap_or_default() * 2 > counts[name];
            lexicon().layout.questioners.has(name) || most
        };
        let interviewed = self.interviewed(first.paragraph);
        let mut out = Vec::new();
        for (k, turn) in turns.iter().enumerate().filter(|(_, t)| !asked(&t.name)) {
            let mut spans = vec![turn.words.clone()];
            if let Some(next) = turns.get(k + 1) {
                spans.extend_from_slice(&self.text.paragraphs()[turn.paragraph + 1..next.paragraph]);
            }
            let mention = if is_letter(&turn.name) { interviewed.clone() } else { Some(turn.label.clone()) };
            out.push(LaidOut { spans, mention });
        }
        out
    }

    /// The label of a paragraph, and the words behind it.
    fn turn(&self, paragraph: usize) -> Option<Turn> {
        let chars = self.text.chars();
        let p = &self.text.paragraphs()[paragraph];
        let colon = (p.start..p.end.min(p.start + LONGEST_LABEL)).find(|&i| matches!(chars[i], ':' | '.' | ')'))?;
        let colon = if is_letter(&self.text.slice(&(p.start..colon)).to_lowercase()) {
            colon
        } else {
            (p.start..p.end.min(p.start + LONGEST_LABEL)).find(|&i| chars[i] == ':')?
        };
        if !chars.get(colon + 1).is_some_and(|c| c.is_whitespace()) {
            return None;
        }
        let label = p.start..colon;
        let name = self.text.slice(&label);
        let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '’' | '\'' | '&');
        let capital = |w: &str| w.chars().next().is_some_and(|c| c.is_uppercase()) || lexicon().names.particles.has(w);
        let words: Vec<&str> = name.split_whitespace().collect();
        if words.is_empty() || words.len() > LABEL_WORDS || !name.chars().all(fits) || !words.iter().all(|w| capital(w))
        {
            return None;
        }
        let in_capitals = !name.chars().any(char::is_lowercase);
        let name = name.to_lowercase();
        Some(Turn { paragraph, label, name, in_capitals, words: self.stripped(colon + 1..p.end) })
            .filter(|t| !t.words.is_empty())
    }

    /// Whether words end as a question does.
    pub(super) fn asks(&self, words: &Span) -> bool {
        let mut ends = self.text.chars()[words.clone()].iter().rev();
        ends.find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')')) == Some(&'?')
    }
}

/// Whether a label stands for asking or answering, whoever does it.
fn is_letter(label: &str) -> bool {
    matches!(label, "q" | "a" | "question" | "answer")
}
