// Quotations as cards and as rows of a table.

function card(q) {
  return el("li", { class: `card l${q.label}` },
    el("p", { class: "words" }, cut(words(q), 400)),
    el("p", { class: "where" }, badge(q), " ", el("a", { href: link.quote(q) }, cut(titleOf(q.article), 90)),
      [sourceOf(q.article), ranText(q)].filter(Boolean).map((t) => ` · ${t}`)));
}

function quoteRow(q) {
  const percent = (x) => `${Math.round(x / 10)} %`;
  return el("tr", { id: `row-${q.i}`, tabindex: -1, role: "row" },
    el("td", { role: "cell", class: "words" }, words(q),
      q.nested && el("small", {}, "inside another quotation"),
      q.first !== q.i && el("small", {}, "repeats ", el("a", { href: link.quote(quotes[q.first]) }, quotes[q.first].id), "; not counted again"),
      copies.has(q.i) && el("small", {}, ranText(q))),
    el("td", { role: "cell" }, badge(q), el("small", {}, `${percent(q.sure)} sure`)),
    el("td", { role: "cell" }, TYPES[q.type], el("small", {}, `name ${percent(q.nameSure)} sure`)),
    el("td", { role: "cell", class: "where" }, el("a", { href: link.quote(q) }, titleOf(q.article)), el("small", {}, sourceOf(q.article))));
}

// a table of quotations with a search of its own, some rows at a time
function quoteTable(list, label) {
  const step = 50;
  let rows = step;
  let found = list;
  const body = el("tbody", { role: "rowgroup" });
  const said = el("p", { class: "said", role: "status" });
  const foot = el("div");
  const draw = () => {
    fill(body, ...found.slice(0, rows).map(quoteRow));
    said.textContent = found.length === list.length ? counted(list.length, "quotation") : `${number(found.length)} of ${counted(list.length, "quotation")}`;
    fill(foot, more(found.length - rows, step * 2, "#speaker-body table.quotes tbody tr", () => { rows += step * 2; draw(); }));
  };
  const search = el("input", { type: "search", name: "find", autocomplete: "off", input: later(() => {
    const wanted = folded(search.value.trim()).split(/\s+/).filter(Boolean);
    found = list.filter((q) => {
      const hay = folded([words(q), titleOf(q.article), q.article.outlet, q.article.date, LABELS[q.label]].join(" "));
      return wanted.every((w) => hay.includes(w));
    });
    rows = step;
    draw();
  }) });
  draw();
  const table = el("table", { class: "quotes", role: "table", "aria-label": label },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ["Words", "Score", "Type", "Article"].map((t) => el("th", { role: "columnheader", scope: "col" }, t)))), body);
  const show = (q) => {
    // a row that a search hides or that is further down comes into sight
    if (!found.includes(q)) { search.value = ""; found = list; }
    rows = Math.max(rows, found.indexOf(q) + 1);
    draw();
    return byId(`row-${q.i}`);
  };
  return { box: el("div", {}, el("label", { class: "find" }, el("span", {}, "Search these quotations"), search), said, table, foot), show };
}
