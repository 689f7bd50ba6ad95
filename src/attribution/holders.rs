//! Who holds a title: by the roster's dated offices and by how the text introduces its persons.

use std::collections::{BTreeSet, HashMap};

use super::cast::{Cast, Introduction, PersonMention};
use super::entry::{Entry, Office};
use super::names::without_ending;
use super::roster::Roster;
use super::title::{TitlePhrase, parse};
use crate::document::AsOf;
use crate::text::Span;

/// Where a title is looked up: the place of its phrase, and all that is known there.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    pub at: usize,
    pub as_of: AsOf,
    pub cast: &'a Cast,
    pub roster: &'a Roster,
}

/// A person of the cast, and the mention by which the article names that person nearest to the title.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    pub person: usize,
    pub mention: Span,
}

impl Lookup<'_> {
    /// The person of the cast whom the phrase means: by an office of the roster, else by an introduction.
    pub fn in_article(&self, phrase: &TitlePhrase) -> Option<Holder> {
        self.office_holder(phrase).or_else(|| self.introduced(phrase))
    }

    /// The person of the cast who holds the office by the roster.
    pub fn office_holder(&self, phrase: &TitlePhrase) -> Option<Holder> {
        phrase.titles.iter().filter(|_| !phrase.former && phrase.owner.is_none()).find_map(|title| {
            let holders = self.roster.holders(title, phrase.country.as_deref(), self.as_of);
            let known = |p: &usize| self.cast.people[*p].known;
            let holders = holders.filter_map(|e| self.cast.by_name(&e.name)).filter(known).collect();
            self.latest(phrase, &holders, &|_| true)
        })
    }

    /// The person whom the article introduces by the title.
    pub fn introduced(&self, phrase: &TitlePhrase) -> Option<Holder> {
        phrase.titles.iter().find_map(|title| {
            let last = title.rsplit(' ').next().unwrap_or_default();
            let of = self.cast.introduced_as(last)?;
            self.latest(phrase, of, &|p| self.is_introduced_as(p, title, phrase))
        })
    }

    /// The one person who holds the office of a country by the roster, named in the article or not.
    pub fn by_roster_alone(&self, phrase: &TitlePhrase) -> Option<String> {
        let of_another = phrase.former || phrase.owner.is_some() || phrase.owned_by_noun;
        let country = phrase.country.as_deref().filter(|_| !of_another)?;
        phrase.titles.iter().find_map(|title| {
            let mut holders = self.roster.holders(title, Some(country), self.as_of);
            match (holders.next(), holders.next()) {
                (Some(one), None) => Some(one.name.clone()),
                _ => None,
            }
        })
    }

    fn is_introduced_as(&self, person: usize, title: &str, phrase: &TitlePhrase) -> bool {
        self.cast.people[person].introductions.iter().any(|introduction| {
            let words = introduction.title.as_str();
            // "the spokeswoman for Oda Varn" introduces no spokeswoman called Varn: the title must stand last
            let has_title = format!(" {words}").ends_with(&format!(" {title}"));
            // "former envoy Juna Hale met envoy Oda Varn": not what was said of another before
            let near = words.split(' ').rev().take(title.split(' ').count() + 3);
            let former = near.into_iter().any(|w| w == "former" || w.starts_with("ex-"));
            let same_of = || {
                let country = phrase.country.as_deref().is_some_and(|c| self.roster.country(c).is_some());
                country || phrase.of.as_ref().is_none_or(|of| introduction.whole.contains(of.as_str()))
            };
            let same_owner = || phrase.owner.as_ref().is_none_or(|o| introduction.whole.contains(o.as_str()));
            let fits = has_title && former == phrase.former && phrase.country_fits(words, self.roster);
            fits && same_of() && same_owner() && !self.is_of_another_country(person, phrase)
        })
    }

    /// Whether a person of the cast cannot be meant by a title: the roster knows the person as another country's, or the
    /// text introduces the person by the title without whose it is ("President Oda Varn", "the president of the chamber").
    pub fn is_another(&self, person: usize, phrase: &TitlePhrase) -> bool {
        let introductions = &self.cast.people[person].introductions;
        let titled =
            |i: &Introduction| phrase.titles.iter().any(|t| format!(" {}", i.title).ends_with(&format!(" {t}")));
        let owner = phrase.owner.as_ref().is_some_and(|owner| {
            introductions.iter().any(titled) && !introductions.iter().any(|i| i.whole.contains(owner.as_str()))
        });
        owner || self.is_of_another_country(person, phrase)
    }

    /// Whether the roster knows a person as another country's: "President Trump" is no Russian president.
    fn is_of_another_country(&self, person: usize, phrase: &TitlePhrase) -> bool {
        let Some(country) = phrase.country.as_deref().and_then(|c| self.roster.country(c)) else { return false };
        let Some(entry) = self.roster.find(&self.cast.people[person].name) else { return false };
        let own = entry.country.as_deref().and_then(|of| self.roster.country(of));
        own.is_some_and(|of| of != country) && entry.offices.iter().all(|o| o.of.as_deref() != Some(country))
    }

    /// Of several persons, the one named last before the title, else the first behind it. Without a country, "the
    /// president" is the one the text is about: a subject before a mere mention.
    fn latest(&self, phrase: &TitlePhrase, of: &BTreeSet<usize>, fits: &dyn Fn(usize) -> bool) -> Option<Holder> {
        if of.is_empty() {
            return None;
        }
        // asked once a person, not once a mention: long texts have thousands of both
        let mut known: HashMap<usize, bool> = HashMap::new();
        let mut fits =
            |m: &&PersonMention| of.contains(&m.person) && *known.entry(m.person).or_insert_with(|| fits(m.person));
        let mentions = &self.cast.mentions;
        let (before, behind) = mentions.split_at(mentions.partition_point(|m| m.span.start < self.at));
        let subject = before.iter().rev().filter(|m| m.subject && phrase.country.is_none()).find(&mut fits);
        let named = subject.or_else(|| before.iter().rev().find(&mut fits));
        let found = named.or_else(|| behind.iter().find(&mut fits))?;
        Some(Holder { person: found.person, mention: found.span.clone() })
    }
}

