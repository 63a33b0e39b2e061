//! Public holidays and make-up workdays, as their countries have announced them.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::CalendarError;
use jiff::civil::Date;

codes! {
    /// A country whose holidays are known.
    pub enum HolidaySet ("holidays") {
        China = "CN",
        Japan = "JP",
        Korea = "KR",
    }
}

/// A date that differs from its week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// A day of the weekend that is worked instead of a holiday.
    pub works: bool,
    /// The holiday, in the country's language.
    pub name: &'static str,
}

struct Table {
    days: HashMap<Date, Holiday>,
    years: RangeInclusive<i16>,
}

static CHINA: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../../../data/holidays/CN.txt")));
static JAPAN: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../../../data/holidays/JP.txt")));
static KOREA: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../../../data/holidays/KR.txt")));

/// Reads lines of date, `off` or `work`, and name; a test sees that each is one.
fn table(text: &'static str) -> Table {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let days: HashMap<Date, Holiday> = lines.filter_map(line).collect();
    let years = || days.keys().map(|date| date.year());
    Table {
        years: years().min().unwrap_or(i16::MAX)..=years().max().unwrap_or(i16::MIN),
        days,
    }
}

pub(super) fn line(text: &'static str) -> Option<(Date, Holiday)> {
    let (date, rest) = text.split_once(' ')?;
    let (what, name) = rest.split_once(' ')?;
    let works = match what {
        "off" => false,
        "work" => true,
        _ => return None,
    };
    Some((date.parse().ok()?, Holiday { works, name }))
}

impl HolidaySet {
    /// The set of a country by its ISO 3166-1 code.
    pub fn of_country(code: &str) -> Result<Self, CalendarError> {
        code.parse()
            .map_err(|_| CalendarError::Holidays(code.chars().take(20).collect()))
    }

    /// The holidays of the country that a zone (IANA name) is the time of, where they are known.
    pub fn of_zone(zone: &str) -> Option<Self> {
        match zone {
            "Asia/Shanghai" | "Asia/Urumqi" | "Asia/Chongqing" | "Asia/Harbin" | "PRC" => Some(Self::China),
            "Asia/Tokyo" | "Japan" => Some(Self::Japan),
            "Asia/Seoul" | "ROK" => Some(Self::Korea),
            _ => None,
        }
    }

    /// What is special about a date, if anything.
    pub fn on(self, date: Date) -> Option<Holiday> {
        self.table().days.get(&date).copied()
    }

    /// The years whose holidays are known.
    pub fn years(self) -> RangeInclusive<i16> {
        self.table().years.clone()
    }

    /// Every date of a year, whether it is worked where Saturday and Sunday are free, and what is special about it.
    pub fn year(
        self,
        year: i16,
    ) -> Result<impl Iterator<Item = (Date, bool, Option<Holiday>)>, CalendarError> {
        let years = self.years();
        if !years.contains(&year) {
            return Err(CalendarError::YearUnknown {
                country: self.as_str(),
                first: *years.start(),
                last: *years.end(),
            });
        }
        let first = Date::new(year, 1, 1).map_err(|_| CalendarError::OutOfRange)?;
        let days = first.series(jiff::Span::new().days(1));
        Ok(days.take_while(move |date| date.year() == year).map(move |date| {
            let special = self.on(date);
            let weekday = date.weekday().to_monday_zero_offset() < 5;
            (date, special.map_or(weekday, |day| day.works), special)
        }))
    }

    fn table(self) -> &'static Table {
        match self {
            Self::China => &CHINA,
            Self::Japan => &JAPAN,
            Self::Korea => &KOREA,
        }
    }
}
