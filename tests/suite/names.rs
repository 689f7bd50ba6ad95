//! Names and titles, each with whom it means: real offices with their days, and a cast of our own.

use std::io::Write;

use quotestance::attribution::{RULES, Request, Roster, merges, resolve, who};
use quotestance::encoder::Entity;
use quotestance::text::{Span, Text};
use quotestance::{AsOf, Date};

/// Words, a day, and whom the built-in roster means by them; nobody where it does not say.
const OFFICES: &[(&str, &str, &str)] = &[
    ("the Russian president", "2025-05-19", "Vladimir Putin"),
    ("Russia's president", "2022-02-24", "Vladimir Putin"),
    ("the Kremlin leader", "2025-05-19", ""),
    ("the US president", "2016-05-19", "Barack Obama"),
    ("the US president", "2018-05-19", "Donald Trump"),
    ("the US president", "2021-01-19", "Donald Trump"),
    ("the US president", "2021-01-20", "Joe Biden"),
    ("the US president", "2024-12-31", "Joe Biden"),
    ("the US president", "2025-01-20", "Donald Trump"),
    ("The president of the United States", "2025-05-19", "Donald Trump"),
    ("the American president", "2025-05-19", "Donald Trump"),
    ("the U.S. vice president", "2025-05-19", "JD Vance"),
    ("the US vice president", "2023-05-19", "Kamala Harris"),
    ("the US secretary of state", "2025-05-19", "Marco Rubio"),
    ("the US secretary of state", "2023-05-19", "Antony Blinken"),
    ("the US treasury secretary", "2025-05-19", "Scott Bessent"),
    ("the US defense secretary", "2023-05-19", "Lloyd Austin"),
    ("the US defence secretary", "2025-05-19", "Pete Hegseth"),
    ("Ukraine’s president", "2025-05-19", "Volodymyr Zelenskyy"),
    ("the Ukrainian president", "2018-05-19", "Petro Poroshenko"),
    ("the Ukrainian leader", "2025-05-19", "Volodymyr Zelenskyy"),
    ("Ukraine's foreign minister", "2023-05-19", "Dmytro Kuleba"),
    ("Ukraine's foreign minister", "2025-05-19", "Andrii Sybiha"),
    ("the Russian foreign minister", "2025-05-19", "Sergei Lavrov"),
    ("the Russian defense minister", "2023-05-19", "Sergei Shoigu"),
    ("the Russian defence minister", "2025-05-19", "Andrei Belousov"),
    ("the French president", "2025-05-19", "Emmanuel Macron"),
    ("the president of France", "2016-05-19", "Francois Hollande"),
    ("the British prime minister", "2025-05-19", "Keir Starmer"),
    ("the UK prime minister", "2023-05-19", "Rishi Sunak"),
    ("the British prime minister", "2022-05-19", "Boris Johnson"),
    ("Britain's foreign secretary", "2025-05-19", "David Lammy"),
    ("the German chancellor", "2023-05-19", "Olaf Scholz"),
    ("the German chancellor", "2025-05-19", "Friedrich Merz"),
    ("the German chancellor", "2020-05-19", "Angela Merkel"),
    ("the Polish prime minister", "2025-05-19", "Donald Tusk"),
    ("the Italian prime minister", "2025-05-19", "Giorgia Meloni"),
    ("the Hungarian prime minister", "2025-05-19", "Viktor Orban"),
    ("the Turkish president", "2025-05-19", "Recep Tayyip Erdogan"),
    ("the Chinese president", "2025-05-19", "Xi Jinping"),
    ("the Indian prime minister", "2025-05-19", "Narendra Modi"),
    ("the Israeli prime minister", "2025-05-19", "Benjamin Netanyahu"),
    ("the Finnish president", "2025-05-19", "Alexander Stubb"),
    ("the head of the IAEA", "2025-05-19", "Rafael Grossi"),
    ("the NATO secretary general", "2023-05-19", "Jens Stoltenberg"),
    ("the NATO secretary general", "2025-05-19", "Mark Rutte"),
    ("Zelenskiy", "", "Volodymyr Zelenskyy"),
    ("Volodymyr Zelensky", "", "Volodymyr Zelenskyy"),
    ("VOLODYMYR ZELENSKYY", "", "Volodymyr Zelenskyy"),
    ("J.D. Vance", "", "JD Vance"),
    ("J. D. Vance", "", "JD Vance"),
    ("JD Vance", "", "JD Vance"),
    ("Yury Ushakov", "", "Yuri Ushakov"),
    ("Yuri Ushakov", "", "Yuri Ushakov"),
    ("Kiev", "", "Ukraine"),
    ("Moscow", "", "Russia"),
    ("the U.S.", "", "United States"),
    ("us", "", ""),
    ("the White House", "", "White House"),
    ("the Kremlin", "", "Kremlin"),
    ("Russia’s Defence Ministry", "", "Russian Defense Ministry"),
    ("the Ukrainian air force", "", "Ukraine's air force"),
    ("the former US president", "2025-05-19", ""),
    ("a Russian minister", "2025-05-19", ""),
    ("Russian officials", "2025-05-19", ""),
    ("the harbour master", "2025-05-19", ""),
];

