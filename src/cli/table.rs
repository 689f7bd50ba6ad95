//! The table of speakers at the end of a run.

use comfy_table::{CellAlignment, ColumnConstraint, Table, presets::UTF8_BORDERS_ONLY};

use quotestance::archive::SpeakerRow;
use quotestance::export::signed;

/// Speakers shown; the rest is in speakers.csv.
const SHOWN: usize = 20;
/// Characters of the axis; odd, so that it has a middle.
const AXIS: usize = 25;
/// Columns that are left out where the terminal is too narrow for all.
const COUNTS: [usize; 5] = [1, 6, 7, 8, 9];

/// The most quoted speakers with their mean stance, on how many quotations it rests, and how these fall. `width` is that of the terminal,
/// `None` where there is none: then all columns are there.
pub fn speakers(rows: &[SpeakerRow], width: Option<usize>) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY);
    let axis = format!("pressure{:^1$}peace", "0", AXIS - 13);
    let header = [
        "speaker",
        "quotations",
        "on axis",
        "mean stance",
        "95 % interval",
        &axis,
        "peace",
        "neutral",
        "pressure",
        "off axis",
    ];
    table.set_header(header);
    for r in rows.iter().take(SHOWN) {
        let [pp, p, n, l, ll, off] = r.labels;
        table.add_row([
            r.speaker.clone(),
            r.quotations.to_string(),
            r.on_axis.to_string(),
            r.mean_stance.map_or("–".into(), signed),
            r.interval.map_or("–".into(), |(a, b)| format!("{} to {}", signed(a), signed(b))),
            bar(r),
            (l + ll).to_string(),
            n.to_string(),
            (pp + p).to_string(),
            off.to_string(),
        ]);
    }
    for i in [1, 2, 3, 4, 6, 7, 8, 9] {
        if let Some(c) = table.column_mut(i) {
            c.set_cell_alignment(CellAlignment::Right);
        }
    }
    let widest = table.lines().map(|l| l.chars().count()).max().unwrap_or(0);
    if width.is_some_and(|w| w < widest) {
        for i in COUNTS {
            if let Some(c) = table.column_mut(i) {
                c.set_constraint(ColumnConstraint::Hidden);
            }
        }
    }
    let mut out = table.to_string();
    if rows.len() > SHOWN {
        out.push_str(&format!("\n… and {} more speakers in speakers.csv", rows.len() - SHOWN));
    }
    out
}

/// The axis from pressure to peace with the interval and the mean on it.
fn bar(r: &SpeakerRow) -> String {
    let middle = (AXIS / 2) as f64;
    let at = |x: f64| (middle + x * middle).round().clamp(0.0, (AXIS - 1) as f64) as usize;
    let mut cells = ['─'; AXIS];
    cells[AXIS / 2] = '┼';
    if let Some((low, high)) = r.interval {
        cells[at(low)..=at(high)].fill('━');
    }
    if let Some(mean) = r.mean_stance {
        cells[at(mean)] = '●';
    }
    cells.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(speaker: &str, mean: Option<f64>, interval: Option<(f64, f64)>) -> SpeakerRow {
        SpeakerRow {
            speaker: speaker.into(),
            speaker_id: String::new(),
            quotations: 3,
            direct: 3,
            indirect: 0,
            mixed: 0,
            on_axis: 3,
            mean_stance: mean,
            interval,
            labels: [1, 0, 1, 0, 1, 0],
            articles: 1,
            outlets: 1,
            first_date: String::new(),
            last_date: String::new(),
            group: String::new(),
        }
    }

    #[test]
    fn the_mean_on_the_axis() {
        assert_eq!(bar(&row("V", Some(0.0), Some((-0.5, 0.5)))), "──────━━━━━━●━━━━━━──────");
        assert_eq!(bar(&row("V", Some(-1.0), None)), "●───────────┼────────────");
        assert_eq!(bar(&row("V", Some(1.0), None)), "────────────┼───────────●");
        assert_eq!(bar(&row("V", None, None)), "────────────┼────────────");
    }

    #[test]
    fn a_narrow_terminal_has_fewer_columns() {
        let rows = [row("Oda Varn", Some(0.4), Some((0.0, 0.7))), row("Łódź Ünal", None, None)];
        let (wide, narrow) = (speakers(&rows, None), speakers(&rows, Some(90)));
        assert!(wide.contains("off axis") && !narrow.contains("off axis") && narrow.contains("+0.40"), "{narrow}");
        assert!(
            wide.contains("quotations") && !narrow.contains("quotations") && narrow.contains("on axis"),
            "{narrow}"
        );
        for table in [&wide, &narrow] {
            let widths: Vec<usize> = table.lines().map(|l| l.chars().count()).collect();
            assert!(widths.iter().all(|w| *w == widths[0]), "{table}");
        }
        assert!(narrow.lines().all(|l| l.chars().count() <= 90), "{narrow}");
    }
}
