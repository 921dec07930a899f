//! The model's reference data as Rust constants: what `data/*.toml` of the tables crate say, word for word.
//!
//! Parsing the files when a dataset is made took a quarter of the time that a test harness, which compiles without
//! optimisation, waits for a tiny one. The structs are written by hand in `reference/*.rs`; what does not fit them does not
//! compile.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{COMMAND, CodegenError};

/// Folder of the files, below the workspace folder.
pub const DATA: &str = "crates/retailgen-tables/data";

/// A file, and what Rust makes of its keys. A table is a struct, an array of unlike values a tuple, any other a slice.
struct File {
    /// Its name without the ending, which is also the name of the module with its types.
    name: &'static str,
    /// The struct of the whole file.
    root: &'static str,
    /// The structs of tables, by the keys that hold them.
    structs: &'static [(&'static str, &'static str)],
    /// Enums with a variant for each text, by the keys that hold them.
    enums: &'static [(&'static str, &'static str)],
    /// Keys whose tables are maps: pairs in order of their keys.
    maps: &'static [&'static str],
    /// Keys that may be absent, by struct: an `Option`, or with a default.
    absent: &'static [(&'static str, &'static [(&'static str, Absent)])],
}

#[derive(Clone, Copy, PartialEq)]
enum Absent {
    None,
    Default(&'static str),
}

const FILES: [File; 6] = [
    File {
        name: "addresses",
        root: "Addresses",
        structs: &[("country", "CountryAddresses")],
        enums: &[],
        maps: &[],
        absent: &[],
    },
    File {
        name: "catalogue",
        root: "Catalogue",
        structs: &[
            ("category", "Category"),
            ("endings", "Ending"),
            ("subcategory", "Subcategory"),
            ("affinity", "Affinity"),
            ("department", "Department"),
            ("reclassified", "Reclassified"),
            ("taste", "Taste"),
        ],
        enums: &[("tax", "TaxClass"), ("season", "Season")],
        maps: &[],
        absent: &[],
    },
    File {
        name: "companies",
        root: "Companies",
        structs: &[
            ("retailer", "Retailer"),
            ("email_provider", "EmailProvider"),
            ("store_part", "StorePart"),
            ("specialist", "Specialist"),
            ("supplier_country", "SupplierCountry"),
            ("supplier_language", "SupplierLanguage"),
        ],
        enums: &[],
        maps: &[],
        absent: &[],
    },
    File {
        name: "countries",
        root: "Countries",
        structs: &[("country", "Country")],
        enums: &[],
        maps: &["landline", "postcodes", "postcodes_by_place"],
        absent: &[(
            "Country",
            &[("postcodes", Absent::Default("&[]")), ("postcodes_by_place", Absent::Default("&[]"))],
        )],
    },
    File {
        name: "names",
        root: "PersonalNames",
        structs: &[("origin", "Origin")],
        enums: &[],
        maps: &["share_by_country"],
        absent: &[(
            "Origin",
            &[
                ("share_by_country", Absent::Default("&[]")),
                ("tail_share", Absent::Default("0.0")),
                ("tail_starts", Absent::Default("&[]")),
                ("tail_ends", Absent::Default("&[]")),
                ("female", Absent::None),
                ("male", Absent::None),
                ("female_1930", Absent::None),
                ("female_1960", Absent::None),
                ("female_1980", Absent::None),
                ("female_2000", Absent::None),
                ("male_1930", Absent::None),
                ("male_1960", Absent::None),
                ("male_1980", Absent::None),
                ("male_2000", Absent::None),
            ],
        )],
    },
    File {
        name: "web",
        root: "Web",
        structs: &[("own", "Own"), ("page", "Page"), ("source", "Source"), ("phrase", "Phrase")],
        enums: &[],
        maps: &[],
        absent: &[("Page", &[("signed_in", Absent::Default("false"))]), ("Source", &[("url", Absent::None)])],
    },
];

/// The generated files, by name, not yet laid out by rustfmt.
pub fn modules(root: &Path) -> Result<Vec<(String, String)>, CodegenError> {
    let mut modules = vec![("mod.rs".to_owned(), list())];
    for file in &FILES {
        let path = root.join(DATA).join(format!("{}.toml", file.name));
        let text = fs::read_to_string(&path).map_err(|source| CodegenError::io(&path, source))?;
        modules.push((format!("{}.rs", file.name), file.module(&text, &path)?));
    }
    Ok(modules)
}

fn list() -> String {
    let names = FILES.map(|file| format!("pub mod {};\n", file.name)).concat();
    format!(
        "//! What the files in `data/` say, as constants.\n//!\n//! Generated from `{DATA}` by `{COMMAND}`: edit that and run \
         this.\n\n{names}"
    )
}

impl File {
    fn module(&self, text: &str, path: &Path) -> Result<String, CodegenError> {
        let table: Table = toml::from_str(text)
            .map_err(|source| CodegenError::Toml { path: PathBuf::from(path), source: Box::new(source) })?;
        let Self { name, root, .. } = self;
        let constant = name.to_uppercase();
        let mut types: Vec<&str> =
            self.structs.iter().chain(self.enums).map(|(_, name)| *name).chain([*root]).collect();
        types.sort_unstable();
        let types = types.join(", ");
        Ok(format!(
            "//! What `data/{name}.toml` says.\n//!\n//! Generated from `{DATA}/{name}.toml` by `{COMMAND}`: edit that and run \
             this.\n\nuse crate::reference::{name}::{{{types}}};\n\npub static {constant}: {root} = {};\n",
            self.construct(root, &table)
        ))
    }

