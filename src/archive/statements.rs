//! What a person hands in becomes corrections of the archive: all of it, or where one statement cannot be used, nothing.

use std::collections::{HashMap, HashSet};

use super::correction::{Correction, Field, Verdict};
use super::corrections::{Candidate, InForce};
use super::fault::fault;
use super::fit::{self, Place};
use super::run::now;
use super::store::Archive;
use crate::attribution::key;
use crate::error::Error;
use crate::text::Span;

/// One thing that a person says of a quotation or of a name, as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Where it stands in the file, to be read at the beginning of a line: "line 4".
    pub at: String,
    /// As in `quotes.csv`; empty where place or words say which quotation is meant.
    pub quote_id: String,
    /// Empty where `quote_id` says it, and for a name in all articles.
    pub article_id: String,
    /// Where the words stand, in code points; may be empty.
    pub spans: Vec<Span>,
    /// The words; may be empty.
    pub quote: String,
    /// For a name in all articles: whose.
    pub speaker: String,
    /// What is put right.
    pub field: Field,
    /// What is to stand there.
    pub verdict: Verdict,
    /// Who says it.
    pub by: String,
    /// Why.
    pub note: String,
}

/// What came of statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entered {
    /// Corrections that the archive has taken.
    pub taken: usize,
    /// Statements that say what holds already.
    pub known: usize,
    /// Taken, but no quotation and no speaker is here that they belong to: which, and why.
    pub unfit: Vec<String>,
    /// Statements that cannot be used: where, what is wrong, and what to do. Where there is one, nothing was taken.
    pub refused: Vec<String>,
}

/// What a statement is about.
enum Target {
    /// This quotation.
    Quotation(Candidate),
    /// A name that is here.
    Name,
    /// Nothing that is here, for this reason.
    Nothing(String),
}

impl Archive {
    /// Take statements as corrections, all or none; what they change is seen when the archive is settled anew.
    ///
    /// One that says what holds already is passed over. One whose quotation or speaker is not here is taken, too: the
    /// article may come with another run. Fails where the archive cannot be read or written.
    pub fn take_statements(&mut self, statements: &[Statement]) -> Result<Entered, Error> {
        let path = self.path.clone();
        let written = |e| fault(&path, "written", e);
        self.for_writing()?;
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(written)?;
        let entered = self.take_all(statements);
        let good = entered.as_ref().is_ok_and(|e| e.refused.is_empty());
        self.db.execute_batch(if good { "COMMIT" } else { "ROLLBACK" }).map_err(written)?;
        entered.map(|e| if good { e } else { Entered { refused: e.refused, ..Entered::default() } })
    }

    fn take_all(&self, statements: &[Statement]) -> Result<Entered, Error> {
        let mut holds = self.in_force()?;
        let mut names =
            statements.iter().any(|s| s.field.is_of_names()).then(|| self.names_here(&holds)).transpose()?;
        let entered_at = now();
        let mut out = Entered::default();
        for s in statements {
            let target = match &mut names {
                Some(names) if s.field.is_of_names() => names.target(s),
                _ => self.quotation_meant(s)?,
            };
            let target = match target {
                Ok(target) => target,
                Err(problem) => {
                    out.refused.push(format!("{}: {problem}", s.at));
                    continue;
                }
            };
            let correction = self.correction(s, &target, &entered_at)?;
            if is_known(&holds, &correction, &target) {
                out.known += 1;
                continue;
            }
            if out.refused.is_empty() {
                self.keep_correction(&correction)?;
            }
            out.taken += 1;
            holds.all.push(correction);
            let index = holds.all.len() - 1;
            match target {
                Target::Quotation(candidate) => holds.hold(&candidate, index),
                Target::Name => {
                    if let Some(names) = &mut names {
                        names.called.insert(key(&s.speaker), s.verdict.name().unwrap_or(&s.speaker).to_string());
                        names.here.extend(s.verdict.name().map(key));
                    }
                    holds.hold_name(index);
                }
                Target::Nothing(why) => out.unfit.push(format!("{}: {why}", s.at)),
            }
        }
        Ok(out)
    }

    /// The correction as it is kept: with the place and the words as the archive has them.
    fn correction(&self, s: &Statement, target: &Target, entered: &str) -> Result<Correction, Error> {
        let mut c = Correction {
            article_id: if s.article_id.is_empty() {
                article_of(&s.quote_id).0.to_string()
            } else {
                s.article_id.clone()
            },
            spans: s.spans.clone(),
            quote: s.quote.clone(),
            field: s.field,
            speaker: s.speaker.clone(),
            verdict: s.verdict.clone(),
            by: s.by.clone(),
            note: s.note.clone(),
            entered: entered.to_string(),
        };
        match target {
            Target::Quotation(candidate) => {
                c.spans.clone_from(&candidate.spans);
                c.quote.clone_from(&candidate.quote);
                c.speaker.clear();
            }
            Target::Name => {
                (c.article_id, c.quote) = (String::new(), String::new());
                c.spans.clear();
            }
            Target::Nothing(_) if s.field.is_of_names() => c.article_id.clear(),
            Target::Nothing(_) => {
                c.speaker.clear();
                // so that it is known again when the text changes
                if let (true, Some(document)) = (c.quote.is_empty(), self.document_called(&c.article_id)?) {
                    let words = fit::words_at(&c.spans, &self.text_of(document)?);
                    c.quote = if words.chars().any(char::is_alphanumeric) { words } else { String::new() };
                }
            }
        }
        Ok(c)
    }

