//! Wire copies: the same words by the same speaker.
//!
//! Same are words that are equal but for case, accents, marks and punctuation; and of quotations of [`LONG`] words or
//! more also those where one word was changed, added or dropped, or one stretch was cut out, as
//! long as half of the words are left. A changed, added or dropped stretch of up to [`FEW`] words may hold
//! neither a number nor a negation: "30 hostages" is no copy of "40 hostages", "will not sign" none of "will sign".

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::row::QuoteRow;
use crate::lexicon::lexicon;

/// Words from which on a quotation may differ a little from its copy.
const LONG: usize = 8;
/// Words at each end by which candidates are found. One word that differs leaves one of both ends of a long quotation
/// whole, and so does a cut.
const END: usize = LONG / 2;
/// Words of a stretch in which numbers and negations must be equal.
const FEW: usize = 3;
/// Candidates that are compared, the latest first: what bounds the time where a speaker begins thousands of
/// quotations with the same words.
const CANDIDATES: usize = 256;

/// The quotations seen so far, row after row. Words are kept as hashes of four bytes.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    /// From all words, the first or the last ones (of one speaker) to the latest quotation that has them.
    latest: HashMap<u64, u32>,
    firsts: Vec<First>,
    words: Vec<Word>,
}

/// A quotation that is no copy of an earlier one.
#[derive(Debug)]
struct First {
    /// As the caller numbers rows.
    number: i64,
    /// In `Duplicates::words`; empty for short ones, which are only found by all their words.
    words: Range<usize>,
    /// The one before that begins, or ends, with the same words.
    before: [Option<u32>; 2],
}

/// Parts a key stands for, so that the first words of one are not taken for the last words of another.
#[derive(Hash)]
enum Part {
    All,
    First,
    Last,
}

impl Duplicates {
    /// The number of the first row that had the same words by the same speaker, named or not; `None` where this row, whose
    /// number is given, is the first, or has no speaker. A quotation inside another one is only compared with such.
    pub fn first_of(&mut self, row: &QuoteRow, number: i64) -> Option<i64> {
        if row.speaker.is_empty() {
            return None;
        }
        let words = words(&row.quote);
        let all = key(row, Part::All, &words);
        if let Some(&same) = self.latest.get(&all) {
            return Some(self.firsts[same as usize].number);
        }
        let long = words.len() >= LONG;
        let ends = if long {
            [key(row, Part::First, &words[..END]), key(row, Part::Last, &words[words.len() - END..])]
        } else {
            [all; 2]
        };
        if long && let Some(first) = (0..2).filter_map(|end| self.near(&words, ends[end], end)).min() {
            return Some(self.firsts[first as usize].number);
        }

        // more than four thousand million distinct quotations do not fit into a run
        let Ok(new) = u32::try_from(self.firsts.len()) else { return None };
        self.latest.insert(all, new);
        let before = if long { ends.map(|key| self.latest.insert(key, new)) } else { [None; 2] };
        let start = self.words.len();
        if long {
            self.words.extend(words);
        }
        self.firsts.push(First { number, words: start..self.words.len(), before });
        None
    }

    /// The first of the candidates with these first or last words that is the same.
    fn near(&self, words: &[Word], key: u64, end: usize) -> Option<u32> {
        self.candidates(key, end).filter(|&c| same(&self.words[self.firsts[c as usize].words.clone()], words)).last()
    }

    /// The quotations with these first or last words, the latest first, as many as are compared.
    fn candidates(&self, key: u64, end: usize) -> impl Iterator<Item = u32> {
        let before = move |&c: &u32| self.firsts[c as usize].before[end];
        std::iter::successors(self.latest.get(&key).copied(), before).take(CANDIDATES)
    }
}

/// What the words, or a part of them, of a row's speaker are found by.
fn key(row: &QuoteRow, part: Part, words: &[Word]) -> u64 {
    hash(&(&row.speaker, row.nested, part, words))
}

/// Fill `duplicate_of` of all rows, in their order.
#[cfg(test)]
pub(crate) fn mark_duplicates(rows: &mut [QuoteRow]) {
    let mut seen = Duplicates::default();
    for i in 0..rows.len() {
        let first = seen.first_of(&rows[i], i as i64);
        rows[i].duplicate_of = first.map(|f| rows[f as usize].quote_id.clone()).unwrap_or_default();
    }
}

/// In how many places the same words ran, the first one included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ran {
    /// Distinct outlets; where none is known of an article, it counts for none, so this may be 0.
    pub outlets: usize,
    /// Distinct articles; one where the copies stand in the same article as the first.
    pub articles: usize,
}

