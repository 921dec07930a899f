//! Policies: what `extends` changes, the built-in ones, files; bad ones and any ones have modules of their own.

mod any_policy;
mod misfits;
mod refusals;

use std::collections::BTreeSet;

use retailgen_anomaly::kind::CATALOGUE;
use retailgen_anomaly::policy::{BUILT_IN, Mechanism};
use retailgen_anomaly::{Amount, Policy, Rule};
use retailgen_schema::Table;

/// A rule as TOML: the usual one, with some of its lines replaced. An empty replacement takes the line out.
fn rule(replaced: &[(&str, &str)]) -> String {
    let mut lines = vec![
        ("", "[[rule]]"),
        ("id", "id = \"a\""),
        ("table", "table = \"customers\""),
        ("column", "column = \"email\""),
        ("kind", "kind = \"email.malformed\""),
        ("rate", "rate = 0.01"),
    ];
    for (key, text) in replaced {
        match lines.iter_mut().find(|(name, _)| name == key) {
            Some(line) => line.1 = text,
            None => lines.push((key, text)),
        }
    }
    let kept: Vec<&str> = lines.iter().map(|(_, text)| *text).filter(|text| !text.is_empty()).collect();
    kept.join("\n") + "\n"
}

fn message(text: impl AsRef<[u8]>) -> String {
    Policy::parse(text, "mine.toml").expect_err("the policy is bad").to_string()
}

