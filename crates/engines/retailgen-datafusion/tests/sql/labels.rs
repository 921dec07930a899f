//! Labels beside the rows that they are about.

use retailgen::arrow_array::RecordBatch;
use retailgen_stream::labels;

use crate::query::{faulty, number, rows, scenario, session, texts};

#[test]
fn labels_are_those_of_the_library() {
    let scenario = faulty();
    let wanted = labels(&scenario.dataset(), scenario.tables()).unwrap().map(Result::unwrap).collect::<Vec<_>>();
    assert!(wanted.iter().map(RecordBatch::num_rows).sum::<usize>() > 100);
    assert_eq!(rows(&session(&scenario, 3), "select * from labels"), texts(&wanted));
}

#[test]
fn a_label_stands_beside_its_row_where_one_partition_numbers_the_rows() {
    let context = session(&faulty(), 1);
    let joined = "with numbered as (select row_number() over () - 1 as table_row, email from customers)
        select {what} from labels join numbered using (table_row)
        where \"table\" = 'customers' and \"column\" = 'email' and not decoy";
    let labels = number(
        &context,
        "select count(*) from labels where \"table\" = 'customers' and \"column\" = 'email' and not decoy",
    );
    assert!(labels > 5);
    let agreeing = "count(*) filter (where email is not distinct from dirty_value)";
    assert_eq!(number(&context, &joined.replace("{what}", agreeing)), labels);
}

#[test]
fn clean_data_has_no_labels() {
    assert!(!session(&scenario(), 1).table_exist("labels").unwrap());
}
