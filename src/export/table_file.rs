//! A table as files: CSV, Parquet, or both, filled in one pass.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cells::CellStyle;
use super::files::CsvFile;
#[cfg(feature = "parquet")]
use super::parquet_file::ParquetFile;
use super::table::{Cell, Column};
use crate::error::Error;

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// `.csv`
    Csv,
    /// `.parquet`, where the program was built with the feature `parquet`.
    Parquet,
}

impl TableFormat {
    /// All of them.
    pub const ALL: [Self; 2] = [TableFormat::Csv, TableFormat::Parquet];

    /// The name on the command line and the end of a file's name.
    pub fn name(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Parquet => "parquet",
        }
    }
}

/// A table that is being written, in one format or several.
pub(crate) struct TableFile(Vec<Writer>);

enum Writer {
    Csv(Box<CsvFile>, CellStyle),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetFile>),
}

impl TableFile {
    /// `folder/stem.csv`, `folder/stem.parquet`; the style is that of the CSV file. Fails where a file cannot be made, and
    /// for Parquet where the program was built without it.
    pub(crate) fn create(
        folder: &Path,
        stem: &str,
        formats: &[TableFormat],
        style: CellStyle,
        columns: &[Column],
    ) -> Result<Self, Error> {
        let create = |format: &TableFormat| {
            let path = folder.join(format!("{stem}.{}", format.name()));
            match format {
                TableFormat::Csv => {
                    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                    Ok(Writer::Csv(Box::new(CsvFile::create(style, path, &names)?), style))
                }
                #[cfg(feature = "parquet")]
                TableFormat::Parquet => Ok(Writer::Parquet(Box::new(ParquetFile::create(path, columns)?))),
                #[cfg(not(feature = "parquet"))]
                TableFormat::Parquet => {
                    Err(Error::Unavailable("this program was built without the feature parquet; write csv".into()))
                }
            }
        };
        Ok(TableFile(formats.iter().map(create).collect::<Result<_, Error>>()?))
    }

