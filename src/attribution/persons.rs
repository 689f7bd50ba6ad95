//! Names of persons as the text has them: the tagger's spans, drawn to where a name begins and ends.

use std::collections::HashSet;

use super::cast::AskedName;
use super::entry::EntryKind;
use super::first_names::is_first_name;
use super::names::{gender_of_honorific, key, particle_free, without_ending};
use super::roster::Roster;
use super::title::is_head;
use super::tokens::{Tokens, is_glued};
use crate::encoder::Entity;
use crate::lexicon::lexicon;
use crate::text::{Span, Text};
use crate::words::{is_capitalised, without_possessive};

/// A name of a person at a place of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedName {
    pub span: Span,
    pub words: String,
    /// The honorific before it or at its head, in lower case: "mrs".
    pub honorific: Option<String>,
}

impl TaggedName {
    /// Of whom is asked.
    pub fn asked(&self) -> AskedName<'_> {
        let honorific = self.honorific.as_deref();
        AskedName {
            words: &self.words,
            gender: honorific.and_then(gender_of_honorific),
            is_first: honorific.is_some_and(|h| lexicon().names.first_name_honorifics.has(h)),
            title: honorific,
            at: self.span.start,
        }
    }
}

/// The words of the text that may belong to names, by their places.
struct NameWords<'a> {
    text: &'a Text,
    spans: &'a [Span],
}

/// The names of persons that the tagger found, in text order, each drawn to its whole, and full names of theirs that it
/// passed over or took for something else.
pub fn tagged_names(text: &Text, tokens: &Tokens, entities: &[(Span, Entity)], roster: &Roster) -> Vec<TaggedName> {
    let tokens = NameWords { text, spans: &tokens.spans };
    let taken: Vec<&Span> = entities.iter().map(|(s, _)| s).collect();
    let persons: Vec<&Span> = entities.iter().filter(|(_, k)| *k == Entity::Person).map(|(s, _)| s).collect();
    let mut spans: Vec<Span> = in_one_row(text, &persons)
        .iter()
        .flat_map(|span| unglued(text, span))
        .collect::<Vec<Span>>()
        .iter()
        .filter(|span| text.slice(span).chars().any(char::is_alphabetic) && !is_adjective_of_title(text, span))
        .filter_map(|span| trimmed(text, span, roster))
        .map(|span| tokens.whole(span, &taken, &persons, roster))
        .collect();
    spans.retain(|s| !tokens.is_first_word_alone(s, roster));
    let single = single_names(text, &spans, roster);
    spans.extend(mistagged(text, entities, &single, roster));
    spans.extend(tokens.passed_over(&single, &spans));
    let mut names: Vec<TaggedName> = joined(spans)
        .into_iter()
        .map(|span| {
            let words = text.slice(&span);
            let before = tokens.before(span.start).map(|w| text.slice(&w));
            let honorific = honorific(before.as_deref(), &words);
            TaggedName { span, words, honorific }
        })
        .collect();
    names.retain(|n| !is_no_name(&n.words) && !is_headline(&n.words, roster));
    names
}

/// The honorific at the head of a name or before it, in lower case.
pub fn honorific(before: Option<&str>, words: &str) -> Option<String> {
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (head, more) = words.split_once(' ').map_or((None, ""), |(head, more)| (Some(head), more));
    let own = head.filter(|_| !more.is_empty()).map(bare);
    let is_one = |w: &String| lexicon().names.honorifics.has(w);
    own.filter(is_one).or_else(|| before.map(bare).filter(is_one))
}

