//! The cells of a row in `speakers.csv`.

use super::cells::CellStyle;
use super::table::{Cell, Column, Kind, columns, names};
use crate::archive::SpeakerRow;
use crate::stance::Label;

impl SpeakerRow {
    /// The columns of `speakers.csv`. Scripts of others read it: columns stay, new ones come at the end.
    const TABLE: [(&'static str, Kind); 20] = [
        ("speaker", Kind::Text),
        ("speaker_id", Kind::Text),
        ("quotations", Kind::Integer),
        ("direct", Kind::Integer),
        ("indirect", Kind::Integer),
        ("mixed", Kind::Integer),
        ("on_axis", Kind::Integer),
        ("mean_stance", Kind::Number),
        ("ci_low", Kind::Number),
        ("ci_high", Kind::Number),
        ("strong_peace", Kind::Integer),
        ("lean_peace", Kind::Integer),
        ("neutral", Kind::Integer),
        ("lean_pressure", Kind::Integer),
        ("strong_pressure", Kind::Integer),
        ("off_axis", Kind::Integer),
        ("articles", Kind::Integer),
        ("outlets", Kind::Integer),
        ("first_date", Kind::Day),
        ("last_date", Kind::Day),
    ];

    /// The header of `speakers.csv`, where means are not split.
    pub const COLUMNS: [&'static str; 20] = names(&Self::TABLE);

    /// The columns of the speakers' table; where means are split, the last one is called as the column by which they are.
    pub(crate) fn columns(group_by: Option<&str>) -> Vec<Column> {
        columns(&Self::TABLE, &group_by.map(str::to_string).into_iter().collect::<Vec<_>>())
    }

    /// What is in the row, in the order of [`SpeakerRow::COLUMNS`]; a mean or an interval that is `None` is an empty cell.
    fn values(&self) -> [Cell<'_>; 20] {
        let n = Cell::Integer;
        let l = |label: Label| n(self.labels[label as usize]);
        [
            Cell::text(&self.speaker),
            Cell::text(&self.speaker_id),
            n(self.quotations),
            n(self.direct),
            n(self.indirect),
            n(self.mixed),
            n(self.on_axis),
            Cell::Number(self.mean_stance),
            Cell::Number(self.interval.map(|i| i.0)),
            Cell::Number(self.interval.map(|i| i.1)),
            l(Label::StrongPeace),
            l(Label::LeanPeace),
            l(Label::Neutral),
            l(Label::LeanPressure),
            l(Label::StrongPressure),
            l(Label::OffAxis),
            n(self.articles),
            n(self.outlets),
            Cell::Date(&self.first_date),
            Cell::Date(&self.last_date),
        ]
    }

    /// The row of a table with the columns that [`SpeakerRow::columns`] gives for `grouped` or not.
    pub(crate) fn table_row(&self, grouped: bool) -> Vec<Cell<'_>> {
        self.values().into_iter().chain(grouped.then(|| Cell::text(&self.group))).collect()
    }

    /// The cells of `speakers.csv`, in the order of [`SpeakerRow::COLUMNS`].
    pub fn cells(&self) -> [String; 20] {
        self.values().map(|cell| cell.csv(CellStyle::Plain))
    }
}
