// How stance moves over time: a dot a quotation, a line through the means of days, weeks or months.

const MAX_TIMELINE_DOTS = 1500;
const DAY = 86400000;

const dayNumber = (d) => Date.parse(`${d}T00:00:00Z`) / DAY;
const isoDay = (n) => new Date(n * DAY).toISOString().slice(0, 10);

// the start of the period a day is in, and the name of the period's kind
function periods(first, last) {
  if (last - first <= 45) return ["day", (n) => n];
  // 1970-01-05 was a Monday
  if (last - first <= 400) return ["week", (n) => n - ((((n - 4) % 7) + 7) % 7)];
  return ["month", (n) => dayNumber(`${isoDay(n).slice(0, 7)}-01`)];
}

function timelineData() {
  if (D.aggregate) {
    const means = D.aggregate.months.map(([m, count, sum]) => ({ start: dayNumber(`${m}-01`), count, mean: sum / count }));
    const good = means.filter((m) => Number.isFinite(m.start));
    return { points: [], means: good, kind: "month", first: good[0]?.start, last: good.at(-1)?.start };
  }
  const points = onAxis(distinct(selected)).map((q) => ({ q, n: dayNumber(day(q.article.date)) })).filter((p) => Number.isFinite(p.n));
  points.sort((a, b) => a.n - b.n || a.q.i - b.q.i);
  if (!points.length) return { points, means: [] };
  const [first, last] = [points[0].n, points.at(-1).n];
  const [kind, start] = periods(first, last);
  const by = new Map();
  for (const p of points) {
    const s = start(p.n);
    if (!by.has(s)) by.set(s, []);
    by.get(s).push(p);
  }
  const means = [...by].map(([s, list]) => ({
    start: s, middle: list.reduce((sum, p) => sum + p.n, 0) / list.length, count: list.length,
    mean: list.reduce((sum, p) => sum + p.q.score, 0) / list.length,
  }));
  return { points, means, kind, first, last };
}

function drawTimeline() {
  const { points, means, kind, first, last } = timelineData();
  const box = byId("timeline-chart");
  if (!means.length) {
    fill(box, el("p", { class: "note" }, quotes.some((q) => day(q.article.date))
      ? "No dated quotation on the axis fits these filters."
      : "The dates of these articles are not known (a date as YYYY-MM-DD in the input makes this chart)."));
    return;
  }
  const height = 260;
  const [top, bottom] = [14, 30];
  const span = Math.max(1, last - first);
  const x = (n) => `${8 + ((n - first + (last === first ? 0.5 : 0)) / span) * 88}%`;
  const y = (score) => top + ((1000 - score) / 2000) * (height - top - bottom);
  const drawn = sampled(points, MAX_TIMELINE_DOTS);
  // dots of one day stand side by side instead of upon each other
  const aside = (p) => (((p.q.i * 7919) % 101) / 101 - 0.5) * Math.min(0.7, span / 60);
  const ticks = last === first ? [first] : sampled(Array.from({ length: span + 1 }, (_, k) => first + k), Math.min(span + 1, 5));
  const middle = (m) => m.middle ?? m.start;
  const label = `Mean stance by ${kind}, ${isoDay(first)} to ${isoDay(last)}; the table below holds the figures`;
  const chart = svg("svg", { class: "timeline", width: "100%", height, role: "group", tabindex: drawn.length ? 0 : null, "aria-label": label },
    [[1000, "+1"], [500, ""], [0, "0"], [-500, ""], [-1000, "−1"]].map(([s, text]) => [
      svg("line", { class: s ? "grid" : "grid zero", x1: "6%", x2: "98%", y1: y(s), y2: y(s) }),
      text && svg("text", { class: "tick", x: "5%", y: y(s) + 4, "text-anchor": "end" }, text)]),
    ticks.map((n, k) => svg("text", { class: "tick", x: x(n), y: height - 8, "text-anchor": ticks.length > 1 && k === 0 ? "start" : ticks.length > 1 && k === ticks.length - 1 ? "end" : "middle" }, isoDay(n))),
    drawn.map((p, k) => svg("circle", { class: `dot l${p.q.label}`, "data-q": p.q.i, "data-k": k, cx: x(p.n + aside(p)), cy: y(p.q.score), r: 4 })),
    means.slice(1).map((m, k) => svg("line", { class: "trend", x1: x(middle(means[k])), x2: x(middle(m)), y1: y(means[k].mean), y2: y(m.mean) })),
    means.map((m) => svg("svg", { x: x(middle(m)), y: y(m.mean), overflow: "visible" }, svg("path", { class: "mean", d: "M0-6 6 0 0 6-6 0Z" }))));
  const undated = D.aggregate ? 0 : onAxis(distinct(selected)).length - points.length;
  const notes = [
    `Peace is up, pressure down. The diamonds are the means by ${kind}${isFiltered() ? " of the filtered quotations" : " of all quotations; filter by a speaker to follow one"}.`,
    drawn.length < points.length && `${number(drawn.length)} of ${number(points.length)} dots are drawn.`,
    undated > 0 && `${counted(undated, "quotation")} without a date ${undated === 1 ? "is" : "are"} not here.`,
  ];
  fill(box,
    el("p", {}, notes.filter(Boolean).join(" ")), chart,
    el("details", {}, el("summary", {}, "The same as a table"),
      scrolling("Table of means by time", el("table", { class: "plain" },
        el("thead", {}, el("tr", {}, [kind === "day" ? "Day" : `${kind[0].toUpperCase()}${kind.slice(1)} from`, "Quotations on the axis", "Mean"].map((t) => el("th", { scope: "col" }, t)))),
        el("tbody", {}, means.map((m) => el("tr", {}, el("th", { scope: "row" }, isoDay(m.start)), el("td", { class: "n" }, number(m.count)), el("td", { class: "n" }, signed(m.mean)))))))));
}