/// Persons' names that only a space parts are one name: "Lee" "Jae Hoon".
fn in_one_row(text: &Text, persons: &[&Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in persons {
        match out.last_mut() {
            Some(last) if last.end + 1 == span.start && text.chars()[last.end] == ' ' => {
                let possessive = without_ending(&text.slice(last)).chars().count() < last.len();
                if possessive { out.push((*span).clone()) } else { last.end = span.end }
            }
            _ => out.push((*span).clone()),
        }
    }
    out
}

/// A span in pieces where two names of several words were run together: "Oda VarnMarek Dolny"; "MaryAnn Orlowe" is one.
fn unglued(text: &Text, span: &Span) -> Vec<Span> {
    let chars = &text.chars()[span.clone()];
    let mut out = Vec::new();
    let (mut from, mut word) = (0, 0);
    for at in 1..chars.len() {
        if !chars[at - 1].is_alphanumeric() {
            word = at;
        } else if chars[from..at].contains(&' ') && chars[at..].contains(&' ') && is_glued(&chars[word..], at - word) {
            out.push(span.start + from..span.start + at);
            (from, word) = (at, at);
        }
    }
    out.push(span.start + from..span.end);
    out
}

/// Spans in text order; of those that overlap, what all cover.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut out: Vec<Span> = Vec::new();
    for s in spans {
        match out.last_mut() {
            Some(last) if s.start < last.end => last.end = last.end.max(s.end),
            _ => out.push(s),
        }
    }
    out
}

