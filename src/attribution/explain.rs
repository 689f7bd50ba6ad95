//! A trace as text for people.

use std::fmt::{self, Display, Formatter};

use super::evidence::Way;
use super::scorer::Term;
use super::speaker::Speaker;
use super::trace::{
    EntityKind, QuotationTrace, Trace, TracedCandidate, TracedConfidence, TracedEntity, TracedMention, TracedProposal,
    Words,
};

/// Characters of a stretch that are shown, more are cut.
const SHOWN: usize = 90;
/// Candidates that are shown; JSON has all.
const CANDIDATES: usize = 6;
/// Terms of a candidate's score that are shown, those that count most.
const TERMS: usize = 8;

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let words: String = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = words.chars().take(SHOWN).collect();
        let more = if cut.len() < words.len() { " …" } else { "" };
        write!(f, "\"{cut}{more}\" {}-{}", self.start, self.end)
    }
}

fn list(words: &[Words]) -> String {
    words.iter().map(Words::to_string).collect::<Vec<_>>().join(", ")
}

fn with_kind(speaker: &Speaker) -> String {
    let kind = match speaker {
        Speaker::Person(_) => " (person)",
        Speaker::Organisation(_) => " (organisation)",
        Speaker::Several(_) => " (several)",
        Speaker::Unnamed(_) => "",
        Speaker::Nobody => "nobody",
    };
    format!("{speaker}{kind}")
}

impl Display for TracedEntity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            EntityKind::Person => "person",
            EntityKind::Organisation => "organisation",
            EntityKind::Place => "place",
            EntityKind::Other => "other",
        };
        let mention = |m: &TracedMention| match m.way {
            Way::Name | Way::Body => m.at.to_string(),
            by => format!("{} by {}", m.at, by.name()),
        };
        let mentions: Vec<String> = self.mentions.iter().map(mention).collect();
        write!(f, "{kind:<12}  {}: {}", self.name, mentions.join(", "))
    }
}

impl Display for TracedProposal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let TracedProposal { rule, speaker, score, support, .. } = self;
        write!(f, "{rule:<29}  {score:>5.2}  {}", with_kind(speaker))?;
        if !support.is_empty() {
            write!(f, ", by {}", list(support))?;
        }
        Ok(())
    }
}

/// Terms as "2.10 rule name_in_mention", those of most weight first; those that count for nothing are left out.
fn sum(terms: &[Term], most: usize) -> String {
    let mut of: Vec<(f32, &Term)> = terms.iter().map(|t| (t.value * t.weight, t)).collect();
    of.retain(|(worth, _)| worth.abs() >= 0.005);
    of.sort_by(|(a, _), (b, _)| b.abs().total_cmp(&a.abs()));
    let more = if of.len() > most { ", ..." } else { "" };
    let of: Vec<String> = of.iter().take(most).map(|(worth, t)| format!("{worth:+.2} {}", t.name)).collect();
    format!("{}{more}", of.join(", "))
}

impl Display for TracedCandidate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let TracedCandidate { speaker, probability, score, terms } = self;
        write!(f, "{probability:.3}  {score:>6.2}  {}: {}", with_kind(speaker), sum(terms, TERMS))
    }
}

impl Display for TracedConfidence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let TracedConfidence { confidence, found_by, link_probability, antecedent_probability, terms } = self;
        let link = match link_probability {
            Some(p) => format!("the mention is the source with {p:.3}"),
            None => "no mention".to_string(),
        };
        write!(
            f,
            "{confidence:.3}, found by {}; {link}; the model's antecedents give this name {antecedent_probability:.3}\n  \
             \x20           logistic of {}",
            found_by.name(),
            sum(terms, usize::MAX)
        )
    }
}

