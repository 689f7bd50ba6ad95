//! Lines that were filled to a width (mail, wire archives): their ends are no ends of paragraphs.

use super::draft::{Change, Draft};

/// Code points of the longest line that was filled to a width, and of the shortest width.
const WIDEST: usize = 120;
const NARROWEST: usize = 30;

/// Where lines are of uneven length, this share of the width is as good as all of it.
const RAGGED: f64 = 0.75;

/// A line that holds text.
struct Line {
    /// Without the white space around it.
    start: usize,
    end: usize,
    /// White space before it.
    indent: usize,
    /// Whether the next line, which is not empty, follows at once.
    goes_on: bool,
}

impl Line {
    fn length(&self) -> usize {
        self.indent + self.end - self.start
    }
}

pub(super) fn mend(draft: &mut Draft, is_word: &impl Fn(&str) -> bool) {
    let chars = &draft.chars;
    let lines = lines(chars);
    let Some(width) = width(chars, &lines) else { return };
    let mut out = Vec::new();
    for pair in lines.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        if line.goes_on && !begins(chars, line, next) && goes_on(chars, line, next, width) {
            out.push(joint(chars, line, next, is_word));
        }
    }
    draft.apply(&out);
}

fn lines(chars: &[char]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut from = 0;
    for line in chars.split(|&c| c == '\n') {
        let blank = line.iter().all(|c| c.is_whitespace());
        if let Some(last) = out.last_mut().filter(|l| l.goes_on) {
            last.goes_on = !blank;
        }
        if !blank {
            let indent = line.iter().take_while(|c| c.is_whitespace()).count();
            let tail = line.iter().rev().take_while(|c| c.is_whitespace()).count();
            out.push(Line { start: from + indent, end: from + line.len() - tail, indent, goes_on: true });
        }
        from += line.len() + 1;
    }
    if let Some(last) = out.last_mut() {
        last.goes_on = false;
    }
    out
}

/// The width that lines are filled to, less what they may lack of it; `None` where they are not filled.
///
/// A line that was filled has no room for the next one's first word. That holds of any line that is the longest, so it
/// counts where a line breaks off in the middle of a sentence.
fn width(chars: &[char], lines: &[Line]) -> Option<usize> {
    let (mut all, mut short) = (0, 0);
    let mut lengths = Vec::new();
    for line in lines {
        all += line.length();
        if line.length() <= WIDEST {
            short += line.length();
            lengths.push(line.length());
        }
    }
    if lengths.len() < 2 || short * 2 < all {
        return None;
    }
    lengths.sort_unstable();
    // one line in twenty may stick out: an address, a table
    let width = lengths[lengths.len() - 1 - lengths.len() / 20];
    if width < NARROWEST {
        return None;
    }
    let broken: Vec<(usize, usize)> = lines
        .windows(2)
        .filter(|p| p[0].goes_on && breaks_off(chars, &p[0], &p[1]))
        .map(|p| (p[0].length(), p[0].length() + 1 + first_word(chars, &p[1])))
        .collect();
    let most = |count: usize| count > 0 && count * 3 >= broken.len() * 2;
    let ragged = (width as f64 * RAGGED) as usize;
    if most(broken.iter().filter(|(_, with)| *with > width).count()) {
        Some(width)
    } else if broken.len() >= 3 && most(broken.iter().filter(|(length, _)| *length >= ragged).count()) {
        Some(ragged)
    } else {
        None
    }
}

/// Whether a sentence breaks off at a line's end: no stop there, and a small letter behind it, or a comma before it.
fn breaks_off(chars: &[char], line: &Line, next: &Line) -> bool {
    let last = chars[line.end - 1];
    !is_stop(chars, line) && (chars[next.start].is_lowercase() || last == ',')
}

/// Whether a line ends as a sentence or what leads in a list does.
fn is_stop(chars: &[char], line: &Line) -> bool {
    let words = chars[line.start..line.end].iter().rev();
    let last = words.copied().find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»'));
    last.is_some_and(|c| matches!(c, '.' | '!' | '?' | ':' | ';' | '…'))
}

fn first_word(chars: &[char], line: &Line) -> usize {
    chars[line.start..line.end].iter().take_while(|c| !c.is_whitespace()).count()
}

/// Whether a line begins a paragraph by how it looks: drawn in farther than the one before, an item of a list, or a label
/// that says who speaks.
fn begins(chars: &[char], line: &Line, next: &Line) -> bool {
    let item = |l: &Line| is_item(&chars[l.start..l.end]);
    let stop = is_stop(chars, line);
    match item(next) {
        Some(Item::Sure) => return true,
        Some(Item::Dash) if stop || item(line).is_some() => return true,
        _ => {}
    }
    // an item's own lines may hang
    next.indent > line.indent && item(line).is_none() || stop && is_label(&chars[next.start..next.end])
}

enum Item {
    Sure,
    Dash,
}

fn is_item(words: &[char]) -> Option<Item> {
    let number = words.iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    match words {
        ['•' | '*' | '▪' | '◦' | '·', ' ', ..] => Some(Item::Sure),
        ['-' | '–' | '—', ' ', ..] => Some(Item::Dash),
        _ if number > 0 && matches!(words[number..], ['.' | ')', ' ', ..]) => Some(Item::Dash),
        _ => None,
    }
}

/// "Q:", "PRESIDENT VARN:".
fn is_label(words: &[char]) -> bool {
    let label = words.iter().take(40).take_while(|&&c| c != ':').count();
    words.get(label) == Some(&':')
        && words[..label].iter().any(|c| c.is_uppercase())
        && !words[..label].iter().any(|c| c.is_lowercase())
}

/// Whether a sentence or a paragraph goes on in the next line: there was no room for its first word, or a sentence breaks
/// off.
fn goes_on(chars: &[char], line: &Line, next: &Line, width: usize) -> bool {
    let small = chars[next.start].is_lowercase();
    line.length() + 1 + first_word(chars, next) > width || small && !is_stop(chars, line)
}

/// What is read between two lines that are one: a space, or nothing where a word was parted.
fn joint(chars: &[char], line: &Line, next: &Line, is_word: &impl Fn(&str) -> bool) -> Change {
    let gap = line.end..next.start;
    let parted = chars[line.end - 1] == '-'
        && chars[next.start].is_lowercase()
        && line.end.checked_sub(2).is_some_and(|i| i >= line.start && chars[i].is_alphabetic());
    if !parted {
        return Change { at: gap, read: Some(' ') };
    }
    let first = chars[line.start..line.end - 1].iter().rev().take_while(|c| c.is_alphabetic()).count();
    let last = chars[next.start..next.end].iter().take_while(|c| c.is_alphabetic()).count();
    let word = chars[line.end - 1 - first..line.end - 1].iter().chain(&chars[next.start..next.start + last]);
    let word: String = word.flat_map(|c| c.to_lowercase()).collect();
    let from = if is_word(&word) { line.end - 1 } else { line.end };
    Change { at: from..next.start, read: None }
}
