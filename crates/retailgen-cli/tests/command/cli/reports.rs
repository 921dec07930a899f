//! `--json`: reports for programs on standard output.

use serde_json::Value;

use super::workplace::{Ended, SMALL, Workplace};

fn report(ended: &Ended) -> Value {
    ended.assert_code(0);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_run_reports_what_its_manifest_says() {
    let place = Workplace::new();
    let flags = [&SMALL[..], &["--seed", "7", "--json", "-t", "stores,orders_header"]].concat();
    let first = place.run(&flags);
    first.assert_says("wrote 3 files, ");
    let written = report(&first);
    assert_eq!(
        (&written["outcome"], &written["folder"], &written["truth"]),
        (&"written".into(), &"data_raw".into(), &"data_raw.truth".into())
    );
    assert_eq!((&written["scenario"]["seed"], &written["scenario"]["anomalies"]), (&"7".into(), &"default".into()));
    assert!(written["seconds"].as_f64().unwrap() > 0.0);
    let manifest = place.manifest("data_raw");
    let files = manifest["files"].as_array().unwrap();
    for (table, figure) in
        [("stores", "rows"), ("stores", "bytes"), ("orders_header", "rows"), ("orders_header", "bytes")]
    {
        let of_manifest: u64 =
            files.iter().filter(|file| file["table"] == table).map(|file| file[figure].as_u64().unwrap()).sum();
        let reported = written["tables"].as_array().unwrap().iter().find(|one| one["table"] == table).unwrap();
        assert_eq!(reported[figure], of_manifest, "{table} {figure}");
    }
    assert_eq!(written["total"]["files"], 3);

    let again = report(&place.run(&flags));
    assert_eq!((&again["outcome"], &again["seconds"]), (&"already_done".into(), &Value::Null));
    assert_eq!((&again["tables"], &again["total"]), (&written["tables"], &written["total"]));
}

#[test]
fn a_healing_reports_too() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores,suppliers"]);
    let healed = report(&place.run(&["heal", "data_raw", "--out", "healed", "--json"]));
    assert_eq!(
        (&healed["outcome"], &healed["from"], &healed["folder"], &healed["total"]["files"]),
        (&"written".into(), &"data_raw".into(), &"healed".into(), &2.into())
    );
}

#[test]
fn nothing_is_reported_unasked_or_of_a_failure() {
    let place = Workplace::new();
    assert_eq!(place.run_small(&["-t", "stores"]).stdout, "");
    let refused = place.run(&[&SMALL[..], &["--seed", "8", "--json"]].concat());
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
}

#[test]
fn the_tables_are_listed_for_people_and_programs() {
    let place = Workplace::new();
    let tables = report(&place.run(&["tables", "--json"]));
    let tables = tables.as_array().unwrap();
    assert_eq!(tables.len(), 11);
    let text = place.run(&["tables"]).stdout;
    for table in tables {
        let name = table["table"].as_str().unwrap();
        assert!(text.contains(&format!("{name}: {}\n", table["meaning"].as_str().unwrap())), "{name}");
    }
    let of = |name: &str| tables.iter().find(|table| table["table"] == name).unwrap();
    assert_eq!(of("orders_lines")["primary_key"], serde_json::json!(["order_id", "line_number"]));
    assert_eq!(of("customers")["rows_at_scale_1"], serde_json::json!({ "least": 80_000, "most": 80_000 }));
    assert_eq!(
        (&of("exchange_rates")["rows_grow_with_scale"], &of("returns")["format"]),
        (&false.into(), &"delta".into())
    );
}
