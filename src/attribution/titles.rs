//! Sources named by what they are: "the Russian president", "Varn's envoy", "the spokesman".

use std::collections::{BTreeSet, HashMap};

use super::cast::{Cast, PersonMention};
use super::names::{is_indefinite, key, without_article, without_possessive};
use super::roster::{Entry, Kind, Office, Roster};
use crate::document::AsOf;

/// What a title phrase asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct TitlePhrase {
    /// Titles that would fit, likeliest first.
    titles: Vec<String>,
    /// The country or body that the office belongs to.
    country: Option<String>,
    /// The last word of a name after "of": "rosatom" in "the head of Rosatom"; whoever is meant has it, too.
    of: Option<String>,
    former: bool,
}

/// Nouns by which news name one person (lower case).
const HEADS: &[&str] = &[
    "president",
    "minister",
    "premier",
    "pm",
    "chancellor",
    "leader",
    "secretary",
    "diplomat",
    "envoy",
    "negotiator",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "ambassador",
    "chief",
    "governor",
    "mayor",
    "commander",
    "general",
    "speaker",
    "commissioner",
    "adviser",
    "advisor",
    "aide",
    "pope",
    "king",
    "queen",
    "prince",
    "director",
    "head",
    "analyst",
    "economist",
    "senator",
    "lawmaker",
    "representative",
    "mediator",
    "candidate",
    "official",
    "professor",
    "soldier",
    "politician",
    "expert",
];

/// Other titles for the same office.
const SAME: &[(&str, &[&str])] = &[
    ("pm", &["prime minister"]),
    ("premier", &["prime minister", "premier"]),
    ("leader", &["leader", "president", "prime minister", "chancellor", "supreme leader"]),
    ("top diplomat", &["top diplomat", "foreign minister", "secretary of state"]),
    ("defence minister", &["defense minister", "defence minister"]),
    ("defense minister", &["defense minister", "defence minister"]),
    ("defence secretary", &["defense secretary", "defence secretary", "secretary of defense"]),
    ("defense secretary", &["defense secretary", "defence secretary", "secretary of defense"]),
    ("spokesman", &["spokesman", "spokesperson"]),
    ("spokeswoman", &["spokeswoman", "spokesperson"]),
    ("spokesperson", &["spokesperson", "spokesman", "spokeswoman"]),
    ("special envoy", &["special envoy", "envoy"]),
    ("envoy", &["envoy", "special envoy"]),
];

/// Whether a word in lower case is a noun by which news name persons, in the singular or plural.
pub fn is_head(word: &str) -> bool {
    HEADS.contains(&word) || word.strip_suffix('s').is_some_and(|w| HEADS.contains(&w))
}

/// Read a mention as a title of one person; `None` where it is not one ("officials", "a soldier").
pub fn parse(mention: &str, roster: &Roster) -> Option<TitlePhrase> {
    // somebody not named before: the article means not to say who
    if is_indefinite(mention) || mention.trim_start().to_lowercase().starts_with("one ") {
        return None;
    }
    let words: Vec<String> = without_article(mention)
        .split(|c: char| c.is_whitespace() || c == '-' || c == ',')
        .filter(|w| !w.is_empty())
        .map(|w| without_possessive(w).to_string())
        .collect();
    let keys: Vec<String> = words.iter().map(|w| key(w)).collect();
    // "president of the United States": the head comes before what it is of
    let of = keys.iter().position(|w| matches!(w.as_str(), "of" | "to" | "for" | "in")).filter(|&i| i > 0);
    let front = &keys[..of.unwrap_or(keys.len())];
    let head = front.last()?;
    let two = front.len() > 1 && matches!(head.as_str(), "state");
    if !HEADS.contains(&head.as_str()) && !two && !roster.is_title(head) {
        return None;
    }
    let country = find_country(&words, roster).or_else(|| find_body(&words, roster));
    let mut titles: Vec<String> = Vec::new();
    let full = of.map_or_else(String::new, |i| format!("{} {}", front.last().map_or("", |w| w), keys[i..].join(" ")));
    // a foreign minister is no other minister; "the Norlund minister" may be any of theirs
    let other_office = matches!(head.as_str(), "minister" | "secretary")
        && front.len() > 1
        && find_country(&words[front.len() - 2..front.len() - 1], roster).is_none();
    let shortest = front.len() - usize::from(other_office);
    for title in (0..shortest).map(|i| front[i..].join(" ")).chain([full]) {
        let same = SAME.iter().find(|(t, _)| *t == title).map_or(&[][..], |(_, s)| s);
        for t in std::iter::once(title.as_str()).chain(same.iter().copied()) {
            if !t.is_empty() && !titles.iter().any(|x| x == t) && (roster.is_title(t) || t == head) {
                titles.push(t.to_string());
            }
        }
    }
    let former = front.iter().any(|w| matches!(w.as_str(), "former" | "ex" | "then"));
    let capital = |w: &String| w.starts_with(char::is_uppercase);
    let of = of.and_then(|i| words[i + 1..].iter().rfind(|w| capital(w))).map(|w| key(w));
    Some(TitlePhrase { titles, country, of, former })
}

