//! The data's files, found by the names that tools have for them.

use std::collections::HashMap;

use retailgen_schema::{Format, Formats, Table};

/// Files by number, with what their names may be shortened to.
#[derive(Debug, Default)]
pub(crate) struct SourceFiles {
    files: Vec<(Table, String)>,
    by_path: HashMap<String, u32>,
    /// How many rows a file has, where that is known.
    rows: HashMap<u32, u64>,
    /// Whether all files of the data are known, so that any other is none.
    pub(crate) is_complete: bool,
}

/// What a tool's name for a file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meant {
    One(u32),
    /// Several files may be meant, or none.
    Several,
    Unknown,
}

impl SourceFiles {
    /// The number of a file, which it gets where it has none yet.
    pub(crate) fn add(&mut self, table: Table, path: &str) -> u32 {
        if let Some(number) = self.by_path.get(path) {
            return *number;
        }
        let number = self.files.len() as u32;
        self.files.push((table, path.to_owned()));
        self.by_path.insert(path.to_owned(), number);
        number
    }

    /// Tells how many rows a file has.
    pub(crate) fn set_rows(&mut self, number: u32, rows: u64) {
        self.rows.insert(number, rows);
    }

    /// Whether a file may have a row of this number, from 0.
    pub(crate) fn may_have(&self, number: u32, row: u64) -> bool {
        self.rows.get(&number).is_none_or(|rows| row < *rows)
    }

    pub(crate) fn table(&self, number: u32) -> Table {
        self.files[number as usize].0
    }

    pub(crate) fn path(&self, number: u32) -> &str {
        &self.files[number as usize].1
    }

    /// The formats of the tables, by their files.
    pub(crate) fn formats(&self) -> Formats {
        // Only the whole list tells whether a Delta table has a log.
        let tells = |table: Table| self.is_complete || table.definition().format != Format::Delta;
        let files = self.files.iter().map(|(table, path)| (*table, path.as_str()));
        Formats::of_files(files.filter(|(table, _)| tells(*table)))
    }

    pub(crate) fn len(&self) -> u32 {
        self.files.len() as u32
    }

    /// The file that a name means: its path below the data folder, a longer path that ends with it, or a part of its path that
    /// no other file of the table has, such as its name or `order_dt=2024-01-05`.
    pub(crate) fn find(&self, table: Option<Table>, name: &str) -> Meant {
        if let Some(number) = self.by_path.get(name) {
            return Meant::One(*number);
        }
        let name = name.strip_prefix("file://").unwrap_or(name).replace('\\', "/");
        let mut end = Some(name.as_str());
        while let Some(rest) = end {
            if let Some(number) = self.by_path.get(rest) {
                return Meant::One(*number);
            }
            end = rest.split_once('/').map(|(_, behind)| behind);
        }
        let part = name.trim_matches('/');
        let of_table = (0_u32..).zip(&self.files).filter(|(_, (of, _))| table.is_none_or(|table| table == *of));
        let mut meant = of_table.filter(|(_, (_, path))| has_part(path, part)).map(|(number, _)| number);
        match (meant.next(), meant.next()) {
            (Some(number), None) => Meant::One(number),
            (Some(_), Some(_)) => Meant::Several,
            (None, _) => Meant::Unknown,
        }
    }
}

/// Whether whole names of a path, or the values of its partition columns, are this text.
fn has_part(path: &str, part: &str) -> bool {
    let ends_at_name = |end: usize| path[..end].is_empty() || path[..end].ends_with(['/', '=']);
    let begins_behind = |behind: usize| path[behind..].is_empty() || path[behind..].starts_with('/');
    !part.is_empty()
        && path.match_indices(part).any(|(start, found)| ends_at_name(start) && begins_behind(start + found.len()))
}

/// The table whose files have a path like this: its own folder or file stands in it.
pub(crate) fn table_of(path: &str) -> Option<Table> {
    let names: Vec<&str> = path.split(['/', '\\']).collect();
    // Whatever the format: stores.parquet is as good as stores.csv.
    let stem = |name: &str| match name.rsplit_once('.') {
        Some((stem, "csv" | "jsonl" | "parquet" | "xlsx")) => stem.to_owned(),
        _ => name.to_owned(),
    };
    let first_of = |table: &Table| stem(table.definition().path.split('/').next().unwrap_or_default());
    names.iter().rev().find_map(|name| Table::ALL.into_iter().find(|table| first_of(table) == stem(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_the_names_that_tools_have_for_it() {
        let mut files = SourceFiles::default();
        for table in [Table::OrdersHeader, Table::OrdersLines] {
            for day in ["2024-01-05", "2024-01-06"] {
                files.add(table, &format!("{table}/order_dt={day}/part-00000.csv"));
            }
        }
        files.add(Table::Stores, "stores.csv");
        for name in ["stores.csv", "/home/me/data_raw/stores.csv", "file:///data/stores.csv", "C:\\data\\stores.csv"] {
            assert_eq!(files.find(None, name), Meant::One(4), "{name}");
        }
        for name in [
            "order_dt=2024-01-06",
            "2024-01-06",
            "orders_lines/order_dt=2024-01-06",
            "order_dt=2024-01-06/part-00000.csv",
        ] {
            assert_eq!(files.find(Some(Table::OrdersLines), name), Meant::One(3), "{name}");
        }
        assert_eq!(files.find(None, "2024-01-06"), Meant::Several);
        assert_eq!(files.find(Some(Table::OrdersLines), "part-00000.csv"), Meant::Several);
        for name in ["2024-01-0", "tores.csv", "", "orders_lines/order_dt=2024-01-07/part-00000.csv"] {
            assert_eq!(files.find(None, name), Meant::Unknown, "{name}");
        }
        assert_eq!(table_of("/x/orders_lines/order_dt=2024-01-06/part-00000.csv"), Some(Table::OrdersLines));
        assert_eq!((table_of("d\\stores.csv"), table_of("x.csv")), (Some(Table::Stores), None));
        assert_eq!(table_of("d/exchange_rates.jsonl"), Some(Table::ExchangeRates));
    }
}
