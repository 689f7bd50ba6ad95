// What the address asks for: #quote/ID, #row/ID, #speaker/ID, #article/ID, or a part of the page.

function arrive(node) {
  if (!node) return;
  document.querySelectorAll(".here").forEach((n) => n.classList.remove("here"));
  node.classList.add("here");
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

function route() {
  hideTip();
  const [, kind, rest] = /^#(quote|row|speaker|article)\/(.*)$/.exec(location.hash) ?? [];
  if (!kind) return;
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
    if (!selected.includes(q)) setFilter(NO_FILTER);
    showSpeaker(q.speaker);
    arrive(speakerTable.show(q));
  }
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
dotsAnswer(byId("axis-chart"));
dotsAnswer(byId("timeline-chart"));
applyFilter();
drawArticles();
drawWidest();
addEventListener("hashchange", route);
route();
document.documentElement.dataset.ready = "true";
