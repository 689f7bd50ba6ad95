// Which quotations count. Without a filter all figures are those of speakers.csv; with one they are counted anew.

let selected = quotes;
let figuresKept = null;

const hasFilter = () => Object.keys(NO_FILTER).some((k) => filter[k] !== NO_FILTER[k]);
const oneGroup = () => GROUPED && filter.group !== ALL_GROUPS;
const isFiltered = () => hasFilter() || oneGroup();

function passes(inAllGroups) {
  const speaker = folded(filter.speaker.trim());
  const exact = speakers.some((s) => s.folded === speaker);
  const type = filter.type === "" ? null : Number(filter.type);
  const [name, score] = [Number(filter.name), Number(filter.score)];
  const group = inAllGroups || !oneGroup() ? null : Number(filter.group);
  const parts = wantedParts(filter.q);
  const found = holds(parts);
  return (q) => {
    if (group !== null && q.group !== group) return false;
    if (speaker && !(q.speaker && (exact ? q.speaker.folded === speaker : q.speaker.folded.includes(speaker)))) return false;
    if (filter.outlet !== "" && q.article.outlet !== D.outlets[filter.outlet]) return false;
    if (filter.from || filter.to) {
      const d = day(q.article.date);
      if (!d || (filter.from && d < filter.from) || (filter.to && d > filter.to)) return false;
    }
    if (type !== null && q.type !== type) return false;
    if (filter.named && (!q.speaker || isUnnamed(q.speaker))) return false;
    return q.nameSure >= name && q.sure >= score && (!parts.length || found(q));
  };
}

const isUnnamed = (s) => s.name.startsWith("unnamed: ");

// of a page that does not hold every quotation: the counts of all groups or of one
const counts = (group) => (group === null ? D.aggregate.all : D.aggregate.groups[group]);
const countsShown = () => counts(oneGroup() ? Number(filter.group) : null);

// each speaker of a list of quotations, with count and figures of the distinct ones on the axis
function figuresOf(list) {
  const by = new Map();
  for (const q of list) {
    if (!q.speaker) continue;
    if (!by.has(q.speaker)) by.set(q.speaker, []);
    by.get(q.speaker).push(q);
  }
  return [...by].map(([speaker, rows]) => Object.assign(summed(onAxis(distinct(rows))), { speaker, count: rows.length }));
}

// intervals of a group as speakers.csv has them, where no filter asks for others
const groupIntervals = new Map(D.group_intervals.map(([s, g, ...interval]) => [`${s} ${g}`, interval]));

function asTheFiles(list, group) {
  if (hasFilter()) return list;
  for (const f of list) {
    const interval = groupIntervals.get(`${f.speaker.i} ${group}`);
    if (interval) Object.defineProperty(f, "interval", { value: interval });
  }
  return list;
}

function figuresOfGroup(group) {
  if (!D.aggregate) {
    const keep = passes(true);
    return asTheFiles(figuresOf(quotes.filter((q) => q.group === group && keep(q))), group);
  }
  return counts(group).speakers.map(([s, count, n, articles, mean, interval, bars]) => ({ speaker: speakers[s], count, n, articles, mean, interval, bars, points: [] }));
}

// each speaker's count, number on the axis, mean and interval, as the page shows them now
function figures() {
  return (figuresKept ??= (() => {
    if (D.aggregate && oneGroup()) return figuresOfGroup(Number(filter.group));
    const whole = (s, articles, points, bars) => ({ speaker: s, count: s.count, n: s.onAxis, articles, mean: s.mean, interval: s.interval, points, bars });
    if (D.aggregate) {
      const by = new Map(D.aggregate.all.speakers.map((x) => [x[0], x]));
      return speakers.map((s) => {
        const [, , , inArticles, , interval, bars] = by.get(s.i) ?? [];
        return Object.assign(whole(s, inArticles ?? 0, [], bars), GROUPED && { interval: interval ?? null });
      });
    }
    const all = figuresOf(selected);
    if (oneGroup()) return asTheFiles(all, Number(filter.group));
    // speakers.csv has no figures of all groups together
    return isFiltered() || GROUPED ? all : all.map((f) => whole(f.speaker, f.articles, f.points));
  })());
}

// the filters in words
function filterText() {
  const said = [
    oneGroup() && `${D.group_by}: ${groupName(filter.group)}`,
    filter.q.trim() && `with the words ${filter.q.trim()}`,
    filter.speaker.trim() && `speaker ${filter.speaker.trim()}`,
    filter.outlet !== "" && outletOf(D.outlets[filter.outlet]),
    filter.from && `from ${filter.from}`,
    filter.to && `to ${filter.to}`,
    filter.type !== "" && `${TYPES[filter.type]} only`,
    filter.name !== "0" && `names ${filter.name / 10} % sure or more`,
    filter.score !== "0" && `scores ${filter.score / 10} % sure or more`,
    filter.named && "named speakers only",
  ];
  return said.filter(Boolean).join("; ");
}

