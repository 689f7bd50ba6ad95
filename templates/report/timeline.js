// How stance moves over time: a dot a quotation, a line through the means of days, weeks or months, broken where there
// is nothing.

const MAX_TIMELINE_DOTS = 1500;
const DAY = 86400000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const dayNumber = (d) => Date.parse(`${d}T00:00:00Z`) / DAY;
const isoDay = (n) => new Date(n * DAY).toISOString().slice(0, 10);
const monthStart = (n) => dayNumber(`${isoDay(n).slice(0, 7)}-01`);
// the first day of the month that comes so many months later
function monthsOn(n, months) {
  const d = new Date(n * DAY);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months, 1) / DAY;
}
// 1970-01-05 was a Monday
const weekStart = (n) => n - ((((n - 4) % 7) + 7) % 7);

// kinds of periods: the start of the one a day is in, and of the next
const PERIODS = {
  day: { start: (n) => n, next: (n) => n + 1 },
  week: { start: weekStart, next: (n) => n + 7 },
  month: { start: monthStart, next: (n) => monthsOn(n, 1) },
};
const periodFor = (days) => (days <= 45 ? "day" : days <= 400 ? "week" : "month");

function timelineData() {
  if (D.aggregate) {
    const means = countsShown().months.map(([m, n, sum, interval]) => ({ start: dayNumber(`${m}-01`), n, mean: sum / n, interval }))
      .filter((m) => Number.isFinite(m.start));
    for (const m of means) m.middle = m.start + 14;
    return { points: [], means, kind: "month", first: means[0]?.start, last: means.length ? monthsOn(means.at(-1).start, 1) - 1 : null };
  }
  const points = onAxis(distinct(selected)).map((q) => ({ q, n: dayNumber(day(q.article.date)) })).filter((p) => Number.isFinite(p.n));
  points.sort((a, b) => a.n - b.n || a.q.i - b.q.i);
  if (!points.length) return { points, means: [] };
  const [first, last] = [points[0].n, points.at(-1).n];
  const kind = periodFor(last - first);
  const by = new Map();
  for (const p of points) {
    const s = PERIODS[kind].start(p.n);
    if (!by.has(s)) by.set(s, []);
    by.get(s).push(p);
  }
  const means = [...by].map(([start, list]) =>
    Object.assign(summed(list.map((p) => p.q)), { start, middle: list.reduce((sum, p) => sum + p.n, 0) / list.length }));
  return { points, means, kind, first, last };
}

// days that are named under the axis, at most so many: whole days, Mondays, firsts of months or of years
function ticks(first, last, most) {
  for (const step of [1, 2, 7, 14]) {
    const from = step < 7 ? first : weekStart(first + 6);
    const all = [];
    for (let n = from; n <= last && all.length <= most; n += step) all.push(n);
    if (all.length <= most && all.length) return all.map((n, k) => [n, dayLabel(n, all[k - 1])]);
  }
  for (const step of [1, 2, 3, 6, 12, 24, 60, 120, 240]) {
    const all = [];
    let n = monthStart(first) < first ? monthsOn(first, 1) : first;
    while ((new Date(n * DAY).getUTCFullYear() * 12 + new Date(n * DAY).getUTCMonth()) % step) n = monthsOn(n, 1);
    for (; n <= last && all.length <= most; n = monthsOn(n, step)) all.push(n);
    if (all.length <= most && all.length) return all.map((m, k) => [m, monthLabel(m, all[k - 1], step)]);
  }
  return [[first, dayLabel(first)]];
}

const yearOf = (n) => isoDay(n).slice(0, 4);
const monthOf = (n) => MONTHS[new Date(n * DAY).getUTCMonth()];
const sameYear = (n, before) => before !== undefined && yearOf(before) === yearOf(n);
const dayLabel = (n, before) => `${new Date(n * DAY).getUTCDate()} ${monthOf(n)}${sameYear(n, before) ? "" : ` ${yearOf(n)}`}`;
const monthLabel = (n, before, step) => (step % 12 === 0 ? yearOf(n) : sameYear(n, before) ? monthOf(n) : `${monthOf(n)} ${yearOf(n)}`);

