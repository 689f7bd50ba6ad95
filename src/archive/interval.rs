//! How sure a mean is: the 95 % interval of a speaker's mean stance.
//!
//! Quotations of one article are no independent draws: they are about one event, picked by one reporter. So articles are
//! resampled, each with all its quotations (the cluster bootstrap: Davison and Hinkley, Bootstrap Methods and their
//! Application, 1997, section 3.8; Field and Welsh, Bootstrapping clustered data, J. R. Statist. Soc. B 69, 2007), and the
//! mean of a resample is the sum of its scores over their number, a ratio.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;
/// Articles from which on the normal approximation of the ratio is as good (`both_ways_agree_from_here_on`) and the
/// bootstrap slow.
const MANY: usize = 2000;
/// The 97.5th percentile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// What a speaker's quotations in one article add up to; duplicates and what is off the axis left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cluster {
    /// Of the scores as they are printed, in thousandths.
    pub sum: i32,
    /// Quotations, at least one.
    pub count: u32,
}

/// The mean score over all articles, -1 to +1; `None` where there is no quotation.
pub(super) fn mean(clusters: &[Cluster]) -> Option<f64> {
    let (sum, count) = total(clusters.iter());
    (count > 0).then(|| ratio(sum, count))
}

/// The 95 % interval of the mean of each speaker, whose articles come in any order; `None` for fewer than two articles.
///
/// Percentile bootstrap of 2,000 resamples from a fixed seed; above 2,000 articles the normal approximation of a ratio. The
/// same for any number of threads.
pub(crate) fn intervals(speakers: &mut [&mut Vec<Cluster>]) -> Vec<Option<(f64, f64)>> {
    speakers.par_iter_mut().for_each(|clusters| clusters.sort_unstable());
    let mut found = vec![None; speakers.len()];
    // those with as many articles share their draws
    let mut order: Vec<usize> = (0..speakers.len()).filter(|&i| speakers[i].len() > 1).collect();
    order.sort_unstable_by_key(|&i| speakers[i].len());
    let alike: Vec<&[usize]> = order.chunk_by(|&a, &b| speakers[a].len() == speakers[b].len()).collect();
    let speakers = &*speakers;
    let of = |alike: &&[usize]| -> Vec<(usize, (f64, f64))> {
        let articles = speakers[alike[0]].len();
        if articles > MANY {
            return alike.iter().map(|&i| (i, normal(speakers[i]))).collect();
        }
        let draws = draws(articles);
        alike.par_iter().map_init(Vec::new, |room, &i| (i, bootstrap(speakers[i], &draws, room))).collect()
    };
    for (i, interval) in alike.par_iter().map(of).collect::<Vec<_>>().into_iter().flatten() {
        found[i] = Some(interval);
    }
    found
}

/// As [`intervals`], for one mean.
pub(super) fn interval(clusters: &mut Vec<Cluster>) -> Option<(f64, f64)> {
    intervals(&mut [clusters]).into_iter().next().flatten()
}

/// The 95 % interval of the difference of two means whose articles are resampled together. Each side has at least two
/// articles. A resample in which a side has no quotation is left out, as it has no mean.
///
/// Percentile bootstrap of 2,000 resamples from a fixed seed; above 2,000 articles the normal approximation.
pub(super) fn difference(articles: &[[Cluster; 2]]) -> (f64, f64) {
    let totals = |drawn: &mut dyn Iterator<Item = &[Cluster; 2]>| {
        drawn.fold([(0, 0); 2], |sums: [(i64, u64); 2], pair| {
            [0, 1].map(|i| (sums[i].0 + i64::from(pair[i].sum), sums[i].1 + u64::from(pair[i].count)))
        })
    };
    if articles.len() > MANY {
        let all = totals(&mut articles.iter());
        let means = all.map(|(sum, count)| ratio(sum, count));
        let part = |pair: &[Cluster; 2], i: usize| {
            (f64::from(pair[i].sum) / 1000.0 - means[i] * f64::from(pair[i].count)) / all[i].1 as f64
        };
        let squares: f64 = articles.iter().map(|pair| (part(pair, 0) - part(pair, 1)).powi(2)).sum();
        let n = articles.len() as f64;
        let error = NORMAL * (n / (n - 1.0) * squares).sqrt();
        let gap = means[0] - means[1];
        return ((gap - error).max(-2.0), (gap + error).min(2.0));
    }
    let mut gaps: Vec<f64> = draws(articles.len())
        .chunks_exact(articles.len())
        .map(|resample| totals(&mut resample.iter().map(|&i| &articles[usize::from(i)])))
        .filter(|[a, b]| a.1 > 0 && b.1 > 0)
        .map(|[a, b]| ratio(a.0, a.1) - ratio(b.0, b.1))
        .collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let at = |q: f64| gaps[((gaps.len() - 1) as f64 * q).round() as usize];
    (at(0.025), at(0.975))
}

