use proptest::prelude::*;

use super::mend;
use crate::text::Text;

const WORDS: [&str; 12] =
    ["we", "the", "after", "it", "will", "ministers", "minister", "fire", "he", "to", "call", "northern"];

fn is_word(word: &str) -> bool {
    WORDS.contains(&word)
}

fn read(text: &str) -> String {
    mend(text, is_word).text.into_owned()
}

/// The given text's words for the first place where some words are read.
fn given(text: &str, words: &str) -> String {
    let mended = mend(text, is_word);
    let at = mended.text.find(words).unwrap_or_else(|| panic!("{words:?} is not read: {:?}", mended.text));
    let start = mended.text[..at].chars().count();
    mended.places.words(&Text::new(&mended.text), &(start..start + words.chars().count()))
}

#[test]
fn a_sound_text_is_not_touched() {
    for text in [
        "",
        "“We’ll sign,” Oda Varn said – twice.\n\nAT&T and the R&D; rest; «.",
        "The café “PÅ” and É” stay; “IRMÔ too.",
        "TALKS RESUME IN PORT AVEL\nby Marek Dolny\n\nThe first day was short.\nNobody came.",
        "\"One,\" he said.\n\"Two,\" she said.\n'Three'\nA list follows\nX says no\nK was there",
    ] {
        assert!(matches!(mend(text, is_word).text, std::borrow::Cow::Borrowed(_)), "{text}: {}", read(text));
    }
}

#[test]
fn characters_read_in_the_wrong_encoding() {
    let meant = "“We won’t go,” Oda Varn said — in José’s café. “Now.”";
    let as_1252 = "â€œWe wonâ€™t go,â€\u{9d} Oda Varn said â€” in JosÃ©â€™s cafÃ©. â€œNow.â€";
    assert_eq!(read(as_1252), meant);
    assert_eq!(read(&as_1252.replace('\u{9d}', "?").replace("Now.â€", "Now.â€\u{fffd}")), meant);
    let latin_1: String = meant.bytes().map(char::from).collect();
    assert_eq!(read(&latin_1), meant);
    let twice = "Ã¢â‚¬Å“We wonÃ¢â‚¬â„¢t go,Ã¢â‚¬\u{9d} Oda Varn said";
    assert_eq!(read(twice), "“We won’t go,” Oda Varn said");
    assert_eq!(read("‚ÄúWe won‚Äôt go,‚Äù she said."), "“We won’t go,” she said.");
    assert_eq!(read("\u{93}We won\u{92}t go,\u{94} she said \u{97} twice\u{85}"), "“We won’t go,” she said — twice…");
    assert_eq!(read("\u{fffd}We won\u{fffd}t go,\u{fffd} she said."), "“We won’t go,” she said.");
    let bytes = "\u{fffd}\u{fffd}\u{fffd}We won\u{fffd}\u{fffd}\u{fffd}t go,\u{fffd}\u{fffd}\u{fffd} she said.";
    assert_eq!(read(bytes), "“We won’t go,” she said.");
    assert_eq!(read("In Malm\u{fffd}, Jos\u{fffd} sang."), "In Malm\u{fffd}, Jos\u{fffd} sang.");
    assert_eq!(given(as_1252, "“We won’t go,”"), "â€œWe wonâ€™t go,â€\u{9d}");
    assert_eq!(given(as_1252, "Now.”"), "Now.â€");
}

#[test]
fn entities_left_in_the_text() {
    let text = "&ldquo;We won&rsquo;t go,&rdquo;&nbsp;Juna Hale &amp; others said. &#8220;Now.&#x201D; &amp;quot;No.&amp;quot;";
    assert_eq!(read(text), "“We won’t go,” Juna Hale & others said. “Now.” \"No.\"");
    assert_eq!(given(text, "“We won’t go,”"), "&ldquo;We won&rsquo;t go,&rdquo;");
    assert_eq!(given(text, "\"No.\""), "&amp;quot;No.&amp;quot;");
    assert_eq!(read("``We don't go,'' she said."), "“We don't go,” she said.");
}

