//! From a file to its bytes: which format, unpacked, within the limit, and the same at the end as at the beginning.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

/// The format of a file, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    JsonLines,
    /// Comma- or semicolon-separated.
    Csv,
    Tsv,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Whether a file of this format holds any number of articles.
    pub fn is_table(self) -> bool {
        !matches!(self, Format::Text | Format::Markdown | Format::Html)
    }
}

/// How a file is compressed, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    Zstandard,
}

/// A file's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Without the endings: `a` of `a.txt.gz`.
    pub stem: String,
    pub format: Format,
    pub packing: Packing,
}

impl Name {
    /// Read the endings; an error says what can be done about a format that is not read.
    pub fn of(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let split = |name: &str| {
            name.rsplit_once('.').map_or((name.to_string(), String::new()), |(s, e)| (s.to_string(), e.to_lowercase()))
        };
        let (stem, ending) = split(&name);
        let packing = match ending.as_str() {
            "gz" => Packing::Gzip,
            "zst" => Packing::Zstandard,
            _ => Packing::Plain,
        };
        let (stem, ending) = if packing == Packing::Plain { (stem, ending) } else { split(&stem) };
        let format = match ending.as_str() {
            "txt" => Format::Text,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            "jsonl" | "ndjson" => Format::JsonLines,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            #[cfg(feature = "parquet")]
            "parquet" => Format::Parquet,
            other => return Err(unsupported(other)),
        };
        Ok(Name { stem, format, packing })
    }
}

fn unsupported(ending: &str) -> String {
    let hint = match ending {
        "pdf" => "; make it text first, e.g. pdftotext FILE.pdf",
        "doc" | "docx" | "odt" | "rtf" | "epub" => "; make it text first, e.g. pandoc FILE -t plain -o FILE.txt",
        "json" => "; make it JSON lines first, e.g. jq -c '.[]' FILE.json > FILE.jsonl",
        "xls" | "xlsx" | "ods" => "; save it as CSV first",
        "parquet" => {
            "; build with the feature parquet, or make it CSV first, e.g. duckdb -csv -c \"from 'FILE.parquet'\" > FILE.csv"
        }
        "xml" | "warc" => "; take the articles out of it first, one HTML or text file each",
        "zip" | "tar" | "tgz" | "7z" | "rar" => "; unpack it first",
        "bz2" | "xz" | "lz4" | "br" => "; unpack it first (.gz and .zst are read)",
        _ => "",
    };
    format!(
        "not a kind of file that is read (.txt, .md, .html, .jsonl, .csv, .tsv, .parquet, each also .gz or .zst){hint}"
    )
}

/// A file that is being read, and how it was when that began.
pub struct FileGuard {
    path: PathBuf,
    before: Metadata,
}

impl FileGuard {
    /// Open a regular file; a pipe or device would let the run wait for ever.
    pub fn open(path: &Path) -> Result<(Self, File), String> {
        let is_file = path.metadata().map_err(cannot)?.is_file();
        if !is_file {
            return Err("not a regular file (a folder, pipe, socket or device)".into());
        }
        let file = File::open(path).map_err(cannot)?;
        let before = file.metadata().map_err(cannot)?;
        Ok((FileGuard { path: path.to_path_buf(), before }, file))
    }

    /// Fails where the file is another one now than when it was opened.
    pub fn unchanged(&self) -> Result<(), String> {
        let now = self.path.metadata().map_err(|e| format!("vanished while it was read ({e}); run it again"))?;
        let same = now.len() == self.before.len() && now.modified().ok() == self.before.modified().ok();
        if same { Ok(()) } else { Err("changed while it was read; run it again once it is complete".into()) }
    }
}

fn cannot(e: io::Error) -> String {
    match e.kind() {
        io::ErrorKind::NotFound => "no such file or folder any more".into(),
        _ => format!("cannot be read: {e}"),
    }
}

