//! The cells of a row in `speakers.csv`.

use super::cells;
use crate::archive::SpeakerRow;
use crate::stance::Label;

impl SpeakerRow {
    /// The header of `speakers.csv`. Scripts of others read it: columns stay, new ones come at the end.
    pub const COLUMNS: [&'static str; 20] = [
        "speaker",
        "speaker_id",
        "quotations",
        "direct",
        "indirect",
        "mixed",
        "on_axis",
        "mean_stance",
        "ci_low",
        "ci_high",
        "strong_peace",
        "lean_peace",
        "neutral",
        "lean_pressure",
        "strong_pressure",
        "off_axis",
        "articles",
        "outlets",
        "first_date",
        "last_date",
    ];

    /// The cells, in the order of [`SpeakerRow::COLUMNS`] (the group, which is in none of them, has a column only where means
    /// are split); a mean or an interval that is `None` is an empty cell.
    pub fn cells(&self) -> [String; 20] {
        let n = |x: usize| x.to_string();
        let l = |label: Label| n(self.labels[label as usize]);
        [
            cells::text(&self.speaker),
            self.speaker_id.clone(),
            n(self.quotations),
            n(self.direct),
            n(self.indirect),
            n(self.mixed),
            n(self.on_axis),
            cells::number(self.mean_stance, 3),
            cells::number(self.interval.map(|i| i.0), 3),
            cells::number(self.interval.map(|i| i.1), 3),
            l(Label::StrongPeace),
            l(Label::LeanPeace),
            l(Label::Neutral),
            l(Label::LeanPressure),
            l(Label::StrongPressure),
            l(Label::OffAxis),
            n(self.articles),
            n(self.outlets),
            cells::text(&self.first_date),
            cells::text(&self.last_date),
        ]
    }
}
