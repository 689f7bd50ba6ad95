// Means and their intervals, where the page counts anew: under filters, in parts, over time.

const meanOf = (list) => (list.length ? list.reduce((sum, q) => sum + q.score, 0) / list.length : null);

const RESAMPLES = 2000;

// 95 % interval of a mean: percentile bootstrap (Efron 1979) over articles, for what one article quotes is no independent
// evidence. Nothing for fewer than two articles.
function intervalOf(list) {
  const by = new Map();
  for (const q of list) {
    const one = by.get(q.article);
    if (one) {
      one[0] += 1;
      one[1] += q.score;
    } else by.set(q.article, [1, q.score]);
  }
  const n = by.size;
  if (n < 2) return null;
  // number and sum of each article, side by side
  const clusters = Float64Array.from([...by.values()].flat());
  const means = new Float64Array(RESAMPLES);
  const share = n / 4294967296;
  // random numbers from a fixed seed, so that a page always says the same (xorshift32; Marsaglia 2003); written out here,
  // since this loop is what a reader waits for
  let x = 20250519;
  for (let r = 0; r < RESAMPLES; r++) {
    let count = 0;
    let sum = 0;
    for (let k = 0; k < n; k++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      const i = ((x >>> 0) * share) << 1;
      count += clusters[i];
      sum += clusters[i + 1];
    }
    means[r] = sum / count;
  }
  means.sort();
  const at = (share) => means[Math.round((RESAMPLES - 1) * share)];
  return [at(0.025), at(0.975)];
}

const articlesOf = (list) => new Set(list.map((q) => q.article)).size;

// the figures of a list of distinct quotations on the axis; the interval is made when somebody asks
function summed(points) {
  let kept = null;
  return { n: points.length, articles: articlesOf(points), mean: meanOf(points), points, get interval() { return (kept ??= [intervalOf(points)])[0]; } };
}

const rangeText = (interval) => (interval ? `${signed(interval[0])} to ${signed(interval[1])}` : "–");