impl Display for QuotationTrace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "  words       {}", list(&self.quotation))?;
        match &self.mention {
            Some(mention) => writeln!(f, "  mention     {mention}, read as: {}", self.form.name())?,
            None => writeln!(f, "  mention     none")?,
        }
        writeln!(f, "  speaker     {}", with_kind(&self.speaker))?;
        if let Some(first) = self.proposals.first() {
            writeln!(f, "  rule        {}: {}", first.rule, first.purpose)?;
        }
        let runner_up = self.runner_up.as_ref().map_or_else(|| "none".to_string(), with_kind);
        writeln!(f, "  runner-up   {runner_up}")?;
        if self.speaker.name().is_some() {
            let whence = if self.named_in_article { "the article" } else { "the roster alone" };
            writeln!(f, "  named by    {whence}")?;
        }
        if let Some(confidence) = &self.confidence {
            writeln!(f, "  confidence  {confidence}")?;
        }
        if self.candidates.is_empty() {
            return writeln!(f, "  no rule proposed anybody");
        }
        writeln!(f, "  candidates, the first is chosen: probability, score, what it is made of")?;
        for c in self.candidates.iter().take(CANDIDATES) {
            writeln!(f, "    {c}")?;
        }
        writeln!(f, "  proposals of the rules")?;
        for p in &self.proposals {
            writeln!(f, "    {p}")?;
        }
        Ok(())
    }
}

impl Display for Trace {
    /// The entities; quotations are shown one by one.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (used, aside): (Vec<_>, Vec<_>) = self.entities.iter().partition(|e| e.used);
        writeln!(f, "entities")?;
        for entity in used {
            writeln!(f, "  {entity}")?;
        }
        if !aside.is_empty() {
            writeln!(f, "tagged, but nobody who may speak")?;
            for entity in aside {
                writeln!(f, "  {entity}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{Request, Roster, trace};
    use crate::document::AsOf;
    use crate::encoder::Entity;
    use crate::text::Text;

    const TEXT: &str = "Marek Dolny met Bastin Orlowe near Tarsk Bay. He said no.";

    fn traced() -> Trace {
        let entities = [(0..11, Entity::Person), (16..29, Entity::Person), (35..44, Entity::Place)];
        let request = Request {
            mention: Some(46..48),
            probability: 0.9,
            antecedents: vec![(0, 0.8)],
            nobody: 0.1,
            content: Vec::from_iter(std::iter::once(54..56)),
            outer: None,
        };
        trace(&Text::new(TEXT), &entities, &[request], &Roster::built_in(), AsOf::Today).1
    }

    #[test]
    fn all_parts_are_told() {
        let trace = traced();
        assert_eq!(
            trace.to_string(),
            "entities\n  person        Marek Dolny: \"Marek Dolny\" 0-11, \"He\" 46-48 by pronoun\n  \
             person        Bastin Orlowe: \"Bastin Orlowe\" 16-29\ntagged, but nobody who may speak\n  \
             place         Tarsk Bay: \"Tarsk Bay\" 35-44\n"
        );
        let said = trace.quotations[0].to_string();
        for part in [
            "words       \"no\" 54-56\n",
            "mention     \"He\" 46-48, read as: third_singular\n",
            "speaker     Marek Dolny (person)\n",
            "rule        third_person_pronoun: ",
            "runner-up   Bastin Orlowe (person)\n",
            "named by    the article\n",
            "found by pronoun; the mention is the source with 0.900; the model's antecedents give this name 0.800\n",
            "logistic of ",
            "candidates, the first is chosen: probability, score, what it is made of\n",
            "Marek Dolny (person): +",
            "third_person_pronoun            2.65  Marek Dolny (person), by \"Marek Dolny\" 0-11\n",
        ] {
            assert!(said.contains(part), "{part:?} is not in\n{said}");
        }
    }

    #[test]
    fn and_as_json() {
        let json: serde_json::Value = serde_json::to_value(traced()).unwrap();
        let q = &json["quotations"][0];
        assert_eq!(q["speaker"], serde_json::json!({"type": "person", "name": "Marek Dolny"}));
        assert_eq!(q["proposals"][1]["support"][0]["words"], "Bastin Orlowe");
        assert_eq!((&q["form"], &q["confidence"]["found_by"]), (&"third_singular".into(), &"pronoun".into()));
        assert_eq!(json["entities"][2]["kind"], "place");
        assert_eq!(json["entities"][0]["mentions"][0]["start"], 0);
    }

    #[test]
    fn long_words_are_cut() {
        let words = |n: usize| Words { start: 0, end: n, words: "é".repeat(n) }.to_string();
        assert!(!words(SHOWN).contains('…') && words(SHOWN + 1).contains(" …\" 0-91"));
    }
}
