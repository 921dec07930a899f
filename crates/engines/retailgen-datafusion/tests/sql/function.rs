//! The table function, and what it refuses.

use datafusion::error::DataFusionError;
use retailgen::ErrorClass;
use retailgen_datafusion::Error;

use crate::query::{faulty, refusal, rows, scenario, session};

#[test]
fn it_gives_the_tables_of_the_scenario_that_its_arguments_describe() {
    for (scenario, policy) in [(scenario(), "null"), (scenario(), "'none'"), (faulty(), "'castable'")] {
        let context = session(&scenario, 1);
        for table in ["customers", "orders_header", "returns"] {
            let called = format!("select * from retailgen('{table}', 7, 0.01, '2024-11-10', 35, {policy})");
            assert!(rows(&context, &called) == rows(&context, &format!("select * from {table}")), "{called}");
        }
    }
    let context = session(&faulty(), 1);
    let called =
        "select * from retailgen('labels', 7, cast(0.01 as decimal(5, 3)), date '2024-11-10', 30 + 5, 'castable')";
    assert!(rows(&context, called) == rows(&context, "select * from labels"));
}

#[test]
fn what_is_left_out_is_as_in_the_library() {
    let context = session(&scenario(), 2);
    assert_eq!(rows(&context, "select count(*) from retailgen('orders_header', 7)"), ["1200000"]);
    assert_eq!(rows(&context, "select count(*) from retailgen('customers', 7, 0.001, null, 366)"), ["80"]);
}

#[test]
fn it_names_the_argument_that_will_not_do() {
    let context = session(&scenario(), 1);
    for (arguments, told) in [
        ("'customers'", "takes 2 to 6 arguments, not 1"),
        ("'customers', 7, 1, '2024-01-01', 7, 'none', 1", "takes 2 to 6 arguments, not 7"),
        ("null, 7", "the table of retailgen(table, seed, scale, start, days, policy) must be text, not null"),
        ("'order_lines', 7", "there is no table \"order_lines\": did you mean orders_lines?"),
        ("'customers', -1", "must be a whole number from 0 to 18446744073709551615, not -1"),
        ("'customers', 1.5", "must be a whole number from 0 to 18446744073709551615, not 1.5"),
        ("'customers', random()", "not the expression random()"),
        ("'customers', 7, 5000", "scale"),
        ("'customers', 7, 1, '2024-13-01'", "2024-13-01"),
        ("'customers', 7, 1, '2024-01-01', 0", "day"),
        ("'customers', 7, 1, '2024-01-01', 1, 'castible'", "one of default, castable, "),
        ("'customers', 7, 1, '2024-01-01', 1, 'default'", "take a policy without it, such as \"castable\""),
    ] {
        let error = refusal(&context, &format!("select * from retailgen({arguments})"));
        assert!(error.to_string().contains(told), "{arguments}: {error}");
        let DataFusionError::External(cause) = error.find_root() else { panic!("{arguments}: {error:?}") };
        let cause = cause.downcast_ref::<Error>().unwrap();
        let is_policy = told.starts_with("take a policy");
        assert_eq!(cause.class(), if is_policy { ErrorClass::Failed } else { ErrorClass::Usage }, "{arguments}");
    }
}

#[test]
fn a_rule_that_asks_for_more_than_there_is_fails_the_query() {
    let policy = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'text.case'\ncount = 500\n";
    let policy = retailgen::Policy::parse(policy, "mine.toml").unwrap();
    let context = session(&scenario().with_scale("0.001".parse().unwrap()).with_anomalies(policy), 2);
    let error = refusal(&context, "select * from stores").to_string();
    assert!(error.contains("500"), "{error}");
}
