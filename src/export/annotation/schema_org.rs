//! schema.org's `Quotation`, in JSON-LD: what search engines and fact checkers read.

use serde_json::{Value, json};

use super::{address, without_empty};
use crate::archive::{QuoteRow, Stored};
use crate::attribution::{EntryKind, Roster, UNNAMED, Way};

pub(super) const BEGINNING: &str = "{\"@context\":\"https://schema.org\",\"@graph\":[";

pub(super) fn quotations(stored: &Stored, roster: &Roster) -> Vec<Value> {
    let article = article(stored);
    let quotation = |row: &QuoteRow| {
        without_empty(json!({
            "@type": "Quotation",
            "identifier": row.quote_id,
            "text": row.quote,
            "spokenByCharacter": speaker(row, roster),
            "keywords": [row.stance.label.name(), row.kind.name()],
            "isPartOf": article,
        }))
    };
    stored.rows.iter().map(quotation).collect()
}

fn article(stored: &Stored) -> Value {
    let d = &stored.document;
    without_empty(json!({
        "@type": "NewsArticle",
        "@id": address(stored),
        "identifier": d.id,
        "url": d.url(),
        "headline": d.title,
        "datePublished": d.date.map(|day| day.to_string()),
        "publisher": (!d.outlet.is_empty()).then(|| json!({ "@type": "Organization", "name": d.outlet })),
    }))
}

/// A person or an organisation; without a type where neither roster nor mention tells which.
fn speaker(row: &QuoteRow, roster: &Roster) -> Value {
    if row.speaker.is_empty() {
        return Value::Null;
    }
    if let Some(words) = row.speaker.strip_prefix(UNNAMED) {
        return json!({ "description": words });
    }
    let known = roster.find(&row.speaker).map(|e| e.kind);
    let kind = match (known, row.evidence.as_ref().map(|e| e.way)) {
        (Some(EntryKind::Person), _) => Some("Person"),
        (Some(EntryKind::Body), _) | (None, Some(Way::Body)) => Some("Organization"),
        (None, Some(Way::Name | Way::Title | Way::Pronoun)) => Some("Person"),
        _ => None,
    };
    without_empty(json!({ "@type": kind, "name": row.speaker, "identifier": row.speaker_id }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample;
    use crate::document::{Date, Document};

    #[test]
    fn what_is_known_is_said_and_nothing_else() {
        let mut document = Document::new("a", "No deal");
        (document.title, document.outlet) = ("Talks end".into(), "Harbour Watch".into());
        document.date = Some(Date::constant(2031, 2, 3));
        document.extra = vec![("url".into(), "https://norlund.example/1".into())];
        let rows = vec![
            sample("United Nations", "No deal", Some(-1.0)),
            sample("Oda Varn", "No deal", None),
            sample("unnamed: harbour official", "No deal", None),
            sample("", "No deal", None),
        ];
        let all = quotations(&Stored::new(document, rows), &Roster::built_in());
        assert_eq!(all[0]["spokenByCharacter"]["@type"], "Organization");
        assert_eq!(
            all[0]["isPartOf"],
            json!({
                "@type": "NewsArticle", "@id": "https://norlund.example/1", "identifier": "a",
                "url": "https://norlund.example/1", "headline": "Talks end", "datePublished": "2031-02-03",
                "publisher": { "@type": "Organization", "name": "Harbour Watch" }
            })
        );
        assert_eq!((&all[0]["text"], &all[0]["keywords"]), (&json!("No deal"), &json!(["strong_pressure", "direct"])));
        assert_eq!(all[1]["spokenByCharacter"]["name"], "Oda Varn");
        assert!(all[1]["spokenByCharacter"].get("@type").is_none(), "the row does not tell what she is");
        assert_eq!(all[2]["spokenByCharacter"], json!({ "description": "harbour official" }));
        assert!(all[3].get("spokenByCharacter").is_none());
        let bare = quotations(&Stored::new(Document::new("b", "x"), vec![sample("", "x", None)]), &Roster::built_in());
        assert!(
            bare[0]["isPartOf"].get("url").is_none()
                && bare[0]["isPartOf"]["@id"].as_str().unwrap().starts_with("urn:uuid:")
        );
    }
}
