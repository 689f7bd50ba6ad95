//! Corrections in the archive: kept in the order in which they came, of which the later wins, and found again in what the
//! articles hold now.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{OptionalExtension, Row, params};

use super::correction::{Correction, Field, Verdict};
use super::fit::{self, Place};
use super::read::wrong;
use super::row::{span_list, spans_of};
use super::store::Archive;
use crate::attribution::key;
use crate::error::Error;
use crate::quotation::QuotationType;
use crate::stance::Stance;
use crate::text::Span;

/// A quotation as the models and rules found it, as far as corrections need it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// `quotation_id`.
    pub id: i64,
    /// The `n` of `article_id#n`.
    pub number: usize,
    pub spans: Vec<Span>,
    pub quote: String,
    pub speaker: String,
    pub confidence: f32,
}

impl Candidate {
    pub fn place(&self) -> Place<'_> {
        Place { spans: &self.spans, quote: &self.quote }
    }
}

/// What persons have put right of one quotation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fix {
    /// Empty for nobody.
    pub speaker: Option<String>,
    pub stance: Option<Stance>,
    pub kind: Option<QuotationType>,
    pub left_out: bool,
}

impl Fix {
    /// Which columns were put right, as the column `corrected` has it.
    pub fn corrected(&self) -> String {
        let parts = [
            (self.speaker.is_some(), Field::Speaker),
            (self.stance.is_some(), Field::Stance),
            (self.kind.is_some(), Field::Type),
        ];
        parts.into_iter().filter(|(put_right, _)| *put_right).map(|(_, f)| f.name()).collect::<Vec<_>>().join(";")
    }
}

/// What holds of all corrections now.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// All that were ever entered, in order.
    pub all: Vec<Correction>,
    /// By quotation and field, the one that holds: an index into `all`.
    pub rows: HashMap<i64, BTreeMap<Field, usize>>,
    /// The quotations of `rows`, as they were found.
    pub found: HashMap<i64, Candidate>,
    /// Who is called otherwise, in the order in which the names change: indexes into `all`.
    pub names: Vec<usize>,
    /// Those that belong to nothing here: indexes into `all`.
    pub unfit: Vec<usize>,
}

impl InForce {
    pub fn fix(&self, quotation: i64) -> Option<Fix> {
        let fields = self.rows.get(&quotation).filter(|fields| !fields.is_empty())?;
        let mut fix = Fix::default();
        for &i in fields.values() {
            match &self.all[i].verdict {
                Verdict::Speaker(name) => fix.speaker = Some(name.clone()),
                Verdict::Stance(stance) => fix.stance = Some(*stance),
                Verdict::Type(kind) => fix.kind = Some(*kind),
                Verdict::NotAQuotation => fix.left_out = true,
                Verdict::Undo | Verdict::Name(_) => {}
            }
        }
        Some(fix)
    }

    /// From which name to which, in order.
    pub fn renamings(&self) -> impl Iterator<Item = (&str, &str, Field)> {
        self.names.iter().filter_map(|&i| {
            let c = &self.all[i];
            Some((c.speaker.as_str(), c.verdict.name()?, c.field))
        })
    }

    /// Let a correction hold for a quotation, and what it follows no longer.
    pub fn hold(&mut self, candidate: &Candidate, index: usize) {
        let (field, undone) = (self.all[index].field, self.all[index].verdict == Verdict::Undo);
        let fields = self.rows.entry(candidate.id).or_default();
        if undone {
            fields.remove(&field);
        } else {
            fields.insert(field, index);
        }
        self.found.entry(candidate.id).or_insert_with(|| candidate.clone());
    }

    /// The same for a name: a later correction of one name takes the place of an earlier one.
    pub fn hold_name(&mut self, index: usize) {
        let of = key(&self.all[index].speaker);
        let all = &self.all;
        self.names.retain(|&i| key(&all[i].speaker) != of);
        if self.all[index].verdict != Verdict::Undo {
            self.names.push(index);
        }
    }
}

