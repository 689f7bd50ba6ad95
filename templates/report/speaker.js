// One speaker: the figures, the strongest quotations at both ends, and all of them.

let speakerShown = speakers[0] ?? null;
let speakerTable = null;

function strongest(list, sign) {
  return distinct(list).filter((q) => q.score * sign > 0).sort((a, b) => sign * (b.score - a.score) || a.i - b.i).slice(0, 3);
}

// the search in a speaker's own table: also in headline, outlet, date and label
function speakerRows(list, label) {
  const table = quoteTable(list, label, { id: true, at: "#speaker-body" });
  const said = el("p", { class: "said", role: "status" });
  const show = (found) => {
    said.textContent = found.length === list.length ? "" : `${number(found.length)} of ${counted(list.length, "quotation")}`;
    table.put(found);
  };
  const search = el("input", { type: "search", name: "find", autocomplete: "off", input: later(() => {
    const wanted = folded(search.value.trim()).split(/\s+/).filter(Boolean);
    show(list.filter((q) => {
      const hay = folded([words(q), titleOf(q.article), q.article.outlet, q.article.date, LABELS[q.label]].join(" "));
      return wanted.every((w) => hay.includes(w));
    }));
  }) });
  return {
    ...table,
    box: el("div", {}, el("label", { class: "find" }, el("span", {}, "Search these quotations"), search), said, table.box),
    // a row that a search hides or that is further down comes into sight
    show(q) {
      search.value = "";
      show(list);
      table.upTo(list.indexOf(q) + 1);
      return byId(`row-${q.i}`);
    },
  };
}

function drawSpeaker() {
  const box = byId("speaker-body");
  const s = speakerShown;
  if (!s) {
    fill(box, el("p", { class: "note" }, "No speaker was found."));
    return;
  }
  const list = selected.filter((q) => q.speaker === s);
  const filtered = isFiltered();
  const f = figures().find((x) => x.speaker === s) ?? { count: 0, n: 0, mean: null, interval: null };
  // of a page without all quotations only the strongest are here to be counted
  const labels = !filtered || D.aggregate ? s.labels : LABELS.map((_, l) => distinct(list).filter((q) => q.label === l).length);
  const facts = [
    ["Quotations", filtered ? `${number(f.count)} of ${number(s.count)} (filtered)` : number(s.count)],
    ["On the axis, repeats left out", number(f.n)],
    ["Mean", signed(f.mean)],
    ["95 % interval", f.interval ? rangeText(f.interval) : "– (one article or none)"],
    !filtered && ["In", `${counted(s.articles, "article")}${s.outlets ? `, ${counted(s.outlets, "outlet")}` : ""}`],
    s.first && !filtered && ["Dates", s.first === s.last ? s.first : `${s.first} to ${s.last}`],
  ];
  const end = (title, cards) => el("div", {}, el("h4", {}, title), cards.length ? el("ul", { class: "cards" }, cards.map(card)) : el("p", { class: "note" }, "None."));
  const total = labels.reduce((a, b) => a + b, 0);
  speakerTable = speakerRows(list, `Quotations of ${s.name}`);
  fill(box,
    el("label", { class: "find" }, el("span", {}, "Go to a speaker"), el("input", {
      type: "search", name: "goto", list: "names", autocomplete: "off", change: (e) => {
        const wanted = folded(e.target.value.trim());
        const found = speakers.find((x) => x.folded === wanted) ?? speakers.find((x) => x.folded.includes(wanted));
        if (wanted && found) location.hash = link.speaker(found);
      } })),
    el("h3", { id: "speaker-name", tabindex: -1 }, s.name),
    el("dl", { class: "facts" }, facts.filter(Boolean).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v)))),
    GROUPED && groupFacts(s),
    D.aggregate && filtered ? "" : el("ul", { class: "spread", "aria-label": "Distinct quotations by stance" }, LABELS.map((name, l) => {
      const part = el("li", { class: `l${l}` }, el("span", {}, el("b", {}, number(labels[l])), ` ${name}`));
      part.style.flexGrow = total ? labels[l] : 1;
      return labels[l] ? part : null;
    })),
    el("div", { class: "ends-of" }, end("Strongest for pressure", strongest(list, -1)), end("Strongest for peace", strongest(list, 1))),
    el("h4", {}, D.whole ? "All quotations" : "The strongest quotations"),
    !D.whole && el("p", {}, "All are in ", el("code", {}, `speakers/${s.id}.csv`), "."),
    speakerTable.box);
}

// the speaker in each group, side by side and never in one mean
function groupFacts(s) {
  const keep = passes(true);
  const of = (g) => (D.aggregate
    ? figuresOfGroup(g).find((f) => f.speaker === s)
    : summed(onAxis(distinct(quotes.filter((q) => q.speaker === s && q.group === g && keep(q))))));
  const rows = groupOrder.map((g) => [g, of(g)]).filter(([, f]) => f?.n);
  return rows.length > 0 && scrolling(`Means of ${s.name} by ${D.group_by}`, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, [D.group_by, "On the axis", "Mean", "95 % interval"].map((t) => el("th", { scope: "col" }, t)))),
    el("tbody", {}, rows.map(([g, f]) => el("tr", { class: f.n < least() && "few" },
      el("th", { scope: "row" }, groupName(g)), el("td", { class: "n" }, number(f.n)), el("td", { class: "n strong" }, signed(f.mean)), el("td", { class: "n" }, rangeText(f.interval)))))));
}

function showSpeaker(s) {
  speakerShown = s;
  drawSpeaker();
}
