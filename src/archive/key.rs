//! How an input is known again.

use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::reader::InputError;

/// An input by what it holds, SHA-256, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct InputKey {
    /// Of text, title, outlet, date and url, whatever its id is; `None` for an input that could not be read.
    pub(super) content: Option<String>,
    /// Of the same and the id, or of the input's name and error: how its failure is known again.
    pub(super) failure: String,
}

impl InputKey {
    pub fn of(input: &Result<Document, InputError>) -> Self {
        match input {
            Ok(document) => {
                let content = content_hash(document);
                let failure = hash(&["document", &document.id, &content]);
                InputKey { content: Some(content), failure }
            }
            Err(e) => InputKey { content: None, failure: hash(&["input", &e.input, &e.error]) },
        }
    }
}

/// What makes two articles the same: everything that is read of them but the id, which may be a file's name.
pub(super) fn content_hash(document: &Document) -> String {
    let url = document.url().unwrap_or_default();
    hash(&[&document.text, &document.title, &document.outlet, &document.date_text(), url])
}

fn hash(fields: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for f in fields {
        hasher.update((f.len() as u64).to_le_bytes());
        hasher.update(f);
    }
    format!("{:x}", hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, text: &str) -> InputKey {
        InputKey::of(&Ok(Document::new(id, text)))
    }

    #[test]
    fn the_content_is_all_but_the_id() {
        assert_eq!(key("a", "text").content, key("b", "text").content);
        assert_ne!(key("a", "text").failure, key("b", "text").failure);
        let mut dated = Document::new("a", "text");
        dated.unread_date = Some("03/04/2031".into());
        let mut elsewhere = Document::new("a", "text");
        elsewhere.extra = vec![("url".into(), "https://norlund.example/1".into())];
        let (dated, elsewhere) = (content_hash(&dated), content_hash(&elsewhere));
        assert!(
            key("a", "text").content.is_some_and(|plain| plain != dated && plain != elsewhere) && dated != elsewhere
        );
    }

    #[test]
    fn fields_are_told_apart() {
        let mut titled = Document::new("a", "te");
        titled.title = "xt".into();
        assert_ne!(Some(content_hash(&titled)), key("a", "text").content);
        let failed = InputKey::of(&Err(InputError { input: "a".into(), error: "t".into() }));
        assert_eq!(failed.content, None);
        assert_ne!(failed.failure, key("a", "t").failure);
    }
}
