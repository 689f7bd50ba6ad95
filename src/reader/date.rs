//! Dates as newsrooms, feeds and spreadsheets write them: one string becomes the days that it can mean.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::Regex;

/// Bytes of the longest string that is looked at; the longest that browsers write for a date are some 70.
const LONGEST: usize = 120;

/// Whether day or month comes first in a date of numbers whose year comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// What stands between the numbers of a date whose year comes last.
///
/// Dots are doubtful like slashes: most who write them put the day first, some put the month first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Slash,
    Dot,
    Dash,
}

/// The days that a date can mean: one, or two where day and month are both numbers up to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    day_first: Option<Date>,
    month_first: Option<Date>,
    /// Of a date whose year comes last and whose month is a number; in all others the order is plain.
    separator: Option<Separator>,
}

impl Written {
    fn plain(day: Date) -> Self {
        Written { day_first: Some(day), month_first: Some(day), separator: None }
    }

    /// The day, where it can be one only.
    pub fn day(&self) -> Option<Date> {
        match (self.day_first, self.month_first) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => a.or(b),
        }
    }

    /// The separator of a date that can be two days: dates with the same separator may show which.
    pub fn doubtful(&self) -> Option<Separator> {
        self.separator.filter(|_| self.day().is_none())
    }

    /// The day in a file whose dates are in this order, or the only one that it can be.
    pub fn day_in(&self, order: Order) -> Option<Date> {
        let first = match order {
            Order::DayFirst => self.day_first,
            Order::MonthFirst => self.month_first,
        };
        self.day().or(first)
    }

    /// What the date shows of its file's order: something where only one order makes a day of it.
    pub fn shows(&self) -> Option<(Separator, Order)> {
        let order = match (self.day_first, self.month_first) {
            (Some(_), None) => Order::DayFirst,
            (None, Some(_)) => Order::MonthFirst,
            _ => return None,
        };
        self.separator.map(|separator| (separator, order))
    }
}

/// The days that a date can mean, whatever time of day stands beside it: the day is the one that is written, in its own
/// time zone. `None` for what is no day, or might be another.
///
/// Not read, since there is doubt: years of two digits ("03/04/31": which part is the year?), months and years without
/// a day, bare numbers but YYYYMMDD (days since 1900 or 1904, seconds since 1970 in some time zone), spans of days,
/// words ("yesterday"), and a weekday that is not the date's.
pub fn read(date: &str) -> Option<Written> {
    let date = date.trim();
    if date.len() > LONGEST {
        return None;
    }
    let (shape, parts) = SHAPES.iter().find_map(|(shape, way)| way.captures(date).map(|parts| (shape, parts)))?;
    let number = |name: &str| parts[name].parse::<i16>().ok();
    let year = number("y")?;
    let day = |month: i16, day: i16| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok();
    let written = match shape {
        Shape::Named => Written::plain(day(month(&parts["m"])?, number("d")?)?),
        Shape::YearFirst if parts["s"] != parts["t"] => return None,
        Shape::YearFirst | Shape::Compact => Written::plain(day(number("m")?, number("d")?)?),
        Shape::YearLast if parts["s"] != parts["t"] => return None,
        Shape::YearLast => {
            let separator = match &parts["s"] {
                "/" => Separator::Slash,
                "." => Separator::Dot,
                _ => Separator::Dash,
            };
            let (a, b) = (number("a")?, number("b")?);
            Written { day_first: day(b, a), month_first: day(a, b), separator: Some(separator) }
        }
    };
    let weekday = parts.name("before").or(parts.name("after")).and_then(|name| weekday(name.as_str()));
    let fits = |day: &Date| weekday.is_none_or(|weekday| weekday == day.weekday());
    let written =
        Written { day_first: written.day_first.filter(fits), month_first: written.month_first.filter(fits), ..written };
    (written.day_first.is_some() || written.month_first.is_some()).then_some(written)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The month of a name, from 1.
fn month(name: &str) -> Option<i16> {
    let name = name.to_ascii_lowercase();
    (1..).zip(MONTHS).find_map(|(n, month)| name.starts_with(month).then_some(n))
}

fn weekday(name: &str) -> Option<Weekday> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let name = name.to_ascii_lowercase();
    (1..).zip(DAYS).find(|(_, day)| name.starts_with(day)).and_then(|(n, _)| Weekday::from_monday_one_offset(n).ok())
}

