//! The example value of a column, as an expression of Rust.

use retailgen_synth::calendar::Date;

use super::column_type::ColumnType;
use super::definition::ColumnDefinition;
use super::digit_groups;

/// An example value in code.
#[derive(Debug, PartialEq)]
pub struct Example {
    /// The expression, without `Some` around it.
    pub expression: String,
    /// What the expression alone does not show: a date, an instant or a decimal as people write it.
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
            Ok(plain(grouped(text.parse().map_err(|_| wrong())?)))
        }
        ColumnType::Float64 => {
            column.column_type.bound(text).ok_or_else(wrong)?;
            let (whole, decimals) = text.split_once('.').ok_or_else(wrong)?;
            // Clippy wants groups of three where there are six digits.
            let decimals =
                if decimals.len() == 6 { [&decimals[..3], "_", &decimals[3..]].concat() } else { decimals.to_owned() };
            Ok(plain(format!("{whole}.{decimals}")))
        }
        ColumnType::Decimal128 { .. } => {
            column.column_type.bound(text).ok_or_else(wrong)?;
            Ok(units("Decimal", text.replace('.', "").parse().map_err(|_| wrong())?))
        }
        ColumnType::Bool if matches!(text, "true" | "false") => Ok(plain(text.to_owned())),
        ColumnType::Bool => Err(wrong()),
        ColumnType::Utf8 if text.contains('"') => Ok(plain(format!("r#\"{text}\"#"))),
        ColumnType::Utf8 => Ok(plain(format!("{text:?}"))),
        ColumnType::Date32 => {
            let date: Date = text.parse().map_err(|_| wrong())?;
            Ok(units("Date32", date.days().into()))
        }
        ColumnType::TimestampMicros => Ok(units("TimestampMicros", micros(text).ok_or_else(wrong)?)),
    }
}

/// A number with a mark between thousands, and with its sign.
fn grouped(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", digit_groups(number.unsigned_abs(), '_'))
}

/// Microseconds from 1970-01-01 to an instant written `YYYY-MM-DDTHH:MM:SS.ffffff`.
fn micros(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (whole, fraction) = time.split_once('.').filter(|(_, fraction)| fraction.len() == 6)?;
    let numbers: Vec<i64> = whole.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hour, minute, second] = numbers[..] else { return None };
    let date: Date = date.parse().ok()?;
    Some(date.midnight_utc() + ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_count_in_microseconds() {
        assert_eq!(micros("1970-01-02T01:02:03.000004"), Some(90_123_000_004));
        assert_eq!(micros("1970-01-02T01:02:03"), None);
        assert_eq!(micros("2023-02-29T01:02:03.000004"), None);
    }

    #[test]
    fn numbers_are_grouped_with_their_sign() {
        assert_eq!([grouped(-1_810), grouped(700)], ["-1_810", "700"]);
    }
}
