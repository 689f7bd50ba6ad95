//! Results of tasks that run at the same time, gathered in their order.

use std::sync::Mutex;

/// A place for each of a number of results.
pub(super) struct Gather<T>(Mutex<(Vec<Option<T>>, usize)>);

impl<T> Gather<T> {
    /// Of `count` results, at least one.
    pub(super) fn of(count: usize) -> Self {
        Gather(Mutex::new(((0..count).map(|_| None).collect(), count)))
    }

    /// Put a result in its place; the last one that comes gets all of them.
    pub(super) fn put(&self, at: usize, result: T) -> Option<Vec<T>> {
        let mut guard = self.0.lock().expect("nothing panics while it holds the lock");
        let (slots, left) = &mut *guard;
        debug_assert!(slots[at].is_none(), "one result a place");
        slots[at] = Some(result);
        *left -= 1;
        (*left == 0).then(|| std::mem::take(slots).into_iter().map(|r| r.expect("all are there")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Gather;

    #[test]
    fn the_last_gets_all_in_order() {
        let gather = Gather::of(3);
        assert_eq!(gather.put(2, 'c'), None);
        assert_eq!(gather.put(0, 'a'), None);
        assert_eq!(gather.put(1, 'b'), Some(vec!['a', 'b', 'c']));
    }
}
