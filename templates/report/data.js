// What was embedded (src/export/page/data.rs), and what follows from it.

const D = JSON.parse(byId("data").textContent);

let textsRead = null;
// read when the first words are needed, after the chart is there
const texts = () => (textsRead ??= JSON.parse(byId("texts").textContent));

const TYPES = ["direct", "indirect", "mixed"];
// by label: its name, and the sign that stands beside every colour
// as the columns of quotes.csv have them
const LABEL_NAMES = ["strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis"];
const LABELS = ["strong pressure", "lean pressure", "neutral", "lean peace", "strong peace", "off axis"];
const SIGNS = ["▼▼", "▼", "■", "▲", "▲▲", "○"];

const speakers = D.speakers.map((s, i) => ({
  i, name: s[0], id: s[1], count: s[2], types: s[3], onAxis: s[4], mean: s[5], interval: s[6], labels: s[7],
  articles: s[8], outlets: s[9], first: s[10], last: s[11],
}));

// an address of the web, or nothing: no other kind is ever a link
function webAddress(text) {
  if (!text || !URL.canParse(text)) return "";
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) ? url.href : "";
}

const articles = D.articles.map((a, i) => ({
  i, id: a[0], title: a[1], outlet: D.outlets[a[2]], date: a[3], text: a[4], url: webAddress(a[5]), quotes: [],
}));

const quotes = D.quotes.map((q, i) => ({
  i, article: articles[q[0]], id: typeof q[1] === "number" ? `${articles[q[0]].id}#${q[1]}` : q[1], type: q[2],
  speaker: q[3] < 0 ? null : speakers[q[3]], score: q[4], label: q[5], sure: q[6], nameSure: q[7], nested: q[8] === 1,
  first: q[9] < 0 ? i : q[9], text: q[10], spans: q[11], cue: q[12], mention: q[13],
  sentence: q[14], group: q[15], corrected: D.corrections[q[16]],
}));

const byQuoteId = new Map(quotes.map((q) => [q.id, q]));
const bySpeakerId = new Map(speakers.map((s) => [s.id, s]));
const byArticleId = new Map(articles.map((a) => [a.id, a]));

// from the first of its kind to all its copies
const copies = new Map();
for (const q of quotes) {
  q.article.quotes.push(q);
  if (q.first !== q.i) {
    if (!copies.has(q.first)) copies.set(q.first, [quotes[q.first]]);
    copies.get(q.first).push(q);
  }
}

const nameOf = (q) => (q.speaker ? q.speaker.name : "no speaker found");
const titleOf = (a) => a.title || a.id;
const outletOf = (name) => name || "no outlet given";
const sourceOf = (a) => [a.outlet, a.date].filter(Boolean).join(", ");

function words(q) {
  const text = texts()[q.text];
  const parts = [];
  for (let i = 0; i < q.spans.length; i += 2) parts.push(text.slice(q.spans[i], q.spans[i + 1]));
  return parts.join(" … ").replace(/\s+/g, " ");
}

const within = (q, place) => (place ? texts()[q.text].slice(...place) : "");

const cut = (s, length) => (s.length > length ? s.slice(0, s.lastIndexOf(" ", length)) + " …" : s);

// where the same words ran
function ran(q) {
  const all = copies.get(q.first) ?? [q];
  const outlets = new Set(all.map((c) => c.article.outlet).filter(Boolean));
  const where = new Set(all.map((c) => c.article));
  return { outlets: outlets.size, articles: where.size, rows: all };
}

function ranText(q) {
  const r = ran(q);
  if (r.outlets > 1) return `ran in ${r.outlets} outlets`;
  return r.articles > 1 ? `ran in ${r.articles} articles` : "";
}

// one row for each distinct quotation, the first
function distinct(list) {
  if (!copies.size) return list;
  const seen = new Set();
  return list.filter((q) => !seen.has(q.first) && seen.add(q.first));
}

const onAxis = (list) => list.filter((q) => q.score !== null);

// thousandths with two decimals and a true sign
function signed(score) {
  if (score === null) return "–";
  const hundredths = Math.round(Math.abs(score) / 10);
  const sign = hundredths === 0 ? "" : score > 0 ? "+" : "−";
  return sign + (hundredths / 100).toFixed(2);
}

// the label's place of a mean: what colour and sign a cell gets
const levelOf = (mean) => Math.max(0, Math.min(4, Math.round(mean / 500) + 2));
const stanceText = (q) => (q.score === null ? "off axis" : `${signed(q.score)} ${LABELS[q.label]}`);

// YYYY-MM-DD of a date that begins so
const day = (date) => (/^\d{4}-\d{2}-\d{2}/.test(date) ? date.slice(0, 10) : "");

const link = {
  quote: (q) => `#quote/${encodeURIComponent(q.id)}`,
  row: (q) => `#row/${encodeURIComponent(q.id)}`,
  speaker: (s) => `#speaker/${encodeURIComponent(s.id)}`,
  article: (a) => `#article/${encodeURIComponent(a.id)}`,
};
