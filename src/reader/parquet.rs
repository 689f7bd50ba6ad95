//! Parquet: one article a row, some rows at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::columns::Columns;
use super::decode;
use super::entry::{Entry, InputError, Options};
use super::open::too_large;

/// Rows whose cells are held at once.
const ROWS_AT_ONCE: usize = 64;

/// The rows of a file. A bad cell costs its row; damaged pages cost the rest of the file.
pub struct Parquet {
    name: String,
    stem: String,
    options: Options,
    rows: Option<Rows>,
    /// Why nothing can be read, until it has been said.
    failed: Option<String>,
    row: usize,
}

/// The rows of a file that can be read.
struct Rows {
    rows: RowIter<'static>,
    columns: Columns,
    /// What a number counts since 1970 where the schema says that it is a time.
    units: Vec<Option<TimeUnit>>,
}

impl Parquet {
    /// `stem` begins the ids of rows that have none.
    pub fn new(name: String, stem: String, file: impl ChunkReader + 'static, options: Options) -> Self {
        let (rows, failed) = match guarded(|| open(file, &options)) {
            Ok(rows) => (Some(rows), None),
            Err(e) => (None, Some(e)),
        };
        Parquet { name, stem, options, rows, failed, row: 0 }
    }

    fn words(&self, column: &str, unit: Option<TimeUnit>, cell: &Field) -> Result<String, String> {
        let max = self.options.max_bytes;
        match cell {
            Field::Null => Ok(String::new()),
            Field::Str(s) if s.len() as u64 > max => Err(too_large(column, max)),
            Field::Str(s) => Ok(s.clone()),
            Field::Bytes(b) if b.len() as u64 > max => Err(too_large(column, max)),
            Field::Bytes(b) => decode::text(b.data()),
            Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
                Err(format!("{column} is a list or a group of values, not one"))
            }
            Field::Date(days) => {
                let day = jiff::Span::new().try_days(*days).and_then(|s| Date::constant(1970, 1, 1).checked_add(s));
                Ok(day.map_err(|_| format!("{column} is no date"))?.to_string())
            }
            Field::TimestampMillis(t) => time(column, Timestamp::from_millisecond(*t)),
            Field::TimestampMicros(t) => time(column, Timestamp::from_microsecond(*t)),
            // nanoseconds, as pandas writes them, reach us as bare numbers
            Field::Long(t) if unit.is_some() => match unit {
                Some(TimeUnit::MILLIS) => time(column, Timestamp::from_millisecond(*t)),
                Some(TimeUnit::MICROS) => time(column, Timestamp::from_microsecond(*t)),
                _ => time(column, Timestamp::from_nanosecond(i128::from(*t))),
            },
            // shorter than the crate has them, and negative ones without an exponent
            Field::Float(x) => Ok(x.to_string()),
            Field::Double(x) => Ok(x.to_string()),
            other => guarded(|| Ok(other.to_string())),
        }
    }

    /// A cell that is only kept: a list or group as JSON. `None` for bytes that are no text.
    fn kept(&self, column: &str, unit: Option<TimeUnit>, cell: &Field) -> Option<String> {
        match cell {
            Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
                guarded(|| Ok(cell.to_json_value().to_string())).ok()
            }
            // the limit is that of all of them together
            Field::Str(s) => Some(s.clone()),
            Field::Bytes(b) => std::str::from_utf8(b.data()).ok().map(str::to_string),
            other => self.words(column, unit, other).ok(),
        }
    }
}

/// Whether the crate reads all values of this type: it panics at intervals.
fn is_readable(field: &Type) -> bool {
    match field {
        Type::PrimitiveType { basic_info, .. } => basic_info.converted_type() != ConvertedType::INTERVAL,
        Type::GroupType { fields, .. } => !fields.is_empty() && fields.iter().all(|field| is_readable(field)),
    }
}

