//! Two means and how they differ.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;

use super::interval::{Cluster, difference, interval, mean};
use super::rounding::thousandths;
use super::search::{Conditions, Filter, SCORE};
use super::store::Archive;
use crate::error::Error;

/// The mean of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// Articles with a quotation on the axis.
    pub articles: usize,
    /// Quotations on the axis, repeats left out: as many as the mean rests on.
    pub on_axis: usize,
    /// Their mean score, -1 to +1; `None` where there is none.
    pub mean: Option<f64>,
    /// 95 % interval of the mean, over articles; `None` for fewer than two.
    pub interval: Option<(f64, f64)>,
}

/// Two sides and their difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The one and the other.
    pub sides: [Side; 2],
    /// The mean of the first less that of the second, -2 to +2; `None` where one has none.
    pub difference: Option<f64>,
    /// 95 % interval of the difference: percentile bootstrap that resamples the articles of both sides together, so that
    /// what two speakers say in one article stays together; `None` where a side has fewer than two articles.
    pub interval: Option<(f64, f64)>,
}

/// What each article adds to the two sides.
#[derive(Default)]
pub struct Compared {
    /// By article, over all archives.
    articles: BTreeMap<(usize, i64), [Cluster; 2]>,
    archives: usize,
}

impl Compared {
    /// Add what an archive has of each side.
    pub fn add(&mut self, archive: &Archive, sides: [&Filter; 2]) -> Result<(), Error> {
        for (side, filter) in sides.into_iter().enumerate() {
            let Conditions { from, sql, values } = archive.conditions(filter)?;
            let sql = format!("SELECT q.document_id, {SCORE} FROM {from} WHERE {sql} AND {SCORE} IS NOT NULL");
            let mut statement = archive.db.prepare(&sql).map_err(|e| archive.no_search(filter, e))?;
            let mut rows = statement.query(params_from_iter(&values)).map_err(|e| archive.no_search(filter, e))?;
            while let Some(row) = rows.next().map_err(|e| archive.no_search(filter, e))? {
                let read = || Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?));
                let (document, score) = read().map_err(archive.unread())?;
                let cluster = &mut self.articles.entry((self.archives, document)).or_default()[side];
                cluster.sum += thousandths(score) as i32;
                cluster.count += 1;
            }
        }
        self.archives += 1;
        Ok(())
    }

    /// The two means and their difference.
    pub fn result(&self) -> Comparison {
        let both: Vec<[Cluster; 2]> = self.articles.values().copied().collect();
        let sides = [0, 1].map(|side| {
            let mut own: Vec<Cluster> = both.iter().map(|pair| pair[side]).filter(|c| c.count > 0).collect();
            Side {
                articles: own.len(),
                on_axis: own.iter().map(|c| c.count as usize).sum(),
                mean: mean(&own),
                interval: interval(&mut own),
            }
        });
        let enough = sides.iter().all(|s| s.articles > 1);
        let gap = sides[0].mean.zip(sides[1].mean).map(|(a, b)| a - b);
        Comparison { sides, difference: gap, interval: enough.then(|| difference(&both)) }
    }
}
