//! Every kind of the catalogue on its own cases and on values of every column that it fits.

use std::collections::BTreeSet;

use retailgen_schema::{ColumnType, Table};

use super::trial::{casts, spoiled};
use super::*;

/// Clean values that a column can hold: typical and extreme ones of its type, and the examples of the kind.
fn clean_values(kind: &Kind, table: Table, column: &ColumnDefinition) -> Vec<&'static str> {
    let typical: &[&str] = match column.column_type {
        ColumnType::Int32 => &["1", "34", "2147483647"],
        ColumnType::Int64 => &["1", "1200000", "29999999999"],
        ColumnType::Float64 => &["-35.437390", "149.074426", "0.000000"],
        ColumnType::Utf8 => &["SKU-WIRNUG", "Bondi, the \"big\" one", ""],
        ColumnType::Bool => &["true", "false"],
        ColumnType::Date32 => &["2024-02-29", "1978-12-08", "1999-11-11"],
        ColumnType::TimestampMicros => &["2024-03-11T04:15:09.120000", "2016-12-31T23:59:59.999999"],
        ColumnType::Decimal128 { scale: 4, precision: 5 } => &["0.0000", "0.2500", "1.0000"],
        ColumnType::Decimal128 { scale: 4, .. } => &["0.0001", "19.5900", "99999999.9999"],
        ColumnType::Decimal128 { scale: 2, .. } => &["0.00", "9.95", "5.00"],
        _ => &["0.61000000"],
    };
    let own = kind.cases.iter().filter(|case| (case.0, case.1) == (table, column.name)).map(|case| case.2);
    let all = typical.iter().copied().chain([kind.example.0]).chain(own);
    all.filter(|clean| casts(column, Some(clean))).collect()
}

#[test]
fn kinds_make_what_their_cases_say_and_leave_null_alone() {
    for kind in CATALOGUE {
        for &(table, column, before, after) in kind.cases {
            let all = spoiled(kind, table, column, Some(before));
            assert_eq!(all.is_empty(), after.is_empty(), "{}: {before} as {all:?}", kind.name);
            for wanted in after {
                assert!(all.contains(&wanted.map(str::to_owned)), "{}: {before} as {wanted:?}", kind.name);
            }
            assert!(spoiled(kind, table, column, None).is_empty(), "{}", kind.name);
        }
    }
}

#[test]
fn queries_are_whole_wherever_their_kind_fits() {
    for kind in CATALOGUE {
        for definition in Table::ALL.map(Table::definition) {
            for column in definition.cells.iter().map(Some).chain([None]) {
                if kind.fits(definition, column).is_ok() {
                    let query = kind.query(definition, column).unwrap_or_default();
                    assert!(!query.contains('{') || query.contains("\\d{"), "{}: {query}", kind.name);
                    assert!(!query.contains("  ") && !query.contains("()"), "{}: {query}", kind.name);
                }
            }
        }
    }
}

/// What a query names in the place of a placeholder is one table or column, and it would count nothing of another.
#[test]
fn a_query_without_placeholders_is_of_a_kind_that_fits_one_place() {
    for kind in CATALOGUE {
        let Some(query) = kind.query else { continue };
        if query.contains("{table}") && (kind.level != Level::Cell || query.contains("{column}")) {
            continue;
        }
        let fits = |definition: &TableDefinition| {
            let cells = definition.cells.iter().map(Some).chain([None]);
            cells.filter(|&cell| kind.fits(definition, cell).is_ok()).count()
        };
        let places: usize = Table::ALL.map(|table| fits(table.definition())).iter().sum();
        assert_eq!(places, 1, "{}: {query}", kind.name);
    }
}

#[test]
fn misfits_are_refused() {
    for kind in CATALOGUE {
        assert!(!kind.misfits.is_empty(), "{} lists none", kind.name);
        for &(table, column) in kind.misfits {
            let definition = table.definition();
            let cell = column.map(|name| &definition.cells[definition.cell_number(name).unwrap()]);
            let reason = kind.fits(definition, cell).unwrap_err();
            assert!(!reason.is_empty() && !reason.ends_with('.'), "{reason:?} ends a sentence");
        }
    }
}

