//! A release of a source: one column, or one key of JSON, is new, gone, under another name, or written as another type.

use std::fmt::Write as _;

/// What a release changes in all rows of a file of CSV or of JSON lines.
///
/// ```
/// use retailgen_text::{ColumnChange, Retyping, Rewriting};
///
/// let change = ColumnChange::Retyped { name: "fee", place: 1, form: Retyping::DecimalComma };
/// assert_eq!(change.values(false), ("fee: 1234.50".to_owned(), "fee: 1234,50".to_owned()));
/// let mut text = b"id,fee\n7,4.90\n8,\n".to_vec();
/// Rewriting::Columns { change, is_json: false }.apply(&mut text, true);
/// assert_eq!(text, b"id,fee\n7,\"4,90\"\n8,\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnChange {
    /// A column that was not there, with the same value in every row.
    Added {
        /// Its name.
        name: &'static str,
        /// Its value, as CSV shows it.
        value: &'static str,
        /// Whether the value is text, which JSON shows in quotes.
        is_text: bool,
        /// The column before which it stands; as many as there are where it is the last. Objects begin with it.
        place: usize,
    },
    /// A column of CSV that is gone.
    Dropped {
        /// Its name.
        name: &'static str,
        /// Where it stood.
        place: usize,
    },
    /// A column under another name.
    Renamed {
        /// Its name.
        name: &'static str,
        /// Where it stands.
        place: usize,
        /// The name that it has now.
        now: String,
    },
    /// A column whose values are written as another type writes its values.
    Retyped {
        /// Its name.
        name: &'static str,
        /// Where it stands.
        place: usize,
        /// How they are written.
        form: Retyping,
    },
}

/// How values are written that were of one type before. Each way can be had back, and leaves null as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retyping {
    /// Whole numbers of CSV with a decimal place, as floats have.
    FloatingPoint,
    /// Decimals of CSV with a comma, in quotes.
    DecimalComma,
    /// Instants of CSV with the day first, and a space before the time.
    DayFirst,
    /// Instants of CSV with a space for the T.
    WithoutT,
    /// Dates of CSV with the day first.
    DateDayFirst,
    /// Dates of CSV without hyphens.
    Compact,
    /// Truth values of CSV as Y and N.
    YesNo,
    /// Numbers of JSON as text.
    NumberAsText,
}

impl Retyping {
    /// A value before and after, as the text of a cell.
    #[must_use]
    pub fn example(self) -> (&'static str, &'static str) {
        match self {
            Self::FloatingPoint => ("42", "42.0"),
            Self::DecimalComma => ("1234.50", "1234,50"),
            Self::DayFirst => ("2024-03-31T09:30:00.000000", "31/03/2024 09:30:00.000000"),
            Self::WithoutT => ("2024-03-31T09:30:00.000000", "2024-03-31 09:30:00.000000"),
            Self::DateDayFirst => ("2024-03-31", "31/03/2024"),
            Self::Compact => ("2024-03-31", "20240331"),
            Self::YesNo => ("true", "Y"),
            Self::NumberAsText => ("42", "\"42\""),
        }
    }

    /// Writes a field of CSV, which is not null, in this way.
    fn field(self, clean: &[u8], out: &mut Vec<u8>) {
        // `2024-03-31T09:30:00.000000`, or as much of it as there is.
        let (date, time) = clean.split_at_checked(10).unwrap_or((clean, b""));
        let [year, month, day] = [0..4, 5..7, 8..10].map(|part| date.get(part).unwrap_or_default());
        let time = time.get(1..).unwrap_or_default();
        match self {
            Self::FloatingPoint => out.extend([clean, b".0"].concat()),
            Self::DecimalComma => {
                out.push(b'"');
                out.extend(clean.iter().map(|byte| if *byte == b'.' { b',' } else { *byte }));
                out.push(b'"');
            }
            Self::DayFirst => out.extend([day, b"/", month, b"/", year, b" ", time].concat()),
            Self::WithoutT => out.extend([date, b" ", time].concat()),
            Self::DateDayFirst => out.extend([day, b"/", month, b"/", year].concat()),
            Self::Compact => out.extend(clean.iter().filter(|byte| **byte != b'-')),
            Self::YesNo => out.push(if clean == b"true" { b'Y' } else { b'N' }),
            Self::NumberAsText => out.extend_from_slice(clean),
        }
    }
}

impl ColumnChange {
    /// What a label says stood there, and what stands there now: names, and a value as an example. What is gone is told by
    /// [`dropped`](Self::dropped) instead.
    #[must_use]
    pub fn values(&self, is_json: bool) -> (String, String) {
        match self {
            Self::Added { name, .. } => (String::new(), format!("{name}: {}", self.token(is_json))),
            Self::Dropped { .. } => (String::new(), String::new()),
            Self::Renamed { name, now, .. } => ((*name).to_owned(), now.clone()),
            Self::Retyped { name, form, .. } => {
                let (clean, dirty) = form.example();
                (format!("{name}: {clean}"), format!("{name}: {dirty}"))
            }
        }
    }

