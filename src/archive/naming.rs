//! One name and one id a speaker over the whole archive: spellings become one name, and a person's word counts before the
//! program's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::correction::Field;
use super::corrections::{Fix, InForce};
use super::ids::SpeakerIds;
use super::row::QuoteRow;
use super::store::Archive;
use crate::attribution::{self, Roster, key};
use crate::error::Error;

/// What every name has become.
pub(super) struct Names {
    min_confidence: f32,
    /// Spellings of a name, and the one name that stands for them.
    pub merged: BTreeMap<String, String>,
    /// What persons have written into rows, and how it stands there.
    written: HashMap<String, String>,
    ids: SpeakerIds,
}

impl Names {
    /// Meet all names that are sure enough, those of corrected rows as they are corrected.
    pub fn of(archive: &Archive, roster: &Roster, min_confidence: f32, now: &InForce) -> Result<Self, Error> {
        let sql =
            "SELECT speaker, count(*) FROM quotations WHERE speaker != '' AND speaker_confidence >= ? GROUP BY speaker";
        let mut statement = archive.db.prepare(sql).map_err(archive.unread())?;
        let rows = statement
            .query_map([min_confidence], |r| Ok((r.get::<_, String>(0)?, r.get::<_, usize>(1)?)))
            .map_err(archive.unread())?;
        let mut met = BTreeMap::new();
        for row in rows {
            let (name, quoted) = row.map_err(archive.unread())?;
            met.insert(name, quoted);
        }
        let written = correct(&mut met, min_confidence, now);
        let named = met.iter().filter(|(name, _)| !name.starts_with(attribution::UNNAMED));
        let merged = attribution::merges(&named.map(|(n, c)| (n.clone(), *c)).collect(), roster);
        let called = Called::of(&met, &written, &merged, roster, now);
        let stands = written.iter().map(|name| (name.clone(), called.written(name))).collect();
        let merged = if called.steps.is_empty() { merged } else { called.all(&met, now) };
        Ok(Names { min_confidence, merged, written: stands, ids: SpeakerIds::default() })
    }

    /// Give a row its speaker's name and id; `by_a_person` where a person has written the name. True where the name was not
    /// sure enough and is left out.
    pub fn give(&mut self, row: &mut QuoteRow, by_a_person: bool) -> bool {
        if row.speaker.is_empty() {
            return false;
        }
        if row.speaker_confidence < self.min_confidence {
            row.speaker.clear();
            row.evidence = None;
            return true;
        }
        let name = if by_a_person { self.written.get(&row.speaker) } else { self.merged.get(&row.speaker) };
        if let Some(name) = name {
            row.speaker.clone_from(name);
        }
        let id = self.ids.of(&row.speaker, || attribution::speaker_id(&row.speaker));
        row.speaker_id.clear();
        row.speaker_id.push_str(id);
        false
    }
}

/// Put into a row what a person has put right of it.
pub(super) fn put_right(row: &mut QuoteRow, fix: &Fix) {
    if let Some(name) = &fix.speaker {
        row.speaker.clone_from(name);
        row.speaker_confidence = 1.0;
        row.evidence = None;
    }
    row.stance = fix.stance.unwrap_or(row.stance);
    row.kind = fix.kind.unwrap_or(row.kind);
    row.corrected = fix.corrected();
}

/// Take out of the count what the program found in rows that are corrected; the names that persons have written there.
fn correct(met: &mut BTreeMap<String, usize>, min_confidence: f32, now: &InForce) -> BTreeSet<String> {
    let mut written = BTreeSet::new();
    for (id, found) in &now.found {
        let Some(fix) = now.fix(*id).filter(|fix| fix.left_out || fix.speaker.is_some()) else { continue };
        if found.confidence >= min_confidence
            && let Some(quoted) = met.get_mut(&found.speaker)
        {
            *quoted -= 1;
            if *quoted == 0 {
                met.remove(&found.speaker);
            }
        }
        written.extend(fix.speaker.filter(|name| !fix.left_out && !name.is_empty()));
    }
    written
}

/// What names are called after all that persons have said of them.
struct Called<'a> {
    roster: &'a Roster,
    merged: &'a BTreeMap<String, String>,
    /// By key, since a person may write another case or leave out an accent: the spelling that is quoted most.
    spelled: HashMap<String, &'a str>,
    /// From the key of a name to what it becomes, one after the other.
    steps: Vec<(String, String)>,
}

impl<'a> Called<'a> {
    fn of(
        met: &'a BTreeMap<String, usize>,
        written: &'a BTreeSet<String>,
        merged: &'a BTreeMap<String, String>,
        roster: &'a Roster,
        now: &InForce,
    ) -> Self {
        let mut called = Called { roster, merged, spelled: HashMap::new(), steps: Vec::new() };
        if written.is_empty() && now.names.is_empty() {
            return called;
        }
        let mut names: Vec<(&String, usize)> = met.iter().map(|(name, quoted)| (name, *quoted)).collect();
        names.sort_by_key(|(_, quoted)| std::cmp::Reverse(*quoted));
        for name in names.into_iter().map(|(name, _)| name).chain(written) {
            called.spelled.entry(key(name)).or_insert(name);
        }
        for (from, to, field) in now.renamings() {
            // who is meant is who is called so after the steps before
            let from = called.now(&called.one(from));
            let to = called.canonical(to);
            let to = if field == Field::MergeSpeaker { called.now(&called.one(&to)) } else { to };
            called.steps.push((key(&from), to));
        }
        called
    }

    /// A name's spelling in the archive, or in the roster.
    fn canonical(&self, name: &str) -> String {
        self.roster.find(name).map_or_else(|| name.to_string(), |entry| entry.name.clone())
    }

    /// The one name that the program has for a spelling.
    fn one(&self, name: &str) -> String {
        let spelled = self.spelled.get(&key(name)).copied().unwrap_or(name);
        self.merged.get(spelled).cloned().unwrap_or_else(|| spelled.to_string())
    }

    /// What a name is after the steps.
    fn now(&self, name: &str) -> String {
        let (mut name, mut called) = (name.to_string(), key(name));
        for (from, to) in &self.steps {
            if *from == called {
                name.clone_from(to);
                called = key(to);
            }
        }
        name
    }

    /// How a name stands in a row that a person has written it into: as it was written, but that the roster and the names
    /// that are there tell case and accents. It is no other spelling of a name, and draws none to it.
    fn written(&self, name: &str) -> String {
        let canonical = self.canonical(name);
        self.now(self.spelled.get(&key(&canonical)).copied().unwrap_or(&canonical))
    }

    /// What each name has become, of those that have become another one.
    fn all(&self, met: &BTreeMap<String, usize>, now: &InForce) -> BTreeMap<String, String> {
        let from = now.renamings().map(|(from, ..)| from.to_string());
        let names: BTreeSet<String> = met.keys().cloned().chain(from).collect();
        let become_ = |name: String| {
            let last = self.now(&self.one(&name));
            (last != name).then_some((name, last))
        };
        names.into_iter().filter_map(become_).collect()
    }
}