function shownText() {
  if (D.aggregate) {
    const all = countsShown().quotations;
    return (oneGroup() ? `${filterText()}. ` : "") + `The charts are of ${counted(all, "quotation")}; search and list hold those of them that are on this page, ${number(selected.length)}.`;
  }
  if (!hasFilter()) {
    if (oneGroup()) return `${filterText()}: ${number(selected.length)} of ${counted(quotes.length, "quotation")}; the figures are those of speakers.csv.`;
    return `All ${counted(quotes.length, "quotation")}; the figures ${GROUPED ? `are of all values of ${D.group_by} together` : "are those of speakers.csv"}.`;
  }
  const undated = (filter.from || filter.to) && quotes.some((q) => !day(q.article.date));
  return `Filtered (${filterText()}): ${number(selected.length)} of ${counted(quotes.length, "quotation")}. Means and intervals are counted anew from these.` +
    (undated ? " Articles without a date are left out." : "");
}

function applyFilter() {
  selected = isFiltered() ? quotes.filter(passes(false)) : quotes;
  figuresKept = null;
  byId("shown").textContent = shownText();
  byId("reset").disabled = !hasFilter();
  drawFinding();
  drawFound();
  drawAxis();
  drawTimeline();
  drawMatrix();
  drawSpeaker();
}

const inputOf = (key) => byId("filters").elements[key];

// the form as the view is
function fillForm() {
  for (const [key, value] of Object.entries(filter)) {
    const input = inputOf(key);
    if (!input) continue;
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  }
}

function setFilter(changes) {
  Object.assign(filter, changes);
  fillForm();
  applyFilter();
  writeAddress(false);
}

function filterFields() {
  const field = (label, input) => el("label", {}, el("span", {}, label), input);
  const choice = (name, options) =>
    el("select", { name }, options.map(([value, text]) => el("option", { value }, text)));
  const outlets = D.outlets.map((o, i) => [String(i), outletOf(o)]).sort((a, b) => a[1].localeCompare(b[1], "en"));
  const days = [...new Set(articles.map((a) => day(a.date)).filter(Boolean))].sort();
  const date = (name) => el("input", { type: "date", name, min: days[0], max: days.at(-1), disabled: !days.length });
  const sure = (name, steps) => choice(name, [["0", "any"], ...steps.map((p) => [String(p * 10), `${p} % or more`])]);
  return el("div", { class: "fields" },
    field("Speaker", el("input", { name: "speaker", type: "search", list: "names", autocomplete: "off", placeholder: "any" })),
    field("Outlet", choice("outlet", [["", "any"], ...outlets])),
    field("From", date("from")),
    field("To", date("to")),
    field("Type", choice("type", [["", "any"], ...TYPES.map((t, i) => [String(i), t])])),
    field("Name is sure", sure("name", NAME_STEPS)),
    field("Score is sure", sure("score", SCORE_STEPS)),
    el("label", { class: "tick" }, el("input", { type: "checkbox", name: "named" }), el("span", {}, "Named speakers only")));
}

// what was typed last: going on with it adds no new entry to the browser's history
let typed = null;

function buildFilters() {
  const form = byId("filters");
  form.append(
    el("div", { class: "first" },
      GROUPED && el("label", {}, el("span", {}, `Shown: ${D.group_by}`), el("select", { name: "group" },
        groupOrder.map((g) => el("option", { value: String(g) }, groupName(g))),
        el("option", { value: ALL_GROUPS }, "all together (mixes them)"))),
      el("label", { class: "wide" }, el("span", {}, "Search the quotations"),
        el("input", { name: "q", type: "search", autocomplete: "off", placeholder: 'words, or "words together"' })),
      el("label", { class: "narrow" }, el("span", {}, "Minimum n for a rank"), el("input", { name: "least", type: "number", min: 1, max: 999, step: 1 })),
      el("button", { type: "button", id: "reset", click: () => setFilter(NO_FILTER) }, "Clear filters")),
    D.whole ? el("details", {}, el("summary", {}, "Filter by speaker, outlet, date, type, confidence"), filterFields()) : "",
    el("datalist", { id: "names" }, speakers.slice(0, 1000).map((s) => el("option", { value: s.name }))));
  let changed = null;
  const read = later(() => {
    for (const key of Object.keys(filter)) {
      const input = inputOf(key);
      if (input) filter[key] = input.type === "checkbox" ? input.checked : input.value;
    }
    if (changed === "q") byId("found").open = filter.q.trim() !== "";
    applyFilter();
    writeAddress(changed === typed);
    typed = ["q", "speaker", "least"].includes(changed) ? changed : null;
  });
  form.addEventListener("input", (e) => { changed = e.target.name ?? null; read(); });
  form.addEventListener("submit", (e) => e.preventDefault());
}