/// Without words before or behind that are no part of a name: "the four Oda Varn", "Human Rights Oda Varn", "Oda Varn
/// D-Norport"; `None` where nothing is left.
fn trimmed(text: &Text, span: &Span, roster: &Roster) -> Option<Span> {
    let lists = &lexicon().names;
    let words = text.slice(span);
    let parts: Vec<(usize, &str)> = parts(&words);
    let strange = |w: &str| {
        let lower = w.to_lowercase();
        let lower_case = w.starts_with(char::is_lowercase) && !lists.particles.has(&lower);
        let inner = w.contains(['’', '\'']) || w.chars().any(char::is_uppercase); // "al-Zoubi"
        lower_case && !inner || w.starts_with(char::is_numeric)
    };
    let mut first = 0;
    while first + 1 < parts.len() && strange(parts[first].1) {
        first += 1;
    }
    // "Varn Oda Jo Varn", as a page with links has it
    let doubled = parts.len() > first + 2 && parts[first].1 == parts[parts.len() - 1].1;
    if doubled && roster.find(parts[first].1).is_some_and(|e| e.kind == EntryKind::Person) {
        first += 1;
    }
    // an area of office or an occupation before a name; a family name may be such a word where nothing else is left
    let of_office = |w: &str| {
        let lower = w.to_lowercase();
        lists.areas.has(&lower) || lists.occupations.has(&lower) || lexicon().descriptions.persons.has(&lower)
    };
    while first + 2 < parts.len() && of_office(parts[first].1) {
        first += 1;
    }
    // "Harbour Institute Oda Varn": what is before is an organisation
    let of_body = |w: &str| {
        let lower = w.to_lowercase();
        lexicon().organisations.institutions.has(&lower) || ["research", "news", "watch"].contains(&lower.as_str())
    };
    if let Some(body) = (first..parts.len()).rev().find(|&i| of_body(parts[i].1)).filter(|i| i + 2 < parts.len()) {
        first = body + 1;
    }
    let is_tag = |w: &str| matches!(w.as_bytes(), [a, b'-', b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
    let mut last = parts.len();
    let post_nominal = |w: &str| w.chars().all(char::is_uppercase) && lists.post_nominals.has(&w.to_lowercase());
    while last > first + 1
        && (is_tag(parts[last - 1].1) || strange(parts[last - 1].1) || post_nominal(parts[last - 1].1))
    {
        last -= 1;
    }
    let (from, _) = parts.get(first)?;
    let (to, word) = parts.get(last.checked_sub(1)?)?;
    let end = if last == parts.len() { span.end } else { span.start + to + word.chars().count() };
    Some(span.start + from..end)
}

/// The words of a name with the code points at which they begin.
fn parts(words: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut out = Vec::new();
    for part in words.split(' ') {
        if !part.is_empty() {
            out.push((at, part));
        }
        at += part.chars().count() + 1;
    }
    out
}

/// Whether nothing of a tagged span is a name: "Dr.", "Jr", "President".
fn is_no_name(words: &str) -> bool {
    let lists = &lexicon().names;
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut parts = words.split_whitespace().map(bare).filter(|w| !w.is_empty());
    parts.all(|w| lists.suffixes.has(&w) || lists.ranks.has(&w))
}

/// Whether a tagged span is a piece of a headline in capitals: "LAWMAKERS TORCH".
fn is_headline(words: &str, roster: &Roster) -> bool {
    let capitals = |w: &str| w.chars().count() > 2 && w.chars().all(char::is_uppercase);
    let several = words.contains(' ') && words.split(' ').all(capitals);
    several && !words.split(' ').any(|w| is_first_name(&key(w))) && roster.find(words).is_none()
}

/// Keys of names of one word for which no fuller name was tagged.
fn single_names(text: &Text, spans: &[Span], roster: &Roster) -> HashSet<String> {
    let keys: Vec<String> = spans.iter().map(|s| key(without_ending(&text.slice(s)))).collect();
    let full: HashSet<&str> = keys.iter().filter(|k| k.contains(' ')).flat_map(|k| k.split(' ')).collect();
    let single = keys.iter().filter(|k| !k.contains(' ') && !full.contains(k.as_str()));
    let single = single.filter(|k| roster.country(k).is_none() && k.chars().count() > 2);
    single.map(|k| particle_free(k).to_string()).collect()
}

/// Full names that were tagged as something else, whose last word is a person's elsewhere.
fn mistagged(text: &Text, entities: &[(Span, Entity)], single: &HashSet<String>, roster: &Roster) -> Vec<Span> {
    let is_full = |span: &Span| {
        let words = text.slice(span);
        let k = key(without_ending(&words));
        let count = k.split(' ').count();
        let capitals = words.split_whitespace().all(is_capitalised);
        let body =
            k.split(' ').any(|w| lexicon().organisations.name_words.has(w) || lexicon().organisations.heads.has(w));
        let known = roster.find(&k).is_some_and(|e| e.kind == EntryKind::Body);
        let last = k.rsplit(' ').next().is_some_and(|w| single.contains(particle_free(w)));
        (2..=4).contains(&count) && capitals && last && !body && !known
    };
    let others = entities.iter().filter(|(_, kind)| *kind != Entity::Person);
    others.filter(|(span, _)| is_full(span)).map(|(span, _)| span.clone()).collect()
}

impl NameWords<'_> {
    /// The word right before a place, where a space, or a full stop and a space, stands between.
    fn before(&self, at: usize) -> Option<Span> {
        let next = self.spans.partition_point(|s| s.end <= at);
        let word = self.spans[..next].last()?;
        let between = &self.text.chars()[word.end..at];
        matches!(between, [' '] | ['.', ' ']).then(|| word.clone())
    }

    /// The word right behind a place, where only a space stands between.
    fn behind(&self, at: usize) -> Option<Span> {
        let next = self.spans.partition_point(|s| s.start < at);
        let word = self.spans.get(next)?;
        (self.text.chars()[at..word.start] == [' ']).then(|| word.clone())
    }

    fn key(&self, word: &Span) -> String {
        key(&self.text.slice(word))
    }

    fn is_particle(&self, word: &Span) -> bool {
        lexicon().names.particles.has(&self.text.slice(word).to_lowercase())
    }

    fn is_capital(&self, word: &Span) -> bool {
        self.text.chars()[word.start].is_uppercase()
    }

    /// A first name before a family name; "Will", "May" and the like are too often something else.
    fn is_first_name(&self, word: &Span) -> bool {
        let k = self.key(word);
        let names = &lexicon().names;
        self.is_capital(word) && is_first_name(&k) && !names.also_words.has(&k) && !names.honorifics.has(&k)
    }

    /// Whether a word is a title, an honorific or a country, so that no name goes on with it.
    fn is_of_title(&self, word: &Span, roster: &Roster) -> bool {
        let k = self.key(word);
        lexicon().names.honorifics.has(&k) || is_head(&k) || roster.is_title(&k) || roster.country(&k).is_some()
    }

    /// A tagged name with the particles, the first name and the "Jr." that the tagger left outside.
    fn whole(&self, span: Span, taken: &[&Span], persons: &[&Span], roster: &Roster) -> Span {
        let mut span = self.of_whole_words(span);
        let outside = |w: &Span, all: &[&Span]| {
            let next = all.partition_point(|t| t.end <= w.start);
            all.get(next).is_none_or(|t| t.start >= w.end)
        };
        let first =
            |span: &Span| self.spans.get(self.spans.partition_point(|s| s.end <= span.start)).unwrap_or(span).clone();
        let mut particle = self.is_particle(&first(&span));
        while let Some(word) = self.before(span.start).filter(|w| self.is_particle(w)) {
            span.start = word.start;
            particle = true;
        }
        let begins = |w: &Span| self.text.sentence_around(w).start == w.start;
        while let Some(word) = self.before(span.start).filter(|w| self.is_capital(w)) {
            let is_first = self.is_first_name(&word) && word.len() > 1;
            let after_particle =
                particle && !self.is_of_title(&word, roster) && !begins(&word) && outside(&word, taken);
            if !(after_particle || is_first && outside(&word, persons)) {
                break;
            }
            span.start = word.start;
            particle = false;
        }
        // "Aron" Tell
        if let Some(next) = self.behind(span.end).filter(|w| self.is_capital(w) && outside(w, taken)) {
            let one = self.key(&first(&span)) == key(&self.text.slice(&span));
            let letters = self.text.chars()[next.clone()].iter().all(|c| c.is_alphabetic());
            let word = self.text.slice(&next);
            let lower = word.chars().skip(1).all(char::is_lowercase) && letters;
            let other = lexicon().names.never_family.has(&word.to_lowercase()) || self.is_of_title(&next, roster);
            if one && lower && !other && self.is_first_name(&first(&span)) {
                span.end = next.end;
            }
        }
        // "Moon" Jae-in
        if let Some(given) = self.behind(span.end).filter(|w| self.is_capital(w) && outside(w, persons)) {
            let one = self.key(&first(&span)) == key(&self.text.slice(&span));
            let of_family = lexicon().names.family_first.has(&self.key(&first(&span)));
            if one && of_family && self.key(&given).contains('-') {
                span.end = given.end;
            }
        }
        // "Faleh bin" Nasser, "Ali" al Mansour
        loop {
            let ends_open = self.before_end(&span).is_some_and(|w| self.is_particle(&w));
            let Some(next) = self.behind(span.end) else { break };
            // "Ali Al Mansour" goes on where a particle stands before; else "Al" may begin another name
            let inside = self.spans.iter().skip(self.spans.partition_point(|w| w.start < span.start));
            let mut inside = inside.take_while(|w| w.end <= span.end);
            let goes_on = self.is_particle(&next)
                && (self.text.chars()[next.start].is_lowercase() || inside.any(|w| self.is_particle(w)))
                && self.behind(next.end).is_some_and(|w| self.is_capital(&w) || self.is_particle(&w));
            if goes_on || ends_open && self.is_capital(&next) {
                span.end = next.end;
            } else {
                break;
            }
        }
        self.with_suffix(span)
    }

    /// A span that the tagger began or ended inside a word ("Hale" of "Varn-Hale") with the whole of it.
    fn of_whole_words(&self, span: Span) -> Span {
        let inside = |i: usize| self.spans.get(self.spans.partition_point(|s| s.end <= i)).filter(|w| w.start < i);
        let at = |i: usize| inside(i).filter(|w| !is_glued(&self.text.chars()[(*w).clone()], i - w.start));
        let start = at(span.start).map_or(span.start, |w| w.start);
        let rest = |w: &Span| self.text.slice(&(span.end..w.end));
        let end = at(span.end).filter(|w| !without_possessive(&rest(w)).is_empty()).map_or(span.end, |w| w.end);
        start..end
    }

    /// The last word of a span.
    fn before_end(&self, span: &Span) -> Option<Span> {
        let until = self.spans.partition_point(|s| s.end <= span.end);
        self.spans[..until].last().filter(|w| w.start >= span.start).cloned()
    }

    /// With the "Jr." behind it.
    fn with_suffix(&self, span: Span) -> Span {
        let next = self.spans.partition_point(|s| s.start < span.end);
        let Some(word) = self.spans.get(next) else { return span };
        let between = &self.text.chars()[span.end..word.start];
        let beside = matches!(between, [' '] | [',', ' ']);
        let suffix = lexicon().names.suffixes.has(&self.key(word)) && self.is_capital(word);
        if beside && suffix { span.start..word.end } else { span }
    }

    /// Whether a tagged word is only the capital at the head of a sentence ("Elaborating on the plan, he said"): it stands
    /// nowhere else in the text, and no verb of saying follows.
    fn is_first_word_alone(&self, span: &Span, roster: &Roster) -> bool {
        let i = self.spans.partition_point(|s| s.start < span.start);
        let Some(word) = self.spans.get(i).filter(|w| w.start == span.start && w.end >= span.end) else { return false };
        let k = self.key(word);
        let known = roster.find(&k).is_some() || is_first_name(&k) || self.text.slice(word).contains(['’', '\'']);
        let begins = self.text.sentence_around(word).start == word.start;
        let again = || self.spans.iter().filter(|w| w.len() == word.len() && self.key(w) == k).count() > 1;
        let next = self.spans.get(i + 1).map(|w| self.text.slice(w)).unwrap_or_default();
        let speaks = next.ends_with("ed") || lexicon().persons.after_subjects.has(&next);
        begins && !known && !speaks && !again()
    }

    /// Full names of persons of whom the tagger found the last word alone.
    fn passed_over(&self, single: &HashSet<String>, found: &[Span]) -> Vec<Span> {
        if single.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for pair in self.spans.windows(2) {
            let [first, last] = pair else { continue };
            let free = || found.iter().all(|f| f.end <= first.start || f.start >= last.end || f == last);
            if self.is_capital(last)
                && single.contains(particle_free(&self.key(last)))
                && self.before(last.start).as_ref() == Some(first)
                && self.is_first_name(first)
                && free()
            {
                out.push(first.start..last.end);
            }
        }
        out
    }
}

/// "Tarsk Defense" in "Tarsk Defense Minister Dragan Voshk" is no person, nor is the first name in "a Norlund official".
fn is_adjective_of_title(text: &Text, span: &Span) -> bool {
    let rest: String = text.chars()[span.end..].iter().take(16).collect();
    let next = rest.strip_prefix(' ').and_then(|r| r.split(|c: char| !c.is_alphabetic()).next()).unwrap_or("");
    let lower = next.to_lowercase();
    is_head(&lower) || is_capitalised(next) && lexicon().organisations.after_adjectives.has(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names found in a text in which the tagger marked spans with square brackets.
    fn names(marked: &str) -> Vec<String> {
        let mut text = String::new();
        let (mut entities, mut start, mut at) = (Vec::new(), 0, 0);
        for c in marked.chars() {
            match c {
                '[' => start = at,
                ']' => entities.push((start..at, Entity::Person)),
                '{' => start = at,
                '}' => entities.push((start..at, Entity::Organisation)),
                c => {
                    text.push(c);
                    at += 1;
                }
            }
        }
        let text = Text::new(&text);
        let found = tagged_names(&text, &Tokens::of_text(&text), &entities, &Roster::built_in());
        found.into_iter().map(|n| n.words).collect()
    }

    #[test]
    fn a_name_is_whole() {
        for (marked, name) in [
            ("Minister Ruud van der [Meulen] said no.", "Ruud van der Meulen"),
            ("[Lee] [Jo Rim] said no.", "Lee Jo Rim"),
            ("The envoy, [Marek] Dolny: no.", "Marek Dolny"),
            ("He told [Marek] Monday that no.", "Marek"),
            ("[Baker Juna Hale] said no.", "Juna Hale"),
            ("Sir [Basil Orlowe] said no.", "Basil Orlowe"),
            ("President [Moon] Jo-rim said no.", "Moon Jo-rim"),
            ("[Asad al-Orlowe] said no.", "Asad al-Orlowe"),
            ("[Faleh bin] Nasser bin Ali Al Mansour said no.", "Faleh bin Nasser bin Ali Al Mansour"),
            ("Gen Bastin Orlowe, who met Marta [Orlowe] there.", "Marta Orlowe"),
            ("[Bastin Orlowe], Jr., said no.", "Bastin Orlowe, Jr"),
            ("[Human Rights Oda Varn] said no.", "Oda Varn"),
            ("[Harbour Institute Oda Varn] said no.", "Oda Varn"),
            ("[Oda Varn of] Norport said no.", "Oda Varn"),
            ("[the four Oda Varn] said no.", "Oda Varn"),
            ("[Oda Varn D-Norport] said no.", "Oda Varn"),
            ("Mayor [Putin Oda Jo Putin] said no.", "Oda Jo Putin"),
            ("[Pol Col Oda Varn] said no.", "Pol Col Oda Varn"),
            ("[Oda McVarn] said no.", "Oda McVarn"),
            ("[Ali Hassan Ali] said no.", "Ali Hassan Ali"),
            ("[MaryAnn Orlowe] said no.", "MaryAnn Orlowe"),
            ("[Oda Varn QC] said no.", "Oda Varn"),
            ("Rafael Mariano [Orlowe] said no.", "Rafael Mariano Orlowe"),
            ("Duda Varn-[Hale] said no.", "Varn-Hale"),
            ("[Varn]’s envoy said no.", "Varn"),
            ("But Al [Orlowe] said no.", "Al Orlowe"),
            ("In May [Varn] said no.", "Varn"),
            ("Minister [Varn] said no.", "Varn"),
        ] {
            assert_eq!(names(marked), [name], "{marked}");
        }
    }

    #[test]
    fn a_full_name_that_was_passed_over() {
        assert_eq!(names("{Gopal Orlowe} came. [Orlowe] said no."), ["Gopal Orlowe", "Orlowe"]);
        assert_eq!(names("Marta Orlowe came. [Orlowe] said no."), ["Marta Orlowe", "Orlowe"]);
        assert_eq!(names("{Orlowe Ferry Company} came. [Orlowe] said no."), ["Orlowe"]);
    }

    #[test]
    fn names_that_were_run_together_are_two() {
        assert_eq!(names("[Oda VarnMarek Dolny] met."), ["Oda Varn", "Marek Dolny"]);
        assert_eq!(names("[Oda Fitz-Varn] and [Duncan MacVarn] met."), ["Oda Fitz-Varn", "Duncan MacVarn"]);
    }

    #[test]
    fn what_is_no_name() {
        assert!(names("[Oda Varn] came. [Elaborating] on the plan, she said no.") == ["Oda Varn"]);
        assert!(
            names("[FERRIES TORCH] IT\n[Oda Varn] came.") == ["Oda Varn"]
                && names("[MARTA HALE]: no") == ["MARTA HALE"]
        );
        assert!(names("[Orlowe] said no.") == ["Orlowe"] && names("So [Orlowe] it is.") == ["Orlowe"]);
        assert!(names("[Dr.] [Oda Varn] came.") == ["Oda Varn"] && names("a [Norlund] official").is_empty());
    }
}
