// On paper nothing can be unfolded: what is folded is opened, and lists go on to the end or to a number that is said.

const PRINTED = { speakers: 100, quotations: 1000 };
// pixels of a sheet's width
const SHEET = 680;
let unprinted = null;

function beforePrint() {
  if (unprinted) return;
  drawTimeline(SHEET);
  const folded = [...document.querySelectorAll("main details:not([open])")].filter((d) => !d.closest("#filters"));
  for (const d of folded) d.open = true;
  // the list of all quotations, the longest part, comes after the charts
  byId("made").before(byId("quotations"));
  drawFound();
  const kept = { folded, axis: axisState.rows };
  axisState.rows = Math.max(kept.axis, PRINTED.speakers);
  drawAxis();
  foundTable.upTo(PRINTED.quotations);
  kept.speaker = speakerTable?.upTo(PRINTED.quotations);
  unprinted = kept;
  const some = (n, most, one) => (n > most ? `the first ${number(most)} of ${counted(n, one)}` : n === 1 ? `the one ${one}` : `all ${counted(n, one)}`);
  byId("printed").textContent = `Printed: ${some(figures().length, axisState.rows, "speaker")} and ${some(selected.length, PRINTED.quotations, "quotation")} that search and filters leave${D.whole ? "" : " and this page holds"}, one speaker, and the article that was open. All of it is in quotes.csv and speakers.csv.`;
}

function afterPrint() {
  if (!unprinted) return;
  const { folded, axis, speaker } = unprinted;
  unprinted = null;
  byId("axis").before(byId("quotations"));
  for (const d of folded) d.open = false;
  axisState.rows = axis;
  drawAxis();
  drawTimeline();
  drawFound();
  if (speaker) speakerTable.cutTo(speaker);
}

addEventListener("beforeprint", beforePrint);
addEventListener("afterprint", afterPrint);