#[test]
fn lines_filled_to_a_width() {
    let mail = "PORT AVEL, May 4 - Norlund is ready for talks with Tarsk, its\n\
                foreign minister, Juna Hale, said on Monday, adding that the\n\
                guns could fall silent at once.\n\
                General Marek Dolny told the Harbour Post that the northern minis-\n\
                ters would obey.";
    assert_eq!(
        read(mail),
        "PORT AVEL, May 4 - Norlund is ready for talks with Tarsk, its foreign minister, Juna Hale, said on Monday, \
         adding that the guns could fall silent at once.\nGeneral Marek Dolny told the Harbour Post that the northern \
         ministers would obey."
    );
    assert_eq!(given(mail, "northern ministers"), "northern minis-\nters");
    assert_eq!(read(&mail.replace('\n', "\r\n")).replace("\r\n", "\n"), read(mail));
    assert_eq!(read(&mail.replace('\n', "\r")), read(mail));
    let indented = "   Oda Varn, the president of Norlund, said on Sunday that the\n\
                    harbour would be open to all the ships of the southern league.\n   \
                    Juna Hale, her minister, said that the ships would bring grain\n\
                    to the towns, and coal.";
    assert_eq!(
        read(indented),
        "   Oda Varn, the president of Norlund, said on Sunday that the harbour would be open to all the ships of the \
         southern league.\n   Juna Hale, her minister, said that the ships would bring grain to the towns, and coal."
    );
    let listed = "Oda Varn said in a statement that she had sent to all papers on\n\
                  Sunday, and that was read out on the quay, that:\n\
                  - the army would stop shelling the northern towns on Friday, and\n  would not come back;\n\
                  - talks would begin.";
    assert_eq!(
        read(listed),
        "Oda Varn said in a statement that she had sent to all papers on Sunday, and that was read out on the quay, \
         that:\n- the army would stop shelling the northern towns on Friday, and would not come back;\n- talks would begin."
    );
}

#[test]
fn marks_of_other_languages() {
    assert_eq!(
        read("„We go“, said Oda Varn. »Not today«, said Juna Hale."),
        "“We go”, said Oda Varn. “Not today”, said Juna Hale."
    );
    assert_eq!(read("« We go », she said. « Now. »"), "“ We go ”, she said. “ Now. ”");
    assert_eq!(read("«We go», she said."), "“We go”, she said.");
    assert_eq!(read("”We go”, she said. »We stay», he said."), "“We go”, she said. “We stay”, he said.");
    assert_eq!(read("»He said ›no‹ twice«, she said."), "“He said ‘no’ twice”, she said.");
    assert_eq!(read("„We go”, she said. 「No」, he said."), "“We go”, she said. “No”, he said.");
    for stays in ["»Weather and traffic\n»More from Tarsk", "“We go,” she said. We stay,” he said.", "a » b « c"]
    {
        assert_eq!(read(stays), stays);
    }
}

#[test]
fn a_first_letter_set_apart() {
    assert_eq!(read("W e will not go.\n\nA fter that, I t fell."), "We will not go.\n\nAfter that, I t fell.");
    assert_eq!(read("T\nhe call came."), "The call came.");
    assert_eq!(given("W e will", "We will"), "W e will");
    for stays in ["A call came.", "I will go.", "X says no.", "K was there.", "C Varn"] {
        assert_eq!(read(stays), stays);
    }
}

proptest! {
    #[test]
    fn every_span_has_its_place(text in "(?s)([a-zA-Z .,&;#0-9\\n\\r“”„«»›‹’'`-]|â€œ|â€|Ã©|&quot;|\u{93}|\u{fffd}|- ){0,200}") {
        let mended = mend(&text, is_word);
        let (read, length) = (Text::new(&mended.text), text.chars().count());
        let mut end = 0;
        for i in 0..read.len() {
            let place = mended.places.span(&(i..i + 1));
            prop_assert!(place.start == end || i == 0);
            prop_assert!(place.start < place.end && place.end <= length);
            end = place.end;
        }
        prop_assert_eq!(mended.places.span(&(read.len()..read.len())).end, length);
    }
}