    /// The expression for a table that is the struct `name`.
    fn construct(&self, name: &str, table: &Table) -> String {
        let absent = self.absent.iter().find(|(absent, _)| *absent == name).map_or(&[][..], |(_, keys)| keys);
        let is_option = |wanted: &str| absent.iter().any(|(key, absent)| *key == wanted && *absent == Absent::None);
        let present = table.iter().map(|(key, value)| {
            let value = self.expression(key, value);
            if is_option(key) { format!("{key}: Some({value})") } else { format!("{key}: {value}") }
        });
        let missing = absent.iter().filter(|(key, _)| !table.contains_key(*key)).map(|(key, absent)| match absent {
            Absent::None => format!("{key}: None"),
            Absent::Default(value) => format!("{key}: {value}"),
        });
        format!("{name} {{ {} }}", present.chain(missing).collect::<Vec<_>>().join(", "))
    }

    /// The expression for a value under `key`.
    fn expression(&self, key: &str, value: &Value) -> String {
        let named =
            |names: &[(&str, &'static str)]| names.iter().find(|(name, _)| *name == key).map(|(_, found)| *found);
        match value {
            Value::String(text) => match named(self.enums) {
                Some(name) => format!("{name}::{}", variant(text)),
                None => format!("{text:?}"),
            },
            Value::Float(number) => format!("{number:?}"),
            Value::Array(items) => {
                let list = items.iter().map(|item| self.expression(key, item)).collect::<Vec<_>>().join(", ");
                let alike = items.windows(2).all(|pair| pair[0].same_type(&pair[1]));
                if alike { format!("&[{list}]") } else { format!("({list})") }
            }
            Value::Table(table) if self.maps.contains(&key) => {
                let pairs = table.iter().map(|(name, value)| format!("({name:?}, {})", self.expression("", value)));
                format!("&[{}]", pairs.collect::<Vec<_>>().join(", "))
            }
            // A table that nobody named makes a struct that nobody wrote, which does not compile.
            Value::Table(table) => self.construct(named(self.structs).unwrap_or(key), table),
            Value::Integer(_) | Value::Boolean(_) | Value::Datetime(_) => value.to_string(),
        }
    }
}

/// The name of the variant that stands for a text such as `boxing_day`.
fn variant(text: &str) -> String {
    let capitalised = text.split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    capitalised.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_value_has_its_expression() {
        let file = File {
            name: "x",
            root: "X",
            structs: &[("one", "One")],
            enums: &[("season", "Season")],
            maps: &["by_country"],
            absent: &[("One", &[("url", Absent::None), ("list", Absent::Default("&[]")), ("own", Absent::None)])],
        };
        let text = "[[one]]\nname = 'a \"b\"'\nshare = 1.0\nmost = 9\nseason = 'boxing_day'\nurl = 'c'\n\
                    weighted = [['d', 0.5, 3], ['e', 0.25, 4]]\nby_country = { NZ = 0.1, AU = 0.2 }\nopen = true\n";
        let module = file.module(text, Path::new("x.toml")).unwrap();
        let expression = module.split_once("pub static X: X = ").unwrap().1;
        assert_eq!(
            expression,
            "X { one: &[One { by_country: &[(\"AU\", 0.2), (\"NZ\", 0.1)], most: 9, name: \"a \\\"b\\\"\", open: true, \
             season: Season::BoxingDay, share: 1.0, url: Some(\"c\"), weighted: &[(\"d\", 0.5, 3), (\"e\", 0.25, 4)], \
             list: &[], own: None }] };\n"
        );
    }

    #[test]
    fn what_is_no_toml_is_named_with_its_file() {
        let error = FILES[0].module("country = [", Path::new("data/addresses.toml")).unwrap_err().to_string();
        assert!(error.starts_with("data/addresses.toml: "), "{error}");
    }
}
