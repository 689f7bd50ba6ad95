//! One text with what is known about it: what the analyzer reads.

use std::borrow::Cow;

pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A text to be analyzed.
///
/// ```
/// use quotestance::{Date, Document};
/// let mut document = Document::new("wire-1", "“We will talk,” President Oda Varn said.");
/// document.date = Some(Date::constant(2031, 2, 3));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The file's stem, or the record's `id`; unique in a run.
    pub id: String,
    /// The whole text; spans count its code points.
    pub text: String,
    /// The headline; empty where none is known.
    pub title: String,
    /// Who published it; empty where nobody is known.
    pub outlet: String,
    /// The day of publication; it decides who held an office. `None` where none is known.
    pub date: Option<Date>,
    /// The date as the source gives it, where it could not be read as a day without doubt. No office names anybody then,
    /// since today's holder would be a guess. It counts only where `date` is `None`.
    pub unread_date: Option<String>,
    /// All other columns that the source gives (address, author, topic, ...), in its order, by the names it uses, values as
    /// text. No two names are alike. They change nothing in the analysis.
    #[serde(default)]
    pub extra: Vec<(String, String)>,
}

/// What sources call the address of an article, likeliest first, as [`plain_name`] writes it.
const URL: [&str; 15] = [
    "url",
    "link",
    "weburl",
    "articleurl",
    "permalink",
    "canonicalurl",
    "canonical",
    "href",
    "sourceurl",
    "pageurl",
    "originalurl",
    "shareurl",
    "ogurl",
    "uri",
    "documentidentifier",
];

/// A column's name without what does not matter: case, spaces, `-` and `_`.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

impl Document {
    /// A text of which nothing else is known.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Document { id: id.into(), text: text.into(), ..Document::default() }
    }

    /// The day on which offices are looked up.
    pub fn as_of(&self) -> AsOf {
        match (self.date, &self.unread_date) {
            (Some(day), _) => AsOf::Day(day),
            (None, Some(_)) => AsOf::Unknown,
            (None, None) => AsOf::Today,
        }
    }

    /// The value of the column of this name: `id`, `title`, `outlet`, `date`, or one of [`Document::extra`]. Where no name is
    /// quite this one, case, spaces, `-` and `_` do not matter. `None` where there is no such column.
    pub fn column(&self, name: &str) -> Option<Cow<'_, str>> {
        let own = |name: &str| match name {
            "id" => Some(Cow::from(&self.id)),
            "title" => Some(Cow::from(&self.title)),
            "outlet" => Some(Cow::from(&self.outlet)),
            "date" => Some(Cow::from(self.date_text())),
            _ => None,
        };
        let other = |is: &dyn Fn(&str) -> bool| self.extra.iter().find(|(n, _)| is(n)).map(|(_, v)| Cow::from(v));
        let plain = plain_name(name);
        own(name)
            .or_else(|| other(&|n| n == name))
            .or_else(|| own(&plain))
            .or_else(|| other(&|n| plain_name(n) == plain))
    }

    /// The address of the article on the web, where a column that is called as such columns are (`url`, `link`,
    /// `webUrl`, `permalink`, ...) holds one. Nothing but `http` and `https` is an address.
    pub fn url(&self) -> Option<&str> {
        let named: Vec<(String, &str)> = self.extra.iter().map(|(n, v)| (plain_name(n), v.trim())).collect();
        let called = |wanted: &str| named.iter().find(|(n, v)| n == wanted && is_web_address(v)).map(|(_, v)| *v);
        URL.into_iter().find_map(called)
    }

    /// YYYY-MM-DD, or the date as it was given where it could not be read, or nothing.
    pub fn date_text(&self) -> String {
        let day = self.date.map(|day| day.to_string());
        day.or_else(|| self.unread_date.clone()).unwrap_or_default()
    }
}

/// Whether this begins as an address of the web does, and is one word.
pub(crate) fn is_web_address(s: &str) -> bool {
    let after = |scheme: &str| match s.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => s[scheme.len()..].starts_with(char::is_alphanumeric),
        _ => false,
    };
    (after("https://") || after("http://")) && !s.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The day for which the roster is asked who holds an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Whoever held the office on this day.
    Day(Date),
    /// No date is known: whoever holds the office now.
    Today,
    /// A date was given but cannot be read: nobody is named by an office.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_stands_under_its_usual_names() {
        let of = |columns: &[(&str, &str)]| {
            let extra = columns.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
            Document { extra, ..Document::new("a", "T") }.url().map(str::to_string)
        };
        let there = "https://wire.example/a?b=1#c";
        for name in ["url", "URL", "Web-Url", "webUrl", "source_url", "permalink", "Canonical URL", "href", "link"] {
            assert_eq!(of(&[("topic", "talks"), (name, there)]).as_deref(), Some(there), "{name}");
        }
        assert_eq!(
            of(&[("link", "http://b.example"), ("url", " HTTPS://a.example ")]).as_deref(),
            Some("HTTPS://a.example")
        );
        assert_eq!(of(&[("url", "/news/7"), ("link", "http://b.example")]).as_deref(), Some("http://b.example"));
        for bad in
            ["", "javascript:alert(1)", "ftp://a.example", "https://", "https://a b", "wire.example/a", "httpß://a"]
        {
            assert_eq!(of(&[("url", bad)]), None, "{bad}");
        }
        assert_eq!(of(&[("author", there)]), None);
    }

    #[test]
    fn columns_by_their_names() {
        let mut document = Document::new("a", "T");
        document.outlet = "Wire".into();
        document.extra =
            [("Topic", "talks"), ("topic", "grain"), ("Desk-Name", "east")].map(|(n, v)| (n.into(), v.into())).into();
        let of = |name: &str| document.column(name).map(Cow::into_owned);
        assert_eq!([of("Topic"), of("topic"), of("TOPIC")].map(Option::unwrap), ["talks", "grain", "talks"]);
        assert_eq!(
            [of("outlet"), of("Outlet"), of("date"), of("desk name")].map(Option::unwrap),
            ["Wire", "Wire", "", "east"]
        );
        assert_eq!(of("text"), None);
    }

    #[test]
    fn offices_are_asked_for_the_day_that_was_read() {
        let day = Date::constant(2022, 12, 31);
        let mut document = Document::new("a", "T");
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Today, String::new()));
        document.unread_date = Some("December 2022".into());
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Unknown, "December 2022".into()));
        document.date = Some(day);
        assert_eq!((document.as_of(), document.date_text()), (AsOf::Day(day), "2022-12-31".into()));
    }
}
