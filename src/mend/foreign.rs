//! Quotation marks of other languages, read as English ones: „so“ and »so« (German, Danish), « so » (French),
//! ”so” and »so» (Swedish, Finnish), 「so」.

use super::draft::Draft;

pub(super) fn mend(draft: &mut Draft) {
    if !draft.chars.iter().any(|&c| is_foreign(c)) {
        return;
    }
    let mut start = 0;
    while start < draft.chars.len() {
        let end = draft.chars[start..].iter().position(|&c| c == '\n').map_or(draft.chars.len(), |n| start + n);
        line(draft, start, end);
        start = end + 1;
    }
}

fn is_foreign(c: char) -> bool {
    matches!(c, '«' | '»' | '‹' | '›' | '„' | '‟' | '”' | '「' | '」' | '『' | '』')
}

/// The marks that can close what one opens, best first.
fn closers(open: char) -> &'static [char] {
    match open {
        '„' | '‟' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹'],
        '”' => &['”'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

/// A stretch that is open: where, and by which mark.
struct Open {
    at: usize,
    mark: char,
}

fn line(draft: &mut Draft, start: usize, end: usize) {
    // where the marks of each kind stand last, so that a mark that nothing closes opens nothing
    let last = |draft: &Draft, c: char| (start..end).rev().find(|&i| draft.chars[i] == c);
    let marks: Vec<(char, Option<usize>)> = ['«', '»', '‹', '›', '”', '」', '』'].map(|c| (c, last(draft, c))).into();
    let follows = |c: char, at: usize| marks.iter().any(|(m, i)| *m == c && i.is_some_and(|i| i > at));
    let mut open: Vec<Open> = Vec::new();
    let mut english = false;
    for i in start..end {
        let c = draft.chars[i];
        let before = (i > start).then(|| draft.chars[i - 1]);
        let after = (i + 1 < end).then(|| draft.chars[i + 1]);
        let free = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '“' | '‘'));
        let closing = before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric);
        let spaced = matches!(c, '»' | '›') && open.last().is_some_and(|o| matches!(o.mark, '«' | '‹'));
        let fits = open.last().is_some_and(|o| closers(o.mark).contains(&c) && i > o.at + 1);
        if fits && (closing || spaced || matches!(c, '」' | '』')) {
            let at = open.pop().map_or(i, |o| o.at);
            let (left, right) = if open.is_empty() { ('“', '”') } else { ('‘', '’') };
            draft.set(at, left);
            draft.set(i, right);
            continue;
        }
        english |= c == '“';
        let opens = match c {
            '„' | '‟' => true,
            '«' | '‹' => follows(if c == '«' { '»' } else { '›' }, i),
            // the same mark at a list item's beginning or as an arrow is closed by nothing
            '»' => free && after.is_some_and(|c| !c.is_whitespace()) && (follows('«', i) || follows('»', i)),
            '›' => free && after.is_some_and(|c| !c.is_whitespace()) && follows('‹', i),
            '”' => !english && free && after.is_some_and(char::is_alphanumeric) && follows('”', i),
            '「' => follows('」', i),
            '『' => follows('』', i),
            _ => false,
        };
        if opens && open.len() < 3 {
            open.push(Open { at: i, mark: c });
        }
    }
}
