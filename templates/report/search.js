// Search by words, blind to accents and case. A word finds all words that begin with it; "words in quotation marks" stand
// together; all of them must be there.

const folded = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
// words with one space before each, so that a word's beginning can be looked for
const spaced = (s) => ` ${folded(s).replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;

for (const s of speakers) s.folded = folded(s.name);

// quotation and sentence of each, made when it is first looked for
const spacedOf = (q) => (q.spaced ??= q.sentence ? `${spaced(words(q))} |${spaced(within(q, q.sentence))}` : spaced(words(q)));

function wantedParts(text) {
  const parts = [];
  for (const [, together, one] of text.matchAll(/["“”«»„]([^"“”«»„]*)(?:["“”«»„]|$)|([^\s"“”«»„]+)/g)) {
    const part = spaced(together ?? one);
    if (part.trim()) parts.push(part);
  }
  return parts;
}

const holds = (parts) => (q) => parts.every((part) => spacedOf(q).includes(part));

// a text with the words that were looked for marked
function lit(text, parts) {
  const starts = parts.flatMap((p) => p.trim().split(" "));
  if (!starts.length) return [text];
  return text.split(/([\p{L}\p{N}\p{M}]+)/gu).map((piece, k) =>
    k % 2 && starts.some((w) => folded(piece).startsWith(w)) ? el("mark", { class: "hit" }, piece) : piece);
}
