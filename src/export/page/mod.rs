//! `report.html`: one page that needs nothing but itself. The charts and tables are drawn by its script from data
//! that is embedded as JSON; what it says of how it was made is written here.

mod aggregate;
mod builder;
mod clusters;
mod data;
mod made;
mod people;
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
    /// As in `speakers.csv`, in its order; where a column splits the means, a row for each group of a speaker.
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
    /// The column that [`QuoteRow::group`] holds the values of; the page then shows each value by itself.
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
        speakers: &input.speakers[..input.speakers.len().min(NOSCRIPT_SPEAKERS)],
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
struct Page<'a> {
    csp: String,
    style: &'static str,
    script: &'static str,
    data: String,
    texts: String,
    made: Made,
    speakers: &'a [SpeakerRow],
}

#[cfg(test)]
mod large;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use crate::archive::speaker_rows;
    use serde_json::{Value, json};

    /// Two articles: in one Varn and Dolny, in the other Varn, corrected by a person.
    fn rows() -> Vec<QuoteRow> {
        let mut rows = vec![
            sample("Varn", "We will talk", Some(0.8)),
            sample("Dolny", "No talks", Some(-0.9)),
            sample("Varn", "Not now", Some(-0.4)),
        ];
        for (row, (article, group)) in rows.iter_mut().zip([("a", "Arden"), ("a", "Arden"), ("b", "Sull")]) {
            row.article_id = article.into();
            row.group = group.into();
            row.sentence = format!("“{}”, the secret minister said.", row.quote);
            row.spans = std::iter::once(1..1 + row.quote.chars().count()).collect();
        }
        rows[0].url = "https://news.example/a".into();
        rows[2].corrected = "speaker".into();
        rows
    }

    /// The page of the rows, its data and its texts.
    fn page(rows: &[QuoteRow], article_count: usize, group_by: Option<&str>, texts: bool) -> (String, Value, Value) {
        let article = Document { id: "b".into(), text: rows[2].sentence.clone(), ..Document::default() };
        // as the archive gives them: over all groups
        let whole: Vec<QuoteRow> = rows.iter().map(|row| QuoteRow { group: String::new(), ..row.clone() }).collect();
        let speakers = speaker_rows(&whole);
        let input = PageInput {
            speakers: &speakers,
            articles: &[article],
            article_count,
            errors: &[],
            runs: &[],
            group_by,
            texts,
        };
        let mut out = Vec::new();
        render(&input, rows.iter().map(Ok), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        let block = |id: &str| {
            let (_, rest) = page.split_once(&format!("id=\"{id}\">")).unwrap();
            serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
        };
        let (data, texts) = (block("data"), block("texts"));
        (page, data, texts)
    }

    #[test]
    fn sources_groups_and_corrections_are_on_the_page() {
        let rows = rows();
        let (html, data, texts) = page(&rows, 2, Some("topic"), true);
        assert_eq!((&data["group_by"], &data["groups"]), (&json!("topic"), &json!(["Arden", "Sull"])));
        let urls: Vec<&Value> = data["articles"].as_array().unwrap().iter().map(|a| &a[5]).collect();
        assert_eq!(urls, ["", "https://news.example/a"], "the first article is that whose text is at hand");
        let quotes = data["quotes"].as_array().unwrap();
        let of: Vec<(u64, u64)> = quotes.iter().map(|q| (q[15].as_u64().unwrap(), q[16].as_u64().unwrap())).collect();
        assert_eq!((of, &data["corrections"]), (vec![(0, 0), (0, 0), (1, 1)], &json!(["", "speaker"])));
        let sentence = texts[quotes[2][10].as_u64().unwrap() as usize].as_str().unwrap();
        assert_eq!((sentence, &quotes[2][14]), (rows[2].sentence.as_str(), &json!([0, sentence.chars().count()])));
        assert!(html.contains("a person corrected some of them") && html.contains("The figures are split by topic"));
        assert!(html.contains("3 quotations by 2 speakers in 2 articles, 2025-01-02."));
        let (html, data, _) = page(&vec![rows[2].clone(); 3], 1, None, true);
        assert!(html.contains("3 quotations by 1 speaker in 1 article, ") && data["group_by"].is_null());
    }

    #[test]
    fn without_texts_no_other_word_of_an_article_is_on_the_page() {
        let rows = rows();
        let (html, data, texts) = page(&rows, 2, None, false);
        assert_eq!(texts, json!(["We will talk", "No talks", "Not now"]));
        assert!(data["articles"].as_array().unwrap().iter().all(|a| a[4] == -1) && data["texts"] == false);
        assert!(!html.contains("secret minister") && html.contains("made without the articles' texts"));
        let (html, ..) = page(&rows, MAX_ARTICLES + 1, None, false);
        assert!(!html.contains("secret minister"), "nor on a page of many articles");
    }

    #[test]
    fn many_articles_are_counts_by_group() {
        let rows = rows();
        let (_, data, _) = page(&rows, MAX_ARTICLES + 1, Some("topic"), true);
        let aggregate = &data["aggregate"];
        assert_eq!((&data["whole"], &aggregate["all"]["quotations"]), (&json!(false), &json!(3)));
        // Varn is the first of the speakers: two quotations in two articles, one in each group
        let varn = |counts: &Value| counts["speakers"].as_array().unwrap().iter().find(|s| s[0] == 0).unwrap().clone();
        let all = varn(&aggregate["all"]);
        assert_eq!((&all[1], &all[2], &all[3], &all[4]), (&json!(2), &json!(2), &json!(2), &json!(200)));
        let arden = varn(&aggregate["groups"][0]);
        assert_eq!((&arden[2], &arden[4], &arden[5]), (&json!(1), &json!(800), &Value::Null));
        assert_eq!(data["groups"], json!(["Arden", "Sull"]));
        let month = &aggregate["all"]["months"][0];
        assert_eq!((&month[0], &month[1], &month[2]), (&json!("2025-01"), &json!(3), &json!(-500)));
    }
}
