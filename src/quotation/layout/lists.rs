//! Lists that one sentence leads in: "The minister said that:" and its items.

use super::LaidOut;
use crate::lexicon::lexicon;
use crate::quotation::Detection;
use crate::quotation::assemble::Finder;
use crate::text::Span;

impl Finder<'_> {
    pub(super) fn list_items(&self, found: &[Detection]) -> Vec<LaidOut> {
        let paragraphs = self.text.paragraphs();
        let mut out = Vec::new();
        let mut at = 0;
        while at < paragraphs.len() {
            let items = paragraphs[at + 1..].iter().map_while(|p| self.item(p)).collect::<Vec<Span>>();
            if items.len() >= 2 && self.leads_in(&paragraphs[at]) {
                out.extend(self.said_in_list(&paragraphs[at], &items, found));
                at += items.len();
            } else if !items.is_empty() {
                at += items.len();
            }
            at += 1;
        }
        out
    }

    /// Whether a paragraph ends as what leads in a list does.
    fn leads_in(&self, p: &Span) -> bool {
        let end: String = self.text.chars()[p.end.saturating_sub(5).max(p.start)..p.end].iter().collect();
        end.ends_with(':') || end == " that"
    }

    /// The items of a list whose lead-in has a source and a reporting word, but for those that name their own source.
    fn said_in_list(&self, lead: &Span, items: &[Span], found: &[Detection]) -> Vec<LaidOut> {
        let sentence = self.text.sentence_around(&(lead.end - 1..lead.end));
        // the tagger may have seen the source of one of them; else the lead-in has to say that it reports
        let list = items[0].start..items[items.len() - 1].end;
        let here = |s: &Span| {
            let (first, end) = (found.partition_point(|q| q.spans[0].start < s.start), s.end);
            found[first..].iter().take_while(move |q| q.spans[0].start < end)
        };
        let mut seen = here(&list).filter_map(|q| q.mention.as_ref()).map(|m| &m.span);
        let seen = seen.find(|m| sentence.start <= m.start && m.end <= sentence.end).cloned();
        let Some(source) = seen.or_else(|| self.leading_source(&sentence)) else { return Vec::new() };
        if self.is_negated(&items[0]) || self.is_negated(&(sentence.end..sentence.end)) {
            return Vec::new();
        }
        let within = |s: &Span, item: &Span| item.start <= s.start && s.end <= item.end;
        let has_own = |item: &Span| {
            let mut own = here(item).filter(|q| within(&q.spans[0], item)).filter_map(|q| q.mention.as_ref());
            own.any(|m| within(&m.span, item))
        };
        let said = items.iter().filter(|item| !has_own(item));
        said.map(|item| LaidOut { spans: vec![item.clone()], mention: Some(source.clone()) }).collect()
    }

    /// The source of a sentence that reports: the one next to its last cue, or to the verb that it ends with.
    fn leading_source(&self, sentence: &Span) -> Option<Span> {
        let inside = |all: &[Span]| {
            let first = all.partition_point(|s| s.start < sentence.start);
            first..all.partition_point(|s| s.end <= sentence.end).max(first)
        };
        let words = self.text.slice(sentence).to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        let cue = self.cues[inside(&self.cues)].last().map(|c| c.start);
        let says = words.any(|w| lexicon().negated.verbs.has(w) || lexicon().quotations.saying.has(w));
        let at = cue.or_else(|| says.then_some(sentence.start))?;
        let sources = &self.sources[inside(&self.sources)];
        sources.iter().min_by_key(|s| at.saturating_sub(s.end).max(s.start.saturating_sub(at))).cloned()
    }

    /// The words of an item of a list, without its mark and what parts it from the next one.
    fn item(&self, p: &Span) -> Option<Span> {
        let chars = self.text.chars();
        let mark = mark(&chars[p.clone()])?;
        let mut item = self.stripped(p.start + mark..p.end);
        for end in [" and", " or"] {
            let words = self.text.slice(&item);
            if let Some(rest) = words.strip_suffix(end).filter(|w| w.ends_with([';', ','])) {
                item.end = item.start + rest.chars().count();
            }
        }
        while item.start < item.end && matches!(chars[item.end - 1], '.' | ';' | ',') {
            item.end -= 1;
        }
        (!item.is_empty()).then_some(item)
    }
}

/// Code points of the mark that an item of a list begins with.
fn mark(words: &[char]) -> Option<usize> {
    let digits = words.iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    match words {
        ['-' | '–' | '—' | '•' | '*' | '▪' | '◦' | '·', c, ..] if c.is_whitespace() => Some(2),
        ['(', c, ')', ' ', ..] if c.is_alphanumeric() => Some(4),
        [c, ')', ' ', ..] if c.is_ascii_lowercase() => Some(3),
        _ if digits > 0 && matches!(words[digits..], ['.' | ')', ' ', ..]) => Some(digits + 2),
        _ => None,
    }
}
