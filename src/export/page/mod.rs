//! `report.html`: one page that needs nothing but itself. The charts and tables are drawn by its script from data
//! that is embedded as JSON; what it says of how it was made is written here.

mod aggregate;
mod builder;
mod clusters;
mod data;
mod made;
mod script_json;
mod texts;
mod totals;

use std::borrow::Borrow;
use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::archive::QuoteRow;
use crate::archive::SpeakerRow;
use crate::document::Document;
use crate::error::Error;
use crate::reader::InputError;

pub use made::{Figure, Made, RunNote, counted, figures};

/// The totals of rows that are at hand.
pub fn count(rows: &[QuoteRow]) -> totals::Totals {
    let mut totals = totals::Totals::default();
    rows.iter().for_each(|r| totals.add(r));
    totals
}

/// Articles up to which the page holds every quotation and every text.
pub const MAX_ARTICLES: usize = 2000;

/// What the page is made from, besides the rows.
pub struct PageInput<'a> {
    /// As in `speakers.csv`, in its order.
    pub speakers: &'a [SpeakerRow],
    /// Articles with their text; those that are missing are shown by the sentences of their quotations. Not looked
    /// at beyond [`MAX_ARTICLES`] articles in all.
    pub articles: &'a [Document],
    /// How many articles the rows come from.
    pub article_count: usize,
    /// What could not be read or analyzed; the page lists the first 200.
    pub errors: &'a [InputError],
    /// One for each run that is shown; empty where no `run.json` is at hand, which the page says.
    pub runs: &'a [RunNote],
    /// The column that [`QuoteRow::group`] holds the values of; the page then shows each value by itself. The rows of
    /// `speakers` stay those of all values together.
    pub group_by: Option<&'a str>,
    /// Whether the page may hold the articles' texts, or the sentences around quotations where those are not at hand.
    /// Without them it holds the quotations' own words alone.
    pub texts: bool,
}

/// Write the page. The rows are gone through once, in the order of `quotes.csv`, and are not all held in memory
/// beyond [`MAX_ARTICLES`] articles.
pub fn render(
    input: &PageInput,
    rows: impl IntoIterator<Item = Result<impl Borrow<QuoteRow>, Error>>,
    out: &mut impl Write,
) -> Result<(), Error> {
    let (data, texts, totals) = data::build(input, rows)?;
    let page = Page {
        csp: csp(),
        style: STYLE,
        script: SCRIPT,
        data: script_json::to_string(&data).map_err(io::Error::from)?,
        texts: script_json::to_string(&texts).map_err(io::Error::from)?,
        made: Made::new(input, totals),
        speakers: input.speakers.iter().take(NOSCRIPT_SPEAKERS).map(SpeakerRow::cells).collect(),
    };
    Ok(page.write_into(out)?)
}

/// Speakers in the table that stands in for the charts where scripts are off.
const NOSCRIPT_SPEAKERS: usize = 100;

const STYLE: &str = include_str!("../../../templates/report/page.css");

const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("../../../templates/report/dom.js"),
    include_str!("../../../templates/report/data.js"),
    include_str!("../../../templates/report/stats.js"),
    include_str!("../../../templates/report/view.js"),
    include_str!("../../../templates/report/search.js"),
    include_str!("../../../templates/report/filters.js"),
    include_str!("../../../templates/report/finding.js"),
    include_str!("../../../templates/report/tip.js"),
    include_str!("../../../templates/report/save.js"),
    include_str!("../../../templates/report/axis.js"),
    include_str!("../../../templates/report/timeline.js"),
    include_str!("../../../templates/report/matrix.js"),
    include_str!("../../../templates/report/pictures.js"),
    include_str!("../../../templates/report/quotes.js"),
    include_str!("../../../templates/report/speaker.js"),
    include_str!("../../../templates/report/article.js"),
    include_str!("../../../templates/report/print.js"),
    include_str!("../../../templates/report/main.js"),
);

/// Nothing from anywhere, but the one style and the one script of this page, by their hashes, and pictures that the
/// script made itself (a chart on its way to a PNG).
fn csp() -> String {
    let hash = |s: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(s)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src blob:; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page {
    csp: String,
    style: &'static str,
    script: &'static str,
    data: String,
    texts: String,
    made: Made,
    speakers: Vec<[String; 20]>,
}