    /// The column whose values are not as they were, so that nothing else can be told of them; none where they are.
    #[must_use]
    pub fn spoiled_column(&self) -> Option<&'static str> {
        match self {
            Self::Dropped { name, .. } | Self::Retyped { name, .. } => Some(name),
            Self::Added { .. } | Self::Renamed { .. } => None,
        }
    }

    /// The column that is gone with the fields of a block of CSV that had it, a line each below its name; none of other changes.
    #[must_use]
    pub fn dropped(&self, clean: &[u8], is_first: bool) -> Option<String> {
        let Self::Dropped { name, place } = self else { return None };
        let mut column = format!("{name}\n");
        let mut is_header = is_first;
        each_field(clean, |number, field, is_last| {
            if number == *place && !is_header {
                // Fields are UTF-8, as blocks are.
                let _ = writeln!(column, "{}", String::from_utf8_lossy(field));
            }
            is_header &= !is_last;
        });
        Some(column)
    }

    fn token(&self, is_json: bool) -> String {
        match self {
            Self::Added { value, is_text: true, .. } if is_json => format!("\"{value}\""),
            Self::Added { value, .. } => (*value).to_owned(),
            _ => String::new(),
        }
    }

    /// Writes a block of CSV.
    pub(crate) fn csv(&self, clean: &[u8], is_first: bool, out: &mut Vec<u8>) {
        let mut is_header = is_first;
        each_field(clean, |number, field, is_last| {
            let mut is_begun = number > 0 && !matches!(self, Self::Dropped { place: 0, .. } if number == 1);
            let mut write = |field: &dyn Fn(&mut Vec<u8>)| {
                if is_begun {
                    out.push(b',');
                }
                field(out);
                is_begun = true;
            };
            let as_it_was = |out: &mut Vec<u8>| out.extend_from_slice(field);
            match self {
                Self::Added { name, value, place, .. } => {
                    let added = if is_header { name } else { value };
                    let added = |out: &mut Vec<u8>| out.extend_from_slice(added.as_bytes());
                    if number == *place {
                        write(&added);
                    }
                    write(&as_it_was);
                    if is_last && *place == number + 1 {
                        write(&added);
                    }
                }
                Self::Dropped { place, .. } if number == *place => {}
                Self::Renamed { place, now, .. } if is_header && number == *place => {
                    write(&|out| out.extend_from_slice(now.as_bytes()));
                }
                Self::Retyped { place, form, .. } if !is_header && number == *place && !field.is_empty() => {
                    write(&|out| form.field(field, out));
                }
                _ => write(&as_it_was),
            }
            if is_last {
                out.push(b'\n');
                is_header = false;
            }
        });
    }

    /// Writes a block of JSON lines. A line that is no object is looked at no closer than the others.
    pub(crate) fn json(&self, clean: &[u8], out: &mut Vec<u8>) {
        let key = |name: &str| format!("\"{name}\":").into_bytes();
        match self {
            Self::Added { name, .. } => {
                let member = format!("{{\"{name}\":{},", self.token(true));
                for line in clean.split_inclusive(|byte| *byte == b'\n') {
                    match line.strip_prefix(b"{").filter(|rest| rest.starts_with(b"\"")) {
                        Some(rest) => out.extend([member.as_bytes(), rest].concat()),
                        None => out.extend_from_slice(line),
                    }
                }
            }
            Self::Renamed { name, now, .. } => {
                let now = key(now);
                each_key(clean, &key(name), out, |_, out| {
                    out.extend_from_slice(&now);
                    0
                });
            }
            Self::Retyped { name, .. } => {
                let key = key(name);
                each_key(clean, &key, out, |rest, out| {
                    out.extend_from_slice(&key);
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit() || b"-.".contains(byte)).count();
                    if digits == 0 || rest.get(digits).is_none_or(|byte| !b",}".contains(byte)) {
                        return 0;
                    }
                    out.extend([b"\"", &rest[..digits], b"\""].concat());
                    digits
                });
            }
            Self::Dropped { .. } => out.extend_from_slice(clean),
        }
    }
}

/// Copies a text but for each `key` in it, which `write` writes: it sees what follows and says how much of that it has written, too.
fn each_key(clean: &[u8], key: &[u8], out: &mut Vec<u8>, write: impl Fn(&[u8], &mut Vec<u8>) -> usize) {
    let mut at = 0;
    while at < clean.len() {
        if clean[at] == b'"' && clean[at..].starts_with(key) {
            at += key.len();
            at += write(&clean[at..], out);
        } else {
            out.push(clean[at]);
            at += 1;
        }
    }
}

