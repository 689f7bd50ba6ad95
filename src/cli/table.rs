//! The table of speakers at the end of a run.

use comfy_table::{CellAlignment, Table, presets::UTF8_BORDERS_ONLY};

use quotestance::report::SpeakerRow;

/// Speakers shown; the rest is in speakers.csv.
const SHOWN: usize = 20;

/// The most quoted speakers with their mean stance and how their quotations fall.
pub fn speakers(rows: &[SpeakerRow]) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY);
    table.set_header([
        "speaker",
        "quotations",
        "mean stance",
        "95 % interval",
        "peace",
        "neutral",
        "pressure",
        "off axis",
    ]);
    for r in rows.iter().take(SHOWN) {
        let [pp, p, n, l, ll, off] = r.labels;
        table.add_row([
            r.speaker.clone(),
            r.quotations.to_string(),
            r.mean_stance.map_or("–".into(), |m| format!("{m:+.2}")),
            r.interval.map_or("–".into(), |(a, b)| format!("{a:+.2} to {b:+.2}")),
            (l + ll).to_string(),
            n.to_string(),
            (pp + p).to_string(),
            off.to_string(),
        ]);
    }
    for i in 1..8 {
        if let Some(c) = table.column_mut(i) {
            c.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = table.to_string();
    if rows.len() > SHOWN {
        out.push_str(&format!("\n… and {} more speakers in speakers.csv", rows.len() - SHOWN));
    }
    out
}
