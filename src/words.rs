//! Words of names, for rooms that look for them.

/// Without the possessive ending: "Varn's", "the allies'".
pub fn without_possessive(name: &str) -> &str {
    let stem = name.strip_suffix('s').filter(|n| n.ends_with(['\'', '’'])).unwrap_or(name);
    stem.strip_suffix(['\'', '’']).unwrap_or(stem)
}

/// Whether a word begins with a capital letter.
pub fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possessives() {
        for (owned, name) in [("Varn’s", "Varn"), ("allies'", "allies"), ("Varns", "Varns"), ("s", "s"), ("", "")] {
            assert_eq!(without_possessive(owned), name);
        }
    }
}
