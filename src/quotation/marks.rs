//! Quotation marks: where marked stretches begin and end.
//!
//! Newsrooms use curly and straight marks, double and single, and guillemets; the straight and
//! the right single one are apostrophes as well. The scanner reads one paragraph at a time, so
//! that a missing mark costs at most the rest of its paragraph.

use crate::text::{Span, Text};

/// A stretch between quotation marks, the marks included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Code points, from the opening mark to behind the closing one.
    pub span: Span,
    /// 0 for an outermost stretch, 1 for one inside another, ...
    pub depth: usize,
    /// Whether the opening mark is there; where not, the span begins with the paragraph, whose first mark closes.
    pub opened: bool,
    /// Whether the closing mark is there; where not, the span ends with the paragraph.
    pub closed: bool,
    /// Not closed, and the next paragraph opens with the same mark: the utterance goes on there.
    pub runs_on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Double,   // “ ” „
    Straight, // "
    Guillemet,
    Single,         // ‘ ’
    SingleStraight, // '
}

impl Style {
    /// The other way to set the same mark.
    fn twin(self) -> Option<Style> {
        match self {
            Style::Double => Some(Style::Straight),
            Style::Straight => Some(Style::Double),
            Style::Single => Some(Style::SingleStraight),
            Style::SingleStraight => Some(Style::Single),
            Style::Guillemet => None,
        }
    }
}

fn style_of(c: char) -> Option<Style> {
    Some(match c {
        '“' | '”' | '„' | '‟' => Style::Double,
        '"' => Style::Straight,
        '«' | '»' => Style::Guillemet,
        '‘' | '’' | '‚' => Style::Single,
        '\'' => Style::SingleStraight,
        _ => return None,
    })
}

/// What a mark does at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Open,
    Close,
    Nothing,
}

/// Marks nested deeper than this are no quotations; the bound keeps hostile text cheap.
const DEEPEST: usize = 8;

/// Find the marked stretches of a text, in the order of their first characters.
pub fn scan(text: &Text) -> Vec<Marked> {
    let mut out = Vec::new();
    let paragraphs = text.paragraphs();
    for (i, p) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(i + 1).map(|n| text.chars()[n.start]);
        scan_paragraph(text.chars(), p, next, &mut out);
    }
    out.sort_by_key(|m| (m.span.start, m.depth));
    out
}

struct Open {
    at: usize,
    style: Style,
}