#[test]
fn files_are_read_like_text_and_no_further_than_the_limit() {
    let folder = std::env::temp_dir().join(format!("retailgen-policy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("my.own.toml");
    std::fs::write(&path, rule(&[])).unwrap();
    let policy = Policy::load(&path).unwrap();
    assert_eq!((policy.name(), policy.rules().len()), ("my.own", 1));

    std::fs::write(&path, vec![b'#'; 10 << 20]).unwrap();
    let error = Policy::load(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{}: this is no policy: it is larger than 1024 KiB", path.display()));

    std::fs::remove_dir_all(&folder).unwrap();
    let error = Policy::load(&path).unwrap_err().to_string();
    let wanted = format!("{}: the policy cannot be read: No such file or directory (os error 2)", path.display());
    if cfg!(target_os = "linux") {
        assert_eq!(error, wanted);
    }
}

#[test]
fn a_policy_may_start_from_another_and_change_it() {
    let default = Policy::builtin("default").unwrap();
    let policy = Policy::parse(
        "extends = \"default\"
         [[rule]]
         id = \"customers.phone.null\"
         rate = 1
         [[rule]]
         id = \"customers.email.malformed\"
         count = 3
         [[rule]]
         id = \"orders_header.order_ts.malformed\"
         mechanism = \"even\"
         [[rule]]
         id = \"products.sku.duplicated\"
         disabled = true
         [[rule]]
         id = \"stores.name.missing\"
         table = \"stores\"
         column = \"name\"
         kind = \"null\"
         rate = 0.5",
        "mine.toml",
    )
    .unwrap();
    let amount = |id: &str| policy.rule(id).unwrap().amount;
    assert_eq!(amount("customers.phone.null"), Amount::Rate(1.0));
    assert_eq!(amount("customers.email.malformed"), Amount::Count(3));
    assert_eq!(amount("stores.name.missing"), Amount::Rate(0.5));
    let order_ts = policy.rule("orders_header.order_ts.malformed").unwrap();
    assert_eq!((order_ts.amount, order_ts.mechanism), (Amount::Rate(0.005), Mechanism::Even));
    assert_eq!(policy.rule("products.sku.duplicated"), None);

    let touched = |rule: &&Rule| {
        [
            "customers.phone.null",
            "customers.email.malformed",
            "orders_header.order_ts.malformed",
            "products.sku.duplicated",
        ]
        .contains(&rule.id.as_str())
    };
    for rule in default.rules().iter().filter(|rule| !touched(rule)) {
        assert_eq!(policy.rule(&rule.id), Some(rule));
    }
    assert_eq!(policy.rules().len(), default.rules().len());
    assert!(policy.rules().is_sorted_by_key(|rule| (rule.table, rule.id.as_str())));
}

#[test]
fn a_rule_can_be_kept_in_the_file_and_switched_off() {
    let policy = Policy::parse(rule(&[("disabled", "disabled = true")]), "mine.toml").unwrap();
    assert!(policy.rules().is_empty());
    // It must be right all the same: switching it on must not come as a surprise.
    assert_eq!(
        message(rule(&[("kind", "kind = \"null.\""), ("disabled", "disabled = true")])),
        "mine.toml:5:8: rule \"a\": there is no kind \"null.\"; did you mean \"null\"?"
    );
}

#[test]
fn castable_is_default_without_what_breaks_a_type() {
    let [default, castable, none] = ["default", "castable", "none"].map(|name| Policy::builtin(name).unwrap());
    let kept: Vec<Rule> = default.rules().iter().filter(|rule| !rule.kind.breaks_type).cloned().collect();
    assert_eq!(castable.rules(), kept);
    assert!(kept.len() < default.rules().len());
    assert!(none.rules().is_empty());
    assert_eq!(Policy::builtin("chaos"), None);
}

#[test]
fn the_default_policy_uses_every_kind_and_every_table() {
    let default = Policy::builtin("default").unwrap();
    let kinds: BTreeSet<&str> = default.rules().iter().map(|rule| rule.kind.name).collect();
    assert_eq!(kinds, CATALOGUE.iter().map(|kind| kind.name).collect());
    for table in Table::ALL {
        assert!(default.rules_for(table).count() >= 3, "{table}");
    }
}

/// The rates that the documentation promises, in per cent.
#[test]
fn the_default_policy_lists_as_promised() {
    let wanted = "\
customers.address_line1.null             customers.address_line1         null                    1 %
customers.birth_date.malformed           customers.birth_date            date.malformed          0.5 %
customers.email.malformed                customers.email                 email.malformed         0.75 %
customers.latitude.impossible            customers.latitude              coordinates.impossible  0.05 %
customers.longitude.impossible           customers.longitude             coordinates.impossible  0.05 %
customers.natural_key.duplicated         customers.natural_key           code.duplicated         0.2 %
customers.phone.null                     customers.phone                 null                    3 %
customers.row.repeated                   customers                       row.repeated            0.05 %
products.current_price.invalid           products.current_price          price.invalid           0.3 %
products.discontinued_dt.missing         products.discontinued_dt        null.contradictory      10 %
products.row.repeated                    products                        row.repeated            0.05 %
products.sku.duplicated                  products.sku                    code.duplicated         0.05 %
stores.latitude.impossible               stores.latitude                 coordinates.impossible  0.25 %
stores.longitude.impossible              stores.longitude                coordinates.impossible  0.25 %
stores.row.repeated                      stores                          row.repeated            0.05 %
stores.store_code.duplicated             stores.store_code               code.duplicated         0.3 %
suppliers.country_code.invalid           suppliers.country_code          country.invalid         0.5 %
suppliers.lead_time_days.negative        suppliers.lead_time_days        number.negative         0.3 %
suppliers.row.repeated                   suppliers                       row.repeated            0.05 %
suppliers.supplier_code.duplicated       suppliers.supplier_code         code.duplicated         0.1 %
orders_header.currency.invalid           orders_header.currency          currency.invalid        0.1 %
orders_header.customer_id.orphan         orders_header.customer_id       key.orphan              0.5 %
orders_header.order_ts.malformed         orders_header.order_ts          timestamp.malformed     0.5 %, on 5 % of the days
orders_header.row.redelivered            orders_header                   row.redelivered         0.05 %
orders_header.store_id.orphan            orders_header.store_id          key.orphan              0.5 %
orders_lines.line_discount_pct.over_one  orders_lines.line_discount_pct  fraction.over_one       0.05 %
orders_lines.order_id.orphan             orders_lines.order_id           key.orphan              0.05 %
orders_lines.product_id.orphan           orders_lines.product_id         key.orphan              1 %
orders_lines.qty.negative                orders_lines.qty                number.negative         0.1 %
orders_lines.row.repeated                orders_lines                    row.repeated            0.05 %
orders_lines.unit_price.zero             orders_lines.unit_price         number.zero             0.1 %
events.event_id.missing                  events.event_id                 key.missing             0.1 %
events.event_ts.malformed                events.event_ts                 timestamp.malformed     0.1 %
events.event_type.missing                events.event_type               key.missing             0.2 %
events.json.malformed                    events.json                     json.malformed          0.05 %
events.row.repeated                      events                          row.repeated            0.05 %
events.session_id.missing                events.session_id               key.missing             0.2 %
events.user_id.orphan                    events.user_id                  key.orphan              1 %
sensors.humidity_pct.broken              sensors.humidity_pct            number.out_of_range     0.1 %, in runs of 6
sensors.humidity_pct.out_of_range        sensors.humidity_pct            number.out_of_range     0.1 %
sensors.row.repeated                     sensors                         row.repeated            0.05 %
sensors.sensor_ts.null                   sensors.sensor_ts               null                    0.1 %
sensors.store_id.orphan                  sensors.store_id                key.orphan              0.1 %
sensors.temperature_c.broken             sensors.temperature_c           number.out_of_range     0.1 %, in runs of 6
sensors.temperature_c.out_of_range       sensors.temperature_c           number.out_of_range     0.1 %
exchange_rates.currency.invalid          exchange_rates.currency         currency.invalid        0.1 %
exchange_rates.rate_to_aud.inverted      exchange_rates.rate_to_aud      rate.inverted           0.1 %
exchange_rates.rate_to_aud.null          exchange_rates.rate_to_aud      null                    0.1 %
exchange_rates.row.repeated              exchange_rates                  row.repeated            0.05 %
shipments.order_id.orphan                shipments.order_id              key.orphan              1 %
shipments.row.repeated                   shipments                       row.repeated            0.05 %
shipments.ship_cost.negative             shipments.ship_cost             number.negative         0.1 %
returns.order_id.orphan                  returns.order_id                key.orphan              1 %
returns.product_id.mismatched            returns.product_id              key.mismatched          0.5 %
returns.qty.over_sold                    returns.qty                     quantity.over_sold      0.3 %
returns.row.repeated                     returns                         row.repeated            0.05 %
";
    assert_eq!(Policy::builtin("default").unwrap().to_string(), wanted);
}

#[test]
fn what_is_written_out_reads_back_the_same() {
    for (name, _) in BUILT_IN {
        let policy = Policy::builtin(name).unwrap();
        let again = Policy::parse(policy.to_toml(), name).unwrap();
        assert_eq!(again, policy);
        assert_eq!(again.to_toml(), policy.to_toml());
    }
    let order_ts = Policy::builtin("default").unwrap().to_toml();
    assert!(order_ts.contains(
        "[[rule]]\nid = \"orders_header.order_ts.malformed\"\ntable = \"orders_header\"\ncolumn = \"order_ts\"\n\
         kind = \"timestamp.malformed\"\nrate = 0.005\nmechanism = \"incident\"\ndays_share = 0.05\n"
    ));
}

#[test]
fn a_rule_is_shown_without_the_code_behind_its_kind() {
    let policy = Policy::parse(rule(&[]), "mine.toml").unwrap();
    let shown = format!("{:?}", policy.rules()[0]);
    assert!(shown.contains("kind: Kind { name: \"email.malformed\", .. }") && !shown.contains("0x"), "{shown}");
}
