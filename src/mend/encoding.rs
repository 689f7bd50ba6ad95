//! Characters that were read in the wrong encoding.

use super::draft::{Change, Draft};

/// What Windows-1252 has for the bytes 0x80 to 0x9F; the five it leaves out stand for themselves.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// UTF-8 that was read as Mac OS Roman: all that begins with `‚Ä` is of the block General Punctuation.
const MAC_ROMAN: [(char, char); 9] =
    [('ú', '“'), ('ù', '”'), ('ò', '‘'), ('ô', '’'), ('û', '„'), ('î', '—'), ('ì', '–'), ('¶', '…'), ('¢', '•')];

/// A text can have been read wrongly more than once.
const TIMES: usize = 3;

pub(super) fn mend(draft: &mut Draft) {
    for _ in 0..TIMES {
        let changes = wrongly_read(&draft.chars);
        if changes.is_empty() {
            break;
        }
        draft.apply(&changes);
    }
    control_characters(draft);
    replacement_characters(draft);
}

/// The byte that a character stands for in Windows-1252, or in Latin-1 where its control characters were kept.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        0..0x80 => None,
        _ => WINDOWS_1252.iter().position(|&w| w == c).and_then(|i| u8::try_from(0x80 + i).ok()),
    }
}

/// UTF-8 that was read as Windows-1252 or as Mac OS Roman.
fn wrongly_read(chars: &[char]) -> Vec<Change> {
    // letters before a quotation mark look like it too ("PÅ”"), so such pairs count only beside clearer ones
    let clear = (0..chars.len()).any(|i| sequence(chars, i).is_some_and(|s| s.clear));
    if !clear {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match sequence(chars, at) {
            Some(s) => {
                out.push(Change { at: at..at + s.length, read: Some(s.read) });
                at += s.length;
            }
            None => at += 1,
        }
    }
    out
}

struct Sequence {
    length: usize,
    read: char,
    /// Whether no text means it as it stands.
    clear: bool,
}

fn sequence(chars: &[char], at: usize) -> Option<Sequence> {
    if chars[at].is_ascii() {
        return None;
    }
    let after = |n: usize| chars.get(at + n).copied();
    if chars[at] == '‚' && after(1) == Some('Ä') {
        let read = MAC_ROMAN.iter().find(|(third, _)| after(2) == Some(*third))?.1;
        return Some(Sequence { length: 3, read, clear: true });
    }
    let lead = byte(chars[at])?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = chars.get(at..at + length).and_then(|s| s.iter().map(|&c| byte(c)).collect());
    let read = bytes.as_deref().and_then(|b| std::str::from_utf8(b).ok()?.chars().next());
    if let Some(read) = read {
        let next = after(1)?;
        let clear = match lead {
            0xe2 => matches!(next, '€' | '„' | '‚' | '\u{80}'),
            0xf0 => true,
            0xc2 | 0xc3 => u32::from(next) >= 0xa0 && byte(next).is_some_and(|b| u32::from(b) == u32::from(next)),
            _ => false,
        };
        let usual = matches!(lead, 0xc2..=0xc5 | 0xe2 | 0xf0);
        return usual.then_some(Sequence { length, read, clear });
    }
    // the closing mark's last byte (0x9D) is none in Windows-1252 and is lost on the way, or comes as a sign for it
    if chars[at] == 'â' && after(1) == Some('€') {
        let ends = at > 0 && matches!(chars[at - 1], ',' | '.' | '!' | '?' | '…');
        let sign = matches!(after(2), Some('\u{fffd}')) || ends && after(2) == Some('?');
        return Some(Sequence { length: if sign { 3 } else { 2 }, read: '”', clear: true });
    }
    None
}

/// Windows-1252 that was read as Latin-1: its quotation marks come as control characters.
fn control_characters(draft: &mut Draft) {
    if !draft.chars.iter().any(|c| matches!(c, '\u{91}'..='\u{94}')) {
        return;
    }
    for i in 0..draft.chars.len() {
        if let code @ 0x80..0xa0 = draft.chars[i] as usize {
            draft.set(i, WINDOWS_1252[code - 0x80]);
        }
    }
}

/// Signs for what could not be read: one, or one a byte of UTF-8, where a quotation mark, an apostrophe or a dash was.
fn replacement_characters(draft: &mut Draft) {
    const SIGN: char = '\u{fffd}';
    let chars = &draft.chars;
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != SIGN {
            at += 1;
            continue;
        }
        let run = chars[at..].iter().take_while(|&&c| c == SIGN).count();
        let end = at + if run == 3 { 3 } else { 1 };
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(end).copied();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let space = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['));
        let read = if letter(before) && letter(after) {
            let tail: String = chars[end..].iter().take(4).take_while(|c| c.is_alphabetic()).collect();
            ["s", "t", "re", "ve", "ll", "d", "m"].contains(&tail.as_str()).then_some('’')
        } else if space(before) && letter(after) {
            Some('“')
        } else if before.is_some_and(|c| matches!(c, ',' | '.' | '!' | '?' | '…')) && space(after) {
            Some('”')
        } else if space(before) && space(after) && before.is_some() && after.is_some() {
            Some('–')
        } else {
            None
        };
        if let Some(read) = read {
            out.push(Change { at: at..end, read: Some(read) });
        }
        at = end;
    }
    draft.apply(&out);
}