    /// Which quotation is meant. By its place where that is told, else by its id; words that are told must be its words.
    fn quotation_meant(&self, s: &Statement) -> Result<Result<Target, String>, Error> {
        let (of_id, number) = article_of(&s.quote_id);
        let article = if s.article_id.is_empty() { of_id } else { &s.article_id };
        if article.is_empty() {
            return Ok(Err(
                "it does not say which quotation is meant; fill in quote_id, or article_id and spans".into()
            ));
        }
        let placed = !s.spans.is_empty() || !s.quote.is_empty();
        let Some(document) = self.document_called(article)? else {
            let problem = format!("no article here has the id {article:?}");
            return Ok(if placed { Ok(Target::Nothing(problem)) } else { Err(problem) });
        };
        let candidates = self.candidates(document)?;
        let places: Vec<Place> = candidates.iter().map(Candidate::place).collect();
        let place = Place { spans: &s.spans, quote: &s.quote };
        let numbered = || number.and_then(|n| candidates.iter().position(|c| c.number == n));
        let is_it = |&at: &usize| s.quote.is_empty() || fit::have_same_words(&s.quote, &candidates[at].quote);
        let found = if !s.spans.is_empty() {
            fit::find(place, &places, || self.text_of(document))?
        } else if number.is_some() {
            // rows are numbered anew with every model; the words tell
            numbered().filter(is_it).or_else(|| fit::by_words(place, &places))
        } else {
            fit::by_words(place, &places)
        };
        Ok(match found {
            Some(at) => Ok(Target::Quotation(candidates[at].clone())),
            None if placed => Ok(Target::Nothing(format!("no quotation of {article} stands there or has these words"))),
            None if number.is_some() => {
                Err(format!("{article} has {} quotations, none is {:?}", candidates.len(), s.quote_id))
            }
            None => Err("it does not say which quotation of the article is meant; fill in quote_id or spans".into()),
        })
    }

    /// All names that stand somewhere, and what they have become.
    fn names_here(&self, holds: &InForce) -> Result<NamesHere, Error> {
        let all = "WITH names (name) AS (SELECT speaker FROM quotations UNION SELECT speaker FROM decisions
                       UNION SELECT spelling FROM spellings UNION SELECT speaker FROM spellings)
                   SELECT name, speaker FROM names LEFT JOIN spellings ON spelling = name";
        let mut statement = self.db.prepare(all).map_err(self.unread())?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?)));
        let mut names = NamesHere::default();
        for row in rows.map_err(self.unread())? {
            let (name, now) = row.map_err(self.unread())?;
            names.here.insert(key(&name));
            names.called.extend(now.map(|to| (key(&name), to)));
        }
        // and what was entered since the archive was settled
        for (from, to, _) in holds.renamings() {
            names.called.insert(key(from), to.to_string());
            names.here.insert(key(to));
        }
        let written = holds.all.iter().filter(|c| c.field == Field::Speaker);
        names.here.extend(written.filter_map(|c| c.verdict.name()).map(key));
        names.here.remove("");
        Ok(names)
    }
}

/// Names as [`key`] has them.
#[derive(Default)]
struct NamesHere {
    here: HashSet<String>,
    /// What a name has become.
    called: HashMap<String, String>,
}

impl NamesHere {
    fn target(&self, s: &Statement) -> Result<Target, String> {
        if key(&s.speaker).is_empty() {
            return Err(format!("{} needs the speaker's name in the column speaker", s.field.name()));
        }
        if !self.here.contains(&key(&s.speaker)) {
            return Ok(Target::Nothing(format!("no speaker here is called {:?}", s.speaker)));
        }
        let Some(to) = s.verdict.name() else { return Ok(Target::Name) };
        let one = |name: &str| self.called.get(&key(name)).map_or_else(|| key(name), |to| key(to));
        let there = self.here.contains(&key(to));
        match s.field {
            Field::MergeSpeaker if !there => Err(format!(
                "no speaker here is called {to:?}, so there is nobody to merge with; rename_speaker gives a new name"
            )),
            Field::RenameSpeaker if there && one(to) != one(&s.speaker) => {
                Err(format!("another speaker is called {to:?}; merge_speaker makes them one"))
            }
            _ => Ok(Target::Name),
        }
    }
}

/// A quotation's id in parts; the number is `None` where it has none.
fn article_of(quote_id: &str) -> (&str, Option<usize>) {
    match quote_id.rsplit_once('#') {
        Some((article, n)) if n.parse::<usize>().is_ok() => (article, n.parse().ok()),
        _ => (quote_id, None),
    }
}

/// Whether what it says holds already.
fn is_known(holds: &InForce, c: &Correction, target: &Target) -> bool {
    let same = |&i: &usize| {
        let held = &holds.all[i];
        held.verdict == c.verdict && held.by == c.by && held.note == c.note && held.field == c.field
    };
    let undone = c.verdict == Verdict::Undo;
    match target {
        Target::Quotation(q) => {
            let held = holds.rows.get(&q.id).and_then(|fields| fields.get(&c.field));
            held.map_or(undone, same)
        }
        Target::Name => {
            let of_name =
                |&&i: &&usize| holds.all[i].field.is_of_names() && key(&holds.all[i].speaker) == key(&c.speaker);
            let held = holds.names.iter().find(of_name);
            // one that was entered before anybody was called so does not hold, but can be taken back
            held.map_or(undone && !holds.unfit.iter().any(|i| of_name(&i)), same)
        }
        Target::Nothing(_) => {
            let alike = |a: &Correction| {
                (&a.article_id, &a.spans, &a.quote, a.field, key(&a.speaker))
                    == (&c.article_id, &c.spans, &c.quote, c.field, key(&c.speaker))
            };
            let held = holds.all.iter().rposition(alike);
            held.map_or(undone, |i| holds.all[i].verdict == Verdict::Undo && undone || same(&i))
        }
    }
}