/// The first country that one or two words in a row name.
fn find_country(words: &[String], roster: &Roster) -> Option<String> {
    for n in [3, 2, 1] {
        for w in words.windows(n) {
            if let Some(c) = roster.country(&w.join(" ")) {
                return Some(c.to_string());
            }
        }
    }
    None
}

/// The first body of the roster that up to four words in a row name.
fn find_body(words: &[String], roster: &Roster) -> Option<String> {
    (1..=4).rev().flat_map(|n| words.windows(n)).find_map(|w| {
        let entry = roster.find(&w.join(" ")).filter(|e| e.kind == Kind::Body);
        entry.map(|e| e.name.clone())
    })
}

impl TitlePhrase {
    /// The title in the mouth of somebody from a country: "the president" is the one at home.
    pub fn said_in(mut self, country: Option<&str>) -> Self {
        self.country = self.country.or(country.map(str::to_string));
        self
    }

    /// Whether it says of what ("the head of Harbour Watch"), other than of a country.
    pub fn names_its_body(&self) -> bool {
        self.of.is_some()
    }

    /// The person of the article, or of the roster, whom the phrase means at a position of the text. The
    /// name and whether the article itself names that person.
    pub fn resolve(&self, at: usize, as_of: AsOf, cast: &Cast, roster: &Roster) -> Option<(String, bool)> {
        // without a country, "the president" is the one the text is about: a subject before a mere mention
        let latest = |of: &BTreeSet<usize>, fits: &dyn Fn(usize) -> bool| {
            // asked once a person, not once a mention: long texts have thousands of both
            let mut known: HashMap<usize, bool> = HashMap::new();
            let mut fits =
                |m: &&PersonMention| of.contains(&m.person) && *known.entry(m.person).or_insert_with(|| fits(m.person));
            if of.is_empty() {
                return None;
            }
            let (before, behind) = cast.mentions.split_at(cast.mentions.partition_point(|m| m.span.start < at));
            let subject = before.iter().rev().filter(|m| m.subject && self.country.is_none()).find(&mut fits);
            let named = subject.or_else(|| before.iter().rev().find(&mut fits));
            named.or_else(|| behind.iter().find(&mut fits)).map(|m| m.person)
        };
        for title in self.titles.iter().filter(|_| !self.former) {
            let holders = roster.holders(title, self.country.as_deref(), as_of);
            let holders = holders.filter_map(|e| cast.by_name(&e.name)).filter(|&p| cast.people[p].known).collect();
            if let Some(p) = latest(&holders, &|_| true) {
                return Some((cast.people[p].name.clone(), true));
            }
        }
        for title in &self.titles {
            let introduced = |p: usize| {
                cast.people[p].introductions.iter().any(|introduction| {
                    let words = introduction.title.as_str();
                    // "the spokeswoman for Oda Varn" introduces no spokeswoman called Varn: the title must stand last
                    let has_title = format!(" {words}").ends_with(&format!(" {title}"));
                    // "former envoy Juna Hale met envoy Oda Varn": not what was said of another before
                    let near = words.split(' ').rev().take(title.split(' ').count() + 3);
                    let former = near.into_iter().any(|w| w == "former" || w.starts_with("ex-"));
                    let same_of = || {
                        let country = self.country.as_deref().is_some_and(|c| roster.country(c).is_some());
                        country || self.of.as_ref().is_none_or(|of| introduction.whole.contains(of.as_str()))
                    };
                    has_title && former == self.former && self.country_fits(words, roster) && same_of()
                })
            };
            let last = title.rsplit(' ').next().unwrap_or_default();
            if let Some(p) = cast.introduced_as(last).and_then(|of| latest(of, &introduced)) {
                return Some((cast.people[p].name.clone(), true));
            }
        }
        if let Some(country) = self.country.as_deref().filter(|_| !self.former) {
            for title in &self.titles {
                let mut holders = roster.holders(title, Some(country), as_of);
                if let (Some(e), None) = (holders.next(), holders.next()) {
                    return Some((e.name.clone(), false));
                }
            }
        }
        None
    }