#[derive(Clone, Copy)]
enum Shape {
    /// 2031-02-03, 2031/2/3, 2031.02.03
    YearFirst,
    /// 20310203, also with a time behind it: 20310203100000
    Compact,
    /// 3 February 2031, Feb. 3rd, 2031, 03-Feb-2031, Mon Feb 3 10:00:00 UTC 2031
    Named,
    /// 31/12/2031, 12/31/2031, 31.12.2031
    YearLast,
}

static SHAPES: LazyLock<Vec<(Shape, Regex)>> = LazyLock::new(|| {
    const YEAR: &str = "(?<y>[1-9][0-9]{3})";
    const DAY: &str = "(?<d>[0-9]{1,2})(?:st|nd|rd|th)?";
    const MONTH: &str = r"(?<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
                          |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";
    const WEEKDAY: &str = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?
                            |sat(?:urday)?|sun(?:day)?)";
    // 10:00, 10:00:00.000, 10:00 AM, 7.30pm, 10 a.m.
    const CLOCK: &str = r"(?:[0-2]?[0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:\s*[ap]\.?m\b\.?)?
                          |[01]?[0-9](?:\.[0-5][0-9])?\s*[ap]\.?m\b\.?)";
    // EST, GMT+0100 (Central European Standard Time), +01:00[Europe/Berlin]
    const ZONE: &str = r"(?:\s*[a-z]{1,5}\b)?(?:\s*[+-][0-9]{1,2}(?::?[0-9]{2})?)?(?:\s*[\[(][a-z\s/_+-]{1,50}[\])])?";
    // the way of ISO without its separators: T100000Z
    const BASIC: &str = "t[0-2][0-9][0-5][0-9](?:[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?";
    const GAP: &str = r"(?:\s*[-./,]\s*|\s+)";
    let ways = [
        (Shape::YearFirst, format!("{YEAR}(?<s>[-/.])(?<m>[0-9]{{1,2}})(?<t>[-/.])(?<d>[0-9]{{1,2}})")),
        (Shape::Compact, format!("{YEAR}(?<m>[0-9]{{2}})(?<d>[0-9]{{2}})(?:[0-2][0-9][0-5][0-9][0-5][0-9])?")),
        (Shape::Named, format!(r"(?:the\s+)?{DAY}(?:{GAP}|\s+of\s+)?{MONTH}{GAP}?{YEAR}")),
        (Shape::Named, format!("{MONTH}{GAP}?{DAY}{GAP}{YEAR}")),
        (Shape::Named, format!(r"{MONTH}\s+{DAY},?\s+{CLOCK}(?:{ZONE})\s+{YEAR}")),
        (Shape::YearLast, format!("(?<a>[0-9]{{1,2}})(?<s>[-/.])(?<b>[0-9]{{1,2}})(?<t>[-/.]){YEAR}")),
    ];
    let whole = |way: String| {
        // the zone before a date is shy: what may be a weekday or a month is one
        let before = format!(
            r"(?:(?:first\s+)?(?:published|posted|date)(?:\s+on)?\s*:?\s+)?
              (?:{CLOCK}(?:{ZONE})??\s*,?\s+)?(?:on\s+)?(?:(?<before>{WEEKDAY})\b[.,]?\s*)?"
        );
        // words behind a date, such as an edition, do not move it; numbers may be another date
        let after = format!(
            r"(?:(?:\s*[,(]\s*|\s+)(?<after>{WEEKDAY})\b\)?)?
              (?:(?:t|\s*[,|–—-]\s*|\s+)(?:at\s+)?{CLOCK}{ZONE}|{BASIC}|\s*(?:z|[+-][0-9]{{2}}:?[0-9]{{2}}))?
              (?:\.|(?:\s*[,;|(–—-]\s*|\s+)[^0-9]{{0,60}})?"
        );
        Regex::new(&format!("(?ix)^{before}(?:{way}){after}$")).expect("a sound pattern")
    };
    ways.into_iter().map(|(shape, way)| (shape, whole(way))).collect()
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(date: &str) -> Option<String> {
        read(date).and_then(|w| w.day()).map(|day| day.to_string())
    }

    #[test]
    fn dates_that_mean_one_day() {
        for date in [
            "2031-02-03",
            "2031-2-3",
            "2031-02-03Z",
            "2031-02-03+01:00",
            "2031-02-03T23:59:00+09:00",
            "2031-02-03T10:00:00.000Z",
            "2031-02-03T10:00:00.000000+0000",
            "2031-02-03T10:00:00+01:00[Europe/Berlin]",
            "2031-02-03t10:00",
            "2031-02-03 10:00",
            "2031-02-03 00:00:00",
            "2031-02-03 10:00:00+00",
            "2031-02-03 10:00:00.123456 UTC",
            "2031/02/03",
            "2031.02.03",
            "20310203",
            "20310203T100000Z",
            "20310203100000",
            "3 February 2031",
            "03 FEBRUARY 2031",
            "3rd February 2031",
            "the 3rd of February, 2031",
            "03-Feb-2031",
            "3/Feb/2031 10:00:00 +0100",
            "3. February 2031",
            "February 3, 2031",
            "February 3rd, 2031 at 10:00 AM EST",
            "Feb. 3, 2031.",
            "Feb 3 2031 7.30pm",
            "Feb-03-2031",
            "Mon, 03 Feb 2031 10:00:00 GMT",
            "Monday, 3 February 2031",
            "Mon. 3 Feb 2031",
            "10:00 AM EST, Mon February 3, 2031",
            "10:00, 3 February 2031",
            "10:00 GMT on Monday 3 February 2031",
            "Published on 3 February 2031",
            "Posted: Feb 3, 2031 | 10 a.m.",
            "February 3,2031",
            "Date: 3 February 2031",
            "on Monday 3 February 2031",
            // as archives of newspapers write them
            "February 3, 2031 Monday",
            "February 3, 2031 Monday 10:00 AM GMT",
            "February 3, 2031, Monday, Late Edition - Final",
            "2031-02-03 (print)",
            "Mon Feb  3 10:00:00 UTC 2031",
            "Mon Feb 03 10:00:00 +0000 2031",
            "Mon Feb 03 2031 10:00:00 GMT+0100 (Central European Standard Time)",
            "\u{a0}2031-02-03\n",
        ] {
            assert_eq!(day(date).as_deref(), Some("2031-02-03"), "{date}");
        }
        for (date, iso) in [
            ("31/12/2022", "2022-12-31"),
            ("10/27/2022", "2022-10-27"),
            ("31.12.2022", "2022-12-31"),
            ("12-31-2022 10:00", "2022-12-31"),
            ("10/27/2022, 10:00:00\u{202f}AM", "2022-10-27"),
            ("5/5/2031", "2031-05-05"),
            ("Sept. 9, 2031", "2031-09-09"),
            ("29 February 2032", "2032-02-29"),
            // 3 April is a Thursday, 4 March a Tuesday
            ("Thursday 03/04/2031", "2031-04-03"),
            ("Tue, 03/04/2031", "2031-03-04"),
            ("03/04/2031 (Thu)", "2031-04-03"),
        ] {
            assert_eq!(day(date).as_deref(), Some(iso), "{date}");
        }
    }

    #[test]
    fn two_days_are_kept_apart_until_the_order_is_known() {
        for (date, separator) in
            [("03/04/2031", Separator::Slash), ("04.05.2031", Separator::Dot), ("3-4-2031 10:00", Separator::Dash)]
        {
            let written = read(date).unwrap();
            assert_eq!((written.day(), written.doubtful(), written.shows()), (None, Some(separator), None), "{date}");
        }
        let written = read("03/04/2031").unwrap();
        assert_eq!(written.day_in(Order::DayFirst), Some(Date::constant(2031, 4, 3)));
        assert_eq!(written.day_in(Order::MonthFirst), Some(Date::constant(2031, 3, 4)));
        // the only day that it can be, whatever the others are
        let written = read("31/12/2031").unwrap();
        assert_eq!(written.day_in(Order::MonthFirst), Some(Date::constant(2031, 12, 31)));
        assert_eq!(written.shows(), Some((Separator::Slash, Order::DayFirst)));
        assert_eq!(read("12-31-2031").unwrap().shows(), Some((Separator::Dash, Order::MonthFirst)));
        for date in ["5/5/2031", "2031-02-13", "13 February 2031"] {
            assert_eq!(read(date).unwrap().shows(), None, "{date}");
        }
    }

    #[test]
    fn what_leaves_a_doubt_is_not_read() {
        for date in [
            "",
            "2031",
            "2031-02",
            "December 2022",
            "Dec 31",
            "03/04/31",
            "31/12/22",
            "3 Feb 31",
            // days since 1900, seconds and milliseconds since 1970
            "44926",
            "44926.5",
            "1924387200",
            "1924387200000",
            "9999999999",
            "2031-13-01",
            "2031-02-30",
            "31/02/2031",
            "13/13/2031",
            "31 April 2031",
            "2031-02/03",
            "03.04/2031",
            "2031-02-03/2031-02-10",
            "3 February 2031 - 5 February 2031",
            "3-5 February 2031",
            "31.12.2031 - 04.01.",
            "2031-02-03 or 04",
            "February 3, 2031 Tuesday",
            // a Monday
            "Tuesday, 3 February 2031",
            "Sunday 03/04/2031",
            // what programs write for no date
            "0001-01-01T00:00:00",
            "0000-00-00",
            "1900-01-00",
            "yesterday",
            "before 3 February 2031",
            "Febtober 3, 2031",
            "\u{0}",
        ] {
            assert_eq!(read(date), None, "{date}");
        }
    }

    proptest! {
        #[test]
        fn any_string_is_read_or_not(date in "\\PC*", head in "[0-9/.:, a-zA-Z+-]{0,40}") {
            for date in [&date, &head] {
                if let Some(day) = read(date).and_then(|w| w.day()) {
                    prop_assert_eq!(read(&day.to_string()).and_then(|w| w.day()), Some(day));
                }
            }
        }

        /// Every day in every way is that day.
        #[test]
        fn every_way_gives_the_day_back(year in 1000i16..=9999, of_year in 1i16..=365) {
            let day = Date::new(year, 1, 1).unwrap().checked_add(jiff::Span::new().days(of_year - 1)).unwrap();
            for way in [
                "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%-d %B %Y", "%d %b %Y", "%B %-d, %Y", "%b %d %Y",
                "%A, %d %B %Y", "%a, %d %b %Y 23:59:59 -0800", "%Y-%m-%dT00:00:00Z", "%a %b %e 10:00:00 UTC %Y", "%d-%b-%Y",
            ] {
                let date = day.strftime(way).to_string();
                prop_assert_eq!(read(&date).and_then(|w| w.day()), Some(day), "{}", date);
            }
            for (way, order) in [("%d/%m/%Y", Order::DayFirst), ("%m/%d/%Y", Order::MonthFirst), ("%-d.%-m.%Y", Order::DayFirst)] {
                let date = day.strftime(way).to_string();
                let written = read(&date).unwrap();
                prop_assert_eq!(written.day_in(order), Some(day), "{}", date);
                prop_assert!(written.shows().is_none_or(|(_, shown)| shown == order), "{}", date);
            }
        }
    }
}
