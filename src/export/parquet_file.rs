//! A table as Parquet, with the types that its columns have.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::cells::thousandths;
use super::table::{Cell, Column, Kind, date_text};
use crate::attribution::day;
use crate::error::Error;

/// Bytes that wait in memory for the end of their row group, in all columns together.
const ROW_GROUP: usize = 32 << 20;
/// Bytes that a value takes beside its text.
const VALUE: usize = 64;

/// A Parquet file that is being written. Text that is empty, a number that is none and a date that is no day are null.
/// Where a date may be one that could not be read, a column `NAME_text` behind it has it as it was given.
pub(crate) struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    kinds: Vec<Kind>,
    buffers: Vec<Buffer>,
    size: usize,
}

/// Values of one column; `levels` says of each row whether it has one (1) or is null (0).
enum Buffer {
    Text { values: Vec<ByteArray>, levels: Vec<i16> },
    Integer(Vec<i64>),
    Number { values: Vec<f64>, levels: Vec<i16> },
    Truth(Vec<bool>),
    Day { values: Vec<i32>, levels: Vec<i16> },
}

impl ParquetFile {
    pub(crate) fn create(path: PathBuf, columns: &[Column]) -> Result<Self, Error> {
        let file = File::create(&path).map_err(Error::file(&path, "written"))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("quotestance ", env!("CARGO_PKG_VERSION")).to_string())
            .build();
        let writer = schema(columns)
            .and_then(|schema| SerializedFileWriter::new(BufWriter::new(file), Arc::new(schema), Arc::new(properties)))
            .map_err(failed(&path))?;
        let kinds: Vec<Kind> = columns.iter().map(|column| column.kind).collect();
        let buffers = kinds.iter().flat_map(|kind| Buffer::of(*kind)).collect();
        Ok(ParquetFile { path, writer, kinds, buffers, size: 0 })
    }

    /// A row, with a cell for each column. Fails where a cell is not what its column holds.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        if cells.len() != self.kinds.len() {
            return Err(Error::Internal(format!("{} cells for {} columns", cells.len(), self.kinds.len())));
        }
        let mut buffers = self.buffers.iter_mut();
        for (cell, kind) in cells.iter().zip(&self.kinds) {
            let buffer = buffers.next().expect("there is a buffer for each column");
            self.size += buffer.push(cell)?;
            if let (Kind::DateAsGiven, Cell::Date(given)) = (kind, cell) {
                let buffer = buffers.next().expect("there is one for the text of a date");
                self.size += buffer.push(&Cell::text(given))?;
            }
        }
        if self.size > ROW_GROUP { self.write() } else { Ok(()) }
    }

    /// To the disk; only then may it be renamed to its place.
    pub(crate) fn close(mut self) -> Result<(), Error> {
        if self.size > 0 {
            self.write()?;
        }
        let mut buffer = self.writer.into_inner().map_err(failed(&self.path))?;
        let mut finish = || -> io::Result<()> {
            buffer.flush()?;
            buffer.get_ref().sync_all()
        };
        finish().map_err(Error::file(&self.path, "written"))
    }

    /// What waits becomes a row group.
    fn write(&mut self) -> Result<(), Error> {
        self.size = 0;
        let mut write = || -> Result<(), ParquetError> {
            let mut group = self.writer.next_row_group()?;
            for buffer in &mut self.buffers {
                let mut column = group.next_column()?.expect("the schema has a column for each buffer");
                buffer.write(&mut column)?;
                column.close()?;
            }
            group.close().map(drop)
        };
        write().map_err(failed(&self.path))
    }
}

