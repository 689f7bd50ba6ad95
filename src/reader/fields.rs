//! What columns, fields and front-matter keys are usually called.
//!
//! The first name of each list is the only one that a field of JSON lines has.

pub(super) use crate::document::plain_name as plain;

/// Names of the text, likeliest first; case, spaces, `-` and `_` do not matter.
pub const TEXT: &[&str] = &["text", "body", "content", "article", "fulltext", "articletext", "articlebody", "maintext"];
pub const ID: &[&str] = &["id", "articleid", "docid", "documentid", "uuid", "guid", "key"];
pub const TITLE: &[&str] = &["title", "headline", "heading"];
pub const OUTLET: &[&str] =
    &["outlet", "source", "publisher", "sitename", "site", "publication", "newspaper", "media", "domain"];
pub const DATE: &[&str] = &[
    "date",
    "published",
    "publishedat",
    "publisheddate",
    "datepublished",
    "publishdate",
    "publicationdate",
    "pubdate",
    "publishedtime",
    "datetime",
    "timestamp",
];

/// Place of the first of `wanted` among names that went through [`plain`].
pub fn place(names: &[String], wanted: &[&str]) -> Option<usize> {
    wanted.iter().find_map(|w| names.iter().position(|n| n == w))
}
