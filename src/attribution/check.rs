//! What is doubtful in a user's roster, though it can be read.

use super::entry::{Entry, EntryKind, Office};
use super::names::key;
use super::roster::Roster;
use crate::document::Date;
use crate::lexicon::lexicon;

/// Warnings about entries that are to go over a roster, each with what it leads to.
pub fn check(own: &[Entry], over: &Roster) -> Vec<String> {
    let single = &lexicon().titles.single_offices;
    let mut said = Vec::new();
    for (i, entry) in own.iter().enumerate() {
        if own[..i].iter().any(|e| e.name == entry.name) {
            said.push(format!("{}: stands twice in the file; the later entry counts", entry.name));
        }
        if entry.kind == EntryKind::Person && entry.gender.is_none() {
            said.push(format!("{}: has no gender, so \"he\" and \"she\" may both mean this person", entry.name));
        }
        for name in std::iter::once(&entry.name).chain(&entry.aliases) {
            let has = |e: &&Entry| {
                e.name != entry.name && std::iter::once(&e.name).chain(&e.aliases).any(|n| key(n) == key(name))
            };
            if let Some(other) = own[..i].iter().find(has) {
                said.push(format!("{}: {name:?} also names {}; the later entry gets it", entry.name, other.name));
            } else if let Some(other) = over.entries().iter().find(|e| has(e) && !own.iter().any(|o| o.name == e.name))
            {
                said.push(format!(
                    "{}: {name:?} named {} in the built-in roster and no longer does",
                    entry.name, other.name
                ));
            }
        }
        for office in &entry.offices {
            if let (Some(from), Some(to)) = (&office.from, &office.to)
                && from >= to
            {
                said.push(format!("{}: {} from {from} to {to} ends before it begins", entry.name, office.title));
            }
            let rivals = own[..i].iter().chain(over.entries().iter().filter(|e| !own.iter().any(|o| o.name == e.name)));
            let rival = rivals
                .filter(|e| e.name != entry.name)
                .find(|e| e.offices.iter().any(|o| single.has(&o.title) && overlap((entry, office), (e, o))));
            if let Some(other) = rival {
                said.push(format!(
                    "{}: {} at the same time as {}; \"the {}\" names neither by the roster alone",
                    entry.name, office.title, other.name, office.title
                ));
            }
        }
    }
    said
}

/// Whether two offices are one office at one time.
fn overlap((a, x): (&Entry, &Office), (b, y): (&Entry, &Office)) -> bool {
    let before = |to: Option<Date>, from: Option<Date>| matches!((to, from), (Some(t), Some(f)) if t <= f);
    let of = |e: &Entry, o: &Office| o.of.clone().or_else(|| e.country.clone());
    x.title == y.title && of(a, x).is_some() && of(a, x) == of(b, y) && !before(x.to, y.from) && !before(y.to, x.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::roster_file::parse;
    use std::path::Path;

    fn warned(toml: &str) -> Vec<String> {
        check(&parse(toml, Path::new("mine.toml")).unwrap(), &Roster::built_in())
    }

    const VARN: &str =
        "[[speaker]]\nname = \"Oda Varn\"\nkind = \"person\"\ngender = \"female\"\ncountry = \"Norlund\"\n";

    #[test]
    fn what_is_doubtful() {
        assert_eq!(warned(VARN), Vec::<String>::new());
        let one = |toml: &str, words: &str| {
            let said = warned(toml);
            assert!(said.len() == 1 && said[0].contains(words), "{said:?}");
        };
        one(&format!("{VARN}{VARN}"), "stands twice");
        one("[[speaker]]\nname = \"Juna Hale\"\nkind = \"person\"\n", "no gender");
        one(&format!("{VARN}aliases = [\"Putin\"]\n"), "named Vladimir Putin in the built-in roster");
        let second = VARN.replace("Oda Varn", "Juna Hale");
        one(&format!("{VARN}aliases = [\"The Fox\"]\n{second}aliases = [\"the fox\"]\n"), "also names Oda Varn");
        let office = |from: &str| format!("offices = [{{ title = \"president\", from = \"{from}\" }}]\n");
        one(&format!("{VARN}{}{second}{}", office("2029-01-01"), office("2030-01-01")), "at the same time");
        one(
            &format!("{VARN}offices = [{{ title = \"envoy\", from = \"2029-01-01\", to = \"2028-01-01\" }}]\n"),
            "ends before",
        );
        let until = "offices = [{ title = \"president\", to = \"2030-01-01\" }]\n";
        assert_eq!(warned(&format!("{VARN}{until}{second}{}", office("2030-01-01"))), Vec::<String>::new());
    }
}
