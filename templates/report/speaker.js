// One speaker: the figures, the strongest quotations at both ends, and all of them.

let speakerShown = speakers[0] ?? null;
let speakerTable = null;

function strongest(list, sign) {
  return distinct(list).filter((q) => q.score * sign > 0).sort((a, b) => sign * (b.score - a.score) || a.i - b.i).slice(0, 3);
}

function drawSpeaker() {
  const box = byId("speaker-body");
  const s = speakerShown;
  if (!s) {
    fill(box, el("p", { class: "note" }, "No speaker was found."));
    return;
  }
  const list = selected.filter((q) => q.speaker === s);
  const points = onAxis(distinct(list));
  const filtered = isFiltered();
  const mean = filtered ? meanOf(points) : s.mean;
  const labels = filtered ? LABELS.map((_, l) => distinct(list).filter((q) => q.label === l).length) : s.labels;
  const facts = [
    ["Quotations", filtered ? `${number(list.length)} of ${number(s.count)} (filtered)` : number(s.count)],
    ["Mean", signed(mean)],
    !filtered && ["95 % interval", s.interval ? `${signed(s.interval[0])} to ${signed(s.interval[1])}` : "– (one quotation or none)"],
    !filtered && ["In", `${counted(s.articles, "article")}${s.outlets ? `, ${counted(s.outlets, "outlet")}` : ""}`],
    s.first && !filtered && ["Dates", s.first === s.last ? s.first : `${s.first} to ${s.last}`],
  ];
  const end = (title, cards) => el("div", {}, el("h4", {}, title), cards.length ? el("ul", { class: "cards" }, cards.map(card)) : el("p", { class: "note" }, "None."));
  const total = labels.reduce((a, b) => a + b, 0);
  speakerTable = quoteTable(list, `Quotations of ${s.name}`);
  fill(box,
    el("label", { class: "find" }, el("span", {}, "Go to a speaker"), el("input", {
      type: "search", name: "goto", list: "names", autocomplete: "off", change: (e) => {
        const wanted = folded(e.target.value.trim());
        const found = speakers.find((x) => x.folded === wanted) ?? speakers.find((x) => x.folded.includes(wanted));
        if (wanted && found) location.hash = link.speaker(found);
      } })),
    el("h3", { id: "speaker-name", tabindex: -1 }, s.name),
    el("dl", { class: "facts" }, facts.filter(Boolean).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v)))),
    el("ul", { class: "spread", "aria-label": "Distinct quotations by stance" }, LABELS.map((name, l) => {
      const part = el("li", { class: `l${l}` }, el("span", {}, el("b", {}, number(labels[l])), ` ${name}`));
      part.style.flexGrow = total ? labels[l] : 1;
      return labels[l] ? part : null;
    })),
    el("div", { class: "ends-of" }, end("Strongest for pressure", strongest(list, -1)), end("Strongest for peace", strongest(list, 1))),
    el("h4", {}, D.whole ? "All quotations" : "The strongest quotations"),
    !D.whole && el("p", {}, "All are in ", el("code", {}, `speakers/${s.id}.csv`), "."),
    speakerTable.box);
}

function showSpeaker(s) {
  speakerShown = s;
  drawSpeaker();
}
