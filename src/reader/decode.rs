//! Bytes become text: by byte order mark, as UTF-8, by declaration, by detection.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// How to say what to do about bytes that no encoding explains.
const CONVERT: &str = "convert it first, e.g. iconv -f LATIN1 -t UTF-8";

/// The text of a file, line or row. A byte order mark is no part of it.
///
/// Errors say what the bytes are, or at which byte (from 0) they stop being text.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    declared(bytes, None)
}

/// The text of an HTML page: what is no UTF-8 is in the encoding that the page declares, where it declares one.
pub fn html(bytes: &[u8]) -> Result<String, String> {
    declared(bytes, declaration(bytes))
}

fn declared(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..], mark);
    }
    if let Some(nul) = bytes.iter().position(|&b| b == 0) {
        return match utf16_without_mark(bytes) {
            Some(encoding) => strictly(encoding, bytes, 0),
            None => Err(format!("a binary file, not text (a NUL byte at byte {nul})")),
        };
    }
    let broken = match std::str::from_utf8(bytes) {
        Ok(s) => return Ok(s.to_string()),
        Err(e) => e.valid_up_to(),
    };
    if let Some(text) = declared.and_then(|e| strictly(e, bytes, 0).ok()) {
        return Ok(text);
    }
    if is_mostly_utf8(bytes) {
        return Err(format!("broken UTF-8 (byte {broken}); the file was damaged, or two encodings are mixed in it"));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // English news: of encodings that fit alike, that of western Europe
    let guess = detector.guess(Some(b"uk"), Utf8Detection::Deny);
    let text =
        strictly(guess, bytes, 0).map_err(|_| format!("in no encoding that is known (byte {broken}); {CONVERT}"))?;
    // no text has these, but every byte of a binary file decodes to something
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')) {
        return Err(format!("neither UTF-8 (byte {broken}) nor text in another encoding; {CONVERT}"));
    }
    Ok(text)
}

/// Decode, and fail where anything does not belong to the encoding.
fn strictly(encoding: &'static Encoding, bytes: &[u8], at: usize) -> Result<String, String> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if encoding != UTF_8 && text.contains('\0') => {
            Err(format!("a binary file, not text (a NUL read as {})", encoding.name()))
        }
        Some(text) => Ok(Cow::into_owned(text)),
        None if encoding == UTF_8 => {
            let byte = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), |_| 0);
            Err(format!("broken UTF-8 (byte {}) behind its byte order mark; the file was damaged", byte + at))
        }
        None => Err(format!("broken {}: half a character, or a lone surrogate; the file was damaged", encoding.name())),
    }
}

/// UTF-16 of mostly Latin text has a NUL in every second byte; four characters tell.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, pairs) = (nuls(0), nuls(1), head.len() / 2);
    match (even * 10 > pairs * 7, odd * 10 > pairs * 7) {
        _ if pairs < 4 => None,
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether of characters of two and more bytes half or more are right: another encoding hardly ever looks like that.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > 0 && right >= wrong
}

/// The encoding in `<meta charset=...>`, `<meta content="...; charset=...">` or `<?xml encoding=...?>`.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    ["charset=", "encoding="].iter().find_map(|key| {
        let value = head.split_once(key)?.1.trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(value.split(['"', '\'', ' ', ';', '>', '/', '?']).next()?.as_bytes())
    })
}

/// A stream of records as it is, or, where it is UTF-16, as UTF-8 (a lone surrogate becomes U+FFFD): lines and cells
/// are looked for in it before they are decoded one by one.
pub fn stream(mut reader: Box<dyn BufRead + Send>) -> std::io::Result<Box<dyn Read + Send>> {
    let head = reader.fill_buf()?;
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding).filter(|e| *e != UTF_8);
    let encoding = marked.or_else(|| head.contains(&0).then(|| utf16_without_mark(head)).flatten());
    match encoding {
        Some(encoding) => Ok(Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(reader))),
        None => Ok(Box::new(reader)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(s: &str, big: bool) -> Vec<u8> {
        s.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let said = "“Peace in Branmouth,” she said – née Varn. She had said so before, in the café by the bridge.";
        let cp1252 = encoding_rs::WINDOWS_1252.encode(said).0.into_owned();
        for bytes in [
            said.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", said.as_bytes()].concat(),
            [b"\xff\xfe".to_vec(), utf16(said, false)].concat(),
            [b"\xfe\xff".to_vec(), utf16(said, true)].concat(),
            utf16(said, false),
            utf16(said, true),
            cp1252,
        ] {
            assert_eq!(text(&bytes).as_deref(), Ok(said), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_says_where() {
        for (bytes, part) in [
            (&b"\x7fELF\x02\x01\0\0"[..], "binary file, not text (a NUL byte at byte 6)"),
            (b"caf\xc3\xa9 na\xc3\xafve \xff", "broken UTF-8 (byte 13)"),
            (b"\xef\xbb\xbfab\xff", "broken UTF-8 (byte 5)"),
            (b"\xff\xfea\0\x00\xd8b\0", "broken UTF-16LE"),
            (b"\xff\xfea\0\0\0", "binary"),
            (b"\x89PNG\r\n\x1a\n\x01\x02\x03", "neither UTF-8 (byte 0)"),
        ] {
            let e = text(bytes).unwrap_err();
            assert!(e.contains(part), "{bytes:?}: {e}");
        }
    }

    #[test]
    fn pages_declare_their_encoding() {
        // the byte is a different letter in each
        let page = |head: &str| [head.as_bytes(), b" <p>na\xefve \xbb"].concat();
        assert!(html(&page("<meta charset='iso-8859-5'>")).unwrap().contains('я'));
        assert!(
            html(&page("<META http-equiv=x content=\"text/html; CHARSET=windows-1252\">")).unwrap().contains("naïve »")
        );
        assert!(html(&page("<?xml version='1.0' encoding='iso-8859-7'?>")).unwrap().contains('ο'));
        assert!(html(&page("<meta charset=nonsense>")).unwrap().contains("naïve"));
    }
}
