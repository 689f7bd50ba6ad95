// What the reader looks at: filters, search, group, least number, order. It stands in the address behind "?", so that the
// way back, a reload and a copied link lead to the same view: #speaker/oda-varn?type=direct&q=ceasefire

const NO_FILTER = { q: "", speaker: "", outlet: "", from: "", to: "", type: "", name: "0", score: "0", named: false };
const LEAST = 3;
const ALL_GROUPS = "all";
const GROUPED = D.group_by !== null;
const groupName = (g) => D.groups[g] || `no ${D.group_by} given`;

// groups by how many quotations they have, most first; those without a value last
const groupOrder = (() => {
  const sizes = D.groups.map((_, g) => (D.aggregate ? (D.aggregate.groups[g]?.quotations ?? 0) : 0));
  if (!D.aggregate) for (const q of quotes) sizes[q.group] += 1;
  const shown = D.aggregate ? D.aggregate.groups.length : D.groups.length;
  return D.groups.map((_, g) => g).slice(0, shown).sort((a, b) => (D.groups[a] === "") - (D.groups[b] === "") || sizes[b] - sizes[a] || a - b);
})();
const FIRST_GROUP = GROUPED && groupOrder.length ? String(groupOrder[0]) : ALL_GROUPS;

// `outlet` and `group` are places in their lists, as the choices of a select have them
const filter = { ...NO_FILTER, group: FIRST_GROUP, least: String(LEAST) };
const least = () => Math.max(1, Number.parseInt(filter.least, 10) || LEAST);

const NAME_STEPS = [50, 70, 90];
const SCORE_STEPS = [30, 50, 70];

function viewText() {
  const p = new URLSearchParams();
  for (const key of ["q", "speaker", "from", "to"]) if (filter[key].trim()) p.set(key, filter[key].trim());
  if (filter.outlet !== "") p.set("outlet", D.outlets[filter.outlet]);
  if (filter.type !== "") p.set("type", TYPES[filter.type]);
  for (const key of ["name", "score"]) if (filter[key] !== "0") p.set(key, filter[key] / 10);
  if (filter.named) p.set("named", "1");
  if (filter.group !== FIRST_GROUP) {
    if (filter.group === ALL_GROUPS) p.set("groups", "all");
    else p.set("group", D.groups[filter.group]);
  }
  if (least() !== LEAST) p.set("least", least());
  if (axisState.sort !== "count" || !axisState.down) p.set("sort", (axisState.down ? "" : "-") + axisState.sort);
  return p.toString();
}

// what an address says of the view; what it cannot mean here is passed over
function readView(text) {
  const p = new URLSearchParams(text);
  const changes = { ...NO_FILTER, group: FIRST_GROUP, least: String(LEAST) };
  const get = (key) => p.get(key) ?? "";
  const whole = D.whole;
  changes.q = get("q");
  if (whole) {
    changes.speaker = get("speaker");
    for (const key of ["from", "to"]) if (day(get(key)) === get(key)) changes[key] = get(key);
    if (p.has("outlet") && D.outlets.includes(get("outlet"))) changes.outlet = String(D.outlets.indexOf(get("outlet")));
    if (TYPES.includes(get("type"))) changes.type = String(TYPES.indexOf(get("type")));
    if (NAME_STEPS.includes(Number(get("name")))) changes.name = String(get("name") * 10);
    if (SCORE_STEPS.includes(Number(get("score")))) changes.score = String(get("score") * 10);
    changes.named = get("named") === "1";
  }
  if (GROUPED) {
    const g = D.groups.indexOf(get("group"));
    if (get("groups") === "all") changes.group = ALL_GROUPS;
    else if (p.has("group") && groupOrder.includes(g)) changes.group = String(g);
  }
  if (/^[1-9]\d{0,2}$/.test(get("least"))) changes.least = get("least");
  Object.assign(filter, changes);
  const [, minus, sort] = /^(-?)(name|count|mean)$/.exec(get("sort")) ?? [null, "", "count"];
  axisState.sort = sort;
  axisState.down = !minus;
}

// the part of the page that the address names
let place = "";

const addressParts = () => {
  const [, where, view] = /^#?([^?]*)(?:\?(.*))?$/s.exec(location.hash) ?? [null, "", undefined];
  return [where, view];
};

// the address says all of the view; `again` changes the entry of the browser's history in place of adding one
function writeAddress(again) {
  const view = viewText();
  const hash = `#${place}${view ? `?${view}` : ""}`;
  if (hash === (location.hash || "#") && history.state?.own) return;
  history[again ? "replaceState" : "pushState"]({ own: true }, "", hash);
}
