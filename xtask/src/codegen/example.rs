//! The example value of a column, as an expression of Rust.

use super::column_type::ColumnType;
use super::definition::ColumnDefinition;
use super::digit_groups;

/// An example value in code.
#[derive(Debug, PartialEq)]
pub struct Example {
    /// The expression, without `Some` around it.
    pub expression: String,
    /// What the expression does not show by itself: a date, an instant or a decimal as people write it.
    pub remark: Option<String>,
}

/// The example of a column, or what is wrong with it.
pub fn of(column: &ColumnDefinition) -> Result<Example, String> {
    let text = column.example.as_str();
    let wrong = || format!("example {text:?} is not a value of type {} in full", column.column_type);
    if !column.accepted.is_empty() && column.accepted.iter().all(|accepted| accepted != text) {
        return Err(format!("example {text:?} is not one of the accepted values"));
    }
    let plain = |expression: String| Example { expression, remark: None };
    let units = |name: &str, units: i64| Example {
        expression: format!("{name}({})", grouped(units)),
        remark: Some(text.to_owned()),
    };
    match column.column_type {
        ColumnType::Int32 | ColumnType::Int64 => {
            column.column_type.bound(text).ok_or_else(wrong)?;
            Ok(plain(text.to_owned()))
        }
        ColumnType::Float64 => {
            column.column_type.bound(text).filter(|_| text.contains('.')).ok_or_else(wrong)?;
            Ok(plain(text.to_owned()))
        }
        ColumnType::Decimal128 { .. } => {
            column.column_type.bound(text).ok_or_else(wrong)?;
            Ok(units("Decimal", text.replace('.', "").parse().map_err(|_| wrong())?))
        }
        ColumnType::Bool if matches!(text, "true" | "false") => Ok(plain(text.to_owned())),
        ColumnType::Bool => Err(wrong()),
        ColumnType::Utf8 if text.contains('"') => Ok(plain(format!("r#\"{text}\"#"))),
        ColumnType::Utf8 => Ok(plain(format!("{text:?}"))),
        ColumnType::Date32 => Ok(units("Date32", days(text).ok_or_else(wrong)?)),
        ColumnType::TimestampMicros => Ok(units("TimestampMicros", micros(text).ok_or_else(wrong)?)),
    }
}

/// A number with a mark between thousands, and with its sign.
fn grouped(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", digit_groups(number.unsigned_abs(), '_'))
}

/// Days from 1970-01-01 to a date written `YYYY-MM-DD`.
fn days(text: &str) -> Option<i64> {
    let numbers: Vec<i64> = text.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [year, month, day] = numbers[..] else { return None };
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = usize::try_from(month).ok()?.checked_sub(1)?;
    if text.len() != 10 || !(1..=*lengths.get(month)?).contains(&day) {
        return None;
    }
    let length = |year: i64| if is_leap(year) { 366 } else { 365 };
    let years: i64 = (1970..year).map(length).sum::<i64>() - (year..1970).map(length).sum::<i64>();
    Some(years + lengths[..month].iter().sum::<i64>() + day - 1)
}

/// Microseconds from 1970-01-01 to an instant written `YYYY-MM-DDTHH:MM:SS.ffffff`.
fn micros(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (whole, fraction) = time.split_once('.').filter(|(_, fraction)| fraction.len() == 6)?;
    let numbers: Vec<i64> = whole.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hour, minute, second] = numbers[..] else { return None };
    let seconds = ((days(date)? * 24 + hour) * 60 + minute) * 60 + second;
    Some(seconds * 1_000_000 + fraction.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        for (text, count) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("1968-02-01", -700),
            ("2000-03-01", 11_017),
            ("2024-02-29", 19_782),
        ] {
            assert_eq!(days(text), Some(count), "{text}");
        }
        for text in ["2023-02-29", "2024-13-01", "2024-00-01", "2024-1-1", "today", "2024-01-01-01"] {
            assert_eq!(days(text), None, "{text}");
        }
    }

    #[test]
    fn instants_count_in_microseconds() {
        assert_eq!(micros("1970-01-02T01:02:03.000004"), Some(90_123_000_004));
        assert_eq!(micros("1970-01-02T01:02:03"), None);
    }

    #[test]
    fn numbers_are_grouped_with_their_sign() {
        assert_eq!([grouped(-1_810), grouped(700)], ["-1_810", "700"]);
    }
}
