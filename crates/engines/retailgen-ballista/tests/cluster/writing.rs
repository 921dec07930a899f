//! Tables written by executors, and files read by them.

use datafusion::prelude::ParquetReadOptions;
use retailgen::Table;

use crate::{
    processes::Cluster,
    sessions::{answer, distributed, local, number, rows_of_library, run, scenario},
};

#[test]
fn what_executors_write_and_read_as_parquet_are_the_rows_of_the_table() {
    let cluster = Cluster::start();
    run(async move {
        let (here, there) = (local(&scenario()), distributed(&cluster.url(), &scenario()).await);
        let folder = cluster.folder.path().join("lines");
        let folder = folder.to_str().unwrap();
        let copy = format!("copy (select * from orders_lines) to '{folder}/' stored as parquet");
        assert_eq!(number(&there, &copy).await, rows_of_library(&scenario(), Table::OrdersLines));

        let query = |table| format!("select * from {table} order by order_id, line_number");
        let wanted = answer(&here, &query("orders_lines")).await.unwrap();
        for session in [&here, &there] {
            session.register_parquet("written", folder, ParquetReadOptions::default()).await.unwrap();
            assert_eq!(answer(session, &query("written")).await.unwrap(), wanted);
        }
    });
}
