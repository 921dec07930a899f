//! Tables in memory, as Arrow record batches: no file is written.
//!
//! `cargo run -p retailgen --example batches`

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    io::{self, Write},
};

use retailgen::{
    Scenario, Table, Window,
    rows::{self, OrdersHeaderRow, OrdersLinesRow, ProductsRow},
};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Counts a month's orders by channel and prints the categories that sold the most units.
///
/// # Errors
/// Where `out` cannot be written, or the scenario's texts were not what they should be.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let month = Window::new("2024-06-01".parse()?, 30)?;
    let dataset = Scenario::new(42).with_scale("0.01".parse()?).with_window(month).dataset();

    let mut orders: BTreeMap<String, u32> = BTreeMap::new();
    for batch in dataset.batches(Table::OrdersHeader) {
        for order in rows::read::<OrdersHeaderRow>(&batch?)? {
            *orders.entry(order?.channel.to_owned()).or_default() += 1;
        }
    }
    for (channel, count) in &orders {
        writeln!(out, "{count:>6} {channel} orders")?;
    }

    let mut category_of: HashMap<i64, String> = HashMap::new();
    for batch in dataset.batches(Table::Products) {
        for product in rows::read::<ProductsRow>(&batch?)? {
            let product = product?;
            category_of.insert(product.product_id, product.category.to_owned());
        }
    }
    let mut units: BTreeMap<&str, i32> = BTreeMap::new();
    for batch in dataset.batches(Table::OrdersLines) {
        for line in rows::read::<OrdersLinesRow>(&batch?)? {
            let line = line?;
            *units.entry(&category_of[&line.product_id]).or_default() += line.qty;
        }
    }
    let mut best: Vec<_> = units.into_iter().collect();
    best.sort_by_key(|&(_, units)| std::cmp::Reverse(units));
    for (category, units) in best.iter().take(5) {
        writeln!(out, "{units:>6} units of {category}")?;
    }
    Ok(())
}