/// The unpacked bytes of a file.
pub fn unpacked(raw: impl Read + Send + 'static, packing: Packing) -> Result<Box<dyn BufRead + Send>, String> {
    let mut raw = BufReader::with_capacity(1 << 16, raw);
    let head = raw.fill_buf().map_err(cannot)?;
    Ok(match packing {
        Packing::Plain => Box::new(raw),
        _ if head.is_empty() => return Err("no text in it (an empty file)".into()),
        Packing::Gzip if !head.starts_with(b"\x1f\x8b") => {
            return Err("not gzip, whatever its name says; take the .gz off its name if it is not compressed".into());
        }
        Packing::Gzip => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(raw))),
        // a frame may also begin with a skippable one, 0x184d2a50 to 0x184d2a5f
        Packing::Zstandard
            if !(head.starts_with(b"\x28\xb5\x2f\xfd") || (head.len() > 3 && head[1..4] == *b"\x2a\x4d\x18")) =>
        {
            return Err("not zstd, whatever its name says; take the .zst off its name if it is not compressed".into());
        }
        Packing::Zstandard => {
            let decoder = zstd::stream::read::Decoder::with_buffer(raw).map_err(cannot)?;
            Box::new(BufReader::with_capacity(1 << 16, decoder))
        }
    })
}

/// What went wrong while bytes were read, for a file of this packing.
pub fn reading_failed(e: &io::Error, packing: Packing) -> String {
    let what = match packing {
        Packing::Plain => return format!("cannot be read: {e}"),
        Packing::Gzip => "gzip",
        Packing::Zstandard => "zstd",
    };
    match e.kind() {
        io::ErrorKind::UnexpectedEof => format!("the {what} file is cut short; get it again"),
        _ if e.to_string().contains("incomplete frame") => format!("the {what} file is cut short; get it again"),
        _ => format!("the {what} file is damaged ({e}); get it again"),
    }
}

/// How to say that something is larger than `--max-article-size`.
pub fn too_large(what: &str, max: u64) -> String {
    format!("{what} is longer than {}; --max-article-size allows more", bytesize::ByteSize(max).display().si())
}

/// All bytes, at most `max` of them: a small compressed file may unpack to any size.
pub fn whole(reader: impl Read, packing: Packing, max: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader.take(max + 1).read_to_end(&mut bytes).map_err(|e| reading_failed(&e, packing))?;
    if bytes.len() as u64 > max { Err(too_large("the file", max)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;

    #[test]
    fn names() {
        let of = |n: &str| Name::of(Path::new(n)).map(|n| (n.stem, n.format, n.packing));
        assert_eq!(of("x/a.b.TXT"), Ok(("a.b".into(), Format::Text, Packing::Plain)));
        assert_eq!(of("a.jsonl.gz"), Ok(("a".into(), Format::JsonLines, Packing::Gzip)));
        assert_eq!(of("a.htm.ZST"), Ok(("a".into(), Format::Html, Packing::Zstandard)));
        assert!(of("a.pdf").unwrap_err().contains("pdftotext"));
        assert!(of("a.gz").unwrap_err().contains("not a kind of file"));
        assert!(of("README").unwrap_err().contains("not a kind of file"));
    }

    #[test]
    fn a_file_that_grows_or_goes_while_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        fs::write(&path, "one").unwrap();
        let (guard, _) = FileGuard::open(&path).unwrap();
        assert_eq!(guard.unchanged(), Ok(()));
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b" two").unwrap();
        assert!(guard.unchanged().unwrap_err().contains("changed while it was read"));
        fs::remove_file(&path).unwrap();
        assert!(guard.unchanged().unwrap_err().contains("vanished while it was read"));
        assert!(FileGuard::open(&path).is_err_and(|e| e.contains("no such file")));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            gz.write_all(&[b'a'; 1 << 20]).unwrap();
        }
        let gz = gz.finish().unwrap();
        assert!(gz.len() < 100_000, "64 MiB in {} bytes", gz.len());
        let reader = unpacked(io::Cursor::new(gz), Packing::Gzip).unwrap();
        assert_eq!(
            whole(reader, Packing::Gzip, 1 << 20).unwrap_err(),
            "the file is longer than 1.0 MB; --max-article-size allows more"
        );
    }

    #[test]
    fn gzip_of_several_members_is_one_file() {
        let member = |s: &str| {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gz.write_all(s.as_bytes()).unwrap();
            gz.finish().unwrap()
        };
        let two = [member("one, "), member("two")].concat();
        let reader = unpacked(io::Cursor::new(two), Packing::Gzip).unwrap();
        assert_eq!(whole(reader, Packing::Gzip, 99).unwrap(), b"one, two");
        let zst = [zstd::encode_all(&b"one, "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()].concat();
        let reader = unpacked(io::Cursor::new(zst), Packing::Zstandard).unwrap();
        assert_eq!(whole(reader, Packing::Zstandard, 99).unwrap(), b"one, two");
    }
}