impl Archive {
    /// All corrections in the order in which they were entered; a later one of the same place and field wins.
    pub fn corrections(&self) -> Result<Vec<Correction>, Error> {
        let sql = "SELECT article_id, spans, quote, field, speaker, value, by, note, entered FROM corrections
                   ORDER BY correction_id";
        let mut statement = self.db.prepare(sql).map_err(self.unread())?;
        let rows = statement.query_map([], correction).map_err(self.unread())?;
        rows.collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    /// The corrections that belong to no quotation and no speaker that is here now.
    pub fn unfit_corrections(&self) -> Result<Vec<Correction>, Error> {
        let InForce { all, unfit, .. } = self.in_force()?;
        Ok(unfit.into_iter().map(|i| all[i].clone()).collect())
    }

    /// Remember what every row says now, for [`Archive::changed_rows`].
    pub fn remember_rows(&self) -> Result<(), Error> {
        let sql = "DROP TABLE IF EXISTS temp.decided; CREATE TEMP TABLE decided AS SELECT * FROM main.decisions;";
        self.db.execute_batch(sql).map_err(self.unwritten())
    }

    /// In how many rows name, confidence of it, type or stance are others than when they were remembered, or which have
    /// come or gone since.
    pub fn changed_rows(&self) -> Result<usize, Error> {
        let columns = |of: &str| {
            let all = ["speaker", "speaker_confidence", "type", "stance_score", "stance_label", "left_out"];
            all.map(|c| format!("{of}.{c}")).join(", ")
        };
        let sql = format!(
            "SELECT count(*) FROM decisions x FULL JOIN temp.decided t USING (quotation_id) WHERE ({}) IS NOT ({})",
            columns("x"),
            columns("t")
        );
        self.db.query_row(&sql, [], |r| r.get(0)).map_err(self.unread())
    }

    /// Find all corrections again in what is here now.
    pub(super) fn in_force(&self) -> Result<InForce, Error> {
        let mut now = InForce { all: self.corrections()?, ..InForce::default() };
        // of one place that nothing stands at, the last of each field counts
        let mut unfit: BTreeMap<(String, String, String, Field), usize> = BTreeMap::new();
        let mut by_document: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (i, c) in now.all.iter().enumerate().filter(|(_, c)| !c.field.is_of_names()) {
            match self.document_called(&c.article_id)? {
                Some(document) => by_document.entry(document).or_default().push(i),
                None => drop(unfit.insert(place_key(c), i)),
            }
        }
        for (document, corrections) in by_document {
            let candidates = self.candidates(document)?;
            let places: Vec<Place> = candidates.iter().map(Candidate::place).collect();
            for i in corrections {
                let c = &now.all[i];
                let place = Place { spans: &c.spans, quote: &c.quote };
                match fit::find(place, &places, || self.text_of(document))? {
                    Some(at) => now.hold(&candidates[at], i),
                    None => drop(unfit.insert(place_key(c), i)),
                }
            }
        }
        if now.all.iter().any(|c| c.field.is_of_names()) {
            let mut known = self.names_as_found()?;
            known
                .extend(now.all.iter().filter(|c| c.field == Field::Speaker).filter_map(|c| c.verdict.name()).map(key));
            for i in 0..now.all.len() {
                let c = &now.all[i];
                if !c.field.is_of_names() {
                    continue;
                }
                let of_name = (String::new(), String::new(), key(&c.speaker), Field::RenameSpeaker);
                if known.contains(&key(&c.speaker)) {
                    known.extend(c.verdict.name().map(key));
                    // one entered before anybody was called so is followed, too
                    unfit.remove(&of_name);
                    now.hold_name(i);
                } else {
                    unfit.insert(of_name, i);
                }
            }
        }
        now.unfit = unfit.into_values().filter(|&i| now.all[i].verdict != Verdict::Undo).collect();
        now.unfit.sort_unstable();
        Ok(now)
    }

    /// The names that the program gave, as [`key`] has them.
    fn names_as_found(&self) -> Result<HashSet<String>, Error> {
        let mut statement = self.db.prepare("SELECT DISTINCT speaker FROM quotations").map_err(self.unread())?;
        let names = statement.query_map([], |r| r.get::<_, String>(0)).map_err(self.unread())?;
        names.map(|n| n.map(|n| key(&n))).collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    /// The document of an id, or the one that came under this id, too.
    pub(super) fn document_called(&self, article_id: &str) -> Result<Option<i64>, Error> {
        let sql = "SELECT document_id FROM documents WHERE article_id = ?1
                   UNION ALL SELECT document_id FROM repeats WHERE article_id = ?1 LIMIT 1";
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        statement.query_row([article_id], |r| r.get(0)).optional().map_err(self.unread())
    }

    /// The quotations of a document as they were found, in text order.
    pub(super) fn candidates(&self, document: i64) -> Result<Vec<Candidate>, Error> {
        let sql = "SELECT quotation_id, number, spans, quote, speaker, speaker_confidence FROM quotations
                   WHERE document_id = ? ORDER BY number";
        let mut statement = self.db.prepare_cached(sql).map_err(self.unread())?;
        let rows = statement.query_map([document], |r| {
            Ok(Candidate {
                id: r.get(0)?,
                number: r.get(1)?,
                spans: spans_in(r, 2)?,
                quote: r.get(3)?,
                speaker: r.get(4)?,
                confidence: r.get(5)?,
            })
        });
        rows.map_err(self.unread())?.collect::<rusqlite::Result<_>>().map_err(self.unread())
    }

    pub(super) fn text_of(&self, document: i64) -> Result<String, Error> {
        let sql = "SELECT text FROM documents WHERE document_id = ?";
        self.db.query_row(sql, [document], |r| r.get(0)).map_err(self.unread())
    }

    pub(super) fn keep_correction(&self, c: &Correction) -> Result<(), Error> {
        let sql = "INSERT INTO corrections (article_id, spans, quote, field, speaker, value, by, note, entered)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values = params![
            c.article_id,
            span_list(&c.spans),
            c.quote,
            c.field.name(),
            c.speaker,
            c.verdict.to_string(),
            c.by,
            c.note,
            c.entered,
        ];
        self.execute(sql, values).map(drop)
    }
}

/// What tells two corrections apart that belong to nothing.
fn place_key(c: &Correction) -> (String, String, String, Field) {
    (c.article_id.clone(), span_list(&c.spans), c.quote.clone(), c.field)
}

fn spans_in(r: &Row, column: usize) -> rusqlite::Result<Vec<Span>> {
    let spans: String = r.get(column)?;
    spans_of(&spans).ok_or_else(|| wrong(column, format!("spans are {spans:?}")))
}

fn correction(r: &Row) -> rusqlite::Result<Correction> {
    let (field, value): (String, String) = (r.get(3)?, r.get(5)?);
    let field = Field::of(&field).ok_or_else(|| wrong(3, format!("field is {field:?}")))?;
    Ok(Correction {
        article_id: r.get(0)?,
        spans: spans_in(r, 1)?,
        quote: r.get(2)?,
        field,
        speaker: r.get(4)?,
        verdict: Verdict::read(field, &value).map_err(|e| wrong(5, e))?,
        by: r.get(6)?,
        note: r.get(7)?,
        entered: r.get(8)?,
    })
}
