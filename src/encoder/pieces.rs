//! Word pieces with their places in the text.

use tokenizers::Tokenizer;
use tokenizers::models::wordpiece::WordPiece as WordPieceModel;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;

use super::{ModelError, ModelFolder};
use crate::text::Span;

/// One word piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPiece {
    /// Its line in the vocabulary, from 0.
    pub id: i64,
    /// Code points of the text; empty for the mark between two paragraphs.
    pub span: Span,
    /// 1 for the pieces of a word that begins with a capital, 2 where the word is in capitals throughout, else 0.
    pub caps: i64,
    /// Whether the piece goes on with the word of the piece before ("##ing").
    pub inside_word: bool,
}

/// The word pieces of a text in their order, field by field, as the models take them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces {
    pub(crate) ids: Vec<i64>,
    pub(crate) starts: Vec<usize>,
    pub(crate) ends: Vec<usize>,
    pub(crate) caps: Vec<i64>,
    pub(crate) inside_word: Vec<bool>,
}

impl Pieces {
    /// Append a piece, which begins where the last one ends, or later.
    pub fn push(&mut self, piece: WordPiece) {
        let WordPiece { id, span, caps, inside_word } = piece;
        self.ids.push(id);
        self.starts.push(span.start);
        self.ends.push(span.end);
        self.caps.push(caps);
        self.inside_word.push(inside_word);
    }

    /// The piece at a place, counted from 0.
    ///
    /// # Panics
    /// Where there are not so many pieces.
    pub fn get(&self, i: usize) -> WordPiece {
        WordPiece { id: self.ids[i], span: self.span(i), caps: self.caps[i], inside_word: self.inside_word[i] }
    }

    /// The code points of the piece at a place.
    ///
    /// # Panics
    /// Where there are not so many pieces.
    pub fn span(&self, i: usize) -> Span {
        self.starts[i]..self.ends[i]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether the piece is the mark between two paragraphs, which covers no text.
    pub fn is_border(&self, i: usize) -> bool {
        self.starts[i] == self.ends[i]
    }

    /// The pieces that overlap the code points `start..end`.
    pub fn covering(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let lo = self.ends.partition_point(|&e| e <= start);
        let hi = self.starts.partition_point(|&s| s < end);
        lo..hi.max(lo)
    }
}

/// Bytes of text that are tokenized at once, about: the tokenizer needs some hundred times as much memory.
const PART: usize = 1 << 16;

/// A line in parts that are cut at a space, or, where there is none for long, anywhere: words stay whole.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut cut = PART.min(rest.len());
        if cut < rest.len() {
            cut = rest.as_bytes()[..cut].iter().rposition(|&b| b == b' ').filter(|&i| i > 0).unwrap_or(cut);
            while !rest.is_char_boundary(cut) {
                cut -= 1;
            }
        }
        let (part, tail) = rest.split_at(cut);
        rest = tail;
        Some(part)
    })
}

/// 2 for a word in capitals throughout (two or more), 1 for one that begins with a capital, else 0.
fn capitals(word: &[char]) -> i64 {
    if word.iter().filter(|c| c.is_uppercase()).count() >= 2 && !word.iter().any(|c| c.is_lowercase()) {
        return 2;
    }
    i64::from(word.first().is_some_and(|c| c.is_uppercase()))
}

/// The uncased WordPiece tokenizer of a model's `vocab.txt`.
pub(super) struct PieceTokenizer {
    inner: Tokenizer,
}

impl PieceTokenizer {
    /// Reads `vocab.txt`; fails where it is missing or not the vocabulary of a BERT model.
    pub fn load(folder: &ModelFolder) -> Result<Self, ModelError> {
        let vocab = folder.file("vocab.txt");
        let vocab = vocab.to_str().ok_or_else(|| folder.error("the path is not UTF-8"))?;
        let model = WordPieceModel::from_file(vocab)
            .unk_token("[UNK]".to_string())
            .build()
            .map_err(|e| folder.error(format!("vocab.txt: {e}")))?;
        let mut inner = Tokenizer::new(model);
        if inner.token_to_id("[UNK]").is_none() {
            return Err(folder.error("vocab.txt: no [UNK] in it, so not the vocabulary of a BERT model"));
        }
        inner.with_normalizer(Some(BertNormalizer::new(true, true, None, true)));
        inner.with_pre_tokenizer(Some(BertPreTokenizer));
        Ok(PieceTokenizer { inner })
    }

    /// Whether a word is one piece.
    pub fn is_word(&self, word: &str) -> bool {
        self.inner.token_to_id(word).is_some()
    }

    fn encode(&self, text: &str) -> Result<tokenizers::Encoding, ModelError> {
        self.inner.encode_char_offsets(text, false).map_err(|e| ModelError::Run(format!("tokenizer: {e}")))
    }

    /// The pieces of an article; a piece with id `border` and no text stands between paragraphs
    /// (lines that hold any text).
    pub fn article(&self, text: &str, border: i64) -> Result<Pieces, ModelError> {
        let mut out = Pieces::default();
        let mut at = 0;
        for line in text.split('\n') {
            let mut begins = true;
            for part in parts(line) {
                let enc = self.encode(part)?;
                let chars: Vec<char> = part.chars().collect();
                if begins && !enc.get_ids().is_empty() {
                    begins = false;
                    if !out.is_empty() {
                        out.push(WordPiece { id: border, span: at..at, caps: 0, inside_word: false });
                    }
                }
                let (tokens, offsets) = (enc.get_tokens(), enc.get_offsets());
                let mut cap = 0;
                for (i, (&id, &(s, e))) in enc.get_ids().iter().zip(offsets).enumerate() {
                    let inside_word = tokens[i].starts_with("##");
                    if !inside_word {
                        let goes_on = tokens[i + 1..].iter().take_while(|t| t.starts_with("##")).count();
                        cap = capitals(&chars[s.min(chars.len())..offsets[i + goes_on].1.min(chars.len())]);
                    }
                    out.push(WordPiece { id: i64::from(id), span: at + s..at + e, caps: cap, inside_word });
                }
                at += chars.len();
            }
            at += 1;
        }
        Ok(out)
    }

    /// The pieces of a text given in parts, each part with its mark.
    pub fn marked<'a>(&self, parts: impl Iterator<Item = (&'a str, bool)>) -> Result<Vec<(i64, bool)>, ModelError> {
        let mut out = Vec::new();
        for (words, mark) in parts {
            out.extend(self.encode(words)?.get_ids().iter().map(|&id| (i64::from(id), mark)));
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_line_are_the_line() {
        for line in ["word ".repeat(40_000), "é".repeat(100_000), " ".repeat(70_000), String::new(), "a b".into()] {
            let cut: Vec<&str> = parts(&line).collect();
            assert_eq!(cut.concat(), line);
            assert!(cut.iter().all(|p| !p.is_empty() && p.len() <= PART));
        }
        assert!(parts(&"word ".repeat(40_000)).skip(1).all(|p| p.starts_with(" word")));
    }

    #[test]
    fn capitals_of_words() {
        let of = |w: &str| capitals(&w.chars().collect::<Vec<_>>());
        assert_eq!([of("talks"), of("Talks"), of("NATO"), of("A"), of("iPhone"), of("")], [0, 1, 2, 1, 0, 0]);
        assert_eq!([of("McCoy"), of("ÉTÉ"), of("4"), of("U2"), of("F16S")], [1, 2, 0, 1, 2]);
    }
}