/// The articles of all resamples, one resample after the other, at most [`MANY`] in each. ChaCha8 gives the same stream on
/// every machine.
fn draws(articles: usize) -> Vec<u16> {
    let mut rng = ChaCha8Rng::seed_from_u64(20250519);
    let last = u16::try_from(articles - 1).expect("not more than MANY");
    (0..RESAMPLES * articles).map(|_| rng.random_range(0..=last)).collect()
}

/// 2.5th and 97.5th percentile of the means of resamples; `room` is used again.
/// By hand: statrs, the crate most used for statistics, has no bootstrap.
fn bootstrap(clusters: &[Cluster], draws: &[u16], room: &mut Vec<f64>) -> (f64, f64) {
    room.clear();
    room.extend(draws.chunks_exact(clusters.len()).map(|resample| {
        let (sum, count) = total(resample.iter().map(|&article| &clusters[usize::from(article)]));
        ratio(sum, count)
    }));
    let at = |q: f64| ((RESAMPLES - 1) as f64 * q).round() as usize;
    let (low, high) = (at(0.025), at(0.975));
    let (_, &mut low_mean, above) = room.select_nth_unstable_by(low, f64::total_cmp);
    let (_, &mut high_mean, _) = above.select_nth_unstable_by(high - low - 1, f64::total_cmp);
    (low_mean, high_mean)
}

/// The mean and 1.96 of its standard errors on each side, as a sample of articles gives them for a ratio (Cochran, Sampling
/// Techniques, 1977, section 6.3).
fn normal(clusters: &[Cluster]) -> (f64, f64) {
    let n = clusters.len() as f64;
    let (sum, count) = total(clusters.iter());
    let mean = ratio(sum, count);
    let squares: f64 = clusters
        .iter()
        .map(|c| f64::from(c.sum) / 1000.0 - mean * f64::from(c.count))
        .map(|residual| residual * residual)
        .sum();
    let error = NORMAL * (n / (n - 1.0) * squares).sqrt() / count as f64;
    ((mean - error).max(-1.0), (mean + error).min(1.0))
}

fn total<'a>(clusters: impl Iterator<Item = &'a Cluster>) -> (i64, u64) {
    clusters.fold((0, 0), |(sum, count), c| (sum + i64::from(c.sum), count + u64::from(c.count)))
}

