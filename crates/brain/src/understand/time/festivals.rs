//! Festivals of other calendars that people name: Muslim, Jewish, Chinese, Hindu, with the arithmetic that places them.
//! Muslim dates follow the tabular calendar and may differ by a day from a sighting of the moon.

use super::holiday::Holiday;
use super::span::{add_days, date};
use jiff::civil::Date;

/// The first date with this Muslim month and day in a Gregorian year.
pub fn islamic(year: i64, month: i64, day: i64) -> Option<Date> {
    // Thursday, 15 July 622 in the Julian calendar, as days after 1970-01-01.
    const EPOCH: i64 = -492_149;
    // From Rajab to Dhu al-Qadah the observed months begin a day after the table's.
    let day = day + i64::from((7..=11).contains(&month));
    let first = (year - 622) * 33 / 32 - 1;
    (first..first + 5).find_map(|hijri| {
        let days = (29 * (month - 1)) + month / 2 + day - 1 + (hijri - 1) * 354 + (3 + 11 * hijri) / 30;
        add_days(date(1970, 1, 1)?, EPOCH + days).filter(|d| i64::from(d.year()) == year)
    })
}

/// The first day of Passover, by the rule of Gauss.
pub fn passover(year: i64) -> Option<Date> {
    const SCALE: i64 = 1_000_000_000;
    let anno = year + 3_760;
    let a = (12 * anno + 17) % 19;
    let b = anno % 4;
    let exact = 32_044_093_200 + 1_554_241_800 * a + 250_000_000 * b - 3_177_794 * anno;
    let (mut march, rest) = (exact.div_euclid(SCALE), exact.rem_euclid(SCALE));
    let c = (march + 3 * anno + 5 * b + 5) % 7;
    march += match c {
        2 | 4 | 6 => 1,
        1 if a > 6 && rest >= 632_870_370 => 2,
        0 if a > 11 && rest >= 897_723_765 => 1,
        _ => 0,
    };
    // Julian day of March, thirteen days behind (1900 to 2099).
    add_days(date(year, 3, 1)?, march - 1 + 13)
}

/// The eve of Hanukkah: its month depends on the length of the Jewish year.
pub fn hanukkah(year: i64) -> Option<Date> {
    let new_year = add_days(passover(year)?, 163)?;
    let length = i64::from(add_days(passover(year + 1)?, 163)?.since(new_year).ok()?.get_days());
    let is_full = matches!(length, 355 | 385);
    add_days(new_year, if is_full { 83 } else { 82 })
}

/// Month and day by year from 2012; these calendars go by observation and are kept as a list.
const CHINESE: &[(i64, i64)] = &[
    (1, 23), (2, 10), (1, 31), (2, 19), (2, 8), (1, 28), (2, 16), (2, 5), (1, 25), (2, 12), (2, 1), (1, 22), (2, 10), (1, 29), (2, 17), (2, 6), (1, 26), (2, 13), (2, 3),
];
const DIWALI: &[(i64, i64)] = &[
    (11, 13), (11, 3), (10, 23), (11, 11), (10, 30), (10, 19), (11, 7), (10, 27), (11, 14), (11, 4), (10, 24), (11, 12), (11, 1), (10, 20), (11, 8), (10, 29), (10, 17), (11, 5), (10, 26),
];
const HOLI: &[(i64, i64)] = &[
    (3, 8), (3, 27), (3, 17), (3, 6), (3, 24), (3, 13), (3, 2), (3, 21), (3, 10), (3, 29), (3, 18), (3, 8), (3, 25), (3, 14), (3, 4), (3, 22), (3, 11), (3, 1), (3, 20),
];

fn listed(list: &[(i64, i64)], year: i64) -> Option<Date> {
    let (month, day) = list.get(usize::try_from(year - 2012).ok()?)?;
    date(year, *month, *day)
}

pub fn chinese(year: i64) -> Option<Date> {
    listed(CHINESE, year)
}
pub fn diwali(year: i64) -> Option<Date> {
    listed(DIWALI, year)
}
pub fn holi(year: i64) -> Option<Date> {
    listed(HOLI, year)
}

const fn moon(month: i8, day: i8) -> Holiday {
    Holiday::Islamic { month, day }
}
const FITR: Holiday = moon(10, 1);
const ADHA: Holiday = moon(12, 10);
const RAMADAN: Holiday = Holiday::Long(&moon(9, 1), 30);
const NEW_YEAR: Holiday = Holiday::Long(&Holiday::Passover(162), 3);
const LIGHTS: Holiday = Holiday::Long(&Holiday::Hanukkah, 8);