fn time(column: &str, time: Result<Timestamp, jiff::Error>) -> Result<String, String> {
    time.map(|t| t.to_string()).map_err(|_| format!("{column} is no date"))
}

/// The decoder panics on some damaged files where others would be an error.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged("its parts contradict each other")))
}

fn damaged(why: impl std::fmt::Display) -> String {
    format!("not a Parquet file, or a damaged one ({why}); get it again")
}

fn explained(e: ParquetError) -> String {
    match e {
        ParquetError::NYI(what) => {
            format!("this kind of Parquet cannot be read ({what}); write it with snappy or zstd")
        }
        e => damaged(e),
    }
}

fn open(file: impl ChunkReader + 'static, options: &Options) -> Result<Rows, String> {
    let reader = SerializedFileReader::new(file).map_err(explained)?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let names: Vec<String> = schema.get_fields().iter().map(|f| f.name().to_string()).collect();
    let read = Columns::of(&names, options.text_column.as_deref())?;
    let only_kept = |i: usize| read.others.iter().any(|(place, _)| *place == i);
    let (kept, left_out): (Vec<usize>, Vec<usize>) =
        (0..names.len()).partition(|&i| !only_kept(i) || is_readable(&schema.get_fields()[i]));
    for i in left_out {
        tracing::warn!("the column {} holds intervals, which are not read; it is left out", names[i]);
    }
    let unit = |&i: &usize| match schema.get_fields()[i].get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Some(time.unit),
        _ => None,
    };
    let units = kept.iter().map(unit).collect();
    let wanted = Type::group_type_builder(schema.name())
        .with_fields(kept.iter().map(|&i| schema.get_fields()[i].clone()).collect())
        .build()
        .map_err(explained)?;
    let rows = RowIter::from_file_into(Box::new(reader)).project(Some(wanted)).map_err(explained)?;
    let names: Vec<String> = kept.iter().map(|&i| names[i].clone()).collect();
    let columns = Columns::of(&names, options.text_column.as_deref())?;
    Ok(Rows { rows: rows.with_batch_size(ROWS_AT_ONCE), columns, units })
}

impl Iterator for Parquet {
    type Item = Result<Entry, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let failed = |name: &str, error: String| Some(Err(InputError { input: name.to_string(), error }));
        if let Some(error) = self.failed.take() {
            return failed(&self.name, error);
        }
        let mut open = self.rows.take()?;
        let row = guarded(|| open.rows.next().transpose().map_err(explained));
        self.row += 1;
        let place = format!("{} row {}", self.name, self.row);
        match row {
            Ok(None) if self.row == 1 => failed(&self.name, "no row in it".into()),
            Ok(None) => None,
            // what comes after pages that cannot be read is not known
            Err(error) => failed(&place, error),
            Ok(Some(row)) => {
                let cells = row.into_columns();
                let cell = |i: usize| self.words(&cells[i].0, open.units[i], &cells[i].1);
                let other = |i: usize| self.kept(&cells[i].0, open.units[i], &cells[i].1);
                let article = open.columns.article(&self.stem, self.row, self.options.max_bytes, cell, other);
                self.rows = Some(open);
                Some(match article {
                    Ok(document) => Ok(Entry { document, place }),
                    Err(error) => Err(InputError { input: place, error }),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FixedLenByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use crate::document::Document;
    use crate::reader::{Inputs, Options};

    /// Texts (null where `None`) in two row groups, with numbers as ids, a date, and a column that is not read.
    fn file(texts: &[Option<&str>], compression: Compression) -> Vec<u8> {
        let schema = "message articles { required int32 ID; optional binary Body (STRING); required int32 day (DATE); \
                      optional binary junk; optional group list (LIST) { repeated group list { optional int32 element; } } }";
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let schema = Arc::new(parse_message_type(&schema.replace("day", "date")).unwrap());
        let mut out = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut out, schema, properties).unwrap();
        for (half, texts) in texts.chunks(texts.len().div_ceil(2).max(1)).enumerate() {
            let mut group = writer.next_row_group().unwrap();
            let mut nth = 0;
            while let Some(mut column) = group.next_column().unwrap() {
                let n = texts.len();
                match nth {
                    0 => {
                        let ids: Vec<i32> = (0..n as i32).map(|i| 100 * half as i32 + i).collect();
                        column.typed::<Int32Type>().write_batch(&ids, None, None).unwrap();
                    }
                    1 => {
                        let values: Vec<ByteArray> = texts.iter().flatten().map(|t| ByteArray::from(*t)).collect();
                        let levels: Vec<i16> = texts.iter().map(|t| i16::from(t.is_some())).collect();
                        column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
                    }
                    2 => {
                        column.typed::<Int32Type>().write_batch(&vec![22_679; n], None, None).unwrap();
                    }
                    3 => {
                        column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![0; n]), None).unwrap();
                    }
                    _ => {
                        let (there, first) = (vec![3; n], vec![0; n]);
                        column.typed::<Int32Type>().write_batch(&vec![7; n], Some(&there), Some(&first)).unwrap();
                    }
                }
                column.close().unwrap();
                nth += 1;
            }
            group.close().unwrap();
        }
        writer.close().unwrap();
        out
    }

    /// As from a file on the disk.
    fn read(bytes: Vec<u8>, max_bytes: u64, text_column: Option<&str>) -> Vec<Result<Document, String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.parquet");
        std::fs::write(&path, bytes).unwrap();
        let options = Options { max_bytes, text_column: text_column.map(str::to_string), ..Options::default() };
        Inputs::open(&[path], options).map(|i| i.map_err(|e| format!("{}: {}", e.input, e.error))).collect()
    }

