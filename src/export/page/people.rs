//! The speakers of a page, one row each: where a column splits the means, `speakers.csv` has a row for each of a speaker's
//! groups.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::archive::SpeakerRow;

/// One row a speaker, most quoted first, then by name. Rows of groups are added up; what cannot be added up is left out: there
/// is no interval then, and no number of outlets.
pub fn people(rows: &[SpeakerRow], grouped: bool) -> Cow<'_, [SpeakerRow]> {
    if !grouped {
        return rows.into();
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut out: Vec<SpeakerRow> = Vec::new();
    for row in rows {
        let Some(&place) = places.get(row.speaker.as_str()) else {
            places.insert(&row.speaker, out.len());
            out.push(SpeakerRow { interval: None, outlets: 0, group: String::new(), ..row.clone() });
            continue;
        };
        let of = &mut out[place];
        let sum = |s: &SpeakerRow| s.mean_stance.unwrap_or_default() * s.on_axis as f64;
        let all = of.on_axis + row.on_axis;
        of.mean_stance = (all > 0).then(|| (sum(of) + sum(row)) / all as f64);
        of.on_axis = all;
        of.quotations += row.quotations;
        of.direct += row.direct;
        of.indirect += row.indirect;
        of.mixed += row.mixed;
        of.articles += row.articles;
        for (n, more) in of.labels.iter_mut().zip(row.labels) {
            *n += more;
        }
        if of.first_date.is_empty() || (!row.first_date.is_empty() && row.first_date < of.first_date) {
            of.first_date.clone_from(&row.first_date);
        }
        if row.last_date > of.last_date {
            of.last_date.clone_from(&row.last_date);
        }
    }
    out.sort_by(|a, b| b.quotations.cmp(&a.quotations).then_with(|| a.speaker.cmp(&b.speaker)));
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{QuoteRow, sample, speaker_rows};

    #[test]
    fn groups_add_up_to_the_speaker() {
        let of = |article: &str, group: &str, day: &str, speaker: &str, score| QuoteRow {
            article_id: article.into(),
            group: group.into(),
            date: day.into(),
            ..sample(speaker, "words", score)
        };
        let rows = [
            of("a", "Arden", "2031-02-01", "Varn", Some(1.0)),
            of("b", "Arden", "2031-01-01", "Varn", Some(0.5)),
            of("c", "Sull", "2031-03-01", "Varn", Some(-0.75)),
            of("c", "Sull", "2031-03-01", "Varn", None),
            of("c", "Sull", "2031-03-01", "Dolny", Some(0.5)),
            of("a", "Arden", "", "Dolny", None),
        ];
        let split = speaker_rows(&rows);
        assert_eq!(split.len(), 4);
        let plain: Vec<QuoteRow> = rows.iter().map(|r| QuoteRow { group: String::new(), ..r.clone() }).collect();
        let mut want = speaker_rows(&plain);
        for row in &mut want {
            (row.interval, row.outlets) = (None, 0);
        }
        assert_eq!(people(&split, true).into_owned(), want);
        assert_eq!(people(&split, false).len(), 4);
    }
}