/// Where each quotation that has copies ran, by the `quote_id` of its first row; those without copies are not in it.
/// Duplicates are to be marked before.
pub fn where_it_ran(rows: &[QuoteRow]) -> HashMap<&str, Ran> {
    let mut places: HashMap<&str, (HashSet<&str>, HashSet<&str>)> = HashMap::new();
    for copy in rows.iter().filter(|r| !r.duplicate_of.is_empty()) {
        let (outlets, articles) = places.entry(&copy.duplicate_of).or_default();
        outlets.insert(&copy.outlet);
        articles.insert(&copy.article_id);
    }
    for first in rows {
        if let Some((outlets, articles)) = places.get_mut(first.quote_id.as_str()) {
            outlets.insert(&first.outlet);
            articles.insert(&first.article_id);
            outlets.remove("");
        }
    }
    let count = |(id, (outlets, articles)): (_, (HashSet<&str>, HashSet<&str>))| {
        (id, Ran { outlets: outlets.len(), articles: articles.len() })
    };
    places.into_iter().map(count).collect()
}

/// A word by its hash; the lowest bit says that a copy must have it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Word(u32);

impl Word {
    fn new(word: &str) -> Self {
        let telling = lexicon().copies.telling.has(word) || word.chars().any(char::is_numeric);
        Word((hash(&word) as u32) & !1 | u32::from(telling))
    }

