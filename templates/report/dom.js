// Elements are made here and nowhere from strings of HTML: what comes from an article is only ever text.

const SVG = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// puts children in the place of what was there; what is nothing is left out
const fill = (node, ...children) => { node.replaceChildren(); return build(node, {}, children); };

const el = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);
const byId = (id) => document.getElementById(id);

// "1 quotation", "2,300 quotations"
const number = (n) => n.toLocaleString("en");
const counted = (n, one, many) => `${number(n)} ${n === 1 ? one : (many ?? one + "s")}`;

// a button for more of a long list, after which the keyboard is at the first that came; `rows` finds the list's rows
function more(left, step, rows, act) {
  if (left <= 0) return null;
  const n = Math.min(left, step);
  const press = () => {
    const before = document.querySelectorAll(rows).length;
    act();
    document.querySelectorAll(rows)[before]?.querySelector("a")?.focus();
  };
  return el("button", { type: "button", class: "more", click: press }, n === left ? `Show ${number(n)} more` : `Show ${number(n)} of ${number(left)} more`);
}

// wide tables scroll in a box of their own, which the keyboard reaches too
function scrolling(label, ...children) {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, ...children);
}

// waits until typing has stopped
function later(act, wait = 200) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}
