//! The archive's tables (`schema.sql`) and their versions.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::fault::{fault, foreign};
use crate::error::Error;
use crate::reader::APPLICATION_ID;

/// As SQLite takes it.
const ID: i32 = i32::from_be_bytes(APPLICATION_ID);

/// One step for each version of the schema; those that were released never change.
const STEPS: &[M<'static>] = &[M::up(include_str!("schema.sql"))];

/// Make a new, empty file an archive, or bring an older archive to this version.
///
/// Fails where the file is no archive of this program, is damaged, or was made by a later version.
pub(super) fn prepare(db: &mut Connection, path: &Path) -> Result<(), Error> {
    let at = |e| fault(path, "opened", e);
    let id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(at)?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(at)?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(at)?;
    if id != ID && (id != 0 || tables > 0) {
        return Err(foreign(path));
    }
    if version > STEPS.len() as i64 {
        let problem = format!(
            "an archive of version {version}, made by a later program; this one reads up to version {}. Use the later \
             program, or score into another folder",
            STEPS.len()
        );
        return Err(Error::content(path, problem));
    }
    if version < STEPS.len() as i64 {
        db.pragma_update(None, "application_id", ID).map_err(at)?;
        Migrations::from_slice(STEPS).to_latest(db).map_err(|e| match e {
            rusqlite_migration::Error::RusqliteError { err, .. } => fault(path, "brought to this version", err),
            other => Error::content(path, format!("cannot be brought to this version: {other}")),
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_to_a_whole_schema() {
        Migrations::from_slice(STEPS).validate().unwrap();
        let mut db = Connection::open_in_memory().unwrap();
        prepare(&mut db, Path::new("x")).unwrap();
        prepare(&mut db, Path::new("x")).unwrap();
        for view in ["quotes", "speakers"] {
            db.prepare(&format!("SELECT * FROM {view}")).unwrap();
        }
        db.pragma_update(None, "user_version", 99).unwrap();
        let said = prepare(&mut db, Path::new("x")).unwrap_err().to_string();
        assert!(said.contains("version 99"), "{said}");
    }

    #[test]
    fn a_database_of_somebody_else_is_left_alone() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE theirs (x)").unwrap();
        let said = prepare(&mut db, Path::new("x")).unwrap_err().to_string();
        assert!(said.contains("no archive of quotestance"), "{said}");
        assert_eq!(db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
    }
}
