// Whom each outlet lets say what: mean and count by speaker and outlet.

const matrixState = { rows: 15, columns: 8 };

// speaker -> outlet -> [count, sum], of distinct quotations on the axis; an outlet's copy is its own quotation here
function matrixCells() {
  const by = new Map();
  const cell = (speaker, outlet) => {
    if (!by.has(speaker)) by.set(speaker, new Map());
    const row = by.get(speaker);
    if (!row.has(outlet)) row.set(outlet, [0, 0]);
    return row.get(outlet);
  };
  if (D.aggregate) {
    for (const [s, o, count, sum] of countsShown().outlets) cell(speakers[s], D.outlets[o]).splice(0, 2, count, sum);
    return by;
  }
  const seen = new Set();
  for (const q of selected) {
    if (q.score === null || !q.speaker) continue;
    const key = `${q.first} ${q.article.outlet}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const c = cell(q.speaker, q.article.outlet);
    c[0] += 1;
    c[1] += q.score;
  }
  return by;
}

// the cells, with speakers and outlets in the order of how many they hold
function matrixTable() {
  const by = matrixCells();
  const totals = new Map();
  for (const row of by.values()) for (const [o, [n]] of row) totals.set(o, (totals.get(o) ?? 0) + n);
  const count = new Map([...by].map(([s, row]) => [s, [...row.values()].reduce((sum, [n]) => sum + n, 0)]));
  const rows = [...by.keys()].sort((a, b) => count.get(b) - count.get(a) || a.i - b.i);
  const columns = [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a) || a.localeCompare(b, "en"));
  return { by, rows, columns };
}

function drawMatrix() {
  const { by, rows, columns } = matrixTable();
  const box = byId("matrix-chart");
  if (!columns.some(Boolean)) {
    fill(box, el("p", { class: "note" }, columns.length || !isFiltered()
      ? "The outlets of these articles are not known (an outlet in the input makes this table)."
      : "No quotation on the axis fits these filters."));
    return;
  }
  const pick = (s, o) => () => visit(link.speaker(s), { ...NO_FILTER, speaker: s.name, outlet: String(D.outlets.indexOf(o)) });
  const shown = columns.slice(0, matrixState.columns);
  const cell = (s, o) => {
    const c = by.get(s).get(o);
    if (!c) return el("td", { class: "none" }, el("span", { "aria-hidden": "true" }, "·"), el("span", { class: "hidden" }, "none"));
    const [n, sum] = c;
    const content = [el("b", {}, signed(sum / n)), el("small", {}, counted(n, "quotation"))];
    const shade = `cell l${levelOf(sum / n)}${n < least() ? " few" : ""}`;
    return el("td", { "data-outlet": outletOf(o) }, D.whole
      ? el("button", { type: "button", class: shade, "aria-label": `${s.name} in ${outletOf(o)}: mean ${signed(sum / n)}, ${counted(n, "quotation")}; show these`, click: pick(s, o) }, content)
      : el("span", { class: shade }, content));
  };
  fill(box,
    el("p", {}, `Mean of what each outlet quoted a speaker with, and how many quotations on the axis it rests on; pale where they are fewer than ${least()}.` +
      (D.whole ? " Press a cell to see its quotations. Words that several outlets printed count once in each." : " Words that several outlets printed count for the first.")),
    scrolling("Table of means by speaker and outlet", el("table", { class: `matrix${shown.length > 6 ? " broad" : ""}` },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Speaker"), shown.map((o) => el("th", { scope: "col" }, outletOf(o))))),
      el("tbody", {}, rows.slice(0, matrixState.rows).map((s) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: link.speaker(s) }, s.name)),
        shown.map((o) => cell(s, o))))))),
    more(rows.length - matrixState.rows, 50, "#matrix-chart tbody tr", () => { matrixState.rows += 50; drawMatrix(); }),
    columns.length > matrixState.columns &&
      el("button", { type: "button", class: "more", click: () => { matrixState.columns += 20; drawMatrix(); } },
        `Show ${counted(Math.min(20, columns.length - matrixState.columns), "more outlet", "more outlets")}`),
    saveButtons("outlets", "the table of outlets", matrixCsv, matrixPicture));
}
