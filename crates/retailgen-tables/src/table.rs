//! The tables: which files each has in a window, and how a file's rows are made block by block.

mod customers;
mod email;
mod orders_header;
mod orders_lines;
mod products;
mod stores;
mod suppliers;
mod trading_day;

use std::ops::Range;

use arrow_array::RecordBatch;
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use crate::{window::Window, world::World};

/// Entities in a block: enough that the cost of a block is lost in it, few enough that a block stays in the cache.
const BLOCK: u64 = 8_192;

/// The tables that have a generator, in the contract's order.
pub const GENERATED: [Table; 6] =
    [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::OrdersHeader, Table::OrdersLines];

/// How many rows a file will have, as far as that is known before they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// This many.
    Exact(u64),
    /// About this many: rows that hang on others by chance.
    About(u64),
}

impl Rows {
    /// The number, exact or not.
    #[must_use]
    pub fn count(self) -> u64 {
        match self {
            Self::Exact(rows) | Self::About(rows) => rows,
        }
    }
}

/// One file of a table: a pure function of world and window, whoever makes it and however.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The table.
    pub table: Table,
    /// Path below the dataset's folder.
    pub path: String,
    /// Rows to come.
    pub rows: Rows,
    /// Blocks to make them in.
    pub blocks: usize,
    date: Option<Date>,
}

/// The rows of one file, made block by block, in any order and on any thread.
pub trait PartRows: Send + Sync {
    /// The rows of block number `block`; blocks in order make up the file.
    fn batch(&self, block: usize) -> RecordBatch;
}

/// The files of `table` in `window`, in order; a table without a generator has none.
///
/// Partitions without rows have no file.
#[must_use]
pub fn parts(world: &World, window: Window, table: Table) -> Vec<Part> {
    let dimension = |rows: u64| {
        let path = table.definition().path.to_owned();
        vec![Part { table, path, rows: Rows::Exact(rows), blocks: blocks(rows), date: None }]
    };
    let last = window.last();
    match table {
        Table::Customers => dimension(world.customers.growth().by(last)),
        Table::Products => dimension(world.products.growth().by(last)),
        Table::Stores => dimension(world.stores.growth().by(last)),
        Table::Suppliers => dimension(world.suppliers.by(last)),
        Table::OrdersHeader => by_day(world, window, table, Rows::Exact),
        Table::OrdersLines => {
            by_day(world, window, table, |orders| Rows::About((orders as f64 * world.baskets.mean_lines()) as u64))
        }
        _ => Vec::new(),
    }
}

/// Where a block stands in its table, for whoever spreads something evenly over all of a table's rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Position {
    /// The block's rows counted from the table's first row ever; expected ones where rows hang on others by chance.
    pub span: Range<f64>,
    /// Rows of the table, where it is one file.
    pub total: Option<u64>,
    /// Number of the block's first entity since the company's first day.
    pub first: u64,
    /// The day, where the table has a file a day.
    pub date: Option<Date>,
}

/// Where block number `block` of `part` stands in its table.
#[must_use]
pub fn position(world: &World, part: &Part, block: usize) -> Position {
    let (before, entities, rows_each) = match part.date {
        None => (0, part.rows.count(), 1.0),
        Some(date) => (world.demand.before(date), world.demand.on(date), rows_an_order(world, part.table)),
    };
    let range = block_range(block, entities);
    let on_scale = |entity: u64| (before + entity) as f64 * rows_each;
    Position {
        span: on_scale(range.start)..on_scale(range.end),
        total: part.date.is_none().then_some(entities),
        first: before + range.start,
        date: part.date,
    }
}

/// How many rows a table with a file a day has before `date`, on the scale of [`Position::span`].
///
/// Days outside the company's life have no rows.
#[must_use]
pub fn rows_before(world: &World, table: Table, date: Date) -> f64 {
    let within = date.clamp(crate::window::FIRST_DAY, crate::window::LAST_DAY.plus_days(1));
    world.demand.before(within) as f64 * rows_an_order(world, table)
}

fn rows_an_order(world: &World, table: Table) -> f64 {
    if table == Table::OrdersLines { world.baskets.mean_lines() } else { 1.0 }
}

/// Single rows of `orders_header`, each given by its date and its place among that day's orders, in one batch.
///
/// # Panics
/// Where a day has no such order.
#[must_use]
pub fn orders_header_rows(world: &World, rows: &[(Date, u64)]) -> RecordBatch {
    orders_header::rows(world, rows)
}

/// Makes ready to generate the rows of `part`, which [`parts`] gave for the same world and window.
///
/// # Panics
/// Where the part is of a table without a generator, which [`parts`] never gives.
#[must_use]
pub fn open<'w>(world: &'w World, window: Window, part: &Part) -> Box<dyn PartRows + 'w> {
    let day = || part.date.expect("parts of a table by day have a date");
    match part.table {
        Table::Customers => Box::new(customers::Customers::new(world, window.last())),
        Table::Products => Box::new(products::Products::new(world, window.last())),
        Table::Stores => Box::new(stores::Stores::new(world, window.last())),
        Table::Suppliers => Box::new(suppliers::Suppliers::new(world, window.last())),
        Table::OrdersHeader => Box::new(orders_header::OrdersHeader::new(world, day())),
        Table::OrdersLines => Box::new(orders_lines::OrdersLines::new(world, day())),
        other => panic!("{other} has no generator"),
    }
}

/// One file for every day that has orders.
fn by_day(world: &World, window: Window, table: Table, rows: impl Fn(u64) -> Rows) -> Vec<Part> {
    window
        .dates()
        .filter_map(|date| {
            let orders = world.demand.on(date);
            let path = table
                .definition()
                .path_for(&[("order_dt", &date.to_string())])
                .expect("the orders are partitioned by order_dt");
            (orders > 0).then(|| Part { table, path, rows: rows(orders), blocks: blocks(orders), date: Some(date) })
        })
        .collect()
}

fn blocks(entities: u64) -> usize {
    entities.div_ceil(BLOCK) as usize
}

/// The entities of block number `block`, of `entities` in all.
fn block_range(block: usize, entities: u64) -> Range<u64> {
    let start = block as u64 * BLOCK;
    start.min(entities)..(start + BLOCK).min(entities)
}