function timelineChart(data, width) {
  const { points, means, kind, first, last } = data;
  const height = 270;
  const [top, bottom] = [14, 30];
  const span = Math.max(1, last - first);
  const share = (n) => 8 + ((n - first + (last === first ? 0.5 : 0)) / span) * 88;
  const x = (n) => `${share(n)}%`;
  const y = (score) => top + ((1000 - score) / 2000) * (height - top - bottom);
  const drawn = sampled(points, MAX_TIMELINE_DOTS);
  // dots of one day stand side by side instead of upon each other
  const aside = (p) => (((p.q.i * 7919) % 101) / 101 - 0.5) * Math.min(0.7, span / 60);
  const label = `Mean stance by ${kind}, ${isoDay(first)} to ${isoDay(last)}; the table below holds the figures`;
  const anchor = (n) => (share(n) < 12 ? "start" : share(n) > 90 ? "end" : "middle");
  const pairs = means.slice(1).map((m, k) => [means[k], m]).filter(([a, b]) => PERIODS[kind].next(a.start) === b.start);
  return svg("svg", { class: "timeline", width: "100%", height, role: "group", tabindex: drawn.length ? 0 : null, "aria-label": label },
    [[1000, "+1"], [500, ""], [0, "0"], [-500, ""], [-1000, "−1"]].map(([s, text]) => [
      svg("line", { class: s ? "grid" : "grid zero", x1: "6%", x2: "98%", y1: y(s), y2: y(s) }),
      text && svg("text", { class: "tick", x: "5%", y: y(s) + 4, "text-anchor": "end" }, text)]),
    ticks(first, last, Math.max(2, Math.floor(width / 105))).map(([n, text]) => [
      svg("line", { class: "grid", x1: x(n), x2: x(n), y1: height - bottom, y2: height - bottom + 7 }),
      svg("text", { class: "tick", x: x(n), y: height - 8, "text-anchor": anchor(n) }, text)]),
    drawn.map((p, k) => svg("circle", { class: `dot l${p.q.label}`, "data-q": p.q.i, "data-k": k, cx: x(p.n + aside(p)), cy: y(p.q.score), r: 4 })),
    pairs.map(([a, b]) => svg("line", { class: "trend", x1: x(a.middle), x2: x(b.middle), y1: y(a.mean), y2: y(b.mean) })),
    means.map((m) => m.interval && svg("line", { class: "interval", x1: x(m.middle), x2: x(m.middle), y1: y(m.interval[0]), y2: y(m.interval[1]) })),
    means.map((m) => svg("svg", { x: x(m.middle), y: y(m.mean), overflow: "visible" }, svg("path", { class: m.n < least() ? "mean few" : "mean", d: "M0-6 6 0 0 6-6 0Z" }))));
}

function drawTimeline(width) {
  const data = timelineData();
  const { points, means, kind } = data;
  const box = byId("timeline-chart");
  if (!means.length) {
    fill(box, el("p", { class: "note" }, quotes.some((q) => day(q.article.date))
      ? "No dated quotation on the axis fits these filters."
      : "The dates of these articles are not known (a date as YYYY-MM-DD in the input makes this chart)."));
    return;
  }
  const undated = D.aggregate ? 0 : onAxis(distinct(selected)).length - points.length;
  const notes = [
    `Peace is up, pressure down. The diamonds are the means by ${kind}${isFiltered() ? " of the filtered quotations" : D.whole ? " of all quotations; filter by a speaker to follow one" : " of all quotations"}, the lines through them their 95 % intervals (none where all is from one article); pale where fewer than ${counted(least(), "quotation")} made them. A ${kind} without quotations breaks the line.`,
    points.length > MAX_TIMELINE_DOTS && `${number(MAX_TIMELINE_DOTS)} of ${number(points.length)} dots are drawn.`,
    undated > 0 && `${counted(undated, "quotation")} without a date ${undated === 1 ? "is" : "are"} not here.`,
  ];
  fill(box,
    el("p", {}, notes.filter(Boolean).join(" ")), timelineChart(data, width ?? (box.clientWidth || 800)),
    el("details", {}, el("summary", {}, "The same as a table"),
      scrolling("Table of means by time", el("table", { class: "plain" },
        el("thead", {}, el("tr", {}, [kind === "day" ? "Day" : `${kind[0].toUpperCase()}${kind.slice(1)} from`, "On the axis", "Mean", "95 % interval"].map((t) => el("th", { scope: "col" }, t)))),
        el("tbody", {}, means.map((m) => el("tr", { class: m.n < least() && "few" }, el("th", { scope: "row" }, isoDay(m.start)), el("td", { class: "n" }, number(m.n)), el("td", { class: "n" }, signed(m.mean)), el("td", { class: "n" }, rangeText(m.interval)))))))),
    saveButtons("time", "the chart over time", timelineCsv, timelinePicture));
}