#[test]
fn the_catalogue_is_sorted_and_documented() {
    assert!(CATALOGUE.is_sorted_by(|a, b| a.name < b.name));
    for kind in CATALOGUE {
        assert_eq!(find(kind.name), Some(*kind));
        assert!(kind.meaning.ends_with('.') && !kind.meaning.contains("  "), "{}", kind.meaning);
        assert_ne!(Some(kind.example.0), kind.example.1);
    }
    assert_eq!(find("email"), None);
}

#[test]
fn kinds_that_break_the_type_never_cast_and_others_always_do() {
    for kind in CATALOGUE {
        let mut values = 0;
        if kind.spoil.is_of_value() {
            for table in Table::ALL {
                let definition = table.definition();
                let fits = |column: &&ColumnDefinition| kind.fits(definition, Some(column)).is_ok();
                for column in definition.cells.iter().filter(fits) {
                    for clean in clean_values(kind, table, column) {
                        let all = spoiled(kind, table, column.name, Some(clean));
                        values += all.len();
                        for dirty in all.into_iter().collect::<BTreeSet<_>>() {
                            let cast = casts(column, dirty.as_deref());
                            assert_eq!(cast, !kind.breaks_type, "{}: {clean} as {dirty:?}", kind.name);
                        }
                    }
                }
            }
            assert!(values >= 300, "{}: {values}", kind.name);
        }
    }
}

#[test]
fn examples_are_what_the_kind_makes() {
    // An orphan has one of a billion keys: no other one comes up twice.
    for kind in CATALOGUE.iter().filter(|kind| kind.spoil.is_of_value() && kind.name != "key.orphan") {
        let makes = Table::ALL.into_iter().any(|table| {
            let definition = table.definition();
            definition.cells.iter().filter(|column| kind.fits(definition, Some(column)).is_ok()).any(|column| {
                spoiled(kind, table, column.name, Some(kind.example.0)).contains(&kind.example.1.map(str::to_owned))
            })
        });
        assert!(makes, "{}: {:?}", kind.name, kind.example);
    }
}

#[test]
fn kinds_of_rows_take_no_column_and_kinds_of_cells_need_one() {
    for kind in CATALOGUE {
        assert!(kind.level == Level::Cell || !kind.spoil.is_of_value(), "{}", kind.name);
        let is_of_one_file = matches!(
            kind.spoil,
            Spoil::Arrival(Arrival::InNextDay | Arrival::Late | Arrival::Never)
                | Spoil::Operations(_)
                | Spoil::Typed(_)
                | Spoil::Delta(_)
        );
        assert_eq!(kind.level.is_text(), kind.spoil.is_of_text() || is_of_one_file, "{}", kind.name);
        for table in Table::ALL {
            let definition = table.definition();
            match kind.level {
                Level::Row | Level::Record | Level::File => {
                    assert!(kind.fits(definition, definition.columns.first()).is_err(), "{}", kind.name);
                }
                Level::Cell => assert!(kind.fits(definition, None).is_err(), "{}", kind.name),
            }
        }
    }
}

#[test]
fn forms_have_names_and_each_suits_some_value() {
    for kind in CATALOGUE.iter().filter(|kind| kind.forms().count() > 0) {
        let names: BTreeSet<&str> = kind.forms().map(|(name, _)| name).collect();
        assert!(names.len() == kind.forms().count() && names.len() > 1, "{}: {names:?}", kind.name);
        for form in kind.spoil.forms() {
            assert!(form.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", form.name);
            let suits = Table::ALL.into_iter().any(|table| {
                let cells = table.definition().cells;
                let mut fitting = cells.iter().filter(|column| kind.fits(table.definition(), Some(column)).is_ok());
                fitting.any(|column| {
                    clean_values(kind, table, column).into_iter().any(|clean| {
                        let cell = Clean { column, text: Some(clean), unused: &UnusedKeys::NONE };
                        form.make(&cell, &mut retailgen_synth::Seed(1).key("form").stream(1)).is_some()
                    })
                })
            });
            assert!(suits, "{}: {}", kind.name, form.name);
        }
    }
}
