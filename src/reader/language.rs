//! Whether a text is in English, the language of the models.

/// Characters that are looked at: enough to be sure, whatever the length of an article.
const SAMPLE: usize = 4_000;
/// Letters below which no language is told: a headline may be all names.
const LEAST: usize = 150;
const SURE: f64 = 0.9;

/// The name of the language of a text that is surely not English.
pub fn other_than_english(text: &str) -> Option<&'static str> {
    let sample: String = text.chars().take(SAMPLE).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < LEAST {
        return None;
    }
    let found = whatlang::detect(&sample)?;
    let other = found.lang() != whatlang::Lang::Eng && found.is_reliable() && found.confidence() >= SURE;
    other.then(|| found.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let german = "Der Hafenmeister sagte am Montag, dass die Fähren nach Tarsk wieder fahren, sobald das Eis geschmolzen ist. \
                      „Wir haben lange genug gewartet“, sagte er, „und wir werden nicht noch einen Winter warten.“";
        let russian = "Начальник порта сказал в понедельник, что паромы снова пойдут, как только растает лёд. «Мы ждали достаточно \
                       долго, — сказал он, — и не будем ждать ещё одну зиму». Совет города это подтвердил во вторник вечером.";
        let english = "The harbour master said on Monday that the ferries to Tarsk would run again once the ice had melted. \
                       “We have waited long enough,” he said, “and we will not wait another winter for the council to act.”";
        assert_eq!(other_than_english(german), Some("German"));
        assert_eq!(other_than_english(russian), Some("Russian"));
        assert_eq!(other_than_english(english), None);
        assert_eq!(other_than_english("Wir warten."), None, "too short to be sure");
        let quoted = format!("{english} {english} In Tarsk they say: „Wir haben lange genug gewartet.“");
        assert_eq!(other_than_english(&quoted), None);
    }
}
