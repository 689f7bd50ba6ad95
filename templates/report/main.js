// What the address asks for: #quote/ID, #row/ID, #speaker/ID, #article/ID, or a part of the page, with the view behind "?".

function arrive(node) {
  if (!node) return;
  document.querySelectorAll(".here").forEach((n) => n.classList.remove("here"));
  node.classList.add("here");
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

function show(where) {
  hideTip();
  const [, kind, rest] = /^(quote|row|speaker|article)\/(.*)$/s.exec(where) ?? [];
  if (!kind) {
    const part = where ? byId(where) : null;
    if (part instanceof HTMLDetailsElement) part.open = true;
    if (part?.closest("main")) part.scrollIntoView();
    if (where === "filters") inputOf("q").focus({ preventScroll: true });
    return;
  }
  let id;
  try { id = decodeURIComponent(rest); } catch { return; }
  if (kind === "speaker" && bySpeakerId.has(id)) {
    showSpeaker(bySpeakerId.get(id));
    byId("speaker").scrollIntoView();
    byId("speaker-name").focus({ preventScroll: true });
  } else if (kind === "article" && byArticleId.has(id)) {
    showArticle(byArticleId.get(id));
    byId("reader").scrollIntoView();
    byId("reader-title").focus({ preventScroll: true });
  } else if (kind === "quote" && byQuoteId.has(id)) {
    const q = byQuoteId.get(id);
    showArticle(q.article);
    arrive(byId(`q-${q.i}`));
    for (const m of document.querySelectorAll(`#reader mark[data-over~="${q.i}"]`)) m.classList.add("here");
  } else if (kind === "row" && byQuoteId.get(id)?.speaker) {
    const q = byQuoteId.get(id);
    // a row that the filters hide could not be shown
    if (!selected.includes(q)) {
      Object.assign(filter, NO_FILTER, GROUPED && groupOrder.includes(q.group) ? { group: String(q.group) } : {});
      fillForm();
      applyFilter();
      writeAddress(true);
    }
    showSpeaker(q.speaker);
    arrive(speakerTable.show(q));
  }
}

// to a part of the page with another view, in one step of the browser's history
function visit(hash, changes) {
  Object.assign(filter, changes);
  fillForm();
  applyFilter();
  place = hash.slice(1);
  writeAddress(false);
  show(place);
}

// A link of the page keeps the view as it is; an address with a view of its own, and the way back, bring theirs.
function arrived() {
  const [where, view] = addressParts();
  const back = Boolean(history.state?.own);
  const moved = !back || where !== place;
  place = where;
  typed = null;
  if (back || view !== undefined) {
    const before = viewText();
    readView(view ?? "");
    if (viewText() !== before) {
      fillForm();
      applyFilter();
      byId("found").open = filter.q.trim() !== "";
    }
  }
  writeAddress(true);
  if (moved) show(where);
}

// what ran most widely
function drawWidest() {
  const firsts = [...copies.keys()].map((i) => quotes[i]);
  const weight = (q) => { const r = ran(q); return r.outlets * 1e6 + r.articles * 1e3 + r.rows.length; };
  const list = firsts.sort((a, b) => weight(b) - weight(a) || a.i - b.i).slice(0, 10);
  if (!list.length) return;
  fill(byId("widest"),
    el("h3", {}, "Quotations that ran most widely"),
    el("p", {}, "The same words by the same speaker in several places; one changed word or a cut is let pass."),
    scrolling("Table of quotations that ran most widely", el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, ["Words", "Speaker", "Outlets", "Articles"].map((t) => el("th", { scope: "col" }, t)))),
      el("tbody", {}, list.map((q) => {
        const r = ran(q);
        return el("tr", {}, el("td", {}, el("a", { href: link.quote(q) }, cut(words(q), 160))), el("td", {}, nameOf(q)), el("td", { class: "n" }, r.outlets || "–"), el("td", { class: "n" }, r.articles));
      })))));
}

buildFilters();
readView(addressParts()[1] ?? "");
place = addressParts()[0];
fillForm();
byId("found").open = filter.q.trim() !== "";
byId("found").addEventListener("toggle", () => { if (!unprinted) drawFound(); });
fill(byId("actions"),
  copyButton("Copy link to this view", "Copy a link to this page with its search and filters", () => location.href), " ",
  el("button", { type: "button", class: "small", "data-save": "quotations.csv", click: () => saveCsv("quotations", quotesCsv(selected)) }, "Save these quotations as CSV"));
dotsAnswer(byId("axis-chart"));
dotsAnswer(byId("timeline-chart"));
applyFilter();
drawArticles();
drawWidest();
addEventListener("hashchange", arrived);
// as many ticks as there is room for
addEventListener("resize", later(() => { if (!unprinted) drawTimeline(); }));
writeAddress(true);
show(place);
document.documentElement.dataset.ready = "true";
