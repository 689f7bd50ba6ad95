//! First names and the sex of nearly all who have them: `data/first_names.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::entry::Gender;

const SOURCE: &str = include_str!("../../data/first_names.txt");

/// The text of the list, as it is built in.
pub fn source() -> &'static str {
    SOURCE
}

/// The sex of nearly all who have a first name (as a key); `None` where both have it or nobody known.
pub fn gender_of(first_name: &str) -> Option<Gender> {
    static NAMES: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(read);
    let known = |name: &str| NAMES.get(name).copied();
    known(first_name).or_else(|| known(first_name.split_once('-')?.0))
}

/// Whether a word (as a key) is a first name that the list knows.
pub fn is_first_name(word: &str) -> bool {
    gender_of(word).is_some()
}

fn read() -> HashMap<&'static str, Gender> {
    let lines = SOURCE.lines().filter(|l| !l.starts_with('#'));
    let parts = lines.filter_map(|l| l.split_once(' '));
    parts.map(|(name, sex)| (name, if sex == "f" { Gender::Female } else { Gender::Male })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_sex() {
        for (name, gender) in [
            ("oda", None),
            ("marta", Some(Gender::Female)),
            ("marek", Some(Gender::Male)),
            ("marie-celine", Some(Gender::Female)),
            ("robin", None),
            ("harbour", None),
        ] {
            assert_eq!(gender_of(name), gender, "{name}");
        }
        assert!(read().len() > 20_000);
        let lines = || SOURCE.lines().filter(|l| !l.starts_with('#'));
        assert!(lines().all(|l| l.ends_with(" f") || l.ends_with(" m")));
        assert_eq!(lines().count(), read().len(), "a name stands twice");
    }
}