    fn country_fits(&self, introduction: &str, roster: &Roster) -> bool {
        // whether a body is the right one, the name after "of" says
        let Some(wanted) = self.country.as_deref().filter(|c| roster.country(c).is_some()) else { return true };
        let words: Vec<String> = introduction.split_whitespace().map(|w| without_possessive(w).to_string()).collect();
        find_country(&words, roster).is_none_or(|c| c == wanted)
    }
}

/// Whom the roster alone means by a name or by a title of a country or body ("the Russian president") on a day: several
/// where several held the office then.
pub fn who<'a>(words: &str, as_of: AsOf, roster: &'a Roster) -> Vec<&'a Entry> {
    if let Some(entry) = roster.find(without_possessive(words.trim())) {
        return vec![entry];
    }
    let Some(phrase) = parse(words, roster).filter(|p| !p.former) else { return Vec::new() };
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

    fn who(mention: &str, as_of: AsOf) -> Option<String> {
        let r = Roster::built_in();
        parse(mention, &r)?.resolve(0, as_of, &Cast::default(), &r).map(|(name, _)| name)
    }

    #[test]
    fn titles_by_date() {
        assert_eq!(who("the Russian president", day(2025, 5, 19)).as_deref(), Some("Vladimir Putin"));
        assert_eq!(who("the US president", day(2025, 5, 19)).as_deref(), Some("Donald Trump"));
        assert_eq!(who("the US president", day(2022, 5, 19)).as_deref(), Some("Joe Biden"));
        assert_eq!(who("The president of the United States", day(2025, 5, 19)).as_deref(), Some("Donald Trump"));
        assert_eq!(who("The UK prime minister", day(2025, 5, 19)).as_deref(), Some("Keir Starmer"));
        assert_eq!(who("Ukraine’s president", AsOf::Today).as_deref(), Some("Volodymyr Zelenskyy"));
        assert_eq!(who("the former US president", day(2025, 5, 19)), None);
        assert_eq!(who("a Russian minister", day(2025, 5, 19)), None);
        assert_eq!(who("Russian officials", day(2025, 5, 19)), None);
        assert_eq!(who("the president", day(2025, 5, 19)), None);
    }

    #[test]
    fn a_date_that_cannot_be_read_names_nobody_by_an_office() {
        assert_eq!(who("the US president", AsOf::Unknown), None);
        assert_eq!(who("Ukraine’s president", AsOf::Unknown), None);
    }

    #[test]
    fn one_ministers_title_is_no_other_ministers() {
        let r = Roster::built_in();
        let titles = |mention: &str| parse(mention, &r).unwrap().titles;
        assert!(!titles("Pakistan's foreign minister").contains(&"minister".to_string()));
        assert!(titles("the Pakistani minister").contains(&"minister".to_string()));
    }
}
