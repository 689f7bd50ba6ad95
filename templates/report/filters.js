// Which quotations count. Without a filter all figures are those of speakers.csv; with one they are counted anew.

const NO_FILTER = { speaker: "", outlet: "", from: "", to: "", type: "", name: "0", score: "0", named: false };
const filter = { ...NO_FILTER };
let selected = quotes;

const isFiltered = () => Object.keys(NO_FILTER).some((k) => filter[k] !== NO_FILTER[k]);
const folded = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const s of speakers) s.folded = folded(s.name);

function passes() {
  const speaker = folded(filter.speaker.trim());
  const exact = speakers.some((s) => s.folded === speaker);
  const type = filter.type === "" ? null : Number(filter.type);
  const [name, score] = [Number(filter.name), Number(filter.score)];
  return (q) => {
    if (speaker && !(q.speaker && (exact ? q.speaker.folded === speaker : q.speaker.folded.includes(speaker)))) return false;
    if (filter.outlet !== "" && q.article.outlet !== D.outlets[filter.outlet]) return false;
    if (filter.from || filter.to) {
      const d = day(q.article.date);
      if (!d || (filter.from && d < filter.from) || (filter.to && d > filter.to)) return false;
    }
    if (type !== null && q.type !== type) return false;
    if (filter.named && (!q.speaker || q.speaker.name.startsWith("unnamed: "))) return false;
    return q.nameSure >= name && q.sure >= score;
  };
}

// each speaker's count, mean, interval and distinct quotations on the axis, under the filter
function figures() {
  if (!D.whole) return speakers.map((s) => ({ speaker: s, count: s.count, mean: s.mean, interval: s.interval, points: [] }));
  const by = new Map();
  for (const q of selected) {
    if (!q.speaker) continue;
    if (!by.has(q.speaker)) by.set(q.speaker, []);
    by.get(q.speaker).push(q);
  }
  const filtered = isFiltered();
  return [...by].map(([speaker, list]) => {
    const points = onAxis(distinct(list));
    return filtered
      ? { speaker, count: list.length, mean: meanOf(points), interval: null, points }
      : { speaker, count: speaker.count, mean: speaker.mean, interval: speaker.interval, points };
  });
}

function applyFilter() {
  selected = isFiltered() ? quotes.filter(passes()) : quotes;
  const undated = (filter.from || filter.to) && quotes.some((q) => !day(q.article.date));
  byId("shown").textContent = !D.whole ? "" : isFiltered()
    ? `Filtered: ${number(selected.length)} of ${counted(quotes.length, "quotation")}. Means are counted anew from these; intervals are shown only without a filter.` +
      (undated ? " Articles without a date are left out." : "")
    : `All ${counted(quotes.length, "quotation")}; the figures are those of speakers.csv.`;
  byId("reset").disabled = !isFiltered();
  drawAxis();
  drawTimeline();
  drawMatrix();
  drawSpeaker();
}

function setFilter(changes) {
  Object.assign(filter, changes);
  for (const [key, value] of Object.entries(filter)) {
    const input = byId("filters").elements[key];
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  }
  applyFilter();
}

function buildFilters() {
  const form = byId("filters");
  if (!D.whole) {
    form.append(el("button", { id: "reset", type: "button", hidden: true }));
    form.hidden = true;
    return;
  }
  const field = (label, input) => el("label", {}, el("span", {}, label), input);
  const choice = (name, options) =>
    el("select", { name }, options.map(([value, text]) => el("option", { value }, text)));
  const outlets = D.outlets.map((o, i) => [String(i), outletOf(o)]).sort((a, b) => a[1].localeCompare(b[1], "en"));
  const days = [...new Set(articles.map((a) => day(a.date)).filter(Boolean))].sort();
  const date = (name) => el("input", { type: "date", name, min: days[0], max: days.at(-1), disabled: !days.length });
  const sure = (name, steps) => choice(name, [["0", "any"], ...steps.map((p) => [String(p * 10), `${p} % or more`])]);
  const fields = el("div", { class: "fields" },
    field("Speaker", el("input", { name: "speaker", type: "search", list: "names", autocomplete: "off", placeholder: "any" })),
    field("Outlet", choice("outlet", [["", "any"], ...outlets])),
    field("From", date("from")),
    field("To", date("to")),
    field("Type", choice("type", [["", "any"], ...TYPES.map((t, i) => [String(i), t])])),
    field("Name is sure", sure("name", [50, 70, 90])),
    field("Score is sure", sure("score", [30, 50, 70])),
    el("label", { class: "tick" }, el("input", { type: "checkbox", name: "named" }), el("span", {}, "Named speakers only")),
    el("button", { type: "button", id: "reset", click: () => setFilter(NO_FILTER) }, "Clear filters"));
  const wide = matchMedia("(min-width: 700px)").matches;
  form.append(
    el("details", { open: wide }, el("summary", {}, "Filter"), fields),
    el("datalist", { id: "names" }, speakers.slice(0, 1000).map((s) => el("option", { value: s.name }))));
  const read = () => {
    for (const key of Object.keys(NO_FILTER)) {
      const input = form.elements[key];
      filter[key] = input.type === "checkbox" ? input.checked : input.value;
    }
    applyFilter();
  };
  form.addEventListener("input", later(read));
  form.addEventListener("submit", (e) => e.preventDefault());
}
