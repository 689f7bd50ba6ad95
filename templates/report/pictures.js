// Charts as pictures that stand alone: the same drawing, with title, source and fixed colours, which need no style sheet.

const PAPER = "#ffffff";
const INK = "#1d1f21";
const SOFT = "#595f66";
const FILLS = ["#a34a00", "#d9822b", "#7b8087", "#4b8fd0", "#124f96"];
const TINTS = ["#f7c793", "#fde6cd", "#e7e7e4", "#d9e9f8", "#aed1f2"];
const LOOKS = {
  grid: { stroke: "#dcdad3", "stroke-dasharray": "2 3" },
  zero: { stroke: "#7b8087", "stroke-dasharray": "none" },
  dot: { stroke: PAPER, "stroke-width": 1, "fill-opacity": 0.88 },
  bar: { "fill-opacity": 0.9 },
  interval: { stroke: INK, "stroke-width": 2.5, "stroke-opacity": 0.55 },
  mean: { fill: INK, stroke: PAPER, "stroke-width": 1 },
  trend: { stroke: INK, "stroke-width": 2, "stroke-opacity": 0.6 },
  tick: { fill: SOFT, "font-size": 12 },
  few: { opacity: 0.4 },
  ...Object.fromEntries(FILLS.map((fill, l) => [`l${l}`, { fill }])),
};

// classes become attributes; what only the page needs goes
function dressed(picture) {
  for (const node of picture.querySelectorAll("*")) {
    for (const name of node.classList) for (const [key, value] of Object.entries(LOOKS[name] ?? {})) node.setAttribute(key, value);
    for (const { name } of [...node.attributes]) if (/^(class|data-.*|role|tabindex|aria-.*)$/.test(name)) node.removeAttribute(name);
  }
  return picture;
}

const writing = (x, y, text, more) => svg("text", { x, y, fill: INK, "font-size": 14, ...more }, text);
const shortened = (s, most) => (s.length > most ? `${s.slice(0, most - 1)}…` : s);

// a drawing of this size under its title, with what it is of below
function framed(title, width, height, ...drawing) {
  const source = [`${byId("shown").textContent}`, `${document.querySelector(".lead").textContent} Scores run from −1 (pressure) to +1 (peace); machine-scored with quotestance.`];
  const lines = source.flatMap((s) => s.match(/.{1,125}(?:\s|$)/gs) ?? []);
  const whole = 50 + height + 14 + 17 * lines.length;
  return dressed(svg("svg", { width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif" },
    svg("rect", { width: "100%", height: "100%", fill: PAPER }),
    writing(14, 32, title, { "font-size": 20, "font-weight": 700 }),
    svg("svg", { y: 50, width, height }, drawing),
    lines.map((text, k) => writing(14, 50 + height + 14 + 17 * k, text.trim(), { "font-size": 12, fill: SOFT }))));
}

function axisPicture() {
  const [ranked, few] = ranking();
  const rows = [...ranked, ...few].slice(0, axisState.rows);
  const [from, high, chart] = [30, 48, 470];
  const end = { "text-anchor": "end" };
  const head = (x, text, more) => writing(x, 18, text, { "font-size": 12, fill: SOFT, ...more });
  return framed("Who stands where", 1000, from + rows.length * high,
    head(14, "Speaker"), head(280, "On the axis", end), head(345, "Mean", end), head(450, "95 % interval", end),
    head(chart, "−1 pressure"), head(chart + 258, "0", { "text-anchor": "middle" }), head(985, "peace +1", end),
    rows.map((f, k) => {
      const y = from + k * high;
      const drawing = lane(f);
      for (const [name, value] of [["x", chart], ["y", y], ["width", 516]]) drawing.setAttribute(name, value);
      return svg("g", { class: f.n < least() ? "few" : "" },
        writing(14, y + 28, shortened(f.speaker.name, 30)), writing(280, y + 28, number(f.n), end),
        writing(345, y + 28, signed(f.mean), { ...end, "font-weight": 700 }), writing(450, y + 28, rangeText(f.interval), { ...end, "font-size": 12, fill: SOFT }),
        drawing);
    }));
}

function timelinePicture() {
  const drawing = timelineChart(timelineData(), 1000);
  return framed("Mean stance over time", 1000, Number(drawing.getAttribute("height")), drawing);
}

function matrixPicture() {
  const { by, rows, columns } = matrixTable();
  const [left, wide, high] = [220, 130, 40];
  const [across, down] = [columns.slice(0, matrixState.columns), rows.slice(0, matrixState.rows)];
  const small = { "font-size": 12, fill: SOFT };
  return framed("Speaker by outlet: mean and number of quotations on the axis", Math.max(720, left + across.length * wide + 14), 30 + down.length * high,
    across.map((o, k) => writing(left + k * wide + 6, 20, shortened(outletOf(o), 18), small)),
    down.map((s, r) => [
      writing(14, 30 + r * high + 24, shortened(s.name, 27)),
      across.map((o, k) => {
        const c = by.get(s).get(o);
        if (!c) return null;
        const [x, y] = [left + k * wide, 30 + r * high];
        return svg("g", { class: c[0] < least() ? "few" : "" },
          svg("rect", { x: x + 2, y: y + 2, width: wide - 4, height: high - 4, rx: 4, fill: TINTS[levelOf(c[1] / c[0])] }),
          writing(x + 10, y + 25, signed(c[1] / c[0]), { "font-weight": 700 }), writing(x + 58, y + 25, `n ${number(c[0])}`, small));
      })]));
}