    #[test]
    fn rows_of_all_groups() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(Default::default())] {
            let long = "x".repeat(300);
            let bytes = file(&[Some("Peace, she said."), None, Some(&long), Some("«Néant»")], compression);
            let found = read(bytes, 200, None);
            assert_eq!(found.len(), 4);
            let a = found[0].as_ref().unwrap();
            assert_eq!([a.id.as_str(), &a.text, &a.date_text(), &a.title], ["0", "Peace, she said.", "2032-02-04", ""]);
            assert!(found[1].as_ref().unwrap_err().ends_with("x.parquet row 2: no text in it"));
            assert!(found[2].as_ref().unwrap_err().contains("row 3: Body is longer than 200 B; --max-article-size"));
            let d = found[3].as_ref().unwrap();
            assert_eq!([d.id.as_str(), &d.text], ["101", "«Néant»"]);
            assert_eq!(d.extra, [("junk", ""), ("list", "[7]")].map(|(n, v)| (n.to_string(), v.to_string())));
        }
    }

    #[test]
    fn columns_by_name_and_what_is_no_text() {
        let bytes = file(&[Some("Peace.")], Compression::SNAPPY);
        let of = |column| read(bytes.clone(), 200, Some(column)).remove(0);
        assert_eq!(of("body").unwrap().text, "Peace.");
        assert!(
            of("words").unwrap_err().contains("no column is called words (--text-column); the header has: ID, Body")
        );
        assert!(of("list").unwrap_err().contains("list is a list or a group of values"));
        assert!(of("junk").unwrap_err().contains("no text in it"));
        assert!(read(file(&[], Compression::SNAPPY), 200, None)[0].as_ref().unwrap_err().contains("no row in it"));
        assert!(read(b"PAR1 and no more".to_vec(), 200, None)[0].as_ref().unwrap_err().contains("not a Parquet file"));
        let packed = zstd::encode_all(&bytes[..], 1).unwrap();
        let mut found = Inputs::from_bytes("x.parquet.zst", packed, Options::default());
        assert_eq!(found.next().unwrap().unwrap().text, "Peace.");
    }

    #[test]
    fn times_in_any_unit_are_days() {
        for (unit, second) in [("MILLIS", 1_000), ("MICROS", 1_000_000), ("NANOS", 1_000_000_000)] {
            for utc in [true, false] {
                let schema = format!(
                    "message articles {{ required binary text (STRING); required int64 date (TIMESTAMP({unit},{utc})); }}"
                );
                let mut bytes = Vec::new();
                let schema = Arc::new(parse_message_type(&schema).unwrap());
                let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
                let mut group = writer.next_row_group().unwrap();
                let mut column = group.next_column().unwrap().unwrap();
                column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("Peace.")], None, None).unwrap();
                column.close().unwrap();
                let mut column = group.next_column().unwrap().unwrap();
                // 3 February 2031, 10 o'clock
                column.typed::<Int64Type>().write_batch(&[1_927_879_200 * second], None, None).unwrap();
                column.close().unwrap();
                group.close().unwrap();
                writer.close().unwrap();
                let found = read(bytes, 200, None);
                assert_eq!(found[0].as_ref().unwrap().date_text(), "2031-02-03", "{unit} {utc}");
            }
        }
    }

    #[test]
    fn other_columns_are_kept_as_text() {
        let schema = "message articles { required double score; required binary text (STRING); required int64 seen \
                      (TIMESTAMP(NANOS,true)); required binary topic (STRING); required fixed_len_byte_array(12) gap \
                      (INTERVAL); required binary raw; required group by { required binary name (STRING); } }";
        let mut bytes = Vec::new();
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for nth in 0..7 {
            let mut column = group.next_column().unwrap().unwrap();
            let words = |words: &[&str; 2]| words.map(ByteArray::from);
            match nth {
                0 => column.typed::<DoubleType>().write_batch(&[-3.0, 0.25], None, None).unwrap(),
                2 => column.typed::<Int64Type>().write_batch(&[1_927_879_200_000_000_000, 0], None, None).unwrap(),
                4 => column
                    .typed::<FixedLenByteArrayType>()
                    .write_batch(&[vec![0; 12].into(), vec![1; 12].into()], None, None)
                    .unwrap(),
                5 => column
                    .typed::<ByteArrayType>()
                    .write_batch(&[ByteArray::from(vec![0xff, 0xd8]), ByteArray::from("plain")], None, None)
                    .unwrap(),
                1 => column.typed::<ByteArrayType>().write_batch(&words(&["Peace.", "War."]), None, None).unwrap(),
                3 => column.typed::<ByteArrayType>().write_batch(&words(&["talks", ""]), None, None).unwrap(),
                _ => column.typed::<ByteArrayType>().write_batch(&words(&["Juna", "Oda"]), None, None).unwrap(),
            };
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        let found = read(bytes.clone(), 200, None);
        let of =
            |i: usize| found[i].as_ref().unwrap().extra.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>();
        assert_eq!(of(0), ["score=-3", "seen=2031-02-03T10:00:00Z", "topic=talks", r#"by={"name":"Juna"}"#]);
        assert_eq!(of(1), ["score=0.25", "seen=1970-01-01T00:00:00Z", "topic=", "raw=plain", r#"by={"name":"Oda"}"#]);
        assert!(
            read(bytes, 30, None)[0].as_ref().unwrap_err().contains("what stands beside the text is longer than 30 B")
        );
    }

    proptest! {
        /// Whatever is damaged, every row that comes is a row or an error, and the end comes.
        #[test]
        fn damage_is_an_error(at in 0usize..2000, with in prop::collection::vec(any::<u8>(), 1..8), cut in 0usize..3000) {
            let mut bytes = file(&[Some("Peace, she said."), Some("War, he did not say.")], Compression::SNAPPY);
            let at = at % bytes.len();
            for (i, b) in with.iter().enumerate().take(bytes.len() - at) {
                bytes[at + i] = *b;
            }
            bytes.truncate(cut.max(1));
            prop_assert!(read(bytes, 1000, None).len() < 1_000_000);
        }
    }
}
