//! Inputs are read on a thread of their own, so that no other waits for a disk.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::archive::Rereading;
use crate::document::Document;
use crate::reader::{InputError, Inputs, UnreadDates};

/// Inputs whose documents share batches, in the order in which they were read.
pub(super) struct Load {
    pub inputs: Vec<Result<Document, InputError>>,
    pub bytes: usize,
    /// How long all reading took so far.
    pub reading: Duration,
    /// All dates so far that could not be read, where this load has some of them.
    pub unread_dates: Option<UnreadDates>,
}

/// Where a run's documents come from.
pub trait Source: Iterator<Item = Result<Document, InputError>> + Send {
    /// Dates that could not be read, of the documents that have come so far.
    fn unread_dates(&self) -> UnreadDates;
}

impl Source for Inputs {
    fn unread_dates(&self) -> UnreadDates {
        Inputs::unread_dates(self).clone()
    }
}

/// Their dates were counted when they were read first.
impl Source for Rereading {
    fn unread_dates(&self) -> UnreadDates {
        UnreadDates::default()
    }
}

/// How many bytes of text may be on their way between the reader and the archive.
pub(super) struct Budget {
    limit: usize,
    /// Bytes on their way; `None` when no more are wanted.
    used: Mutex<Option<usize>>,
    freed: Condvar,
}

impl Budget {
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Budget { limit, used: Mutex::new(Some(0)), freed: Condvar::new() })
    }

    /// Wait until there is room for so many bytes; whatever is larger than the limit goes alone. False when no more are
    /// wanted.
    fn take(&self, bytes: usize) -> bool {
        let used = self.used.lock().expect("nothing panics while it holds the lock");
        let full = |used: &mut Option<usize>| used.is_some_and(|u| u > 0 && u + bytes > self.limit);
        let mut used = self.freed.wait_while(used, full).expect("nothing panics while it holds the lock");
        *used = used.map(|u| u + bytes);
        used.is_some()
    }

    pub fn give(&self, bytes: usize) {
        let mut used = self.used.lock().expect("nothing panics while it holds the lock");
        *used = used.map(|u| u - bytes);
        self.freed.notify_one();
    }

    /// No more are wanted.
    pub fn close(&self) {
        *self.used.lock().expect("nothing panics while it holds the lock") = None;
        self.freed.notify_one();
    }
}

/// Read all inputs in loads of about `enough` bytes of text, each as soon as the budget has room for it.
pub(super) fn read(mut inputs: impl Source, enough: usize, budget: &Budget, mut send: impl FnMut(Load)) {
    let mut reading = Duration::ZERO;
    let mut unread = 0;
    loop {
        let began = Instant::now();
        let mut load = Load { inputs: Vec::new(), bytes: 0, reading, unread_dates: None };
        for input in inputs.by_ref() {
            load.bytes += size(&input);
            load.inputs.push(input);
            if load.bytes >= enough {
                break;
            }
        }
        reading += began.elapsed();
        load.reading = reading;
        let dates = inputs.unread_dates();
        if dates.count > unread {
            unread = dates.count;
            load.unread_dates = Some(dates);
        }
        if load.inputs.is_empty() || !budget.take(load.bytes) {
            return;
        }
        send(load);
    }
}

fn size(input: &Result<Document, InputError>) -> usize {
    // an error is work too: a million of them must not wait in memory
    let columns = |d: &Document| d.extra.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    input.as_ref().map_or(100, |d| (d.text.len() + columns(d)).max(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Options;
    use std::sync::mpsc;

    fn inputs(texts: &[&str]) -> Inputs {
        let line = |(i, t): (usize, &&str)| format!("{{\"id\":\"{i}\",\"text\":\"{t}\"}}\n");
        let lines: String = texts.iter().enumerate().map(line).collect();
        Inputs::from_bytes("a.jsonl", lines.into_bytes(), Options::default())
    }

    #[test]
    fn what_is_on_its_way_is_bounded() {
        let long = "a".repeat(400);
        let budget = Budget::new(500);
        let (to, from) = mpsc::channel();
        let reader = {
            let (budget, inputs) = (Arc::clone(&budget), inputs(&[&long, "b", "c", &long, &long]));
            std::thread::spawn(move || {
                read(inputs, 1, &budget, |load| to.send(load.inputs.len()).unwrap());
            })
        };
        let next = || from.recv_timeout(std::time::Duration::from_millis(200)).ok();
        assert_eq!([next(), next(), next()], [Some(1), Some(1), None], "400 and 100 are there");
        budget.give(400);
        assert_eq!([next(), next()], [Some(1), None], "there is room for the third, not for the fourth");
        budget.close();
        reader.join().unwrap();
        assert_eq!(next(), None);
    }

    #[test]
    fn loads_are_filled_and_nothing_is_lost() {
        let budget = Budget::new(usize::MAX);
        let mut seen = Vec::new();
        read(inputs(&["a", "b", "c", "d", "e"]), 200, &budget, |load| seen.push(load.inputs.len()));
        assert_eq!(seen, [2, 2, 1]);
    }
}
