//! Who is named in an article does not move a score: the development articles with every person's name swapped for
//! another's. Skipped where `../shared` is not there.

use std::collections::{BTreeSet, HashMap};
use std::fs;

use tempfile::tempdir;

use crate::common::{development_run, quotes, score, shared};

/// Of the rows whose words are the same but for names, the share that may differ: where the tagger takes a name for a
/// person in one of the two texts only.
const MAY_DIFFER: f64 = 0.03;

/// Speakers of two capitalised words that are no persons.
const BODIES: &[&str] = &["European Union", "United Nations", "United States", "White House"];

/// Words of names, each to a word of the next person's name: first names among first names, family names among theirs.
fn swaps(names: &BTreeSet<String>) -> HashMap<String, String> {
    let mut firsts = BTreeSet::new();
    let mut families = BTreeSet::new();
    for words in names.iter().map(|n| n.split(' ').collect::<Vec<_>>()).filter(|w| w.len() == 2) {
        firsts.insert(words[0].to_string());
        families.insert(words[1].to_string());
    }
    // a word that is both ("Scott") would be ambiguous
    let both: Vec<String> = firsts.intersection(&families).cloned().collect();
    firsts.retain(|w| !both.contains(w));
    families.retain(|w| !both.contains(w));
    [firsts, families]
        .into_iter()
        .flat_map(|set| {
            let words: Vec<String> = set.into_iter().collect();
            let mut next = words.clone();
            next.rotate_left(1.min(words.len()));
            words.into_iter().zip(next).collect::<Vec<_>>()
        })
        .collect()
}

fn swapped(text: &str, swaps: &HashMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let end = rest[start..].find(|c: char| !c.is_alphabetic()).map_or(rest.len(), |i| start + i);
        out += &rest[..start];
        let word = &rest[start..end];
        out += swaps.get(word).map_or(word, String::as_str);
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn no_score_changes_with_the_names() {
    let Some(run) = development_run() else { return };
    let (texts, gold) = (shared("data/articles/dev/text").unwrap(), shared("data/articles/dev/gold").unwrap());
    let dir = tempdir().unwrap();
    let there = dir.path().join("there");
    fs::create_dir(&there).unwrap();
    let mut swaps_of: HashMap<String, HashMap<String, String>> = HashMap::new();
    for file in fs::read_dir(&texts).unwrap().map(|e| e.unwrap().path()) {
        let id = file.file_stem().unwrap().to_str().unwrap().to_string();
        let text = fs::read_to_string(&file).unwrap();
        let article: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(gold.join(format!("{id}.json"))).unwrap()).unwrap();
        let names: BTreeSet<String> = article["quotations"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|q| q["speaker"].as_str())
            .filter(|n| {
                n.split(' ').count() == 2
                    && n.split(' ').all(|w| w.starts_with(char::is_uppercase) && w.chars().all(char::is_alphabetic))
            })
            .filter(|n| text.contains(*n) && !BODIES.contains(n))
            .map(str::to_string)
            .collect();
        let map = swaps(&names);
        fs::write(there.join(format!("{id}.txt")), swapped(&text, &map)).unwrap();
        swaps_of.insert(id, map);
    }
    let out = dir.path().join("out");
    assert_eq!(score(&[&there], &out, &[]).0, 0);
    let (before, after) = (quotes(run), quotes(&out));
    let score_of: HashMap<(&str, &str, &str), &str> = after
        .iter()
        .map(|r| ((r["article_id"].as_str(), r["quote"].as_str(), r["sentence"].as_str()), r["stance_score"].as_str()))
        .collect();
    let (mut same_words, mut renamed, mut different) = (0usize, 0usize, 0usize);
    for r in &before {
        let map = &swaps_of[&r["article_id"]];
        let (quote, sentence) = (swapped(&r["quote"], map), swapped(&r["sentence"], map));
        if let Some(score) = score_of.get(&(r["article_id"].as_str(), quote.as_str(), sentence.as_str())) {
            same_words += 1;
            renamed += usize::from(sentence != r["sentence"]);
            if *score != r["stance_score"] {
                different += 1;
                println!("{} and {score}: {} {}: {sentence}", r["stance_score"], r["quote_id"], r["speaker"]);
            }
        }
    }
    println!(
        "{same_words} of {} rows with the same words, {renamed} with other names, {different} scores differ",
        before.len()
    );
    assert!(same_words as f64 >= 0.95 * before.len() as f64, "{same_words} of {}", before.len());
    assert!(renamed as f64 >= 0.38 * before.len() as f64, "{renamed}");
    assert!(different as f64 <= MAY_DIFFER * same_words as f64, "{different} of {same_words}");
}
