//! Laws of any policy and any bytes.

use proptest::prelude::*;
use retailgen_anomaly::Policy;
use retailgen_anomaly::kind::CATALOGUE;
use retailgen_anomaly::policy::DEFAULT;
use retailgen_schema::Table;

/// The TOML of any rule that fits somewhere.
fn any_rule() -> impl Strategy<Value = String> {
    let mut places = Vec::new();
    for table in Table::ALL {
        let definition = table.definition();
        for kind in CATALOGUE {
            for column in std::iter::once(None).chain(definition.cells.iter().map(Some)) {
                if kind.fits(definition, column).is_ok() {
                    let column = column.map_or_else(String::new, |column| format!("column = \"{}\"\n", column.name));
                    let counted = definition.partitions.is_empty();
                    let text = format!("table = \"{table}\"\n{column}kind = \"{}\"\n", kind.name);
                    // Some kinds come in runs only.
                    let alone = Policy::parse(format!("[[rule]]\nid = \"a\"\n{text}rate = 0.5\n"), "a").is_ok();
                    let run = if alone { "" } else { "mechanism = \"run\"\nlength = 5\n" };
                    places.push((text + run, counted));
                }
            }
        }
    }
    let rate = prop_oneof![1e-300_f64..1e-6, 1e-6_f64..=1.0];
    (prop::sample::select(places), rate, 1_u64..1_000_000, any::<bool>()).prop_map(
        |((place, counted), rate, count, by_count)| {
            let amount = if counted && by_count { format!("count = {count}") } else { format!("rate = {rate:?}") };
            format!("{place}{amount}\n")
        },
    )
}

proptest! {
    #[test]
    fn any_policy_reads_back_the_same_in_any_order(rules in prop::collection::vec(any_rule(), 0..12)) {
        let texts: Vec<String> =
            rules.iter().enumerate().map(|(n, rule)| format!("[[rule]]\nid = \"r{n}\"\n{rule}")).collect();
        let policy = Policy::parse(texts.concat(), "any.toml").unwrap();
        prop_assert_eq!(policy.rules().len(), rules.len());
        prop_assert_eq!(&Policy::parse(policy.to_toml(), "any").unwrap(), &policy);
        let reversed: String = texts.iter().rev().map(String::as_str).collect();
        prop_assert_eq!(Policy::parse(reversed, "any.toml").unwrap().to_toml(), policy.to_toml());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Policy::parse(&bytes, "any.toml").map_err(|error| error.to_string());
    }

    #[test]
    fn arbitrary_text_that_looks_like_a_policy_never_panics(
        pieces in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "[[rule]]\n", "[rule]\n", "id = ", "table = ", "column = ", "kind = ", "rate = ", "count = ", "\"",
                    "\"customers\"\n", "\"email\"\n", "\"null\"\n", "\"a\"\n", "0.5\n", "nan\n", "0x10\n", "[", "]", "{",
                    "}", "extends = \"default\"\n", "disabled = true\n", "days_share = ", "mechanism = \"incident\"\n", "length = ", "mechanism = \"run\"\n", ",",
                ]).prop_map(str::to_owned),
                ".{0,3}",
            ],
            0..24,
        )
    ) {
        let text = pieces.concat();
        if let Err(error) = Policy::parse(&text, "any.toml") {
            let message = error.to_string();
            prop_assert!(message.starts_with("any.toml:") && !message.contains('\n'), "{}", message);
            prop_assert!(error.position.is_some_and(|place| place.line <= text.lines().count() + 1), "{}", message);
        }
    }

    #[test]
    fn a_damaged_default_policy_is_read_or_refused(at in 0_usize..12_000, byte: u8) {
        let mut text = DEFAULT.as_bytes().to_vec();
        let place = at % text.len();
        text[place] = byte;
        let _ = Policy::parse(&text, "any.toml").map_err(|error| error.to_string());
    }
}