fn ratio(sum: i64, count: u64) -> f64 {
    sum as f64 / (1000 * count) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(sum: i32, count: u32) -> Cluster {
        Cluster { sum, count }
    }

    #[test]
    fn a_difference_agrees_with_what_is_known_of_it() {
        // the same articles on both sides: no difference at all, however they are drawn
        let same: Vec<[Cluster; 2]> = leaning(40, 3).into_iter().map(|c| [c, c]).collect();
        assert_eq!(difference(&same), (0.0, 0.0));
        // articles of their own: the variances add up
        let (a, b) = (leaning(1500, 1), leaning(1500, 2));
        let apart = |a: &[Cluster], b: &[Cluster]| -> Vec<[Cluster; 2]> {
            let none = Cluster::default();
            a.iter().map(|&c| [c, none]).chain(b.iter().map(|&c| [none, c])).collect()
        };
        let width = |(low, high): (f64, f64)| high - low;
        let (wa, wb) = (width(normal(&a)), width(normal(&b)));
        let many = difference(&apart(&a, &b));
        assert!((width(many) - wa.hypot(wb)).abs() < 0.005, "{many:?}");
        // and the bootstrap says the same of fewer
        let (a, b) = (&a[..900], &b[..900]);
        let few = difference(&apart(a, b));
        assert!((width(few) - width(normal(a)).hypot(width(normal(b)))).abs() < 0.012, "{few:?}");
    }

    /// Articles with one to five quotations that lean the same way, most of them towards one end.
    fn leaning(articles: usize, seed: u64) -> Vec<Cluster> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut article = || {
            let count = rng.random_range(1..=5u32);
            let lean: i32 = if rng.random_bool(0.2) { rng.random_range(-900..0) } else { rng.random_range(0..900) };
            cluster((0..count).map(|_| (lean + rng.random_range(-300..=300)).clamp(-1000, 1000)).sum(), count)
        };
        (0..articles).map(|_| article()).collect()
    }

    #[test]
    fn articles_are_resampled_and_not_quotations() {
        let one = |clusters: &[Cluster]| intervals(&mut [&mut clusters.to_vec()]).remove(0);
        // two articles of one quotation: a resample is one of them twice, or both
        assert_eq!(one(&[cluster(-1000, 1), cluster(1000, 1)]), Some((-1.0, 1.0)));
        // twenty quotations of one article are no sample
        assert_eq!(one(&[cluster(5000, 20)]), None);
        assert_eq!(one(&[]), None);
        // the mean of both together is that of quotations, nearer to the article with more
        let clusters = [cluster(9 * 500, 9), cluster(-500, 1)];
        assert_eq!((mean(&clusters), one(&clusters)), (Some(0.4), Some((-0.5, 0.5))));
        assert_eq!(mean(&[]), None);
        // the same quotations in fewer articles say less
        let many: Vec<Cluster> = (0..40).map(|i| cluster(if i % 2 == 0 { 800 } else { -200 }, 1)).collect();
        let few: Vec<Cluster> = (0..4).map(|i| cluster(if i % 2 == 0 { 8000 } else { -2000 }, 10)).collect();
        let width = |clusters: &[Cluster]| one(clusters).map(|(low, high)| high - low).unwrap();
        assert_eq!(mean(&many), mean(&few));
        assert!(width(&few) > 2.0 * width(&many), "{} {}", width(&few), width(&many));
    }

    #[test]
    fn both_ways_agree_from_here_on() {
        for seed in 1..5 {
            let clusters = leaning(MANY, seed);
            let drawn = bootstrap(&clusters, &draws(MANY), &mut Vec::new());
            let (low, high) = normal(&clusters);
            assert!((drawn.0 - low).abs() < 0.005 && (drawn.1 - high).abs() < 0.005, "{drawn:?} {low} {high}");
            assert!(high - low > 0.02, "an interval that is no point");
        }
        // all at one end: no interval leaves the axis
        assert_eq!(normal(&vec![cluster(1000, 1); MANY + 1]), (1.0, 1.0));
    }

    #[test]
    fn an_interval_covers_the_mean_it_is_drawn_for_nineteen_times_in_twenty() {
        // what the articles are drawn from, known by many
        let truth = mean(&leaning(400_000, 99)).unwrap();
        let mut samples: Vec<Vec<Cluster>> = (0..400).map(|seed| leaning(60, 1000 + seed)).collect();
        let found = intervals(&mut samples.iter_mut().collect::<Vec<_>>());
        let covered = found.iter().flatten().filter(|(low, high)| (*low..=*high).contains(&truth)).count();
        assert_eq!(found.len(), 400);
        assert!((366..=393).contains(&covered), "{covered} of 400");
    }
}
