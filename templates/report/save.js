// What a reader takes away: CSV, pictures of charts, a citation, a link. All of it is made here; nothing is sent.

// as the CSV files of a run: a cell that a spreadsheet would run as a formula has an apostrophe before it
const harmless = (text) => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const cell = (x) => (/[",\r\n]/.test(x) ? `"${x.replaceAll('"', '""')}"` : x);
const csv = (rows) => rows.map((r) => r.map((x) => cell(String(x ?? ""))).join(",") + "\r\n").join("");
// thousandths as the files have them
function plainNumber(x) {
  if (x === null || x === undefined) return "";
  const text = (x / 1000).toFixed(3);
  return text === "-0.000" ? "0.000" : text;
}

function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// with a byte order mark, by which spreadsheets know the encoding
const saveCsv = (name, rows) => download(`quotestance-${name}.csv`, "\ufeff" + csv(rows), "text/csv;charset=utf-8");

const serialized = (picture) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}`;
const saveSvg = (name, picture) => download(`quotestance-${name}.svg`, serialized(picture), "image/svg+xml");

async function savePng(name, picture) {
  const [width, height] = ["width", "height"].map((a) => Number(picture.getAttribute(a)));
  // twice as fine as a screen, within what browsers can draw
  const scale = Math.min(2, 16000 / Math.max(width, height));
  const url = URL.createObjectURL(new Blob([serialized(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = el("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!png) throw new Error("no picture came of it");
    download(`quotestance-${name}.png`, png);
  } catch {
    byId("say").textContent = "This browser could not make a PNG; the SVG holds the same picture.";
  } finally {
    URL.revokeObjectURL(url);
  }
}

function saveButtons(name, what, rows, picture) {
  const button = (text, act) => el("button", { type: "button", class: "small", "aria-label": `Save ${what} as ${text}`, "data-save": `${name}.${text.toLowerCase()}`, click: act }, text);
  return el("p", { class: "save" }, el("span", {}, "Save as "),
    button("CSV", () => saveCsv(name, rows())), button("SVG", () => saveSvg(name, picture())), button("PNG", () => savePng(name, picture())));
}

// to the clipboard, also where a page from the disk may not use the newer way
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = el("textarea", { class: "hidden", "aria-hidden": "true" });
    box.value = text;
    const had = document.activeElement;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    had?.focus({ preventScroll: true });
    return done;
  }
}

function copyButton(text, what, get) {
  return el("button", { type: "button", class: "small", "aria-label": what, click: async (e) => {
    const button = e.currentTarget;
    const said = (await copyText(get())) ? "Copied" : "Not copied";
    byId("say").textContent = said;
    button.textContent = said;
    setTimeout(() => { button.textContent = text; }, 1500);
  } }, text);
}

// the words, who said them, where and when; what a program is unsure of is said with it
function citation(q) {
  const kind = ["", " (paraphrased)", " (in part paraphrased)"][q.type];
  const where = [q.article.title, q.article.outlet, q.article.date].filter(Boolean).join(", ") || q.article.id;
  const doubt = !q.corrected && q.speaker && q.nameSure < 900 ? ` [Speaker named by a program, ${Math.round(q.nameSure / 10)} % sure: check before use.]` : "";
  return `${words(q)} – ${q.speaker ? q.speaker.name : "speaker not found"}${kind}. ${where}.${q.article.url ? ` ${q.article.url}` : ""}${doubt}`;
}

const COLUMNS = "article_id quote_id type quote spans cue speaker_mention speaker speaker_id speaker_confidence stance_score stance_label stance_confidence nested duplicate_of sentence title outlet date corrected url".split(" ");

// code points of the article's text, where that is on the page
function spanCells(q) {
  if (q.article.text < 0 || q.text !== q.article.text) return "";
  const text = texts()[q.text];
  const plain = (q.article.plain ??= !/[\ud800-\udfff]/.test(text));
  const points = (end) => (plain ? end : [...text.slice(0, end)].length);
  const out = [];
  for (let i = 0; i < q.spans.length; i += 2) out.push(`${points(q.spans[i])}-${points(q.spans[i + 1])}`);
  return out.join(";");
}

// rows as quotes.csv has them, as far as the page knows; what it does not hold is empty
function quotesCsv(list) {
  const group = GROUPED && !COLUMNS.includes(D.group_by);
  const rows = list.map((q) => [
    harmless(q.article.id), harmless(q.id), TYPES[q.type], harmless(words(q)), spanCells(q), harmless(within(q, q.cue)), harmless(within(q, q.mention)),
    harmless(q.speaker?.name ?? ""), q.speaker?.id, q.speaker ? plainNumber(q.nameSure) : "", plainNumber(q.score), LABEL_NAMES[q.label], plainNumber(q.sure),
    q.nested, q.first === q.i ? "" : harmless(quotes[q.first].id), harmless(within(q, q.sentence)), harmless(q.article.title), harmless(q.article.outlet),
    harmless(q.article.date), q.corrected, harmless(q.article.url), ...(group ? [harmless(D.groups[q.group])] : []),
  ]);
  return [group ? [...COLUMNS, harmless(D.group_by)] : COLUMNS, ...rows];
}

function axisCsv() {
  return [["speaker", "speaker_id", "quotations", "on_axis", "mean_stance", "ci_low", "ci_high", "ranked"],
    ...ranking().flatMap((part, k) => part.map((f) => [harmless(f.speaker.name), f.speaker.id, f.count, f.n, plainNumber(f.mean), plainNumber(f.interval?.[0]), plainNumber(f.interval?.[1]), k === 0]))];
}

function timelineCsv() {
  const { means, kind } = timelineData();
  return [[`${kind}_from`, "on_axis", "mean_stance", "ci_low", "ci_high"],
    ...means.map((m) => [isoDay(m.start), m.n, plainNumber(m.mean), plainNumber(m.interval?.[0]), plainNumber(m.interval?.[1])])];
}

function matrixCsv() {
  const { by, rows, columns } = matrixTable();
  return [["speaker", "speaker_id", "outlet", "on_axis", "mean_stance"],
    ...rows.flatMap((s) => columns.filter((o) => by.get(s).has(o)).map((o) => {
      const [n, sum] = by.get(s).get(o);
      return [harmless(s.name), s.id, harmless(o), n, plainNumber(sum / n)];
    }))];
}