    /// A row, with a cell for each column.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        for writer in &mut self.0 {
            match writer {
                Writer::Csv(file, style) => file.row(cells.iter().map(|cell| cell.csv(*style)))?,
                #[cfg(feature = "parquet")]
                Writer::Parquet(file) => file.row(cells)?,
            }
        }
        Ok(())
    }

    /// To the disk; only then may the files be renamed to their places.
    pub(crate) fn close(self) -> Result<(), Error> {
        for writer in self.0 {
            match writer {
                Writer::Csv(file, _) => file.close()?,
                #[cfg(feature = "parquet")]
                Writer::Parquet(file) => file.close()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{QuoteRow, SpeakerRow, sample, speaker_rows};
    use crate::export::cells::{BYTE_ORDER_MARK, plain};
    use crate::export::table::users_cells;

    const USERS: [&str; 3] = ["topic", "speaker", "code"];

    /// Two rows as text of all kinds can be, with what the user brought.
    fn rows() -> [(QuoteRow, Vec<(String, String)>); 2] {
        let first = QuoteRow {
            article_id: "007".into(),
            quote_id: "007#1".into(),
            spans: vec![12..40, 55..61],
            title: "1-2".into(),
            outlet: String::new(),
            ..sample("Oda Varn", "“We, \"the\" 5,\r\nsaid no.”", Some(-0.41251))
        };
        let second = QuoteRow {
            article_id: "12345678901234567890".into(),
            spans: std::iter::once(703..745).collect(),
            title: "=1+1".into(),
            date: "03/04/2031".into(),
            nested: true,
            ..sample("", "né 🕊", None)
        };
        let extra = |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        [(first, extra(&[("topic", "talks"), ("code", "0012")])), (second, extra(&[("speaker", "May 5")]))]
    }

    fn users() -> Vec<String> {
        USERS.map(str::to_string).to_vec()
    }

    /// Writes the rows, in both formats.
    fn write(folder: &Path, style: CellStyle) {
        let mut file = TableFile::create(folder, "quotes", &formats(), style, &QuoteRow::columns(&users())).unwrap();
        for (row, extra) in &rows() {
            let cells: Vec<Cell> = row.values().into_iter().chain(users_cells(&users(), extra)).collect();
            file.row(&cells).unwrap();
        }
        file.close().unwrap();
    }

    fn formats() -> Vec<TableFormat> {
        let all = TableFormat::ALL.into_iter();
        all.filter(|format| cfg!(feature = "parquet") || *format == TableFormat::Csv).collect()
    }

    #[test]
    fn csv_comes_back_in_either_style() {
        for style in [CellStyle::Plain, CellStyle::Excel] {
            let dir = tempfile::tempdir().unwrap();
            write(dir.path(), style);
            let path = dir.path().join("quotes.csv");
            assert_eq!(std::fs::read(&path).unwrap().starts_with(BYTE_ORDER_MARK), style == CellStyle::Excel);
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_string).collect();
            assert_eq!(header[..21], QuoteRow::COLUMNS);
            assert_eq!(header[21..], ["topic", "input_speaker", "code"]);
            let found: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(found.len(), 2);
            for ((row, extra), cells) in rows().iter().zip(&found) {
                let cell = |name: &str| &cells[header.iter().position(|n| n == name).unwrap()];
                assert_eq!(plain(cell("article_id")), row.article_id);
                assert_eq!(plain(cell("quote")), row.quote);
                assert_eq!(plain(cell("title")), row.title);
                assert_eq!(plain(cell("date")), row.date);
                let users: Vec<&str> = cells.iter().skip(21).map(plain).collect();
                let given = users_cells(&self::users(), extra);
                assert_eq!(users.into_iter().map(Cell::text).collect::<Vec<_>>(), given);
            }
            let cells = |names: [&str; 6], row: usize| {
                names.map(|name| found[row][header.iter().position(|n| n == name).unwrap()].to_string())
            };
            let asked = ["article_id", "spans", "title", "date", "stance_score", "code"];
            if style == CellStyle::Excel {
                let first = ["'007", "'12-40;55-61", "'1-2", "2025-01-02", "-0.413", "'0012"];
                assert_eq!(cells(asked, 0), first);
                let second = ["'12345678901234567890", "'703-745", "'=1+1", "'03/04/2031", "", ""];
                assert_eq!(cells(asked, 1), second);
            } else {
                assert_eq!(cells(asked, 0), ["007", "12-40;55-61", "1-2", "2025-01-02", "-0.413", "0012"]);
                assert_eq!(cells(asked, 1), ["12345678901234567890", "703-745", "'=1+1", "03/04/2031", "", ""]);
            }
        }
    }

    #[test]
    fn speakers_have_their_group_last() {
        let dir = tempfile::tempdir().unwrap();
        let mut figures = speaker_rows(&[sample("Oda Varn", "“No.”", Some(-0.5))]);
        figures[0].group = "12-40".into();
        for (group_by, style, last) in
            [(None, CellStyle::Plain, None), (Some("Speaker"), CellStyle::Excel, Some("'12-40"))]
        {
            let columns = SpeakerRow::columns(group_by);
            let mut file = TableFile::create(dir.path(), "speakers", &[TableFormat::Csv], style, &columns).unwrap();
            file.row(&figures[0].table_row(group_by.is_some())).unwrap();
            file.close().unwrap();
            let mut reader = csv::Reader::from_path(dir.path().join("speakers.csv")).unwrap();
            let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_string).collect();
            assert_eq!(header[..20], SpeakerRow::COLUMNS);
            assert_eq!(header.get(20).map(String::as_str), group_by.map(|_| "input_Speaker"));
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!((&row[0], &row[2], &row[7], row.get(20)), ("Oda Varn", "1", "-0.500", last));
        }
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parquet_has_the_types_of_its_columns() {
        use parquet::file::reader::{FileReader, SerializedFileReader};
        use parquet::record::Field;

        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), CellStyle::Excel);
        let file = std::fs::File::open(dir.path().join("quotes.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let found: Vec<_> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns()).collect();
        assert_eq!(found.len(), 2);
        let of = |row: usize, name: &str| found[row].iter().find(|(n, _)| n == name).unwrap().1.clone();
        let text = |s: &str| Field::Str(s.into());
        assert_eq!(found[0].len(), 21 + 1 + USERS.len());
        assert_eq!([of(0, "article_id"), of(1, "article_id")], [text("007"), text("12345678901234567890")]);
        assert_eq!([of(0, "quote"), of(1, "quote")], [text("“We, \"the\" 5,\r\nsaid no.”"), text("né 🕊")]);
        assert_eq!(
            [of(0, "spans"), of(1, "title")],
            [text("12-40;55-61"), text("=1+1")],
            "as it is, whatever the style"
        );
        assert_eq!([of(0, "speaker"), of(1, "speaker")], [text("Oda Varn"), Field::Null]);
        assert_eq!([of(0, "stance_score"), of(1, "stance_score")], [Field::Double(-0.413), Field::Null]);
        assert_eq!([of(0, "nested"), of(1, "nested")], [Field::Bool(false), Field::Bool(true)]);
        // 20,090 days after 1 January 1970
        assert_eq!([of(0, "date"), of(1, "date")], [Field::Date(20_090), Field::Null]);
        assert_eq!([of(0, "date_text"), of(1, "date_text")], [text("2025-01-02"), text("03/04/2031")]);
        assert_eq!([of(0, "code"), of(1, "input_speaker")], [text("0012"), text("May 5")]);
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn a_long_table_is_several_row_groups_and_an_empty_one_is_a_table() {
        use parquet::file::reader::{FileReader, SerializedFileReader};

        let dir = tempfile::tempdir().unwrap();
        for (rows, groups) in [(0, 0), (30_000, 2)] {
            let mut file =
                TableFile::create(dir.path(), "t", &[TableFormat::Parquet], CellStyle::Plain, &QuoteRow::columns(&[]))
                    .unwrap();
            let row = sample("Oda Varn", &"word ".repeat(40), Some(0.5));
            for _ in 0..rows {
                file.row(&row.values()).unwrap();
            }
            file.close().unwrap();
            let reader = SerializedFileReader::new(std::fs::File::open(dir.path().join("t.parquet")).unwrap()).unwrap();
            let metadata = reader.metadata();
            assert_eq!((metadata.file_metadata().num_rows(), metadata.num_row_groups()), (rows, groups));
            assert_eq!(metadata.file_metadata().schema().get_fields().len(), QuoteRow::COLUMNS.len() + 1);
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let gone = dir.path().join("gone");
        let columns = SpeakerRow::columns(None);
        let made = TableFile::create(&gone, "t", &[TableFormat::Csv], CellStyle::Plain, &columns);
        assert!(made.is_err_and(|e| e.to_string().contains("t.csv: cannot be written")));
        if cfg!(feature = "parquet") {
            let mut file =
                TableFile::create(dir.path(), "t", &[TableFormat::Parquet], CellStyle::Plain, &columns).unwrap();
            assert!(file.row(&[Cell::Integer(1)]).is_err());
        }
    }
}