/// A text, the mention in it in square brackets, and whom it names.
const TEXTS: &[(&str, &str)] = &[
    // names
    ("President Oda Varn met Marek Dolny. [Varn] said no.", "Oda Varn"),
    ("President Oda Varn met Marek Dolny. [Ms. Varn] said no.", "Oda Varn"),
    ("President Oda Varn met Marek Dolny. [Dolny] said no.", "Marek Dolny"),
    ("[President Oda Varn] said no.", "Oda Varn"),
    ("[retired Gen. Marek Dolny] said no.", "Marek Dolny"),
    ("Marek Dolny was there. [M. Dolny] said no.", "Marek Dolny"),
    ("Marek Dolny was there. [Marek] said no.", "Marek Dolny"),
    ("[Tarsk’s Premier Marek Dolny] said no.", "Marek Dolny"),
    ("[Tarsk Defense Minister Dragan Voshk] said no.", "Dragan Voshk"),
    ("[Marek Dolny and Oda Varn] said no.", "Marek Dolny and Oda Varn"),
    ("Bastin Orlowe came with Rita Orlowe. [Rita Orlowe] said no.", "Rita Orlowe"),
    ("Bastin Orlowe came with Rita Orlowe. [Bastin Orlowe] said no.", "Bastin Orlowe"),
    ("Donald Trump came with Donald Trump Jr. on Monday. [Donald Trump Jr.] said no.", "Donald Trump Jr."),
    ("Donald Trump came with Donald Trump Jr. on Monday. [Trump] said no.", "Donald Trump"),
    // appositions and possessives
    ("[Varn’s press secretary, Juna Hale,] said no.", "Juna Hale"),
    ("[Juna Hale], Varn’s press secretary, said no.", "Juna Hale"),
    ("[Norlund's treasury secretary, Juna Hale], said no.", "Juna Hale"),
    ("Oda Varn, the envoy to Norlund, came. [The envoy] said no.", "Oda Varn"),
    ("The harbour adviser Juna Hale came. [The adviser] said no.", "Juna Hale"),
    ("Former ambassador Juna Hale met ambassador Oda Varn. [The former ambassador] said no.", "Juna Hale"),
    ("Former ambassador Juna Hale met ambassador Oda Varn. [The ambassador] said no.", "Oda Varn"),
    ("Juna Hale, head of Harbour Watch, came with Oda Varn. [The head of Harbour Watch] said no.", "Juna Hale"),
    ("Oda Varn came. According to [the acting governor Juna Hale], no.", "Juna Hale"),
    // titles by the roster
    ("[The Norlund president] said no.", "Oda Varn"),
    ("[Norlund’s president] said no.", "Oda Varn"),
    ("[The Tarsk foreign minister] said no.", "Emeric Saloun"),
    ("Oda Varn met Emeric Saloun. [The Norlund leader] said no.", "Oda Varn"),
    ("Oda Varn met Harbour Minister Juna Hale. [The minister] said no.", "Juna Hale"),
    ("[The Norlund president's] words were few.", "Oda Varn"),
    // pronouns
    ("Oda Varn met Marek Dolny. [She] said no.", "Oda Varn"),
    ("Oda Varn met Marek Dolny. [He] said no.", "Marek Dolny"),
    ("Marek Dolny met Emeric Saloun. [He] said no.", "Marek Dolny"),
    // bodies
    ("[The Kremlin] said no.", "Kremlin"),
    ("[Kyiv] said no.", "Ukraine"),
    ("[The US] said no.", "United States"),
    ("[The U.S.'] demand was no.", "United States"),
    ("[Harbour Watch] said no.", "Harbour Watch"),
    ("[Harbour Watch, a group in Tarsk], said no.", "Harbour Watch"),
    ("[The Norport-based Harbour Watch] said no.", "Harbour Watch"),
    ("[Harbour Watch data] said no.", "Harbour Watch"),
    ("[A report by Harbour Watch] said no.", "Harbour Watch"),
    ("[A report from the news outlet Harbour Watch] said no.", "Harbour Watch"),
    ("[Tarsk's partner Harbour Watch] said no.", "Harbour Watch"),
    ("Harbour Watch came. [The group] said no.", "Harbour Watch"),
    ("Harbour Watch wrote on Telegram. [The organisation] said no.", "Harbour Watch"),
    ("North Korea was angry. [The North] said no.", "North Korea"),
    ("[Tarsk’s Ministry of Harbours] said no.", "Tarsk’s Ministry of Harbours"),
    ("[Both Moscow and Kyiv] said no.", "Russia and Ukraine"),
    ("[India and Pakistan] said no.", "India and Pakistan"),
    ("[Norlund and other neighbours, including Tarsk], said no.", "Norlund and other neighbours"),
    ("Norlund and Tarsk met. [Both countries] said no.", "Norlund and Tarsk"),
    ("In spring Norlund and Tarsk agreed, but [they] blame each other.", "Norlund and Tarsk"),
    ("[Oda Varn and the Kremlin] said no.", "Oda Varn and Kremlin"),
    ("[Tarsk authorities] said no.", "unnamed: Tarsk authorities"),
    ("[Norlund’s allies] said no.", "Norlund's allies"),
    ("[Oda Varn], whose government has said that no.", "Oda Varn's government"),
    // papers
    ("[The Norlund resolution] demands no.", "Norlund"),
    ("[The Norlund-drafted resolution] demands no.", "Norlund"),
    ("Norlund proposed two amendments. [The amendments] say no.", "Norlund"),
    ("A joint Norlund-Tarsk statement came. [The statement] said no.", "Norlund and Tarsk"),
    ("Harbour Watch published a long report. [The report] said no.", "Harbour Watch"),
    // sources without a name
    ("[A senior Norlund official] said no.", "unnamed: senior Norlund official"),
    ("[Officials from Norlund and Tarsk] said no.", "unnamed: Officials from Norlund and Tarsk"),
    ("[A spokesman for Oda Varn] said no.", "unnamed: spokesman for Oda Varn"),
    ("[A group of envoys, including Oda Varn], said no.", "unnamed: group of envoys, including Oda Varn"),
    ("[Survivors of the fire in Tarsk] said no.", "unnamed: Survivors of the fire in Tarsk"),
    ("[Analysts] said no.", "unnamed: Analysts"),
    ("[Local authorities] said no.", "unnamed: Local authorities"),
    ("[Kremlin sources] said no.", "unnamed: Kremlin sources"),
    ("[Media reports] said no.", "unnamed: Media reports"),
    // whose the source is, is not the source
    ("Oda Varn came. [Varn’s spokeswoman] said no.", "unnamed: Varn’s spokeswoman"),
    ("Oda Varn came. [Varn’s chief of staff] said no.", "unnamed: Varn’s chief of staff"),
    ("Oda Varn came. [Experts of Harbour Watch] said no.", "unnamed: Experts of Harbour Watch"),
    ("Oda Varn came. [A witness in Tarsk] said no.", "unnamed: witness in Tarsk"),
    ("Oda Varn came. [A Varn aide] said no.", "unnamed: Varn aide"),
    ("Oda Varn came. [An aide to House Leader Oda Varn] said no.", "unnamed: aide to House Leader Oda Varn"),
    ("Oda Varn came. [The Varn campaign] said no.", "Varn campaign"),
    ("Oda Varn came. [President Varn’s administration] said no.", "Varn administration"),
    ("Oda Varn came. [Varn lawyer Juna Hale] said no.", "Juna Hale"),
    // offices of what the roster does not know
    ("Governor Oda Varn came. [The governor of the Arden region] said no.", "unnamed: governor of the Arden region"),
    ("President Oda Varn came. [The president of the chamber] said no.", "unnamed: president of the chamber"),
    ("U.S. President Donald Trump came. [The Russian president] said no.", "Vladimir Putin"),
    // two of one family name, and names drawn to their whole
    ("Bastin Orlowe came with his wife, Rita Orlowe. [Mrs Orlowe] said no.", "Rita Orlowe"),
    ("Bastin Orlowe came with Rita Orlowe. [Mr Orlowe] said no.", "Bastin Orlowe"),
    ("Minister Ruud van der Meulen came. [Van der Meulen] said no.", "Ruud van der Meulen"),
    ("[Baker Juna Hale] said no.", "Juna Hale"),
    ("Juna Hale accused Peter Orlowe of theft. [He] said no.", "Peter Orlowe"),
    ("Peter Orlowe accused Juna Hale of theft. [She] said no.", "Juna Hale"),
    ("The Tarsk Observatory for Ferries came. [The Observatory] said no.", "Tarsk Observatory for Ferries"),
    ("Peter Orlowe came. Bastin Orlowe came later. [Mr Orlowe] said no.", "Bastin Orlowe"),
    ("Rita Trump came. Then [President Trump] said no.", "Donald Trump"),
    ("Juna Hale and Rita Orlowe met. [Juna] said no.", "Juna Hale"),
    ("The Tarsk Ferry Party (TFP) met. [The TFP] said no.", "Tarsk Ferry Party"),
    ("Senator Marek Dolny (SD) came. [Dolny] said no.", "Marek Dolny"),
    // several
    ("Captain Bastin Orlowe and the envoy Juna Hale came. [They] said no.", "Bastin Orlowe and Juna Hale"),
    ("[Mayors Juna Hale, Marek Dolny and Oda Varn] said no.", "Juna Hale, Marek Dolny and Oda Varn"),
    // a mention that broke off
    ("Oda Varn came. [Tarsk] police said no.", "Tarsk police"),
    ("<Oda Varn> came. [the] 58-year-old said no.", "Oda Varn"),
    // named only later
    ("[A Harbour spokeswoman] said no. Later Harbour spokeswoman Juna Hale spoke.", "Juna Hale"),
    ("[A Kremlin spokesman] said no. Later Dmitry Peskov spoke.", "Dmitry Peskov"),
    ("[A Kremlin spokesman] said no. Later Oda Varn spoke.", "unnamed: Kremlin spokesman"),
];

