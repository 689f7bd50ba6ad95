// Quotations as cards and as rows of a table.

const correctedText = (q) => `A person has corrected what the program made of this quotation: ${q.corrected.replaceAll(";", ", ")}.`;
const correctedMark = (q) => q.corrected && el("small", { class: "corrected", title: correctedText(q) }, "✎ corrected by a person");

// where it was published, on the web
const source = (a, text) => a.url && el("a", { class: "source", href: a.url, rel: "noopener noreferrer", target: "_blank" }, text);

const copyQuote = (q) => copyButton("Copy", `Copy this quotation by ${nameOf(q)} with its source`, () => citation(q));

function card(q) {
  return el("li", { class: `card l${q.label}` },
    el("p", { class: "words" }, cut(words(q), 400)),
    el("p", { class: "where" }, badge(q), " ", el("a", { href: link.quote(q) }, cut(titleOf(q.article), 90)),
      [sourceOf(q.article), ranText(q)].filter(Boolean).map((t) => ` · ${t}`)),
    correctedMark(q));
}

// `parts` are marked in the words, and the sentence is shown where they stand beyond the quotation
function quoteRow(q, { parts = [], id = false, speaker = false }) {
  const percent = (x) => `${Math.round(x / 10)} %`;
  const said = words(q);
  const beyond = parts.length > 0 && q.sentence && !parts.every((p) => spaced(said).includes(p));
  return el("tr", { id: id && `row-${q.i}`, tabindex: id && -1, role: "row", "data-quote": q.id },
    el("td", { role: "cell", class: "words" }, speaker && el("small", { class: "speaker" }, q.speaker ? el("a", { href: link.speaker(q.speaker) }, q.speaker.name) : "no speaker found"),
      lit(said, parts),
      beyond && el("small", {}, "In: ", lit(within(q, q.sentence).replace(/\s+/g, " "), parts)),
      q.nested && el("small", {}, "inside another quotation"),
      q.first !== q.i && el("small", {}, "repeats ", el("a", { href: link.quote(quotes[q.first]) }, quotes[q.first].id), "; not counted again"),
      copies.has(q.i) && el("small", {}, ranText(q)),
      correctedMark(q)),
    el("td", { role: "cell" }, badge(q), el("small", {}, `${percent(q.sure)} sure`)),
    el("td", { role: "cell" }, TYPES[q.type], q.speaker && el("small", {}, `name ${percent(q.nameSure)} sure`)),
    el("td", { role: "cell", class: "where" }, el("a", { href: link.quote(q) }, titleOf(q.article)), el("small", {}, sourceOf(q.article)),
      el("span", { class: "do" }, source(q.article, "source"), " ", copyQuote(q))));
}

// a table of quotations, some rows at a time
function quoteTable(list, label, options) {
  const step = options.step ?? 50;
  let rows = step;
  const body = el("tbody", { role: "rowgroup" });
  const foot = el("div");
  const draw = () => {
    fill(body, list.slice(0, rows).map((q) => quoteRow(q, options)));
    fill(foot, more(list.length - rows, step * 2, `${options.at} table.quotes tbody tr`, () => { rows += step * 2; draw(); }));
  };
  draw();
  const table = el("table", { class: "quotes", role: "table", "aria-label": label },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ["Words", "Score", "Type", "Article"].map((t) => el("th", { role: "columnheader", scope: "col" }, t)))), body);
  return {
    box: el("div", {}, table, foot),
    put(other) { list = other; rows = step; draw(); },
    // at least so many rows, and as many as there were
    upTo(n) { const had = rows; rows = Math.max(rows, n); draw(); return had; },
    cutTo(n) { rows = n; draw(); },
  };
}

let foundTable = null;

// all quotations that search and filters leave
function drawFound() {
  const parts = wantedParts(filter.q);
  byId("found-count").textContent = parts.length
    ? `${counted(selected.length, "quotation")} with ${filter.q.trim()}`
    : `${counted(selected.length, "quotation")}${D.aggregate ? " on this page" : ""}`;
  foundTable = quoteTable(byId("found").open ? selected : [], "Quotations found", { parts, speaker: true, step: 20, at: "#found-body" });
  fill(byId("found-body"),
    selected.length ? foundTable.box : el("p", { class: "note" }, quotes.length ? "No quotation fits this search and these filters." : "There are no quotations."));
}
