// Means and their intervals, where the page counts anew: under filters, in parts, over time.

const meanOf = (list) => (list.length ? list.reduce((sum, q) => sum + q.score, 0) / list.length : null);

const RESAMPLES = 2000;

// random whole numbers below n from a fixed seed (xorshift32; Marsaglia 2003), so that a page always says the same
function drawer(n) {
  let x = 20250519;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.floor(((x >>> 0) / 4294967296) * n);
  };
}

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
  const counts = Float64Array.from([...by.values()], (a) => a[0]);
  const sums = Float64Array.from([...by.values()], (a) => a[1]);
  const draw = drawer(n);
  const means = new Float64Array(RESAMPLES);
  for (let r = 0; r < RESAMPLES; r++) {
    let [count, sum] = [0, 0];
    for (let k = 0; k < n; k++) {
      const i = draw();
      count += counts[i];
      sum += sums[i];
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
