//! The snippets that the front page and `docs/library.md` quote, word for word.

use std::error::Error;

use arrow_array::RecordBatchReader;
use retailgen_example_validator::{Keys, malformed_emails, unknown_keys};

#[test]
fn the_front_page() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table};

    let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
    for batch in dataset.dirty_batches(Table::Customers)? {
        let batch = batch?;
        let found = malformed_emails(&batch.rows, "email")?; // yours, on an Arrow record batch with faults in it
        let detection = batch.labels.detection(found, batch.labels.faults_of("email.malformed"));
        assert!(detection.is_exact(), "{detection}");
    }
    Ok(())
}

#[test]
fn a_check_finds_exactly_what_is_wrong() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table};

    let dataset = Scenario::new(7).with_scale("0.05".parse()?).with_anomalies(Policy::castable()).dataset();
    for batch in dataset.dirty_batches(Table::Customers)? {
        let batch = batch?;
        let found = malformed_emails(&batch.rows, "email")?; // yours
        let detection = batch.labels.detection(found, batch.labels.faults_of("email.malformed"));
        assert!(detection.is_exact(), "{detection}");
    }
    Ok(())
}

#[test]
fn many_faults_of_one_kind() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table};

    let policy = Policy::parse(
        "[[rule]]\nid = \"emails\"\ntable = \"customers\"\ncolumn = \"email\"\nkind = \"email.malformed\"\nrate = 0.5\n",
        "emails.toml",
    )?;
    let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(policy).dataset();
    let mut faults = 0;
    for batch in dataset.dirty_batches(Table::Customers)? {
        faults += batch?.labels.faults().count();
    }
    // Half of eight hundred.
    assert_eq!(faults, 400);
    Ok(())
}

#[test]
fn keys_of_several_tables() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table, Window};

    let days = Window::new("2024-03-01".parse()?, 10)?;
    let scenario = Scenario::new(8).with_scale("0.05".parse()?).with_window(days);
    let dataset = scenario.with_anomalies(Policy::castable()).dataset();
    let mut customers = Keys::default(); // yours
    for batch in dataset.batches(Table::Customers) {
        customers.repeated(&batch?, "customer_id")?;
    }
    for batch in dataset.dirty_batches(Table::OrdersHeader)? {
        let batch = batch?;
        let found = unknown_keys(&batch.rows, "customer_id", &customers)?;
        let detection = batch.labels.detection(found, batch.labels.faults_in("customer_id"));
        assert!(detection.is_exact(), "{detection}");
    }
    Ok(())
}

#[test]
fn rows_in_a_function_with_the_librarys_error() {
    use retailgen::{
        Dataset, Scenario, Table,
        rows::{self, ProductsRow},
    };

    fn on_sale(dataset: &Dataset) -> Result<usize, retailgen::Error> {
        let mut on_sale = 0;
        for batch in dataset.batches(Table::Products) {
            for product in rows::read::<ProductsRow>(&batch?)? {
                on_sale += usize::from(!product?.is_discontinued);
            }
        }
        Ok(on_sale)
    }

    let dataset = Scenario::new(7).with_scale(retailgen::Scale::MIN).dataset();
    assert!(on_sale(&dataset).is_ok_and(|count| count > 0));
}

#[test]
fn readers_and_threads() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table, arrow_array::RecordBatchIterator};

    let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(Policy::castable()).dataset();

    let batches = dataset.dirty_batches(Table::Customers)?;
    let schema = batches.schema();
    let reader = RecordBatchIterator::new(batches.map(|batch| Ok(batch?.rows)), schema);
    let dirty = dataset.dirty_batches(Table::Customers)?.collect::<Result<Vec<_>, _>>()?;
    assert_eq!(load(reader), dirty.iter().map(|batch| batch.rows.num_rows()).sum::<usize>());

    let loading = std::thread::spawn({
        let batches = dataset.batches(Table::Products);
        move || load(batches) // yours
    });
    let reader: Box<dyn RecordBatchReader + Send> = Box::new(dataset.batches(Table::Stores));

    let (mut rows, mut labels) = (Vec::new(), retailgen::Labels::default());
    for batch in dataset.dirty_batches(Table::Customers)? {
        let batch = batch?;
        labels.extend(batch.labels_in_table());
        rows.push(batch.rows);
    }
    assert_eq!((rows, labels.extra_rows().count()), (dirty.iter().map(|batch| batch.rows.clone()).collect(), 1));
    drop(dataset);
    assert_eq!((loading.join().map_err(|_| "the loader panicked")?, load(reader)), (60, 5));
    Ok(())
}

mod property {
    use retailgen_example_validator::malformed_emails;

    use proptest::prelude::*;
    use retailgen::{Table, strategies};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 100, ..ProptestConfig::default() })]
        #[test]
        fn every_wrong_email_is_found(table in strategies::dirty_tables(Table::Customers)) {
            for batch in &table.batches {
                let found = malformed_emails(&batch.rows, "email")?; // yours
                // Another customer's address, or a misspelt domain, is well formed.
                let is_seen = |kind: &str| ["email.malformed", "null"].contains(&kind);
                let wanted = batch.labels.faults_in("email").filter(|label| is_seen(&label.kind));
                let detection = batch.labels.detection(found, wanted);
                prop_assert!(detection.is_exact(), "{detection}");
            }
        }
    }
}

/// Stands for anybody's loader; tells how many rows it took in.
fn load(reader: impl RecordBatchReader) -> usize {
    reader.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum()
}
