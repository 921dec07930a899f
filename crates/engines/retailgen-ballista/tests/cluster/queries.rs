//! What executors compute together is what one process computes alone, and has the rows of the library.

use retailgen::{Scenario, Table};

use crate::{
    processes::Cluster,
    sessions::{answer, distributed, faulty, local, number, rows_of_library, run, scenario},
};

/// Each has more parts than executors, and comes to rows in an order.
const QUERIES: &[&str] = &[
    "select channel, count(*), sum(shipping_fee), min(order_id), max(order_id) from orders_header group by 1 order by 1",
    "select channel, count(*), sum(qty), count(distinct product_id)
     from orders_lines join orders_header using (order_id) group by 1 order by 1",
    "select count(*) from orders_lines l join products p on l.product_id = p.product_id
     join orders_header o on l.order_id = o.order_id join customers c on o.customer_id = c.customer_id",
    "select order_dt_local, count(*) from orders_header
     where order_dt_local between date '2024-11-28' and date '2024-12-02' group by 1 order by 1",
    "select order_id, row_number() over (partition by channel order by order_id) from orders_header order by 1 limit 20",
    "select count(*) from orders_header where shipping_fee > (select avg(shipping_fee) from orders_header)",
    // Adaptive planning counts rows of such a union several times.
    "select sum(n) from (select count(*) n from events union all select count(*) from sensors)",
    // The first number is planned, the second is not.
    "select count(*) from customers union all select count(*) from orders_lines order by 1",
    // No file has such a day.
    "select sum(n) from (select count(*) n from orders_header where order_dt_local = date '1999-01-01'
     union all select count(*) from orders_lines)",
    "select count(*) from (select * from orders_lines limit 700)",
    "select count(*), sum(qty) from retailgen('orders_lines', 8, 0.01, '2024-11-25', 7)",
];

const FAULTY_QUERIES: &[&str] = &[
    "select count(*), count(email), count(distinct email) from customers",
    "select count(*) from orders_header o left anti join customers c on o.customer_id = c.customer_id",
    "select \"table\", kind, count(*) from labels group by 1, 2 order by 1, 2",
    QUERIES[1],
];

fn answers_are_the_local_ones(scenario: Scenario, queries: &'static [&str]) {
    let cluster = Cluster::start();
    run(async move {
        let (here, there) = (local(&scenario), distributed(&cluster.url(), &scenario).await);
        for query in queries {
            assert_eq!(answer(&there, query).await.unwrap(), answer(&here, query).await.unwrap(), "{query}");
        }
        if scenario.anomalies().rules().is_empty() {
            for table in [Table::Customers, Table::OrdersHeader, Table::OrdersLines, Table::Events, Table::Shipments] {
                let found = number(&there, &format!("select count(*) from {table}")).await;
                assert_eq!(found, rows_of_library(&scenario, table), "{table}");
            }
            // None twice and none lost: each line has one order.
            let joined = "select count(*) from orders_lines join orders_header using (order_id)";
            assert_eq!(number(&there, joined).await, rows_of_library(&scenario, Table::OrdersLines));
        }
        assert!((0..2).all(|executor| cluster.has_worked(executor)), "only one executor has worked");
    });
}

#[test]
fn clean_tables_come_to_the_same() {
    answers_are_the_local_ones(scenario(), QUERIES);
}

#[test]
fn tables_with_faults_and_their_labels_come_to_the_same() {
    answers_are_the_local_ones(faulty(), FAULTY_QUERIES);
}
