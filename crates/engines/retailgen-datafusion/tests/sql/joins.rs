//! Tables of one scenario belong together.

use crate::query::{number, scenario, session};

#[test]
fn in_clean_data_every_line_has_its_order_and_every_order_its_customer() {
    let context = session(&scenario(), 3);
    let lines = number(&context, "select count(*) from orders_lines");
    let joined = "select count(*) from orders_lines
        join orders_header using (order_id) join customers using (customer_id)";
    assert!(lines > 1000);
    assert_eq!(number(&context, joined), lines);
    let orphans = "select count(*) from orders_lines l
        where not exists (select 1 from products p where p.product_id = l.product_id)";
    assert_eq!(number(&context, orphans), 0);
}

#[test]
fn faults_break_the_links_that_their_labels_name() {
    let context = session(&crate::query::faulty(), 3);
    let orphans = number(
        &context,
        "select count(*) from orders_header o left anti join customers c on o.customer_id = c.customer_id
         where o.customer_id is not null",
    );
    assert!(orphans > 0);
}
