//! HTML: the main text of a page, and what the page says about itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};

use super::entry::{checked, given};
use super::extra::Extra;
use crate::document::{Document, is_web_address};

/// Tags open inside each other, beyond which a page is an attack: the parser looks through all that are open.
const DEEPEST: usize = 1000;
/// Elements of the longest page that is read; the longest articles have a few thousand.
const MOST_ELEMENTS: usize = 200_000;

/// Code points below which the extraction is tried again with looser rules, which let in banners and menus: the
/// crate's 500 are more than many briefs have.
const SHORTEST: usize = 200;

/// The article of a page. Its text is the main text without markup, one line a paragraph, as Mozilla's Readability
/// finds it (`dom_smoothie`, the port of it that is best kept); title, date, site name, address and author are those that
/// JSON-LD, OpenGraph, `<meta>` and `<link>` declare (a line "By ..." in the text is no declaration).
pub fn article(id: String, page: &str, max_bytes: u64) -> Result<Document, String> {
    if deepest(page) > DEEPEST {
        return Err(format!("a page of more than {DEEPEST} tags inside each other; its text cannot be found"));
    }
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MOST_ELEMENTS,
        char_threshold: SHORTEST,
        ..Config::default()
    };
    // a page is anybody's; what the parser cannot stand must not end the run
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let mut page = Readability::new(page, None, Some(config))?;
        let declared = declared(&page);
        page.parse().map(|found| (found, declared))
    }));
    let (found, declared) = match parsed {
        Ok(Ok(found)) => found,
        Ok(Err(e)) => return Err(format!("no main text was found in this page ({e}); save its text as .txt")),
        Err(_) => return Err("this page could not be parsed; save its text as .txt".into()),
    };
    let mut document = Document::new(id, checked(found.text_content.trim().to_string())?);
    document.title = found.title.trim().to_string();
    document.outlet = found.site_name.unwrap_or_default().trim().to_string();
    document.unread_date = found.published_time.as_deref().and_then(given);
    let mut extra = Extra::new(max_bytes);
    for (name, value) in declared {
        extra.push(name, value)?;
    }
    document.extra = extra.into_columns();
    Ok(document)
}

/// The address and the author that a page declares.
fn declared(page: &Readability) -> Vec<(&'static str, String)> {
    let attribute = |selector: &str, name: &str| page.doc.select(selector).attr(name).map(|value| value.to_string());
    let metadata = page.get_article_metadata(page.parse_json_ld());
    let addresses = [
        attribute(r#"link[rel="canonical"]"#, "href"),
        attribute(r#"meta[property="og:url"]"#, "content"),
        metadata.url,
    ];
    let url = addresses.into_iter().flatten().map(|url| url.trim().to_string()).find(|url| is_web_address(url));
    let author = metadata.byline.map(|author| author.trim().to_string()).filter(|author| !author.is_empty());
    url.map(|url| ("url", url)).into_iter().chain(author.map(|author| ("author", author))).collect()
}

/// How deep tags stand inside each other, at most. Tags that need no end tag do not count.
fn deepest(page: &str) -> usize {
    const NO_END: &[&str] = &[
        "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot", "br", "hr", "img", "meta",
        "link", "input", "area", "base", "col", "embed", "source", "track", "wbr", "param", "rt", "rp", "colgroup",
        "optgroup",
    ];
    let (mut depth, mut deepest) = (0usize, 0);
    for tag in page.split('<').skip(1) {
        let end = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take(12).take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() || NO_END.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        depth = if end { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: String, page: &str) -> Result<Document, String> {
        super::article(id, page, 1_000_000)
    }

    const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Talks resume in Branmouth | Northlight</title>
<meta property="og:title" content="Talks resume in Branmouth"><meta property="og:site_name" content="Northlight">
<meta property="article:published_time" content="2031-02-03T10:00:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><div class="cookie-banner">We use cookies.</div>
<article><h1>Talks resume in Branmouth</h1><p>“We want a ceasefire by Friday,” President Oda Varn told reporters in
Branmouth on Monday, after a night of talks in the old customs house by the river, where both sides met.</p>
<p>The <b>envoys</b> will meet again on Thursday &amp; Friday, she said, and nobody would leave before a paper was signed
by all of those who had come to the town, whatever the weather, the hour or the price of the rooms.</p></article>
<script>var x = "“No,” he said.";</script><footer>All rights reserved, said nobody.</footer></body></html>"#;

    #[test]
    fn main_text_and_what_the_page_says_of_itself() {
        let a = article("a".into(), PAGE).unwrap();
        assert!(
            a.text.contains("“We want a ceasefire by Friday,” President Oda Varn told reporters in Branmouth"),
            "{}",
            a.text
        );
        assert!(a.text.contains("The envoys will meet again on Thursday & Friday, she said"), "{}", a.text);
        for other in ["cookies", "var x", "rights", "Home", "<p>"] {
            assert!(!a.text.contains(other), "{other} in {}", a.text);
        }
        assert!(a.text.lines().filter(|l| !l.trim().is_empty()).count() >= 2, "a line a paragraph: {}", a.text);
        assert_eq!(
            (a.title.as_str(), a.outlet.as_str(), a.date_text().as_str()),
            ("Talks resume in Branmouth", "Northlight", "2031-02-03T10:00:00+01:00")
        );
        assert_eq!(a.extra, []);
    }

    #[test]
    fn address_and_author_are_what_the_page_declares() {
        let with = |head: &str| {
            let page = PAGE
                .replace("<nav>", "<p class=byline>By a Menu</p><nav>")
                .replace("</head>", &format!("{head}</head>"));
            article("a".into(), &page).unwrap().extra
        };
        let expected = |columns: &[(&str, &str)]| -> Vec<(String, String)> {
            columns.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect()
        };
        let og =
            r#"<meta property="og:url" content="https://wire.example/og"><meta name="author" content="Juna Hale">"#;
        let canonical = r#"<link href=" https://wire.example/talks " rel="canonical">"#;
        assert_eq!(
            with(&format!("{og}{canonical}")),
            expected(&[("url", "https://wire.example/talks"), ("author", "Juna Hale")])
        );
        assert_eq!(
            with(&format!(r#"{og}<link rel="canonical" href="/talks">"#)),
            expected(&[("url", "https://wire.example/og"), ("author", "Juna Hale")])
        );
        let ld = r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","url":
            "https://wire.example/ld","headline":"Talks resume in Branmouth","author":[{"name":"A B"},{"name":"C D"}]}</script>"#;
        assert_eq!(with(ld), expected(&[("url", "https://wire.example/ld"), ("author", "A B, C D")]));
        assert_eq!(with(""), []);
    }

    #[test]
    fn pages_without_text_or_without_end() {
        assert!(article("a".into(), "<html><script>1</script></html>").is_err());
        assert!(article("a".into(), &"<div>".repeat(100_000)).unwrap_err().contains("inside each other"));
        // unclosed paragraphs are no nesting
        let many = format!(
            "<article>{}</article>",
            "<p>She said that the talks would go on in Branmouth, whatever came.".repeat(2000)
        );
        assert!(article("a".into(), &many).unwrap().text.contains("the talks would go on"));
    }
}