/// Goes through the fields of a block of CSV: the number of each in its record, its text with its quotes, whether it is the last.
fn each_field(clean: &[u8], mut each: impl FnMut(usize, &[u8], bool)) {
    let (mut quoted, mut start, mut number) = (false, 0, 0);
    for (at, byte) in clean.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' if !quoted => {
                let is_last = *byte == b'\n';
                each(number, &clean[start..at], is_last);
                start = at + 1;
                number = if is_last { 0 } else { number + 1 };
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rewriting;

    fn written(change: ColumnChange, is_json: bool, text: &str, is_first: bool) -> String {
        let mut bytes = text.as_bytes().to_vec();
        Rewriting::Columns { change, is_json }.apply(&mut bytes, is_first);
        String::from_utf8(bytes).unwrap()
    }

    fn added(place: usize) -> ColumnChange {
        ColumnChange::Added { name: "batch_id", value: "R2", is_text: true, place }
    }

    const CSV: &str = "id,at,name\n7,2024-03-31,\"a, \"\"b\"\"\"\n8,,\n";

    #[test]
    fn columns_come_and_go() {
        for (place, wanted) in [
            (0, "batch_id,id,at,name\nR2,7,2024-03-31,\"a, \"\"b\"\"\"\nR2,8,,\n"),
            (1, "id,batch_id,at,name\n7,R2,2024-03-31,\"a, \"\"b\"\"\"\n8,R2,,\n"),
            (3, "id,at,name,batch_id\n7,2024-03-31,\"a, \"\"b\"\"\",R2\n8,,,R2\n"),
        ] {
            assert_eq!(written(added(place), false, CSV, true), wanted);
        }
        for (place, wanted, column) in [
            (0, "at,name\n2024-03-31,\"a, \"\"b\"\"\"\n,\n", "x\n7\n8\n"),
            (1, "id,name\n7,\"a, \"\"b\"\"\"\n8,\n", "x\n2024-03-31\n\n"),
            (2, "id,at\n7,2024-03-31\n8,\n", "x\n\"a, \"\"b\"\"\"\n\n"),
        ] {
            let change = ColumnChange::Dropped { name: "x", place };
            assert_eq!(change.dropped(CSV.as_bytes(), true).as_deref(), Some(column));
            assert_eq!(written(change, false, CSV, true), wanted);
        }
        let second_block = ColumnChange::Dropped { name: "x", place: 0 };
        assert_eq!(second_block.dropped(b"7,a\n8,b\n", false).as_deref(), Some("x\n7\n8\n"));
    }

    #[test]
    fn headers_have_other_names_and_fields_other_types() {
        let renamed = ColumnChange::Renamed { name: "at", place: 1, now: "changedAt".to_owned() };
        assert_eq!(written(renamed.clone(), false, CSV, true), CSV.replacen("at", "changedAt", 1));
        assert_eq!(written(renamed, false, "7,at\n", false), "7,at\n");
        for (form, clean) in [
            (Retyping::FloatingPoint, "42"),
            (Retyping::DecimalComma, "1234.50"),
            (Retyping::DayFirst, "2024-03-31T09:30:00.000000"),
            (Retyping::WithoutT, "2024-03-31T09:30:00.000000"),
            (Retyping::DateDayFirst, "2024-03-31"),
            (Retyping::Compact, "2024-03-31"),
            (Retyping::YesNo, "true"),
        ] {
            let (before, after) = form.example();
            assert_eq!(before, clean);
            let after = if form == Retyping::DecimalComma { format!("\"{after}\"") } else { after.to_owned() };
            let change = ColumnChange::Retyped { name: "at", place: 1, form };
            let text = |value: &str| format!("id,at\n7,{value}\n8,\n");
            assert_eq!(written(change, false, &text(clean), true), text(&after));
        }
    }

    #[test]
    fn keys_of_json_change_where_they_are_keys() {
        let lines =
            "{\"id\":7,\"user_id\":42,\"text\":\"\\\"user_id\\\":1\"}\n{\"id\":8,\"user_id\":null}\n{'user_id\n";
        let start = "{\"batch_id\":\"R2\",\"id\"";
        assert_eq!(written(added(1), true, lines, true), lines.replace("{\"id\"", start));
        let renamed = ColumnChange::Renamed { name: "user_id", place: 1, now: "userId".to_owned() };
        assert_eq!(written(renamed, true, lines, true), lines.replace(",\"user_id\":", ",\"userId\":"));
        let retyped = ColumnChange::Retyped { name: "user_id", place: 1, form: Retyping::NumberAsText };
        assert_eq!(written(retyped, true, lines, true), lines.replacen(":42", ":\"42\"", 1));
    }
}
