//! One thing that a person has put right: what it is about, where it hangs, and what is to stand there.

use std::fmt;

use super::row::span_list;
use crate::attribution::UNNAMED;
use crate::quotation::QuotationType;
use crate::stance::{Label, Stance};
use crate::text::Span;

/// What is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Who said it.
    Speaker,
    /// Where it stands on the axis.
    Stance,
    /// Direct, indirect or mixed.
    Type,
    /// These words are no quotation; they are in no export.
    NotAQuotation,
    /// Two speakers are one, in all articles.
    MergeSpeaker,
    /// A speaker is called otherwise, in all articles.
    RenameSpeaker,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 6] =
        [Field::Speaker, Field::Stance, Field::Type, Field::NotAQuotation, Field::MergeSpeaker, Field::RenameSpeaker];

    /// As the column `field` has it.
    pub fn name(self) -> &'static str {
        match self {
            Field::Speaker => "speaker",
            Field::Stance => "stance",
            Field::Type => "type",
            Field::NotAQuotation => "not_a_quotation",
            Field::MergeSpeaker => "merge_speaker",
            Field::RenameSpeaker => "rename_speaker",
        }
    }

    /// The field of this name. Case, spaces, `-` and `_` do not matter.
    pub fn of(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|f| plain(f.name()) == plain(name))
    }

    /// Whether it is about a name in all articles, not about one quotation.
    pub fn is_of_names(self) -> bool {
        matches!(self, Field::MergeSpeaker | Field::RenameSpeaker)
    }
}

/// What is to stand in the place of what the program found.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// What was put right before is taken back.
    Undo,
    /// A name, or `unnamed: ` and the words; empty for nobody.
    Speaker(String),
    /// The stance, with confidence 1.
    Stance(Stance),
    /// The type.
    Type(QuotationType),
    /// No quotation.
    NotAQuotation,
    /// The name that a speaker has from now on.
    Name(String),
}

/// Takes a correction back.
const UNDO: &str = "undo";
/// In a speaker's place: nobody said who spoke.
const NOBODY: &str = "nobody";
/// Longer cells are no names.
const LONGEST_NAME: usize = 200;

impl Verdict {
    /// What a cell says of a field. An empty cell takes the correction back; of a speaker it says that nobody is named.
    ///
    /// The error says what is wrong and what could stand there.
    pub fn read(field: Field, cell: &str) -> Result<Self, String> {
        let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let word = cell.to_lowercase();
        if word == UNDO || (cell.is_empty() && field != Field::Speaker) {
            return Ok(Verdict::Undo);
        }
        match field {
            Field::Speaker if cell.is_empty() || word == NOBODY => Ok(Verdict::Speaker(String::new())),
            Field::Speaker => speaker(&cell).map(Verdict::Speaker),
            Field::MergeSpeaker | Field::RenameSpeaker => speaker(&cell).map(Verdict::Name),
            Field::Stance => stance(&word).map(Verdict::Stance),
            Field::Type => {
                let all = [QuotationType::Direct, QuotationType::Indirect, QuotationType::Mixed];
                let found = all.into_iter().find(|k| k.name() == word).map(Verdict::Type);
                found.ok_or_else(|| format!("{cell:?} is no type; use direct, indirect or mixed"))
            }
            Field::NotAQuotation => match word.as_str() {
                "yes" | "y" | "true" | "x" | "1" => Ok(Verdict::NotAQuotation),
                "no" | "n" | "false" | "0" => Ok(Verdict::Undo),
                _ => Err(format!("not_a_quotation is {cell:?}; use yes, or leave it empty")),
            },
        }
    }

    /// The name that it gives a speaker.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Verdict::Speaker(name) | Verdict::Name(name) if !name.is_empty() => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Verdict {
    /// As the column `value` has it; [`Verdict::read`] gives it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Undo => f.write_str(UNDO),
            Verdict::Speaker(name) if name.is_empty() => f.write_str(NOBODY),
            Verdict::Speaker(name) | Verdict::Name(name) => f.write_str(name),
            Verdict::Stance(s) if s.score == s.label.score() => f.write_str(s.label.name()),
            Verdict::Stance(s) => write!(f, "{}", s.score.unwrap_or_default()),
            Verdict::Type(kind) => f.write_str(kind.name()),
            Verdict::NotAQuotation => f.write_str("yes"),
        }
    }
}

fn speaker(cell: &str) -> Result<String, String> {
    if cell.chars().count() > LONGEST_NAME {
        return Err(format!("a name of {} characters; a name has {LONGEST_NAME} at most", cell.chars().count()));
    }
    if cell.chars().any(char::is_control) {
        return Err(format!("{cell:?} is no name, it has control characters"));
    }
    let unnamed = UNNAMED.trim_end();
    match cell.get(..unnamed.len()) {
        Some(start) if start.eq_ignore_ascii_case(unnamed) => match cell[unnamed.len()..].trim() {
            "" => Err(format!("{cell:?} lacks the words of the source: \"unnamed: senior official\"")),
            words => Ok(format!("{UNNAMED}{words}")),
        },
        _ if cell.chars().any(char::is_alphanumeric) => Ok(cell.to_string()),
        _ => Err(format!("{cell:?} is no name; nobody stands for a quotation without a speaker")),
    }
}

