//! The mention of a source, drawn to where it begins and ends.

use super::cast::{Cast, gender_of_noun};
use super::names::without_ending;
use super::roster::Roster;
use super::title;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};
use crate::words::is_capitalised;

/// The whole mention, where it broke off or began too early.
pub fn complete(text: &Text, cast: &Cast, roster: &Roster, mention: Span) -> Span {
    let mention = with_noun(text, mention);
    without_scene(text, with_rest(text, cast, roster, mention))
}

/// How many words a mention is drawn on to its noun.
const WORDS_TO_NOUN: usize = 4;

/// A determiner, an owner or a place that broke off before its noun: "the" 58-year-old, "Norlund’s" central bank, "Tarsk"
/// police.
fn with_noun(text: &Text, span: Span) -> Span {
    let lists = &lexicon().descriptions;
    let said = text.slice(&span);
    let lower = said.to_lowercase();
    let determiner = lists.definite.has(&lower) || lists.indefinite.has(&lower);
    let mut owner = is_capitalised(&said) && without_ending(&said).len() < said.len() && !said.contains(',');
    let mut at = span.end;
    for n in 0..WORDS_TO_NOUN {
        if text.chars().get(at) == Some(&'’') || text.chars().get(at) == Some(&'\'') {
            // the ending of an owner that was left outside
            if n > 0 || text.chars().get(at + 1..at + 3) != Some(&['s', ' ']) || !is_capitalised(&said) {
                break;
            }
            at += 2;
            owner = true;
        }
        if text.chars().get(at) != Some(&' ') {
            break;
        }
        let inside = |c: &&char| c.is_alphanumeric() || **c == '-';
        let word: String = text.chars()[at + 1..].iter().take_while(inside).collect();
        let known = lexicon().quotations.phrase_ends.has(&word) || lists.ends.has(&word) || word.ends_with("ed");
        if word.is_empty() || known || lexicon().persons.after_subjects.has(&word) {
            break;
        }
        let drawn = at > span.end;
        at += 1 + word.chars().count();
        let noun = is_noun(&word);
        let may_go_on = determiner || owner || drawn;
        if noun && (may_go_on || is_capitalised(&said) && n == 0 && is_group(&word)) {
            return span.start..at;
        }
        if !may_go_on {
            break;
        }
    }
    with_name(text, span)
}

/// A mention that breaks off at a determiner or a preposition before a name: "the" United Nations, "Norlund and the" Tarsk
/// Council.
fn with_name(text: &Text, span: Span) -> Span {
    let said = text.slice(&span).to_lowercase();
    let last = said.rsplit(' ').next().unwrap_or_default();
    let open = ["the", "a", "an", "and", "of", "for", "to"].contains(&last);
    let mut end = span.end;
    if open {
        let mut at = span.end;
        while text.chars().get(at) == Some(&' ') {
            let inside = |c: &&char| c.is_alphanumeric() || matches!(**c, '-' | '.');
            let word: String = text.chars()[at + 1..].iter().take_while(inside).collect();
            let word = word.trim_end_matches('.');
            at += 1 + word.chars().count();
            if is_capitalised(word) {
                end = at;
            } else if word.is_empty() || end == span.end || !["of", "for", "the"].contains(&word) {
                break;
            }
        }
    }
    span.start..end
}

/// Whether a word is a noun for persons or bodies.
fn is_noun(word: &str) -> bool {
    let lists = &lexicon().descriptions;
    title::is_head(word)
        || lists.persons.has(word)
        || word.ends_with("-year-old")
        || lexicon().documents.heads.has(word)
        || gender_of_noun(word).is_some()
        || is_group(word)
}

/// Whether a word in lower case is a noun for a body or for people.
fn is_group(word: &str) -> bool {
    let lists = &lexicon().descriptions;
    lists.bodies.contains_key(word)
        || lexicon().organisations.heads.has(word)
        || lexicon().unnamed.people.has(word)
        || lists.people.has(word)
        || word.ends_with('s') && title::is_head(word)
}

/// A mention that breaks off before its noun ("a senior Norlund" official) or before the name it leads to
/// ("Council Secretary" General Oda Varn) gets the rest back.
fn with_rest(text: &Text, cast: &Cast, roster: &Roster, span: Span) -> Span {
    let chars = text.chars();
    if !matches!(chars.get(span.end), Some(' ' | '’' | '\'')) {
        return span;
    }
    let word: String = chars[span.end + 1..].iter().take_while(|c| c.is_alphabetic()).collect();
    if title::is_head(&word) {
        return span.start..span.end + 1 + word.chars().count();
    }
    let said = text.slice(&span);
    if said.ends_with(" of") && is_capitalised(&word) {
        return span.start..span.end + 1 + word.chars().count(); // "Norlund's Ministry of" Defence
    }
    let ending = matches!(chars.get(span.end..span.end + 3), Some(['’' | '\'', 's', ' ']));
    let owner = ending || without_ending(&said).len() < said.len();
    let until = cast.mentions.partition_point(|m| m.span.start <= span.end);
    let Some(next) = cast.mentions.get(until).filter(|m| m.span.start <= span.end + if owner { 60 } else { 20 }) else {
        return span;
    };
    let between = text.slice(&(span.end + if ending { 2 } else { 0 }..next.span.start));
    // "Norlund's" 85-year-old Premier Oda Varn: an owner alone says nothing
    let fits = |w: &str| {
        let w = w.trim_end_matches(',');
        let capital = is_capitalised(w) && w.chars().all(char::is_alphabetic);
        capital || (owner && (w.contains('-') || title::is_head(w) || roster.is_title(w)))
    };
    let titles_only = between.split_whitespace().all(fits);
    let names_someone = cast.mentions_in(&span).any(|m| m.span.end <= span.end);
    // a title right before a name is that person's, whoever else was seen in it ("Tarsk" Defence Minister Dragan Voshk)
    let last = said.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let titled = between == " " && (title::is_head(&last) || roster.is_title(&last));
    if titles_only && (titled || !names_someone) && !next.possessive { span.start..next.span.end } else { span }
}

/// A mention that begins before its title ("On leaving the hall Minister Oda Varn said") begins with the title: no
/// article and noun stand before one that leads to a name.
fn without_scene(text: &Text, span: Span) -> Span {
    let said = text.slice(&span);
    let words: Vec<&str> = said.split(' ').collect();
    let Some(title) = words.iter().position(|w| is_capitalised(w) && title::is_head(&w.to_lowercase())) else {
        return span;
    };
    let before = &words[..title];
    let plain = |w: &&str| w.chars().all(char::is_lowercase) && !lexicon().titles.before_titles.has(w);
    let scene = before.len() >= 2 && before[0] == "the" && before[1..].iter().all(plain);
    if scene && words.get(title + 1).is_some_and(|w| is_capitalised(w)) {
        let skipped: usize = before.iter().map(|w| w.chars().count() + 1).sum();
        return span.start + skipped..span.end;
    }
    span
}
