//! Whether a text casts to a type, strictly: in the form in which the files write values, within the type's range.

use retailgen_schema::ColumnType;
use retailgen_synth::calendar::Date;

/// What texts are to cast to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// A column's type.
    Column(ColumnType),
    /// An instant in UTC with its `Z`.
    Rfc3339,
    /// A JSON object.
    Json,
}

impl Cast {
    /// Whether it takes a text; null always casts.
    pub fn accepts(self, text: Option<&str>) -> bool {
        let Some(text) = text else { return true };
        match self {
            Self::Column(ColumnType::Int32) => is_integer(text) && text.parse::<i32>().is_ok(),
            Self::Column(ColumnType::Int64) => is_integer(text) && text.parse::<i64>().is_ok(),
            Self::Column(ColumnType::Float64) => text.parse::<f64>().is_ok(),
            Self::Column(ColumnType::Bool) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Self::Column(ColumnType::Date32) => is_date(text),
            Self::Column(ColumnType::TimestampMicros) => is_instant(text),
            Self::Column(ColumnType::Decimal128 { precision, scale }) => is_decimal(text, precision, scale),
            // Text is always text, and a type that is new here has no form to hold one against.
            Self::Column(_) => true,
            Self::Rfc3339 => text.strip_suffix('Z').is_some_and(is_instant),
            Self::Json => serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok(),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    is_digits(text.strip_prefix('-').unwrap_or(text))
}

fn is_date(text: &str) -> bool {
    text.len() == "2024-03-01".len() && text.parse::<Date>().is_ok()
}

/// `2024-03-01T04:15:09` with up to nine decimals, the `T` or a blank in the middle, no zone.
fn is_instant(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', ' ']) else { return false };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let below = |part: &str, end: u32| part.len() == 2 && is_digits(part) && part.parse().is_ok_and(|n: u32| n < end);
    is_date(date)
        && below(hour, 24)
        && below(minute, 60)
        && below(second, 60)
        && is_digits(fraction)
        && fraction.len() <= 9
}

fn is_decimal(text: &str, precision: u8, scale: i8) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let decimals = usize::try_from(scale).unwrap_or(0);
    let places = usize::from(precision).saturating_sub(decimals);
    is_digits(whole)
        && is_digits(fraction)
        && whole.trim_start_matches('0').len() <= places
        && (fraction.len() <= decimals || (decimals == 0 && fraction == "0"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_csv::ReaderBuilder;
    use arrow_schema::{DataType, Field, Schema};

    use super::*;

    /// Whether arrow-csv, which shares no code with this, takes the text.
    fn arrow_accepts(column_type: ColumnType, text: &str) -> bool {
        let fields = vec![Field::new("value", column_type.data_type(), true), Field::new("x", DataType::Utf8, true)];
        let line = format!("\"{text}\",x\n");
        let reader = ReaderBuilder::new(Arc::new(Schema::new(fields))).build(line.as_bytes()).unwrap();
        reader.into_iter().all(|batch| batch.is_ok())
    }

    #[test]
    fn what_is_accepted_and_refused_is_so_elsewhere_too() {
        let decimal = ColumnType::Decimal128 { precision: 5, scale: 4 };
        for (column_type, accepted, refused) in [
            (ColumnType::Int32, &["0", "-7", "2147483647"][..], &["2147483648", "1.0", "x", "1e3", "1,0"][..]),
            (ColumnType::Int64, &["9481920637714", "-1"], &["9223372036854775808", "--1", "O1"]),
            (ColumnType::Float64, &["-354.373900", "0.000000", "1e300"], &["x", "1,5", "1.2.3"]),
            (ColumnType::Bool, &["true", "false"], &["yes", "2"]),
            (
                ColumnType::Date32,
                &["2024-02-29", "1978-12-08"],
                &["2023-02-29", "08/03/1978", "0000-00-00", "8-Mar-78", "2024-13-01", "2O24-01-01", "unknown"],
            ),
            (
                ColumnType::TimestampMicros,
                &["2024-03-11T04:15:09.120000", "2024-03-11 04:15:09", "2016-12-31T23:59:59.999999"],
                &[
                    "03/11/2024 4:15:09 AM",
                    "1710130509",
                    "2024-03-11T--:--:--",
                    "2024-03-11T29:15:09.000000",
                    "2024-02-30T01:00:00.000000",
                    "2024-03-11T04.15.09",
                    "x",
                ],
            ),
            (decimal, &["0.0000", "-1.0000", "5.0000", "0.25"], &["10.0000", "x", "1,5", "1.2.3"]),
        ] {
            for text in accepted {
                assert!(Cast::Column(column_type).accepts(Some(text)), "{text} as {column_type}");
                assert!(arrow_accepts(column_type, text), "{text} as {column_type}");
            }
            for text in refused {
                assert!(!Cast::Column(column_type).accepts(Some(text)), "{text} as {column_type}");
                assert!(!arrow_accepts(column_type, text), "{text} as {column_type}");
            }
            assert!(Cast::Column(column_type).accepts(None));
        }
        assert!(Cast::Column(ColumnType::Utf8).accepts(Some("")));
    }
}