fn scan_paragraph(chars: &[char], p: &Span, next_first: Option<char>, out: &mut Vec<Marked>) {
    let singles = SingleClosers::find(chars, p);
    let straight = StraightShapes::find(chars, p);
    let mut stack: Vec<Open> = Vec::new();
    let mut first_mark = true;
    for i in p.clone() {
        let Some(style) = style_of(chars[i]) else { continue };
        let open = stack.iter().rposition(|o| o.style == style).or_else(|| {
            // an editor's slip: opened with a curly mark, closed with a straight one, or the other way round
            let closes = i > p.start && !chars[i - 1].is_whitespace();
            stack.iter().rposition(|o| closes && Some(o.style) == style.twin())
        });
        let act = act(chars, p, i, style, open.is_some(), &singles);
        if !matches!(style, Style::Single | Style::SingleStraight) && std::mem::take(&mut first_mark) {
            let ends = i > p.start && (is_sentence_mark(chars[i - 1]) || chars[i - 1] == '…');
            let free = i + 1 == p.end || chars[i + 1].is_whitespace();
            if ends && free && act != Act::Open && stack.is_empty() {
                out.push(Marked { span: p.start..i + 1, depth: 0, opened: false, closed: true, runs_on: false });
            }
        }
        match act {
            Act::Nothing => {}
            Act::Open if stack.len() == DEEPEST => {}
            Act::Open => {
                // the same mark hardly ever stands inside itself: the earlier one was never closed
                let closes_itself = style == Style::Straight && straight.is_inside(i);
                if let Some(k) = open.filter(|_| !closes_itself && style != Style::Double && style != Style::Guillemet)
                {
                    let end = trimmed_end(chars, stack[k].at, i);
                    give_up(&mut stack, k, end, out);
                }
                stack.push(Open { at: i, style });
            }
            Act::Close => {
                if let Some(k) = open {
                    stack.truncate(k + 1); // inner ones without an end were apostrophes or slips
                    let o = stack.pop().expect("k is in the stack");
                    out.push(Marked {
                        span: o.at..i + 1,
                        depth: stack.len(),
                        opened: true,
                        closed: true,
                        runs_on: false,
                    });
                }
            }
        }
    }
    // what is still open at the end of the paragraph
    let Some(first) = stack.first() else { return };
    let runs_on = next_first == Some(chars[first.at]);
    let is_double = !matches!(first.style, Style::Single | Style::SingleStraight);
    if is_double || (runs_on && first.at == p.start) {
        give_up(&mut stack, 0, p.end, out);
        if let Some(m) = out.last_mut() {
            m.runs_on = runs_on;
        }
    } else {
        // an unclosed single mark is an apostrophe; what it held stands by itself
        let at = first.at;
        let depth_over = out.iter_mut().filter(|m| m.span.start > at && p.contains(&m.span.start));
        depth_over.for_each(|m| m.depth = m.depth.saturating_sub(1));
        if let Some(k) = stack.iter().position(|o| !matches!(o.style, Style::Single | Style::SingleStraight)) {
            stack.drain(..k);
            give_up(&mut stack, 0, p.end, out);
        }
    }
}

/// Close an unclosed mark (and drop what is open inside it) at `end`.
fn give_up(stack: &mut Vec<Open>, k: usize, end: usize, out: &mut Vec<Marked>) {
    stack.truncate(k + 1);
    let o = stack.pop().expect("k is in the stack");
    out.push(Marked { span: o.at..end, depth: stack.len(), opened: true, closed: false, runs_on: false });
}

fn trimmed_end(chars: &[char], start: usize, mut end: usize) -> usize {
    while end > start + 1 && chars[end - 1].is_whitespace() {
        end -= 1;
    }
    end
}

fn act(chars: &[char], p: &Span, i: usize, style: Style, is_open: bool, singles: &SingleClosers) -> Act {
    let before = (i > p.start).then(|| chars[i - 1]);
    let after = (i + 1 < p.end).then(|| chars[i + 1]);
    let free_before = before.is_none_or(|c| !c.is_alphanumeric() && !is_sentence_mark(c));
    let word_after = after.is_some_and(|c| !c.is_whitespace());
    match (style, chars[i]) {
        (Style::Double, '“') => {
            // „German“ style closes with what opens elsewhere
            let german = is_open && before.is_some_and(|c| !c.is_whitespace()) && !word_after_is_letter(after);
            if german { Act::Close } else { Act::Open }
        }
        (Style::Double, '„' | '‟') | (Style::Guillemet, '«') => Act::Open,
        (Style::Double | Style::Guillemet, _) => Act::Close,
        (Style::Straight, _) => {
            let opens = free_before && word_after && before.is_none_or(opens_after);
            match (is_open, opens) {
                (false, true) => Act::Open,
                (false, false) => Act::Nothing,
                (true, true) if before.is_none_or(char::is_whitespace) && after.is_some_and(char::is_alphanumeric) => {
                    Act::Open
                }
                (true, _) => Act::Close,
            }
        }
        (Style::Single | Style::SingleStraight, c) => {
            let may_open = c != '’' && free_before && word_after && before.is_none_or(opens_after);
            let may_close = c != '‘' && c != '‚' && singles.may_close(i);
            if is_open && may_close && !singles.is_possessive(chars, i) {
                Act::Close
            } else if may_open && singles.any_after(i) {
                Act::Open
            } else {
                Act::Nothing
            }
        }
    }
}