impl Buffer {
    /// The column of this kind, or its two.
    fn of(kind: Kind) -> Vec<Self> {
        let text = || Buffer::Text { values: Vec::new(), levels: Vec::new() };
        let day = || Buffer::Day { values: Vec::new(), levels: Vec::new() };
        match kind {
            Kind::Text => vec![text()],
            Kind::Integer => vec![Buffer::Integer(Vec::new())],
            Kind::Number => vec![Buffer::Number { values: Vec::new(), levels: Vec::new() }],
            Kind::Truth => vec![Buffer::Truth(Vec::new())],
            Kind::Day => vec![day()],
            Kind::DateAsGiven => vec![day(), text()],
        }
    }

    /// Takes a value and gives the bytes that it needs.
    fn push(&mut self, cell: &Cell<'_>) -> Result<usize, Error> {
        let mut bytes = VALUE;
        match (self, cell) {
            (Buffer::Text { values, levels }, Cell::Text(text)) => {
                levels.push(i16::from(!text.is_empty()));
                if !text.is_empty() {
                    bytes += text.len();
                    values.push(ByteArray::from(text.as_bytes().to_vec()));
                }
            }
            (Buffer::Integer(values), Cell::Integer(n)) => values.push(*n as i64),
            (Buffer::Number { values, levels }, Cell::Number(x)) => {
                levels.push(i16::from(x.is_some()));
                // as the CSV file has it
                values.extend(x.map(|x| thousandths(x) as f64 / 1000.0));
            }
            (Buffer::Truth(values), Cell::Truth(is)) => values.push(*is),
            (Buffer::Day { values, levels }, Cell::Date(date)) => {
                let day = day(date).map(days_since_1970);
                levels.push(i16::from(day.is_some()));
                values.extend(day);
            }
            (_, cell) => return Err(Error::Internal(format!("a cell of another column: {cell:?}"))),
        }
        Ok(bytes)
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Buffer::Text { values, levels } => batch::<ByteArrayType>(column, values, Some(levels)),
            Buffer::Integer(values) => batch::<Int64Type>(column, values, None),
            Buffer::Number { values, levels } => batch::<DoubleType>(column, values, Some(levels)),
            Buffer::Truth(values) => batch::<BoolType>(column, values, None),
            Buffer::Day { values, levels } => batch::<Int32Type>(column, values, Some(levels)),
        }
    }
}

fn batch<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    levels: Option<&mut Vec<i16>>,
) -> Result<(), ParquetError> {
    column.typed::<T>().write_batch(values, levels.as_deref().map(Vec::as_slice), None)?;
    values.clear();
    if let Some(levels) = levels {
        levels.clear();
    }
    Ok(())
}

fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let field = |name: &str, physical: PhysicalType, logical: Option<LogicalType>, repetition: Repetition| {
        let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        field.with_repetition(repetition).build().map(Arc::new)
    };
    let text = |name: &str| field(name, PhysicalType::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL);
    let day = |name: &str| field(name, PhysicalType::INT32, Some(LogicalType::Date), Repetition::OPTIONAL);
    let mut fields = Vec::new();
    for Column { name, kind } in columns {
        match kind {
            Kind::Text => fields.push(text(name)?),
            Kind::Integer => fields.push(field(name, PhysicalType::INT64, None, Repetition::REQUIRED)?),
            Kind::Number => fields.push(field(name, PhysicalType::DOUBLE, None, Repetition::OPTIONAL)?),
            Kind::Truth => fields.push(field(name, PhysicalType::BOOLEAN, None, Repetition::REQUIRED)?),
            Kind::Day => fields.push(day(name)?),
            Kind::DateAsGiven => fields.extend([day(name)?, text(&date_text(name))?]),
        }
    }
    Type::group_type_builder("table").with_fields(fields).build()
}

fn days_since_1970(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1)).expect("all days are within the range of a span").get_days()
}

fn failed(path: &Path) -> impl FnOnce(ParquetError) -> Error {
    let fault = Error::file(path, "written");
    |e| {
        fault(match e {
            // a full disk is to be said as such
            ParquetError::External(e) => e.downcast::<io::Error>().map_or_else(io::Error::other, |e| *e),
            e => io::Error::other(e),
        })
    }
}
