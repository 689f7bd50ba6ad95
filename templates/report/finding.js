// In short: one or two sentences on who stands where, made of the figures, and no more than these allow.

// Articles from which on an interval is believed: where as many fall on one side by chance as coins do, fewer than six do
// so more often than one time in twenty (sign test), and the bootstrap does not know it.
const BELIEVED = 6;

// what stands behind a mean: "(mean +0.46, 95 % interval +0.23 to +0.69, 8 quotations)"
function evidence(f) {
  const range = f.interval ? `95\u00a0% interval ${rangeText(f.interval)}` : "no interval, since all is from one article";
  return ` (mean ${signed(f.mean)}, ${range}, ${counted(f.n, "quotation")} in ${counted(f.articles, "article")})`;
}
const clear = (f) => f.interval !== null && f.articles >= BELIEVED;
const named = (f) => el("a", { href: link.speaker(f.speaker) }, f.speaker.name);

function sentences(figures) {
  const known = figures.filter((f) => !isUnnamed(f.speaker) && f.mean !== null);
  const enough = known.filter((f) => f.n >= least());
  const few = counted(least(), "quotation");
  if (!known.length) return ["No quotation of a named speaker is on the axis."];
  if (!enough.length) {
    return [known.length === 1
      ? `Too little to say: the only named speaker on the axis has fewer than ${few} there.`
      : `Too little to say who stands where: none of the ${number(known.length)} named speakers on the axis has at least ${few} there.`];
  }
  const order = [...enough].sort((a, b) => b.mean - a.mean || a.speaker.i - b.speaker.i);
  // by the end of the interval that is nearer to 0: of many speakers, the furthest mean is that of one with few quotations
  const peace = enough.filter((f) => clear(f) && f.interval[0] > 0).sort((a, b) => b.interval[0] - a.interval[0]);
  const pressure = enough.filter((f) => clear(f) && f.interval[1] < 0).sort((a, b) => a.interval[1] - b.interval[1]);
  const neither = enough.length - peace.length - pressure.length;
  if (enough.length === 1) {
    const [f] = enough;
    const side = peace.length ? "clearly on the side of peace" : pressure.length ? "clearly on the side of pressure" : "clearly on neither side";
    return [`Only one named speaker has at least ${few} on the axis: `, named(f), ` stands ${side}${evidence(f)}.`];
  }
  const all = `the ${number(enough.length)} named speakers with at least ${few} on the axis`;
  if (neither === enough.length) {
    return [`Of ${all}, none stands clearly on one side. The means run from `,
      named(order.at(-1)), evidence(order.at(-1)), " to ", named(order[0]), evidence(order[0]), "."];
  }
  const first = [
    peace.length && [named(peace[0]), ` stands most clearly on the side of peace${evidence(peace[0])}`],
    pressure.length && [named(pressure[0]), `${peace.length ? " most clearly on that" : " stands most clearly on the side"} of pressure${evidence(pressure[0])}`],
  ].filter(Boolean);
  return [first[0], first[1] ? [", ", first[1]] : "", `. Of ${all}, ${number(peace.length)} ${peace.length === 1 ? "stands" : "stand"} clearly on the side of peace, ${number(pressure.length)} on that of pressure, and ${number(neither)} on neither.`];
}

const CLEARLY = `Clearly: the 95\u00a0% interval leaves out 0 and rests on ${BELIEVED} articles or more; of many speakers, about one in twenty would seem to by chance.`;

const GROUPS_IN_SHORT = 4;

function drawFinding() {
  const body = byId("finding-body");
  if (!GROUPED) {
    fill(body, el("p", { class: "finding" }, sentences(figures())), el("p", { class: "note" }, CLEARLY));
    return;
  }
  const chosen = oneGroup() ? Number(filter.group) : null;
  const shown = groupOrder.slice(0, GROUPS_IN_SHORT);
  if (chosen !== null && !shown.includes(chosen)) shown.push(chosen);
  const rest = groupOrder.length - shown.length;
  fill(body,
    chosen === null && el("p", { class: "note" }, `All values of ${D.group_by} are shown together below. A mean over several of them mixes unlike matters: a speaker may press in one and make peace in another.`),
    el("ul", { class: "finding" }, shown.map((g) => el("li", { class: g === chosen && "chosen" },
      el("h3", {}, groupName(g)),
      el("p", {}, sentences(figuresOfGroup(g)), " ",
        g === chosen ? el("span", { class: "soft" }, "(shown below)") : el("button", { type: "button", class: "inline", click: () => setFilter({ group: String(g) }) }, "Show this below"))))),
    el("p", { class: "note" }, CLEARLY),
    rest > 0 && el("p", { class: "note" }, `${counted(rest, "more value", "more values")} of ${D.group_by} can be chosen below.`),
    D.aggregate?.more_groups && el("p", { class: "note" }, `This page holds the ${counted(groupOrder.length, "largest one", "largest ones")} by themselves; the others are in “all together” alone.`));
}