fn word_after_is_letter(after: Option<char>) -> bool {
    after.is_some_and(char::is_alphanumeric)
}

fn is_sentence_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | ';')
}

/// Characters after which a straight mark can open.
fn opens_after(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '—' | '–' | '-' | '“' | '"' | '‘' | '\'' | '«' | '/' | ':' | '…' | '*' | '>')
}

/// The places of a paragraph where a single mark can be a closing one: after a word or its
/// punctuation, and not before a letter.
struct SingleClosers {
    places: Vec<usize>,
    /// Of these, the ones after punctuation, which no possessive is.
    sure: Vec<usize>,
    openers: Vec<usize>,
}

impl SingleClosers {
    fn find(chars: &[char], p: &Span) -> Self {
        let (mut places, mut sure, mut openers) = (Vec::new(), Vec::new(), Vec::new());
        for i in p.clone() {
            if !matches!(chars[i], '’' | '\'' | '‘') {
                continue;
            }
            let before = (i > p.start).then(|| chars[i - 1]);
            let after = (i + 1 < p.end).then(|| chars[i + 1]);
            if chars[i] != '’' && before.is_none_or(opens_after) && after.is_some_and(|c| !c.is_whitespace()) {
                openers.push(i);
            } else if chars[i] != '‘'
                && before.is_some_and(|c| !c.is_whitespace())
                && after.is_none_or(|c| !c.is_alphanumeric())
            {
                places.push(i);
                if before.is_some_and(|c| !c.is_alphanumeric()) {
                    sure.push(i);
                }
            }
        }
        SingleClosers { places, sure, openers }
    }

    fn may_close(&self, i: usize) -> bool {
        self.places.binary_search(&i).is_ok()
    }

    fn any_after(&self, i: usize) -> bool {
        self.places.last().is_some_and(|&last| last > i)
    }

    /// A mark after an s ("ministers' talks") where a surer closing one follows before the next opening one.
    fn is_possessive(&self, chars: &[char], i: usize) -> bool {
        if !matches!(chars[i - 1], 's' | 'S' | 'z' | 'x') || chars.get(i + 1) != Some(&' ') {
            return false;
        }
        let next_open = self.openers.get(self.openers.partition_point(|&o| o <= i)).copied().unwrap_or(usize::MAX);
        self.sure.get(self.sure.partition_point(|&s| s <= i)).is_some_and(|&s| s < next_open)
    }
}

/// The straight double marks of a paragraph, by what stands beside them.
struct StraightShapes(Vec<(usize, Act)>);

impl StraightShapes {
    fn find(chars: &[char], p: &Span) -> Self {
        let shape = |i: usize| {
            let space = |j: Option<usize>| j.is_none_or(|j| !p.contains(&j) || chars[j].is_whitespace());
            match (space(i.checked_sub(1)), space(Some(i + 1))) {
                (true, false) => Act::Open,
                (false, _) if !chars.get(i + 1).is_some_and(|c| c.is_alphanumeric()) => Act::Close,
                _ => Act::Nothing,
            }
        };
        StraightShapes(p.clone().filter(|&i| chars[i] == '"').map(|i| (i, shape(i))).collect())
    }