fn stance(word: &str) -> Result<Stance, String> {
    if let Some(label) = Label::ALL.into_iter().find(|l| plain(l.name()) == plain(word)) {
        return Ok(Stance::sure(label, None));
    }
    // a comma where the machine's language has one, and a minus as text programs write it
    match word.replace(',', ".").replace(['−', '–'], "-").parse::<f64>() {
        Ok(score) if (-1.0..=1.0).contains(&score) => {
            // as many decimals as the files print; no minus before nothing
            Ok(Stance::sure(Label::Neutral, Some((score * 1000.0).round() / 1000.0 + 0.0)))
        }
        _ => {
            let levels = Label::ALL[..5].iter().rev();
            let labels: Vec<&str> = levels.chain([&Label::OffAxis]).map(|l| l.name()).collect();
            Err(format!("{word:?} is no stance; use one of {}, or a score from -1 to 1", labels.join(", ")))
        }
    }
}

/// A word without what does not matter in it.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// One thing that a person has put right, as the archive keeps it. It hangs on the words and their place, not on a row's
/// number.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Empty for a name in all articles.
    pub article_id: String,
    /// Where the words stood, in code points; empty for a name in all articles, and where only the words are known.
    pub spans: Vec<Span>,
    /// The words that stood there, with their quotation marks; empty where they are not known.
    pub quote: String,
    /// What is put right.
    pub field: Field,
    /// For a name in all articles: whose; else empty.
    pub speaker: String,
    /// What is to stand there.
    pub verdict: Verdict,
    /// Who put it right, as they call themselves.
    pub by: String,
    /// Why, in their words.
    pub note: String,
    /// When the archive took it: UTC, ISO 8601; empty before that.
    pub entered: String,
}

impl Correction {
    /// The columns of a file of corrections as `quotestance correct --list` prints it.
    pub const COLUMNS: [&'static str; 9] =
        ["article_id", "spans", "quote", "field", "speaker", "value", "by", "note", "entered"];

    /// The cells, in the order of [`Correction::COLUMNS`], as plain text.
    pub fn cells(&self) -> [String; 9] {
        [
            self.article_id.clone(),
            span_list(&self.spans),
            self.quote.clone(),
            self.field.name().to_string(),
            self.speaker.clone(),
            self.verdict.to_string(),
            self.by.clone(),
            self.note.clone(),
            self.entered.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(field: Field, cell: &str) -> String {
        Verdict::read(field, cell).map_or_else(|e| format!("wrong: {e}"), |v| v.to_string())
    }

    #[test]
    fn cells_as_people_write_them() {
        assert_eq!(read(Field::Speaker, "  Oda \n Varn "), "Oda Varn");
        assert_eq!(read(Field::Speaker, ""), "nobody");
        assert_eq!(read(Field::Speaker, "Nobody"), "nobody");
        assert_eq!(read(Field::Speaker, "Unnamed:harbour  official"), "unnamed: harbour official");
        assert_eq!(read(Field::Speaker, "UNDO"), "undo");
        assert_eq!(read(Field::Stance, "Lean peace"), "lean_peace");
        assert_eq!(read(Field::Stance, "OFF-AXIS"), "off_axis");
        assert_eq!(read(Field::Stance, "0,25"), "0.25");
        assert_eq!(read(Field::Stance, "−0.5"), "lean_pressure");
        assert_eq!(read(Field::Stance, "-0"), "neutral");
        assert_eq!(read(Field::Stance, ""), "undo");
        assert_eq!(read(Field::Type, "Mixed"), "mixed");
        assert_eq!(read(Field::NotAQuotation, "TRUE"), "yes");
        assert_eq!(read(Field::NotAQuotation, "no"), "undo");
        assert_eq!(Field::of("Not a quotation"), Some(Field::NotAQuotation));
        let Ok(Verdict::Stance(s)) = Verdict::read(Field::Stance, "-0.8") else { panic!() };
        assert_eq!(s, Stance { score: Some(-0.8), label: Label::StrongPressure, confidence: 1.0 });
        let Ok(Verdict::Stance(s)) = Verdict::read(Field::Stance, "strong_peace") else { panic!() };
        assert_eq!(s.score, Some(1.0));
    }

    #[test]
    fn what_cannot_stand_there() {
        for (field, cell, says) in [
            (Field::Stance, "1.5", "from -1 to 1"),
            (Field::Stance, "nan", "no stance"),
            (Field::Stance, "peace", "strong_peace, lean_peace"),
            (Field::Type, "sung", "direct, indirect or mixed"),
            (Field::NotAQuotation, "perhaps", "use yes"),
            (Field::Speaker, "—", "no name"),
            (Field::Speaker, "unnamed: ", "lacks the words"),
            (Field::Speaker, "a\u{7}b", "control"),
        ] {
            let said = read(field, cell);
            assert!(said.starts_with("wrong") && said.contains(says), "{cell}: {said}");
        }
        assert!(read(Field::Speaker, &"x".repeat(300)).contains("300 characters"));
    }

    proptest! {
        #[test]
        fn a_verdict_comes_back(cell in "\\PC{0,30}|-?[01]\\.[0-9]{0,4}|lean_peace|yes|undo", n in 0usize..6) {
            let field = Field::ALL[n];
            if let Ok(verdict) = Verdict::read(field, &cell) {
                prop_assert_eq!(Verdict::read(field, &verdict.to_string()), Ok(verdict));
            }
        }
    }
}
