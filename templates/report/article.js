// The articles: a list, and one of them with its quotations marked in place.

const articleState = { wanted: "", rows: 30 };

function drawArticles() {
  const box = byId("articles-body");
  const search = el("input", { type: "search", name: "article", autocomplete: "off", input: later(() => {
    articleState.wanted = folded(search.value.trim());
    articleState.rows = 30;
    list();
  }) });
  const items = el("ul", { class: "articles" });
  const foot = el("div");
  const list = () => {
    const found = articles.filter((a) => folded(`${titleOf(a)} ${a.outlet} ${a.date} ${a.id}`).includes(articleState.wanted));
    fill(items, ...found.slice(0, articleState.rows).map((a) =>
      el("li", {}, el("a", { href: link.article(a) }, titleOf(a)), " ",
        el("small", {}, [sourceOf(a), counted(a.quotes.length, "quotation")].filter(Boolean).join(" · ")))));
    fill(foot, more(found.length - articleState.rows, 100, "#articles-body ul.articles li", () => { articleState.rows += 100; list(); }));
  };
  list();
  fill(box,
    D.texts ? "" : el("p", { class: "note" }, "The texts are not on this page: an article shows its quotations alone."),
    D.whole ? "" : el("p", { class: "note" }, "Of this many articles the page holds only those of the strongest quotations, by their sentences."),
    el("div", { class: "reader-side" },
      el("div", { class: "article-list" }, el("label", { class: "find" }, el("span", {}, "Find an article"), search), items, foot),
      el("article", { id: "reader", "aria-live": "off" }, el("p", { class: "note" }, D.texts ? "Choose an article to read it with its quotations marked." : "Choose an article to see its quotations."))));
}

// the pieces of a text between all places where a mark begins or ends
function pieces(from, to, list) {
  const cuts = new Set([from, to]);
  for (const m of list) for (const p of [m.start, m.end]) if (p > from && p < to) cuts.add(p);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, k) => [sorted[k], end]);
}

function marksOf(list) {
  const marks = [];
  for (const q of list) {
    for (let i = 0; i < q.spans.length; i += 2) {
      marks.push({ q, start: q.spans[i], end: q.spans[i + 1], kind: "quote", first: i === 0, last: i + 2 === q.spans.length });
    }
    if (q.mention) marks.push({ q, start: q.mention[0], end: q.mention[1], kind: "mention" });
    if (q.cue) marks.push({ q, start: q.cue[0], end: q.cue[1], kind: "cue" });
  }
  return marks.sort((a, b) => a.start - b.start || b.end - a.end);
}

// one paragraph: each piece is a mark where a quotation covers it, the innermost giving the colour
function paragraph(text, from, to, marks) {
  const here = marks.filter((m) => m.start < to && m.end > from);
  const p = el("p");
  // labels stand behind the full stop or comma that follows the quotation
  let labels = [];
  const add = (node, opensQuote) => {
    if (labels.length && !opensQuote && node.nodeType === Node.TEXT_NODE) {
      const stop = /^[.,;:!?)\]”’"']+/.exec(node.data)?.[0] ?? "";
      const rest = node.splitText(stop.length);
      p.append(node, ...labels, rest);
    } else p.append(...labels, node);
    labels = [];
  };
  for (const [start, end] of pieces(from, to, here)) {
    const over = here.filter((m) => m.start <= start && m.end >= end);
    const quotesOver = over.filter((m) => m.kind === "quote").sort((a, b) => a.q.nested - b.q.nested || (b.end - b.start) - (a.end - a.start));
    const inner = quotesOver.at(-1);
    let node = document.createTextNode(text.slice(start, end));
    for (const kind of ["cue", "mention"]) {
      const m = over.find((o) => o.kind === kind);
      if (m) node = el("span", { class: kind, title: kind === "cue" ? "cue" : `names the source: ${nameOf(m.q)}` }, node);
    }
    if (inner) {
      const starts = quotesOver.find((m) => m.first && m.start === start);
      const depth = quotesOver.length > 1 ? " inner" : "";
      node = el("mark", { class: `q l${inner.q.label}${depth}`, "data-q": inner.q.i, "data-over": quotesOver.map((m) => m.q.i).join(" "), id: starts ? `q-${starts.q.i}` : null, tabindex: starts ? -1 : null }, node);
      // two that begin at one place: the outer one still needs its anchor
      const others = quotesOver.filter((m) => m !== starts && m.first && m.start === start);
      for (const m of others) add(el("span", { id: `q-${m.q.i}`, tabindex: -1 }));
    }
    add(node, Boolean(inner));
    labels.push(...quotesOver.filter((o) => o.last && o.end === end).reverse().map((m) => label(m.q)));
  }
  p.append(...labels);
  return p;
}

// after a quotation: who and where on the axis, and the way back to its row
function label(q) {
  return el("a", { class: `label l${q.label}`, href: q.speaker ? link.row(q) : link.quote(q), "data-q": q.i, title: `${nameOf(q)}: ${stanceText(q)}, ${TYPES[q.type]}.${q.corrected ? ` ${correctedText(q)}` : ""} To all quotations of this speaker` },
    el("span", {}, nameOf(q)), " ", q.corrected && "✎ ", el("b", { "aria-hidden": "true" }, q.score === null ? "○ off axis" : `${SIGNS[q.label]} ${signed(q.score)}`),
    el("span", { class: "hidden" }, stanceText(q)));
}

function body(a) {
  const out = [];
  const paragraphs = (text, marks) => {
    let from = 0;
    for (const line of text.split("\n")) {
      if (line.trim()) out.push(paragraph(text, from, from + line.length, marks));
      from += line.length + 1;
    }
  };
  if (a.text >= 0) paragraphs(texts()[a.text], marksOf(a.quotes.filter((q) => q.text === a.text)));
  // without the text: the sentences that hold the quotations
  const rest = a.quotes.filter((q) => q.text !== a.text);
  for (const t of new Set(rest.map((q) => q.text))) paragraphs(texts()[t], marksOf(rest.filter((q) => q.text === t)));
  return out;
}

function showArticle(a) {
  const [before, after] = [articles[a.i - 1], articles[a.i + 1]];
  fill(byId("reader"),
    el("h3", { id: "reader-title", tabindex: -1 }, titleOf(a)),
    el("p", { class: "where" }, [sourceOf(a), counted(a.quotes.length, "quotation"), a.title && a.id].filter(Boolean).join(" · ")),
    a.url && el("p", {}, source(a, `Read it where it was published: ${new URL(a.url).host}`)),
    !D.texts && el("p", { class: "note" }, "Its quotations, without the text around them:"),
    el("p", { class: "legend" }, "Key: ", SIGNS.map((sign, l) => [el("mark", { class: `q l${l}` }, `${sign} ${LABELS[l]}`), " "]), el("span", { class: "mention" }, "source"), " ", el("span", { class: "cue" }, "cue")),
    el("div", { class: "text" }, a.quotes.length || a.text >= 0 ? body(a) : el("p", { class: "note" }, "No quotation was found in it.")),
    el("p", { class: "turn" }, before && el("a", { href: link.article(before) }, "← previous article"), " ", after && el("a", { href: link.article(after) }, "next article →")));
}
