//! One placeholder for the speaker.

use crate::text::Span;

/// What the stance model reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Masked {
    pub quote: String,
    pub context: String,
}

/// Replace the speaker by `placeholder` in a quotation and in the sentence that carries it.
///
/// `mention` is the source mention's place inside `context` (code points). `names` are names of the
/// speaker; the full names and their last words are replaced wherever they stand as words of their own, in the
/// quotation too.
pub fn mask(quote: &str, context: &str, mention: Option<Span>, names: &[&str], placeholder: &str) -> Masked {
    let context = match mention {
        Some(m) => {
            let head: String = context.chars().take(m.start).collect();
            let tail: String = context.chars().skip(m.end).collect();
            format!("{head}{placeholder}{tail}")
        }
        None => context.to_string(),
    };
    let mut forms: Vec<&str> = names.iter().copied().filter(|n| !n.trim().is_empty()).collect();
    forms.extend(names.iter().filter_map(|n| n.split_whitespace().last()).filter(|w| w.chars().count() > 2));
    forms.sort_by_key(|f| std::cmp::Reverse(f.len()));
    forms.dedup();
    Masked { quote: replaced(quote, &forms, placeholder), context: replaced(&context, &forms, placeholder) }
}

/// Replace the forms (longest first) where they stand as words.
fn replaced(text: &str, forms: &[&str], placeholder: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before: Option<char> = None;
    'scan: while let Some(c) = rest.chars().next() {
        if !before.is_some_and(char::is_alphanumeric) && c.is_alphanumeric() {
            for f in forms {
                if let Some(tail) = rest.strip_prefix(f)
                    && !tail.chars().next().is_some_and(char::is_alphanumeric)
                {
                    out.push_str(placeholder);
                    before = f.chars().last();
                    rest = tail;
                    continue 'scan;
                }
            }
        }
        out.push(c);
        before = Some(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_speaker_is_nowhere() {
        let context = "President Oda Varn said Varn's plan was “Varn’s and Varnish”.";
        let m = mask("“Varn’s and Varnish”", context, Some(0..18), &["Oda Varn"], "the speaker");
        assert_eq!(m.quote, "“the speaker’s and Varnish”");
        assert_eq!(m.context, "the speaker said the speaker's plan was “the speaker’s and Varnish”.");
        let pronoun = mask("no", "He said no.", Some(0..2), &["Oda Varn"], "the speaker");
        assert_eq!(pronoun.context, "the speaker said no.");
    }

    proptest! {
        #[test]
        fn the_same_words_from_anybody(tail in "[a-z ,.]{0,60}", a in "[A-Z][a-z]{3,9}", b in "[A-Z][a-z]{3,9}") {
            let of = |name: &str| {
                let full = format!("Oda {name}");
                let context = format!("{full} said {tail} and {name} left");
                mask(&tail, &context, Some(0..full.chars().count()), &[&full], "the speaker")
            };
            prop_assert_eq!(of(&a), of(&b));
        }
    }
}