    /// Whether a mark that opens inside the same marks is followed by two that close: its own and the outer one.
    fn is_inside(&self, i: usize) -> bool {
        let next = self.0.partition_point(|(at, _)| *at <= i);
        matches!(self.0[next..], [(_, Act::Close), (_, Act::Close), ..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The marked stretches as strings, inner ones behind one `>` a level, a `~` where a mark is missing.
    fn found(text: &str) -> Vec<String> {
        let t = Text::new(text);
        scan(&t)
            .iter()
            .map(|m| {
                let start = if m.opened { "" } else { "~" };
                let open = if m.runs_on {
                    "→"
                } else if m.closed {
                    ""
                } else {
                    "~"
                };
                format!("{}{start}{}{open}", ">".repeat(m.depth), t.slice(&m.span))
            })
            .collect()
    }

    #[test]
    fn the_marks_of_every_house() {
        assert_eq!(found("“Go,” he said. “Now.”"), ["“Go,”", "“Now.”"]);
        assert_eq!(found("\"Go,\" he said. \"Now.\""), ["\"Go,\"", "\"Now.\""]);
        assert_eq!(found("«Allez», dit-il."), ["«Allez»"]);
        assert_eq!(found("„Geht“, sagte er."), ["„Geht“"]);
        assert_eq!(found("‘Go,’ she said."), ["‘Go,’"]);
        assert_eq!(found("'Go,' she said."), ["'Go,'"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(found("It's the ministers' plan, Varn's too."), [""; 0]);
        assert_eq!(found("'It's the ministers' plan,' she said."), ["'It's the ministers' plan,'"]);
        assert_eq!(found("‘It’s the ministers’ plan,’ she said."), ["‘It’s the ministers’ plan,’"]);
        assert_eq!(found("In the '90s they didn't care."), [""; 0]);
        assert_eq!(found("a 6\" pipe and a 5'10\" man"), [""; 0]);
        assert_eq!(found("They called it a 'bad joke' and left."), ["'bad joke'"]);
    }

    #[test]
    fn nesting() {
        assert_eq!(
            found("“She said, ‘Call me,’ and left,” Brandt said."),
            ["“She said, ‘Call me,’ and left,”", ">‘Call me,’"]
        );
        assert_eq!(found("'He wrote \"no\" twice,' she said."), ["'He wrote \"no\" twice,'", ">\"no\""]);
        assert_eq!(
            found("“He said, ‘Are you sure?' twice,” she said."),
            ["“He said, ‘Are you sure?' twice,”", ">‘Are you sure?'"]
        );
        assert_eq!(found("“Mixed marks\" happen, “often”."), ["“Mixed marks\"", "“often”"]);
        assert_eq!(found("\"They said 'never' again.\""), ["\"They said 'never' again.\"", ">'never'"]);
        assert_eq!(found("\"She told me \"go now\" twice.\""), ["\"She told me \"go now\" twice.\"", ">\"go now\""]);
    }

    #[test]
    fn utterances_over_paragraphs() {
        assert_eq!(found("“One.\n\n“Two.”\n\nThree."), ["“One.→", "“Two.”"]);
        assert_eq!(found("\"One.\n\"Two.\""), ["\"One.→", "\"Two.\""]);
    }

    #[test]
    fn a_missing_mark_costs_one_paragraph_at_most() {
        assert_eq!(found("“One, he said.\n\nTwo “three” four."), ["“One, he said.~", "“three”"]);
        assert_eq!(found("One,” he said. “Two.”\n\nTwo “three” four."), ["~One,”", "“Two.”", "“three”"]);
        assert_eq!(found("One,\" he said. \"Two.\""), ["~One,\"", "\"Two.\""]);
        assert_eq!(found("Calm on the bridge\" in Tarsk, a 6\" pipe"), [""; 0]);
        assert_eq!(found("\"One, he said. \"Two,\" he added."), ["\"One, he said.~", "\"Two,\""]);
        assert_eq!(found("\"One.\n\nTwo \"three\" four."), ["\"One.~", "\"three\""]);
    }

    proptest! {
        #[test]
        fn any_text_gives_sound_stretches(text in "[a-z A-Z.,\\n“”\"‘’'«»„s]{0,120}") {
            let t = Text::new(&text);
            for m in scan(&t) {
                prop_assert!(m.span.start < m.span.end && m.span.end <= t.len());
                let p = &t.paragraphs()[t.paragraph_at(m.span.start)];
                prop_assert!(m.span.start >= p.start && m.span.end <= p.end, "leaves its paragraph");
                prop_assert!(!(m.closed && m.runs_on));
            }
        }
    }
}