/// Texts of [`TEXTS`] that name a holder of an office by the office alone.
const BY_ROSTER: &[&str] = &[
    "[The Norlund president] said no.",
    "[Norlund’s president] said no.",
    "[The Tarsk foreign minister] said no.",
    "[The Norlund president's] words were few.",
    "U.S. President Donald Trump came. [The Russian president] said no.",
];

const PERSONS: &[&str] = &[
    "Baker Juna Hale",
    "Oda Varn",
    "Marek Dolny",
    "Juna Hale",
    "Emeric Saloun",
    "Bastin Orlowe",
    "Rita Orlowe",
    "Peter Orlowe",
    "Dragan Voshk",
    "M. Dolny",
    "Donald Trump Jr.",
    "Donald Trump",
    "Rita Trump",
    "Dmitry Peskov",
    "Meulen",
    "Orlowe",
    "Varn",
    "Dolny",
    "Trump",
    "Juna",
];
const BODIES: &[&str] = &[
    "Tarsk Observatory for Ferries",
    "Tarsk Ferry Party",
    "TFP",
    "Observatory",
    "Ministry of Harbours",
    "Harbour Watch",
    "Norlund",
    "Tarsk",
    "North Korea",
    "Telegram",
    "Kremlin",
    "Moscow",
    "Kyiv",
];

