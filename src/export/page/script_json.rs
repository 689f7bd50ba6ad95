//! JSON that may stand inside a `<script>` element: nothing in it can end the element or begin a comment.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Compact JSON with `<`, U+2028 and U+2029 escaped.
pub fn to_string(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, Escaping))?;
    String::from_utf8(out).map_err(|e| serde_json::Error::io(io::Error::new(io::ErrorKind::InvalidData, e)))
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let c = from.chars().next().unwrap_or_default();
            write!(out, "\\u{:04x}", u32::from(c))?;
            rest = &from[c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_ends_the_script_and_all_comes_back(s in "[<>/!\\-script\u{2028}\u{2029}\"\\\\é😀]{0,40}|\\PC{0,40}") {
            let json = to_string(&s).unwrap();
            let harmless = !json.contains(['<', '\u{2028}', '\u{2029}']);
            prop_assert!(harmless);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), s);
        }
    }
}
