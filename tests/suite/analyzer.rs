//! The library as a user calls it: documents in, analyses out, in this process.

use std::fs;
use std::sync::OnceLock;

use quotestance::analyzer::Faults;
use quotestance::text::Span;
use quotestance::{Analysis, Analyzer, Date, Document};

use crate::common::{quotes, repo, run_json, samples, samples_run};

/// One analyzer for all tests, with two threads.
pub fn analyzer() -> &'static Analyzer {
    static ANALYZER: OnceLock<Analyzer> = OnceLock::new();
    ANALYZER.get_or_init(|| Analyzer::builder(repo().join("models")).fast().threads(2).build().unwrap())
}

/// The sample articles that are text files, and some short and odd ones.
fn documents() -> Vec<Document> {
    let mut files: Vec<_> = fs::read_dir(samples()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().filter(|p| p.extension().is_some_and(|e| e == "txt"));
    let mut documents: Vec<Document> = texts
        .map(|p| Document::new(p.file_stem().unwrap().to_str().unwrap(), fs::read_to_string(p).unwrap()))
        .collect();
    assert_eq!(documents.len(), 3);
    for (id, text) in [
        ("short", "“We want a ceasefire by Friday,” President Oda Varn told reporters in Branmouth."),
        ("empty", ""),
        ("blank", " \n\n\t\u{2028}\u{a0} \n"),
        (
            "wide",
            "🕊👩‍👩‍👧 שלום\r\n\r\n“We want a ceasefire 🕊 by Friday,” President Oda Varn told reporters.\r\nThe en\u{301}d.",
        ),
        ("nobody", "The town of Branmouth counted its boats on the river, as it does each week."),
    ] {
        documents.push(Document::new(id, text));
    }
    documents
}

/// What each document gives by itself.
fn singles() -> &'static [Analysis] {
    static SINGLES: OnceLock<Vec<Analysis>> = OnceLock::new();
    SINGLES.get_or_init(|| documents().iter().map(|d| analyzer().analyze(d).unwrap()).collect())
}

fn of<'a>(id: &str, analyses: &'a [Analysis]) -> &'a Analysis {
    &analyses[documents().iter().position(|d| d.id == id).unwrap()]
}

#[test]
fn an_analyzer_may_be_shared_and_sent() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(analyzer());
    shared(&singles()[0]);
}

#[test]
fn what_is_said_and_by_whom() {
    let short = of("short", singles());
    assert_eq!(short.quotations.len(), 1);
    let q = &short.quotations[0];
    assert_eq!((q.text.as_str(), q.speaker.name()), ("“We want a ceasefire by Friday,”", Some("Oda Varn")));
    assert_eq!((q.spans.len(), &q.spans[0]), (1, &(0..32)));
    assert_eq!(q.cue.as_ref().map(|c| (c.text.as_str(), c.span.clone())), Some(("told", 52..56)));
    assert!(q.stance.score.is_some_and(|s| s > 0.3 && s <= 1.0), "{:?}", q.stance);
    assert!(q.confidence > 0.9 && q.confidence <= 1.0, "{}", q.confidence);
    assert_eq!((short.words, of("nobody", singles()).quotations.len()), (13, 0));
}

#[test]
fn a_batch_gives_what_its_documents_give_alone() {
    let mut documents = documents();
    let batch = analyzer().analyze_batch(&documents);
    assert_eq!(batch.into_iter().map(Result::unwrap).collect::<Vec<_>>(), singles());
    documents.reverse();
    let batch = analyzer().analyze_batch(&documents);
    assert!(batch.into_iter().map(Result::unwrap).eq(singles().iter().rev().cloned()), "in another order");
    assert!(analyzer().analyze_batch(&[]).is_empty());
}

#[test]
fn several_threads_share_one_analyzer() {
    let documents = documents();
    let n = documents.len();
    std::thread::scope(|scope| {
        for first in 0..4 {
            let documents = &documents;
            scope.spawn(move || {
                // each begins elsewhere, so that different documents meet
                for i in (0..n).map(|i| (i + 2 * first) % n) {
                    assert_eq!(analyzer().analyze(&documents[i]).unwrap(), singles()[i], "{}", documents[i].id);
                }
            });
        }
    });
}

