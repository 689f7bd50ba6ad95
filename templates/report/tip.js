// The card beside a dot: who, what, where. Where the keyboard goes from dot to dot, a screen reader says it too.

let tipStays = false;
// a finger cannot point without pressing: the first tap shows the card, which holds the link
let touching = false;
addEventListener("pointerdown", (e) => {
  touching = e.pointerType === "touch";
  if (tipStays && !e.target.closest("#tip, .dot")) hideTip();
});

function showTip(q, box, stays = false) {
  const tip = byId("tip");
  fill(tip,
    el("p", { class: "who" }, el("b", {}, nameOf(q)), " ", badge(q)),
    el("p", { class: "words" }, cut(words(q), 280)),
    el("p", { class: "where" }, [cut(titleOf(q.article), 90), sourceOf(q.article), ranText(q)].filter(Boolean).join(" · ")),
    correctedMark(q),
    stays && el("p", {}, el("a", { href: link.quote(q) }, "Read it in the article")));
  tip.hidden = false;
  tip.classList.toggle("stays", stays);
  tipStays = stays;
  const [w, h] = [tip.offsetWidth, tip.offsetHeight];
  const left = Math.max(8, Math.min(box.left + box.width / 2 - w / 2, document.documentElement.clientWidth - w - 8));
  const above = box.top - h - 10;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 4 ? above : box.bottom + 10}px`;
}

function hideTip() {
  byId("tip").hidden = true;
  tipStays = false;
}

const goTo = (q) => { location.hash = link.quote(q); };

// colour, sign and number, and the label for a screen reader
function badge(q) {
  return el("span", { class: `badge l${q.label}` },
    el("span", { "aria-hidden": "true" }, SIGNS[q.label] + (q.score === null ? " off axis" : ` ${signed(q.score)}`)),
    el("span", { class: "hidden" }, stanceText(q)));
}

// pointing, tapping, clicking and keys for the dots in a box; `dots` of each chart are in the order of its keys
function dotsAnswer(box) {
  const dotOf = (e) => e.target.closest?.(".dot");
  const quoteOf = (dot) => quotes[dot.dataset.q];
  const light = (chart, dot) => {
    chart.querySelector(".dot.lit")?.classList.remove("lit");
    dot?.classList.add("lit");
  };
  box.addEventListener("pointerover", (e) => {
    const dot = dotOf(e);
    if (dot && e.pointerType !== "touch" && !tipStays) showTip(quoteOf(dot), dot.getBoundingClientRect());
  });
  box.addEventListener("pointerout", (e) => { if (dotOf(e) && !tipStays) hideTip(); });
  box.addEventListener("click", (e) => {
    const dot = dotOf(e);
    if (!dot) return;
    if (touching) showTip(quoteOf(dot), dot.getBoundingClientRect(), true);
    else goTo(quoteOf(dot));
  });
  box.addEventListener("keydown", (e) => {
    const chart = e.target.closest?.("svg[tabindex]");
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };
    if (!chart) return;
    const dots = [...chart.querySelectorAll(".dot")].sort((a, b) => a.dataset.k - b.dataset.k);
    const at = dots.findIndex((d) => d.classList.contains("lit"));
    if (e.key in steps && dots.length) {
      const step = steps[e.key];
      const to = at < 0 ? (step > 0 && step !== Infinity ? 0 : dots.length - 1) : Math.max(0, Math.min(dots.length - 1, at + step));
      const next = dots[step === -Infinity ? 0 : to];
      light(chart, next);
      showTip(quoteOf(next), next.getBoundingClientRect());
      byId("say").textContent = [nameOf(quoteOf(next)), stanceText(quoteOf(next)), cut(words(quoteOf(next)), 280), titleOf(quoteOf(next).article)].join(", ");
    } else if (e.key === "Enter" && at >= 0) goTo(quoteOf(dots[at]));
    else if (e.key === "Escape") {
      light(chart, null);
      hideTip();
    } else return;
    e.preventDefault();
  });
  box.addEventListener("focusout", (e) => {
    if (e.target.matches?.("svg[tabindex]")) {
      light(e.target, null);
      if (!tipStays) hideTip();
    }
  });
}

addEventListener("scroll", () => hideTip(), { passive: true });