fn roster() -> Roster {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let toml = r#"
        [[speaker]]
        name = "Norlund"
        kind = "body"
        demonyms = ["Norlund"]
        [[speaker]]
        name = "Tarsk"
        kind = "body"
        demonyms = ["Tarsk"]
        [[speaker]]
        name = "Oda Varn"
        kind = "person"
        gender = "female"
        country = "Norlund"
        offices = [{ title = "president", from = "2020-05-20" }]
        [[speaker]]
        name = "Marek Dolny"
        kind = "person"
        gender = "male"
        country = "Tarsk"
        [[speaker]]
        name = "Emeric Saloun"
        kind = "person"
        gender = "male"
        country = "Tarsk"
        offices = [{ title = "foreign minister", from = "2021-01-01" }]
    "#;
    file.write_all(toml.as_bytes()).unwrap();
    Roster::with_file(file.path()).unwrap()
}

/// Names where they stand, the longest first.
fn tagged(text: &str) -> Vec<(Span, Entity)> {
    let mut found: Vec<(Span, Entity)> = Vec::new();
    let names = PERSONS.iter().map(|n| (n, Entity::Person)).chain(BODIES.iter().map(|n| {
        let place = n.contains("land") || ["Tarsk", "North Korea", "Moscow", "Kyiv"].contains(n);
        (n, if place { Entity::Place } else { Entity::Organisation })
    }));
    for (name, kind) in names {
        for (at, _) in text.match_indices(name) {
            let start = text[..at].chars().count();
            let span = start..start + name.chars().count();
            if found.iter().all(|(s, _)| s.end <= span.start || span.end <= s.start) {
                found.push((span, kind));
            }
        }
    }
    found.sort_by_key(|(s, _)| s.start);
    found
}

