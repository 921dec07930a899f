//! What a query does not need is not made: counted, and not timed.

use retailgen::{Scenario, Table, arrow_array::RecordBatch};

use crate::query::{faulty, generated, number, rows, run, scenario, session};

fn blocks(scenario: &Scenario, table: Table) -> usize {
    scenario.dataset().batches(table).count()
}

#[test]
fn a_limit_makes_a_block_in_each_partition_at_most() {
    for scenario in [scenario(), faulty()] {
        let context = session(&scenario, 3);
        let (found, plan) = run(&context, "select * from orders_lines limit 5").unwrap();
        assert_eq!(found.iter().map(RecordBatch::num_rows).sum::<usize>(), 5);
        assert!(
            (1..=3).contains(&generated(plan.as_ref())),
            "{} of {}",
            generated(plan.as_ref()),
            blocks(&scenario, Table::OrdersLines)
        );

        let (_, plan) = run(&context, "select sum(qty) from orders_lines").unwrap();
        assert_eq!(generated(plan.as_ref()), blocks(&scenario, Table::OrdersLines));
    }
}

#[test]
fn a_count_that_the_plan_knows_makes_no_block() {
    let (_, plan) = run(&session(&scenario(), 3), "select count(*) from orders_header").unwrap();
    assert_eq!(generated(plan.as_ref()), 0);
}

#[test]
fn of_clean_orders_the_days_of_a_filter_are_made() {
    let context = session(&scenario(), 2);
    for (filter, most) in [
        ("order_dt_local = '2024-11-29'", 4),
        ("order_dt_local between '2024-11-28' and '2024-11-30'", 7),
        ("order_dt_local in ('2024-11-12', '2024-12-09')", 8),
        ("order_dt_local >= date '2024-12-14'", 3),
        ("order_dt_local < '2024-11-11' and channel = 'web'", 3),
        ("order_dt_local > '2025-01-01'", 0),
    ] {
        let (_, plan) = run(&context, &format!("select sum(shipping_fee) from orders_header where {filter}")).unwrap();
        assert!(generated(plan.as_ref()) <= most, "{filter}: {} blocks", generated(plan.as_ref()));
        // The same days, in a form that says nothing about them before the rows are there.
        let unseen = filter.replace("order_dt_local", "cast(cast(order_dt_local as varchar) as date)");
        let query = |filter: &str| format!("select * from orders_header where {filter} order by order_id");
        assert_eq!(rows(&context, &query(filter)), rows(&context, &query(&unseen)), "{filter}");
    }
    assert!(number(&context, "select count(*) from orders_header where order_dt_local = '2024-11-29'") > 30);
}

#[test]
fn of_clean_sensors_the_stores_of_a_filter_are_made() {
    let scenario = scenario().with_scale("0.1".parse().unwrap());
    let context = session(&scenario, 2);
    let query = "select count(*), min(store_id), max(store_id) from sensors where store_id = 19";
    let (_, plan) = run(&context, query).unwrap();
    let all = blocks(&scenario, Table::Sensors);
    assert!((1..all / 2).contains(&generated(plan.as_ref())), "{} of {all} blocks", generated(plan.as_ref()));
    let unseen = query.replace("store_id = 19", "cast(store_id as varchar) = '19'");
    assert_eq!(rows(&context, query), rows(&context, &unseen));
}

#[test]
fn with_faults_a_filter_leaves_out_no_file_since_any_day_may_stand_anywhere() {
    let context = session(&faulty(), 2);
    let query = "select count(*) from orders_header where order_dt_local = '2024-11-29'";
    let (_, plan) = run(&context, query).unwrap();
    assert_eq!(generated(plan.as_ref()), blocks(&faulty(), Table::OrdersHeader));
}

#[test]
fn only_the_columns_of_a_query_leave_the_scan() {
    let (found, plan) = run(&session(&scenario(), 2), "select name, store_id from stores").unwrap();
    let names: Vec<_> = found[0].schema_ref().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["name", "store_id"]);
    let shown = datafusion::physical_plan::displayable(plan.as_ref()).indent(false).to_string();
    assert!(shown.contains("projection=[name, store_id]") && shown.contains("file_type=retailgen"), "{shown}");
}