pub const NAMES: &[(&str, Holiday)] = &[
    ("рамадан*", RAMADAN),
    ("рамазан*", RAMADAN),
    ("ramadan", RAMADAN),
    ("ураза байрам*", FITR),
    ("ураза - байрам*", FITR),
    ("ораза айт*", FITR),
    ("орозо айт*", FITR),
    ("eid al - fitr", FITR),
    ("eid ul - fitr", FITR),
    ("eid al fitr", FITR),
    ("курбан байрам*", ADHA),
    ("курбан - байрам*", ADHA),
    ("курбан айт*", ADHA),
    ("құрбан айт*", ADHA),
    ("eid al - adha", ADHA),
    ("id ul - adha", ADHA),
    ("eid al adha", ADHA),
    ("sacrifice feast", ADHA),
    ("bakr id", ADHA),
    ("mawlid al - nabawi", moon(3, 12)),
    ("mawlid", moon(3, 12)),
    ("laylat al kadr", moon(9, 27)),
    ("laylat al - qadr", moon(9, 27)),
    ("night of measures", moon(9, 27)),
    ("night of power", moon(9, 27)),
    ("islamic new year", moon(1, 1)),
    ("amun jadid", moon(1, 1)),
    ("day of ashura", moon(1, 10)),
    ("ashura", moon(1, 10)),
    ("isra and miraj", moon(7, 27)),
    ("prophets ascension", moon(7, 27)),
    ("night journey", moon(7, 27)),
    ("ascension to heaven", moon(7, 27)),
    ("песах*", Holiday::Passover(0)),
    ("passover", Holiday::Long(&Holiday::Passover(-1), 9)),
    ("yom kippur", Holiday::Passover(171)),
    ("shemini atzeret", Holiday::Passover(183)),
    ("simchat torah", Holiday::Passover(184)),
    ("tisha bav", Holiday::Passover(112)),
    ("yom haatzmaut", Holiday::Passover(18)),
    ("lag bomer", Holiday::Passover(32)),
    ("lag baomer", Holiday::Passover(32)),
    ("yom hashoah", Holiday::Passover(11)),
    ("holocaust day", Holiday::Passover(11)),
    ("rosh hashanah", NEW_YEAR),
    ("rosh hashana", NEW_YEAR),
    ("rosh hashanna", NEW_YEAR),
    ("chanukah", LIGHTS),
    ("hanukkah", LIGHTS),
    ("hanukah", LIGHTS),
    ("hannukkah", LIGHTS),
    ("ханук*", LIGHTS),
    ("feast of the ingathering", Holiday::Long(&Holiday::Passover(176), 9)),
    ("sukkot", Holiday::Long(&Holiday::Passover(176), 9)),
    ("succos", Holiday::Long(&Holiday::Passover(176), 9)),
    ("shavuot", Holiday::Long(&Holiday::Passover(49), 3)),
    ("tu bishvat", Holiday::Passover(-60)),
    ("purim", Holiday::Passover(-31)),
    ("shushan purim", Holiday::Passover(-30)),
    ("китайск* нов* год*", Holiday::Chinese),
    ("chinese new year", Holiday::Chinese),
    ("chinese new years", Holiday::Chinese),
    ("chinese new years day", Holiday::Chinese),
    ("chinese lunar new years day", Holiday::Chinese),
    ("lunar new year", Holiday::Chinese),
    ("diwali", Holiday::Diwali(0)),
    ("deepavali", Holiday::Diwali(0)),
    ("lakshmi puja", Holiday::Diwali(0)),
    ("dhanteras", Holiday::Diwali(-2)),
    ("dhanatrayodashi", Holiday::Diwali(-2)),
    ("kali chaudas", Holiday::Diwali(-1)),
    ("choti diwali", Holiday::Diwali(-1)),
    ("bhai dooj", Holiday::Diwali(2)),
    ("chhath", Holiday::Diwali(6)),
    ("dala puja", Holiday::Diwali(6)),
    ("surya shashthi", Holiday::Diwali(6)),
    ("maha saptami", Holiday::Diwali(-23)),
    ("dussehra", Holiday::Diwali(-20)),
    ("vijayadashami", Holiday::Diwali(-20)),
    ("navaratri", Holiday::Long(&Holiday::Diwali(-29), 10)),
    ("durga puja", Holiday::Long(&Holiday::Diwali(-29), 10)),
    ("holi", Holiday::Holi(0)),
    ("dhulandi", Holiday::Holi(0)),
    ("phagwah", Holiday::Holi(0)),
    ("chhoti holi", Holiday::Holi(-1)),
    ("holika dahan", Holiday::Holi(-1)),
    ("kamudu pyre", Holiday::Holi(-1)),
    ("pongal", Holiday::Pongal(0)),
    ("thai pongal", Holiday::Pongal(0)),
    ("makara sankranthi", Holiday::Pongal(0)),
    ("makar sankranti", Holiday::Pongal(0)),
    ("maghi", Holiday::Pongal(0)),
    ("bogi pandigai", Holiday::Pongal(-1)),
    ("maattu pongal", Holiday::Pongal(1)),
    ("mattu pongal", Holiday::Pongal(1)),
    ("kaanum pongal", Holiday::Pongal(2)),
    ("kanni pongal", Holiday::Pongal(2)),
    ("koningsdag", Holiday::Kings),
    ("kings day", Holiday::Kings),
    ("rabindra jayanti", Holiday::Fixed { month: 5, day: 9 }),
    ("rabindranath jayanti", Holiday::Fixed { month: 5, day: 9 }),
    ("vaisakhi", Holiday::Fixed { month: 4, day: 14 }),
    ("baisakhi", Holiday::Fixed { month: 4, day: 14 }),
    ("vasakhi", Holiday::Fixed { month: 4, day: 14 }),
    ("vaishakhi", Holiday::Fixed { month: 4, day: 14 }),
    ("lent", Holiday::Long(&Holiday::Easter(-46), 46)),
    ("велик* пост*", Holiday::Long(&Holiday::Pascha(-48), 48)),
    ("масленниц*", Holiday::Long(&Holiday::Pascha(-55), 7)),
    ("масленица", Holiday::Long(&Holiday::Pascha(-55), 7)),
    ("масленицу", Holiday::Long(&Holiday::Pascha(-55), 7)),
    ("great fast", Holiday::Long(&Holiday::Pascha(-48), 40)),
];
