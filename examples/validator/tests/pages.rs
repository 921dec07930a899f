//! The snippets that the front page and `docs/library.md` quote, word for word.

use std::error::Error;

use retailgen_example_validator::{Keys, malformed_emails, unknown_keys};

#[test]
fn the_front_page() -> Result<(), Box<dyn Error>> {
    use retailgen::{Policy, Scenario, Table};

    let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
    for batch in dataset.dirty_batches(Table::Customers)? {
        let batch = batch?;
        let found = malformed_emails(&batch.rows, "email")?; // yours, on an Arrow record batch with faults in it
        let truth = batch.faults().filter(|label| label.kind == "email.malformed");
        assert_eq!(found, truth.map(|label| label.row).collect::<Vec<_>>());
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
        let truth = batch.faults().filter(|label| label.column.as_deref() == Some("email"));
        assert_eq!(found, truth.map(|label| label.row).collect::<Vec<_>>());
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
        faults += batch?.faults().count();
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
        let truth = batch.faults().filter(|label| label.column.as_deref() == Some("customer_id"));
        assert_eq!(found, truth.map(|label| label.row).collect::<Vec<_>>());
    }
    Ok(())
}
