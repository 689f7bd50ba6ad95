//! Quotations in the formats of annotation tools and of the web.
//!
//! All offsets are code points, as everywhere: the Web Annotation Data Model (W3C Recommendation, 4.2.4 and 4.2.5) demands
//! it, and Label Studio's text regions count so (its own tests of texts with emoji say so).

mod label_studio;
mod schema_org;
mod web_annotation;

use std::io::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::archive::{Archive, Stored};
use crate::attribution::Roster;
use crate::error::Error;

pub use label_studio::CONFIG as LABEL_STUDIO_CONFIG;
pub(crate) use label_studio::{Given, RegionName};

/// A format of annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnotationFormat {
    /// Label Studio's tasks with predictions, for [`LABEL_STUDIO_CONFIG`]: a JSON array.
    LabelStudio,
    /// The W3C's Web Annotation Data Model: an `AnnotationPage` in JSON-LD, an annotation for each quotation.
    WebAnnotation,
    /// schema.org's `Quotation`: a JSON-LD graph.
    SchemaOrg,
}

/// Write all quotations of a settled archive, article by article; memory does not grow with the archive. `roster` tells
/// persons from bodies. Fails where the archive cannot be read or `to` not be written.
pub fn write_annotations(
    format: AnnotationFormat,
    archive: &Archive,
    roster: &Roster,
    to: &mut impl Write,
) -> Result<(), Error> {
    let (begin, end) = match format {
        AnnotationFormat::LabelStudio => ("[".to_string(), "]\n"),
        AnnotationFormat::WebAnnotation => (web_annotation::beginning(archive)?, "]}\n"),
        AnnotationFormat::SchemaOrg => (schema_org::BEGINNING.to_string(), "]}\n"),
    };
    to.write_all(begin.as_bytes())?;
    let mut first = true;
    for stored in archive.documents(true) {
        let stored = stored?;
        let items = match format {
            AnnotationFormat::LabelStudio => vec![label_studio::task(&stored)],
            AnnotationFormat::WebAnnotation => web_annotation::annotations(&stored),
            AnnotationFormat::SchemaOrg => schema_org::quotations(&stored, roster),
        };
        for item in items {
            to.write_all(if first { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *to, &item).map_err(std::io::Error::from)?;
            first = false;
        }
    }
    to.write_all(b"\n")?;
    Ok(to.write_all(end.as_bytes())?)
}

/// An identifier that the same parts always have and others never: a UUID of version 8 (RFC 9562) over their SHA-256.
fn urn(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The address of an article, or an identifier where it has none.
fn address(stored: &Stored) -> String {
    stored.document.url().map_or_else(|| urn(&["article", &stored.document.id]), str::to_string)
}

/// Without the entries that say nothing.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.into_iter().map(|(k, v)| (k, without_empty(v)));
            Value::Object(kept.filter(|(_, v)| !matches!(v, Value::Null) && v != "").collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        let id = urn(&["article", "wire-1"]);
        assert_eq!(id, urn(&["article", "wire-1"]));
        assert_ne!(id, urn(&["articlewire-1"]));
        let uuid = id.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(uuid.as_bytes()[14] == b'8' && b"89ab".contains(&uuid.as_bytes()[19]), "version 8, variant 10: {uuid}");
    }
}
