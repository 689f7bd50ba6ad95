// Who stands where: a table whose last column is drawn.

const AXIS_STEP = 25;
const MAX_DOTS = 300;
const axisState = { sort: "count", down: true, rows: AXIS_STEP };
const SORTS = {
  name: (a, b) => b.speaker.name.localeCompare(a.speaker.name, "en"),
  count: (a, b) => a.n - b.n || b.speaker.i - a.speaker.i,
  mean: (a, b) => a.mean - b.mean || b.speaker.i - a.speaker.i,
};

const across = (score) => `${2 + ((score + 1000) / 2000) * 96}%`;

// evenly through a sorted list, ends included
function sampled(list, most) {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))]);
}

// dots that would cover each other step aside, up and down in turn
function asideSteps(points) {
  const placed = [];
  const [apart, most] = [17, 3];
  return points.map((q) => {
    const near = placed.filter((p) => q.score - p.score < apart);
    let step = 0;
    for (let k = 0; k <= 2 * most; k++) {
      step = (k % 2 ? 1 : -1) * Math.ceil(k / 2);
      if (!near.some((p) => p.step === step)) break;
    }
    placed.push({ score: q.score, step });
    return step;
  });
}

function lane(f) {
  const height = 46;
  const at = { dots: 17, mean: 39 };
  const drawn = sampled([...f.points].sort((a, b) => a.score - b.score || a.i - b.i), MAX_DOTS);
  const steps = asideSteps(drawn);
  const bars = f.bars;
  const highest = bars ? Math.max(1, ...bars) : 1;
  const label = `${f.speaker.name}: ` + (f.mean === null ? "no quotation on the axis" : `mean ${signed(f.mean)}`) +
    (drawn.length ? `, ${counted(f.points.length, "dot")} from ${signed(drawn[0].score)} to ${signed(drawn.at(-1).score)}` : "");
  return svg("svg", { class: "lane", width: "100%", height, role: "group", tabindex: drawn.length ? 0 : null, "aria-label": label },
    [-1000, -500, 0, 500, 1000].map((x) =>
      svg("line", { class: x ? "grid" : "grid zero", x1: across(x), x2: across(x), y1: 0, y2: height })),
    bars?.map((n, k) => n > 0 && svg("rect", {
      class: `bar l${levelOf(k * 50 - 1000)}`, x: `${2 + (k / 41) * 96}%`, width: `${96 / 41 - 0.3}%`,
      y: 32 - Math.max(1.5, (30 * n) / highest), height: Math.max(1.5, (30 * n) / highest) })),
    drawn.map((q, k) => svg("circle", {
      class: `dot l${q.label}`, "data-q": q.i, "data-k": k, cx: across(q.score), cy: at.dots + 4.6 * steps[k], r: 4.4 })),
    f.interval && svg("line", { class: "interval", x1: across(f.interval[0]), x2: across(f.interval[1]), y1: at.mean, y2: at.mean }),
    f.mean !== null && svg("svg", { x: across(f.mean), y: at.mean, overflow: "visible" },
      svg("path", { class: "mean", d: "M0-6 6 0 0 6-6 0Z" })));
}

function axisRow(f) {
  const s = f.speaker;
  return el("tr", { role: "row", class: f.n < least() && "few", "data-speaker": s.id, "data-count": f.count, "data-n": f.n, "data-mean": f.mean, "data-low": f.interval?.[0], "data-high": f.interval?.[1] },
    el("th", { role: "rowheader", scope: "row" }, el("a", { href: link.speaker(s) }, s.name)),
    el("td", { role: "cell", class: "n" }, number(f.n), el("span", { class: "unit" }, " on the axis"), f.count !== f.n && el("small", {}, `of ${number(f.count)}`)),
    el("td", { role: "cell", class: "n strong" }, signed(f.mean)),
    el("td", { role: "cell", class: "n range" }, rangeText(f.interval)),
    el("td", { role: "cell", class: "chart" }, lane(f),
      f.points.length > MAX_DOTS && el("small", {}, `${MAX_DOTS} of ${number(f.points.length)} dots drawn`)));
}

// all speakers in the order that was chosen: those with enough quotations first, the others not ranked among them
function ranking() {
  const { sort, down } = axisState;
  const all = [...figures()].sort((a, b) => (sort === "mean" ? (a.mean === null) - (b.mean === null) : 0) || (down ? -1 : 1) * SORTS[sort](a, b));
  return [all.filter((f) => f.n >= least()), all.filter((f) => f.n < least())];
}

function drawAxis() {
  const { sort, down, rows } = axisState;
  const [ranked, few] = ranking();
  const all = ranked.length + few.length;
  const sortBy = (key) => () => {
    axisState.down = axisState.sort === key ? !axisState.down : true;
    axisState.sort = key;
    drawAxis();
    writeAddress(true);
    document.querySelector(`#axis-chart [data-sort=${key}]`).focus();
  };
  // names come A to Z first; numbers from the highest
  const direction = (key) => (sort !== key ? "none" : down === (key !== "name") ? "descending" : "ascending");
  const head = (key, text) =>
    el("th", { role: "columnheader", scope: "col", "aria-sort": direction(key) },
      el("button", { type: "button", "data-sort": key, click: sortBy(key) }, text,
        el("span", { "aria-hidden": "true", class: "arrow" }, { none: "↕", descending: "↓", ascending: "↑" }[direction(key)])),
      // a heading that is repeated on every sheet of paper has no buttons
      el("span", { class: "print-only" }, text));
  const fewShown = few.slice(0, Math.max(0, rows - ranked.length));
  const table = el("table", { role: "table", class: "axis", "aria-labelledby": "axis-title" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" },
      head("name", "Speaker"), head("count", "On the axis"), head("mean", "Mean"),
      el("th", { role: "columnheader", scope: "col", class: "range" }, "95 % interval"),
      el("th", { role: "columnheader", scope: "col", class: "chart" },
        el("span", { class: "ends" }, el("span", { class: "pressure" }, "−1 pressure"), el("span", {}, "0"), el("span", { class: "peace" }, "peace +1"))))),
    el("tbody", { role: "rowgroup" }, ranked.slice(0, rows).map(axisRow)),
    fewShown.length > 0 && el("tbody", { role: "rowgroup", class: "unranked" },
      el("tr", { role: "row" }, el("th", { role: "rowheader", scope: "rowgroup", colspan: 5 }, `Not ranked: fewer than ${counted(least(), "quotation")} on the axis`)),
      fewShown.map(axisRow)));
  fill(byId("axis-chart"),
    all ? table : el("p", { class: "note" }, quotes.length ? "No quotation of a speaker fits these filters." : "There are no quotations."),
    more(all - rows, AXIS_STEP * 4, "#axis-chart tr[data-speaker]", () => { axisState.rows += AXIS_STEP * 4; drawAxis(); }),
    all > 0 && saveButtons("speakers", "the chart of speakers", axisCsv, axisPicture),
    D.all_speakers > speakers.length ? el("p", { class: "note" }, `${counted(D.all_speakers - speakers.length, "more speaker is", "more speakers are")} in speakers.csv.`) : "");
}