    fn is_telling(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The words without accents, case, marks and punctuation.
fn words(quote: &str) -> Vec<Word> {
    let folded: String = quote.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(Word::new).collect()
}

/// Whether two long quotations are the same but for one word, or one stretch that one of them lacks.
fn same(a: &[Word], b: &[Word]) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let first = long.iter().zip(short).take_while(|(x, y)| x == y).count();
    let last = long.iter().rev().zip(short.iter().rev()).take_while(|(x, y)| x == y).count().min(short.len() - first);
    let kept = first + last;
    let (more, less) = (&long[first..long.len() - last], &short[first..short.len() - last]);
    let changed = long.len() == short.len() && more.len() == 1;
    let cut = kept == short.len() && 2 * short.len() >= long.len();
    if !(changed || cut) {
        return false;
    }
    more.len() > FEW || !more.iter().chain(less).any(|w| w.is_telling())
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use proptest::prelude::*;

    const LINE: &str = "We are ready to silence our guns on Friday at dawn if the other bank falls silent";

    /// Which of the quotations, all by one speaker, the last one repeats.
    fn repeats(quotes: &[&str]) -> Option<usize> {
        let mut seen = Duplicates::default();
        let found = quotes.iter().zip(0..).map(|(q, n)| seen.first_of(&sample("Varn", q, None), n)).last();
        found.flatten().map(|n| n as usize)
    }

    #[test]
    fn copies() {
        for copy in [
            "“we are ready to silence our guns, on friday, at dawn – if the other bank falls silent.”",
            "We áre ready to silence our guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence the guns on Friday at dawn if the other bank falls silent",
            "They are ready to silence our guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence our guns on Friday at dawn if the other bank falls quiet",
            "We are now ready to silence our guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence our guns Friday at dawn if the other bank falls silent",
            "We are ready to silence our guns on Friday",
            "silence our guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence our guns … if the other bank falls silent",
        ] {
            assert_eq!(repeats(&[LINE, copy]), Some(0), "{copy}");
            assert_eq!(repeats(&[copy, LINE]), Some(0), "{copy}, the other way round");
        }
    }

    #[test]
    fn others() {
        for other in [
            "We are ready to silence our guns on Monday at noon if the other bank falls silent",
            "We are not ready to silence our guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence 30 guns on Friday at dawn if the other bank falls silent",
            "We are ready to silence our guns",
            "Falls silent",
            "Only then will the other bank fall silent, he said, and I believe him this time",
        ] {
            assert_eq!(repeats(&[LINE, other]), None, "{other}");
        }
        assert_eq!(repeats(&["There will be peace", "There will be war"]), None, "short ones must be equal");
        assert_eq!(repeats(&["No deal!", "“no deal”"]), Some(0));
        assert_eq!(
            repeats(&[
                "At least 30 people were killed in the raid today",
                "At least 40 people were killed in the raid today"
            ]),
            None
        );
    }

    #[test]
    fn only_by_the_same_speaker_and_at_the_same_depth() {
        let mut seen = Duplicates::default();
        assert_eq!(seen.first_of(&sample("Varn", LINE, None), 1), None);
        assert_eq!(seen.first_of(&sample("Dolny", LINE, None), 2), None);
        assert_eq!(seen.first_of(&sample("", LINE, None), 3), None);
        let mut inner = sample("Varn", LINE, None);
        inner.nested = true;
        assert_eq!(seen.first_of(&inner, 4), None);
        assert_eq!(seen.first_of(&inner, 5), Some(4));
    }

    #[test]
    fn of_several_the_first() {
        let a = "They asked for the bridge and for the river and for the two hills behind it";
        let b = "They asked for the bridge and for the river and for the two woods behind it";
        // the third is near to both; the second is a copy of the first already
        assert_eq!(
            repeats(&[a, b, "They asked for the bridge and for the river and for the two fields behind it"]),
            Some(0)
        );
    }

    /// Of many quotations that all begin alike, each is compared with a bounded number of others.
    #[test]
    fn one_opening_for_all() {
        let mut seen = Duplicates::default();
        let quote = |i: u32| format!("We are going to a{i} b{} c{} and d{} will see", i / 2, i / 3, i / 5);
        for i in 0..3_000 {
            assert_eq!(seen.first_of(&sample("Varn", &quote(i), None), i64::from(i)), None, "{}", quote(i));
        }
        let opening = key(&sample("Varn", "", None), Part::First, &words("We are going to"));
        assert_eq!(seen.candidates(opening, 0).count(), CANDIDATES);
        // a copy of one of these is found, and one of all words among any number
        let mut copy = sample("Varn", &quote(2_900).replace(" see", " know"), None);
        assert_eq!(seen.first_of(&copy, 9_000), Some(2_900));
        copy.quote = quote(7);
        assert_eq!(seen.first_of(&copy, 9_001), Some(7));
    }

    #[test]
    fn outlets_and_articles() {
        let mut rows: Vec<QuoteRow> = (0..4).map(|_| sample("Varn", LINE, None)).collect();
        for (row, (article, outlet)) in rows.iter_mut().zip([("a", "Wire"), ("b", "Post"), ("c", ""), ("c", "")]) {
            row.article_id = article.into();
            row.outlet = outlet.into();
        }
        rows[0].quote_id = "a#1".into();
        mark_duplicates(&mut rows);
        assert_eq!(where_it_ran(&rows), HashMap::from([("a#1", Ran { outlets: 2, articles: 3 })]));
    }

    proptest! {
        #[test]
        fn one_word_of_a_long_quotation_may_change(
            words in prop::collection::vec("[a-z]{3,9}", LONG..40), at in any::<prop::sample::Index>(), with in "[a-z]{3,9}", how in 0..3,
        ) {
            prop_assume!(words.iter().chain([&with]).all(|w| !lexicon().copies.telling.has(w)));
            let mut other = words.clone();
            let i = at.index(words.len());
            match how {
                0 => other[i] = with,
                1 => other.insert(i, with),
                _ => { other.remove(i); }
            }
            prop_assume!(other.len() >= LONG || other == words);
            let (a, b) = (words.join(" "), other.join(", "));
            prop_assert_eq!(repeats(&[&a, &b]), Some(0));
            prop_assert_eq!(repeats(&[&b, &a]), Some(0));
        }

        #[test]
        fn a_cut_leaves_a_copy(words in prop::collection::vec("[a-z]{3,9}", 16..60), from in 0usize..60, length in 4usize..30) {
            prop_assume!(length <= words.len() / 2);
            let from = from % (words.len() - length + 1);
            let (head, tail) = (&words[..from], &words[from + length..]);
            let cut = format!("{} … {}", head.join(" "), tail.join(" "));
            prop_assert_eq!(repeats(&[&words.join(" "), &cut]), Some(0));
        }

        #[test]
        fn two_changed_words_are_another_quotation(words in prop::collection::vec("[a-z]{3,9}", LONG..40)) {
            let mut other = words.clone();
            other[1] = "changed".into();
            let last = other.len() - 2;
            other[last] = "altered".into();
            prop_assume!(other[1] != words[1] && other[last] != words[last]);
            prop_assert_eq!(repeats(&[&words.join(" "), &other.join(" ")]), None);
        }

        #[test]
        fn the_same_again_is_always_found(quotes in prop::collection::vec("[a-c]( [a-c]){0,12}|\\PC{0,30}", 1..30)) {
            let mut seen = Duplicates::default();
            for (q, n) in quotes.iter().zip(0..) {
                let row = sample("Varn", q, None);
                let first = seen.first_of(&row, n);
                let again = seen.first_of(&row, -1);
                prop_assert_eq!(again, Some(first.unwrap_or(n)));
            }
        }
    }
}
