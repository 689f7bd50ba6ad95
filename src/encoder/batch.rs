//! Which inputs run together.

/// Group inputs of the given lengths into batches of at most `budget` pieces, padding counted.
///
/// Inputs of alike length go together, longest first, so that little is padded. The result
/// depends on the lengths alone, never on threads: the same inputs always run in the same
/// company, which keeps a run's numbers the same to the last bit. Each batch lists indices
/// into `lengths`; an input longer than the budget runs alone.
pub fn batches_by_tokens(lengths: &[usize], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(lengths[i]));
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut width = 0;
    for i in order {
        match out.last_mut() {
            Some(batch) if (batch.len() + 1) * width <= budget => batch.push(i),
            _ => {
                width = lengths[i];
                out.push(vec![i]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_input_runs_once_and_within_the_budget(
            lengths in prop::collection::vec(1usize..300, 0..80), budget in 1usize..3000,
        ) {
            let batches = batches_by_tokens(&lengths, budget);
            let mut seen: Vec<usize> = batches.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for b in &batches {
                let width = b.iter().map(|&i| lengths[i]).max().unwrap();
                prop_assert!(b.len() == 1 || b.len() * width <= budget);
            }
        }
    }
}