/// Whom the roster alone means by a name or by a title of a country or body ("the Russian president") on a day: several
/// where several held the office then.
pub fn who<'a>(words: &str, as_of: AsOf, roster: &'a Roster) -> Vec<&'a Entry> {
    if let Some(entry) = roster.find(without_ending(words.trim())) {
        return vec![entry];
    }
    let Some(phrase) = parse(words, roster).filter(|p| !p.former && p.owner.is_none()) else { return Vec::new() };
    let holders = |title: &String| -> Vec<&'a Entry> {
        let held = roster.entries().iter().filter(|e| {
            let of = |o: &Office| o.of.as_deref().or(e.country.as_deref()).map(str::to_string);
            e.offices
                .iter()
                .any(|o| o.title == *title && o.held(as_of) && (phrase.country.is_none() || of(o) == phrase.country))
        });
        held.collect()
    };
    phrase.titles.iter().map(holders).find(|h| !h.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Date;

    fn day(year: i16, month: i8, day: i8) -> AsOf {
        AsOf::Day(Date::constant(year, month, day))
    }

    fn holder(mention: &str, as_of: AsOf) -> Option<String> {
        let roster = Roster::built_in();
        let lookup = Lookup { at: 0, as_of, cast: &Cast::default(), roster: &roster };
        let phrase = parse(mention, &roster)?;
        assert_eq!(lookup.in_article(&phrase), None, "the cast is empty");
        lookup.by_roster_alone(&phrase)
    }

    #[test]
    fn titles_by_date() {
        assert_eq!(holder("the Russian president", day(2025, 5, 19)).as_deref(), Some("Vladimir Putin"));
        assert_eq!(holder("the US president", day(2025, 5, 19)).as_deref(), Some("Donald Trump"));
        assert_eq!(holder("the US president", day(2022, 5, 19)).as_deref(), Some("Joe Biden"));
        assert_eq!(holder("The president of the United States", day(2025, 5, 19)).as_deref(), Some("Donald Trump"));
        assert_eq!(holder("The UK prime minister", day(2025, 5, 19)).as_deref(), Some("Keir Starmer"));
        assert_eq!(holder("Ukraine’s president", AsOf::Today).as_deref(), Some("Volodymyr Zelenskyy"));
        assert_eq!(holder("the former US president", day(2025, 5, 19)), None);
        assert_eq!(holder("a Russian minister", day(2025, 5, 19)), None);
        assert_eq!(holder("Russian officials", day(2025, 5, 19)), None);
        assert_eq!(holder("the president", day(2025, 5, 19)), None);
    }

    #[test]
    fn a_date_that_cannot_be_read_names_nobody_by_an_office() {
        assert_eq!(holder("the US president", AsOf::Unknown), None);
        assert_eq!(holder("Ukraine’s president", AsOf::Unknown), None);
    }
}