#[test]
fn titles_and_spellings_by_date() {
    let roster = Roster::built_in();
    let mut wrong = Vec::new();
    for &(words, date, name) in OFFICES {
        let as_of = date.parse().map_or(AsOf::Today, AsOf::Day);
        let found = who(words, as_of, &roster);
        let found: Vec<&str> = found.iter().map(|e| e.name.as_str()).collect();
        if found.join(", ") != name {
            wrong.push(format!("{words} on {date}: {found:?}, not {name:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mentions_in_texts() {
    let roster = roster();
    let mut wrong = Vec::new();
    for &(marked, name) in TEXTS {
        // angle brackets hold what the model takes for the antecedent
        let plain: String = marked.chars().filter(|c| !['<', '>'].contains(c)).collect();
        let antecedent = marked.chars().position(|c| c == '<');
        let start = plain.chars().take_while(|c| *c != '[').count();
        let end = plain.chars().take_while(|c| *c != ']').count() - 1;
        let text: String = plain.chars().filter(|c| !['[', ']'].contains(c)).collect();
        let length = text.chars().count();
        let request = Request {
            mention: Some(start..end),
            probability: 0.9,
            content: Vec::from_iter(std::iter::once(length - 3..length)),
            antecedents: antecedent.map(|at| (at, 0.9)).into_iter().collect(),
            ..Request::default()
        };
        let as_of = AsOf::Day(Date::constant(2025, 5, 19));
        let given = resolve(&Text::new(&text), &tagged(&text), &[request], &roster, as_of).remove(0);
        let found = given.speaker.to_string();
        if found != name {
            wrong.push(format!("{marked}: {found:?}, not {name:?}"));
        }
        let evidence = given.evidence.unwrap();
        assert!(RULES.iter().any(|r| r.name == evidence.rule), "{marked}: {}", evidence.rule);
        assert!(!evidence.support.is_empty() && evidence.support.iter().all(|s| s.end <= length), "{marked}");
        assert_eq!(
            evidence.named_in_article,
            given.speaker.name().is_some() && !BY_ROSTER.contains(&marked),
            "{marked}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(OFFICES.len() + TEXTS.len() >= 120, "{} rows", OFFICES.len() + TEXTS.len());
}

#[test]
fn merges_leave_the_roster_alone() {
    let names = ["Kirill Dmitriev", "Kiril Dmitrief", "Juna Hale", "Hale"].map(|n| (n.to_string(), 1));
    assert!(merges(&names.into(), &Roster::built_in()).is_empty());
}
