//! A query whose executor is lost comes to the same.

use std::time::Duration;

use retailgen::{Scenario, Table};
use tokio::time::sleep;

use crate::{
    processes::Cluster,
    sessions::{answer, distributed, local, rows_of_library, run},
};

#[test]
fn a_query_outlives_one_of_its_executors() {
    let mut cluster = Cluster::start();
    run(async move {
        let scenario = Scenario::new(7).with_scale("0.05".parse().unwrap());
        let query = "select channel, count(*), sum(qty) from orders_lines join orders_header using (order_id)
            group by 1 order by 1";
        let there = distributed(&cluster.url(), &scenario).await;
        let running = tokio::spawn(async move { answer(&there, query).await });
        // It has then done a task of many: what it has made is needed, and so is what it is making.
        while cluster.intermediate_files(0) == 0 {
            assert!(!running.is_finished(), "the first executor has done nothing");
            sleep(Duration::from_millis(2)).await;
        }
        cluster.lose(0);
        assert!(!running.is_finished(), "the query was over before its executor was lost");
        let found = running.await.unwrap().unwrap();
        assert_eq!(found, answer(&local(&scenario), query).await.unwrap());

        // The executor that is left goes on.
        let there = distributed(&cluster.url(), &scenario).await;
        let count = answer(&there, "select count(*) from orders_lines").await.unwrap();
        assert!(count.contains(&rows_of_library(&scenario, Table::OrdersLines).to_string()), "{count}");
    });
}