#[test]
fn a_document_that_fails_is_alone_in_it() {
    let faults = Faults { panics: Some("short".into()), model_fails: Some("wide".into()) };
    let faulty = Analyzer::builder(repo().join("models")).fast().threads(2).faults(faults).build().unwrap();
    for _ in 0..2 {
        for ((document, result), single) in documents().iter().zip(faulty.analyze_batch(&documents())).zip(singles()) {
            match document.id.as_str() {
                "short" => assert!(result.unwrap_err().to_string().contains("internal error")),
                "wide" => assert!(matches!(result.unwrap_err(), quotestance::Error::Model(_))),
                _ => assert_eq!(&result.unwrap(), single, "{}", document.id),
            }
        }
    }
    let again = documents().into_iter().find(|d| d.id == "short").unwrap();
    assert!(faulty.analyze(&again).is_err(), "and the analyzer goes on");
    assert!(faulty.analyze(&Document::new("other", again.text)).is_ok());
}

#[test]
fn a_text_without_words_has_no_quotations() {
    for id in ["empty", "blank"] {
        let analysis = of(id, singles());
        assert_eq!((analysis.quotations.len(), analysis.words), (0, 0), "{id}");
    }
}

#[test]
fn spans_are_code_points_of_the_text() {
    let mut phrases = 0;
    for (document, analysis) in documents().iter().zip(singles()) {
        let chars: Vec<char> = document.text.chars().collect();
        let words = |s: &Span| chars[s.clone()].iter().collect::<String>();
        for q in &analysis.quotations {
            assert_eq!(q.text, q.spans.iter().map(words).collect::<Vec<_>>().join(" … "), "{}", document.id);
            for phrase in q.cue.iter().chain(&q.mention) {
                assert_eq!(phrase.text, words(&phrase.span), "{}", document.id);
                phrases += 1;
            }
        }
    }
    assert!(phrases > 60, "{phrases}");
    assert_eq!(of("wide", singles()).quotations[0].text, "“We want a ceasefire 🕊 by Friday,”");
}

#[test]
fn an_office_is_that_of_the_documents_day() {
    let mut document = Document::new("a", "“We will keep the road open,” the US president told reporters on Monday.");
    let mut speaker = |date: Option<Date>, unread: Option<&str>| {
        document.date = date;
        document.unread_date = unread.map(str::to_string);
        let found = analyzer().analyze(&document).unwrap();
        assert_eq!(found.quotations.len(), 1);
        found.quotations[0].speaker.name().map(str::to_string)
    };
    assert_eq!(speaker(Some(Date::constant(2022, 5, 19)), None).as_deref(), Some("Joe Biden"));
    assert_eq!(speaker(Some(Date::constant(2018, 5, 19)), None).as_deref(), Some("Donald Trump"));
    let unread = speaker(None, Some("04.05.2031"));
    assert!(!["Joe Biden", "Donald Trump"].map(Some).contains(&unread.as_deref()), "{unread:?}");
}

/// The program writes what the library says.
#[test]
fn the_program_writes_what_the_library_says() {
    let rows = quotes(samples_run());
    let merged = run_json(samples_run())["merged_speakers"].as_object().unwrap().clone();
    let mut compared = 0;
    for (document, analysis) in documents().iter().zip(singles()) {
        let own: Vec<_> = rows.iter().filter(|r| r["article_id"] == document.id).collect();
        if own.is_empty() {
            continue;
        }
        assert_eq!(own.len(), analysis.quotations.len(), "{}", document.id);
        for (row, q) in own.iter().zip(&analysis.quotations) {
            let spans: Vec<String> = q.spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
            assert_eq!(row["spans"], spans.join(";"));
            let name = q.speaker.to_string();
            let name = merged.get(&name).map_or(name.clone(), |n| n.as_str().unwrap().to_string());
            assert_eq!(row["speaker"], name, "{}", row["quote_id"]);
            assert_eq!(row["stance_label"], q.stance.label.name());
            assert_eq!(row["speaker_mention"], q.mention.as_ref().map_or("", |m| &m.text));
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}
