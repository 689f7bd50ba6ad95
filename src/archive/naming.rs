//! One name and one id a speaker over the whole archive: spellings become one name, and a person's word counts before the
//! program's.

use std::collections::{BTreeMap, HashSet};

use super::correction::Field;
use super::corrections::{Fix, InForce};
use super::ids::SpeakerIds;
use super::row::QuoteRow;
use super::store::Archive;
use crate::attribution::{self, Roster, key};
use crate::error::Error;

/// So often is a name quoted that a person has written: of several spellings it is the one that stays.
const WRITTEN_BY_A_PERSON: usize = 1 << 40;

/// What every name has become.
pub(super) struct Names {
    min_confidence: f32,
    /// Spellings of a name, and the one name that stands for them.
    pub merged: BTreeMap<String, String>,
    ids: SpeakerIds,
}

impl Names {
    /// Meet all names that are sure enough, corrected ones as they are corrected.
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
        let written = correct(&mut met, roster, min_confidence, now);
        let named = met.iter().filter(|(name, _)| !name.starts_with(attribution::UNNAMED));
        let mut merged = attribution::merges(&named.map(|(n, c)| (n.clone(), *c)).collect(), roster);
        // two names that persons have written are two
        merged.retain(|name, _| !written.contains(name));
        let merged = renamed(&met, merged, roster, now);
        Ok(Names { min_confidence, merged, ids: SpeakerIds::default() })
    }

    /// Give a row its speaker's name and id. True where the name was not sure enough and is left out.
    pub fn give(&mut self, row: &mut QuoteRow) -> bool {
        if row.speaker.is_empty() {
            return false;
        }
        if row.speaker_confidence < self.min_confidence {
            row.speaker.clear();
            row.evidence = None;
            return true;
        }
        if let Some(name) = self.merged.get(&row.speaker) {
            row.speaker.clone_from(name);
        }
        let id = self.ids.of(&row.speaker, || attribution::speaker_id(&row.speaker));
        row.speaker_id.clear();
        row.speaker_id.push_str(id);
        false
    }
}

/// Put into a row what a person has put right of it. Names that the roster has by another spelling are its names.
pub(super) fn put_right(row: &mut QuoteRow, fix: &Fix, roster: &Roster) {
    if let Some(name) = &fix.speaker {
        row.speaker = canonical(name, roster);
        row.speaker_confidence = 1.0;
        row.evidence = None;
    }
    row.stance = fix.stance.unwrap_or(row.stance);
    row.kind = fix.kind.unwrap_or(row.kind);
    row.corrected = fix.corrected();
}

fn canonical(name: &str, roster: &Roster) -> String {
    roster.find(name).map_or_else(|| name.to_string(), |entry| entry.name.clone())
}

/// Count names as they are corrected; the names that persons have written.
fn correct(met: &mut BTreeMap<String, usize>, roster: &Roster, min_confidence: f32, now: &InForce) -> HashSet<String> {
    let mut written = HashSet::new();
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
        if let Some(name) = fix.speaker.filter(|name| !fix.left_out && !name.is_empty()) {
            written.insert(canonical(&name, roster));
        }
    }
    for name in &written {
        *met.entry(name.clone()).or_default() += WRITTEN_BY_A_PERSON;
    }
    written
}

/// What the names that were met become: the spelling that stands for them, and what persons call that, step after step.
fn renamed(
    met: &BTreeMap<String, usize>,
    merged: BTreeMap<String, String>,
    roster: &Roster,
    now: &InForce,
) -> BTreeMap<String, String> {
    let one = |name: &str| merged.get(name).cloned().unwrap_or_else(|| name.to_string());
    // by key, since a person may write another case or leave out an accent
    let met_by_key: BTreeMap<String, &String> = met.keys().map(|name| (key(name), name)).collect();
    let as_met = |name: &str| met_by_key.get(&key(name)).map_or_else(|| name.to_string(), |met| one(met));
    // who is named is who is called so after the steps before
    let mut steps: Vec<(String, String)> = Vec::new();
    for (from, to, field) in now.renamings() {
        let from = stepped(as_met(from), &steps);
        let to = canonical(to, roster);
        let to = if field == Field::MergeSpeaker { stepped(as_met(&to), &steps) } else { to };
        steps.push((key(&from), to));
    }
    if steps.is_empty() {
        return merged;
    }
    let from = now.renamings().map(|(from, ..)| from.to_string());
    let names: HashSet<String> = met.keys().cloned().chain(from).collect();
    let become_ = |name: String| {
        let last = stepped(as_met(&name), &steps);
        (last != name).then_some((name, last))
    };
    names.into_iter().filter_map(become_).collect()
}

/// What a name is after these steps, each from the key of a name to what it becomes.
fn stepped(mut name: String, steps: &[(String, String)]) -> String {
    let mut called = key(&name);
    for (from, to) in steps {
        if *from == called {
            name.clone_from(to);
            called = key(to);
        }
    }
    name
}
