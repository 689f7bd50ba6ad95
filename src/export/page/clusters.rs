//! A mean over quotations and its interval, where the quotations come from articles and there are too many to keep.

/// Scores gathered article after article: what one article quotes is no independent evidence, so the interval is that of
/// a mean over clusters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// How many scores.
    pub count: usize,
    /// Their sum, in thousandths.
    pub total: i64,
    /// How many articles they are from.
    pub articles: usize,
    /// Sums over articles that are at an end, of count x count, count x sum and sum x sum.
    squares: [f64; 3],
    /// The article that is under way: its number, count and sum.
    open: (usize, i64, i64),
}

impl Clusters {
    /// Count a score in thousandths. Scores of one article (by its number, from 1) come one after the other.
    pub fn add(&mut self, article: usize, score: i64) {
        if self.open.0 != article {
            self.close();
            self.open = (article, 0, 0);
            self.articles += 1;
        }
        self.open.1 += 1;
        self.open.2 += score;
        self.count += 1;
        self.total += score;
    }

    fn close(&mut self) {
        let [n, s] = [self.open.1 as f64, self.open.2 as f64];
        for (sum, product) in self.squares.iter_mut().zip([n * n, n * s, s * s]) {
            *sum += product;
        }
    }

    /// The mean in thousandths, rounded; `None` for no score.
    pub fn mean(&self) -> Option<i64> {
        (self.count > 0).then(|| (self.total as f64 / self.count as f64).round() as i64)
    }

    /// The 95 % interval of the mean, in thousandths: the normal approximation of a ratio, as `speakers.csv` has it for
    /// speakers in many articles (Cochran, Sampling Techniques, 1977, section 6.3), from sums alone; `None` for fewer than two
    /// articles.
    pub fn interval(&self) -> Option<(i64, i64)> {
        if self.articles < 2 {
            return None;
        }
        let mut all = self.clone();
        all.close();
        let [nn, ns, ss] = all.squares;
        let [count, articles] = [self.count as f64, self.articles as f64];
        let mean = self.total as f64 / count;
        let squares = (ss - 2.0 * mean * ns + mean * mean * nn).max(0.0);
        let half = 1.959964 * (articles / (articles - 1.0) * squares).sqrt() / count;
        let within = |x: f64| x.clamp(-1000.0, 1000.0).round() as i64;
        Some((within(mean - half), within(mean + half)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Cluster, intervals};

    fn of(articles: &[&[i64]]) -> Clusters {
        let mut all = Clusters::default();
        for (i, scores) in articles.iter().enumerate() {
            scores.iter().for_each(|&s| all.add(i + 1, s));
        }
        all
    }

    #[test]
    fn single_quotations_have_the_interval_of_a_plain_mean() {
        let all = of(&[&[100], &[300], &[-200], &[600]]);
        // standard deviation 336.65, over the root of 4, times 1.96
        assert_eq!((all.mean(), all.interval()), (Some(200), Some((-130, 530))));
    }

    #[test]
    fn an_article_that_repeats_itself_is_one_piece_of_evidence() {
        let once = of(&[&[100], &[300], &[-200], &[600]]);
        let often = of(&[&[100; 9], &[300; 9], &[-200; 9], &[600; 9]]);
        assert_eq!((once.mean(), once.interval()), (often.mean(), often.interval()));
    }

    #[test]
    fn the_interval_is_that_of_speakers_csv_for_many_articles() {
        let articles: Vec<Vec<i64>> =
            (0..2500i64).map(|i| (0..=i % 4).map(|k| (i * 37 + k * 211) % 1601 - 700).collect()).collect();
        let all = of(&articles.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let cluster = |a: &Vec<i64>| Cluster { sum: a.iter().sum::<i64>() as i32, count: a.len() as u32 };
        let known = intervals(&mut [&mut articles.iter().map(cluster).collect()])[0].unwrap();
        let round = |x: f64| (x * 1000.0).round() as i64;
        assert_eq!(all.interval(), Some((round(known.0), round(known.1))));
    }

    #[test]
    fn one_article_has_no_interval() {
        assert_eq!((of(&[]).mean(), of(&[]).interval()), (None, None));
        assert_eq!(of(&[&[100, 300, 500]]).interval(), None);
    }
}
