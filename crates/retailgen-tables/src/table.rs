//! The tables: which files each has in a window, and how a file's rows are made block by block.

mod active;
mod customers;
mod email;
mod entities;
mod events;
mod exchange_rates;
mod order_days;
mod order_slices;
mod orders_header;
mod orders_lines;
mod orders_of_day;
mod part;
mod products;
mod returns;
mod second_account;
mod sensors;
mod shipments;
mod shop_name;
mod stores;
mod supplier_name;
mod suppliers;

pub use active::{channel_of_store, is_active};
pub use order_days::{draw_orders, order_days, runs_of_days};
pub use part::{FileStanding, Part, Rows};
pub use returns::data_file::FileLife;
pub use returns::{ReturnsChange, ReturnsCommit, ReturnsHistory, orphan_path, returns_history};
pub use second_account::second_account;

use std::{collections::BTreeMap, ops::Range};

use arrow_array::RecordBatch;
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use self::{
    entities::{Entities, known_by},
    part::Extent,
};
use crate::{window::Window, world::World};

/// Entities in a block: enough that the cost of a block is lost in it, few enough that a block stays in the cache.
const BLOCK: u64 = 8_192;

/// The number of every customer, order or the like has fewer bits, at the largest scale.
const ENTITY_BITS: u32 = 44;

/// The rows of one file, made block by block, in any order and on any thread.
pub trait PartRows: Send + Sync {
    /// The rows of block number `block`; blocks in order make up the file.
    fn batch(&self, block: usize) -> RecordBatch;

    /// The same, adding to `oddities` what is odd in the block without being wrong.
    fn batch_with_oddities(&self, block: usize, _oddities: &mut Oddities) -> RecordBatch {
        self.batch(block)
    }
}

/// How often something stands in the data that is odd and part of the business, such as a late delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oddities {
    counts: BTreeMap<&'static str, u64>,
}

impl Oddities {
    /// Counts one of a kind, such as `delivery.late`.
    pub(crate) fn count(&mut self, kind: &'static str) {
        *self.counts.entry(kind).or_default() += 1;
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Adds what another block has.
    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.counts {
            *self.counts.entry(kind).or_default() += count;
        }
    }

    /// The counts, by kind.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.counts.iter().map(|(kind, count)| (*kind, *count))
    }
}

/// The files of `table` in `window`, in order. Of `returns` these are all data files that ever belong to the table.
///
/// Partitions without rows have no file.
#[must_use]
pub fn parts(world: &World, window: Window, table: Table) -> Vec<Part> {
    let dated = window.dated();
    match table {
        Table::Customers | Table::Products | Table::Stores | Table::Suppliers => {
            let entities = Entities::of(world, window, table);
            let path = table.definition().path.to_owned();
            vec![Part::new(table, path, entities.rows(), entities.blocks(), Extent::Whole)]
        }
        Table::OrdersHeader => by_day(world, dated.dates(), table, Rows::Exact),
        Table::OrdersLines => by_day(world, dated.dates(), table, |orders| {
            Rows::About((orders as f64 * world.baskets.mean_lines()) as u64)
        }),
        Table::Events => events::parts(world, dated),
        Table::Sensors => sensors::parts(world, dated),
        Table::ExchangeRates => exchange_rates::parts(world, window),
        Table::Shipments => shipments::parts(world, window),
        Table::Returns => returns::parts(world, window),
    }
}

/// How many of the first blocks of a part a longer window has with the same rows, as the first of `longer`: of parcels those that have
/// long arrived.
#[must_use]
pub fn blocks_kept(world: &World, part: &Part, longer: &Part) -> usize {
    match (&part.extent, &longer.extent) {
        (Extent::Orders { first, .. }, Extent::Orders { first: of_longer, .. })
            if part.path == longer.path && first == of_longer =>
        {
            shipments::settled_blocks(world, part)
        }
        _ => 0,
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
    /// Where a table of days is one file: the block's rows in the file, and how many rows the file has.
    pub counted: Option<(Range<f64>, u64)>,
    /// Number of the block's first entity since the company's first day.
    pub first: u64,
    /// Where each row is an entity that its primary key counts: how many entities the block is for. Some may have no row any more.
    pub slots: Option<u64>,
    /// The day, where the table has a file a day. Neither day nor rows are there where only a day's changes are sent.
    pub date: Option<Date>,
}

impl Position {
    /// A block of a table of which only a day's changes are sent, by its first entity: how many rows there are is known in the block
    /// alone.
    fn of_changes(date: Date, first: u64) -> Self {
        let day = u64::from(date.days().unsigned_abs());
        // Day by day another place in the sequence by which blocks share out what is due.
        let start = (first + day) as f64;
        Self { date: None, ..Self::on_day(date, first | day << ENTITY_BITS, start..start) }
    }

    /// A block of a table of days, by its first entity.
    fn on_day(date: Date, first: u64, span: Range<f64>) -> Self {
        Self { span, total: None, counted: None, slots: None, first, date: Some(date) }
    }
}

/// Where block number `block` of `part` stands in its table.
#[must_use]
pub fn position(world: &World, window: Window, part: &Part, block: usize) -> Position {
    match part.table {
        Table::Events => events::position(world, part, block),
        Table::Sensors => sensors::position(world, part, block),
        Table::Shipments => shipments::position(world, window, part, block),
        Table::Returns => returns::position(world, window, part, block),
        Table::ExchangeRates if window.is_increment() => exchange_rates::position_on_its_day(world, window.last()),
        Table::Customers | Table::Products | Table::Stores | Table::Suppliers => {
            Entities::of(world, window, part.table).position(block)
        }
        _ => position_by_blocks(world, part, block),
    }
}

/// The position of a block of as many entities as all others: of a day's orders, or of a table that is one file.
fn position_by_blocks(world: &World, part: &Part, block: usize) -> Position {
    if let Extent::Day(date) = part.extent {
        let rows_each = rows_an_order(world, part.table);
        let before = world.demand.before(date);
        let range = block_range(block, world.demand.on(date));
        let on_scale = |order: u64| (before + order) as f64 * rows_each;
        let span = on_scale(range.start)..on_scale(range.end);
        return Position::on_day(date, before + range.start, span);
    }
    let range = block_range(block, part.rows.count());
    let span = range.start as f64..range.end as f64;
    Position { span, total: Some(part.rows.count()), counted: None, slots: None, first: range.start, date: None }
}

/// How many rows a table has before `date`, on the scale of [`Position::span`], where its blocks stand on days.
///
/// Days outside the company's life have no rows.
#[must_use]
pub fn rows_before(world: &World, table: Table, date: Date) -> f64 {
    let within = date.clamp(crate::window::FIRST_DAY, crate::window::LAST_DAY.plus_days(1));
    match table {
        Table::Events => events::rows_before(world, within),
        Table::Sensors => sensors::rows_before(world, within),
        Table::Returns => returns::rows_before(world, within),
        Table::Shipments => shipments::rows_before(world, within),
        Table::ExchangeRates => exchange_rates::rows_before(world, within),
        Table::Customers => world.customers.staying(known_by(world, table, within.plus_days(-1))) as f64,
        Table::Products | Table::Stores | Table::Suppliers => known_by(world, table, within.plus_days(-1)) as f64,
        _ => world.demand.before(within) as f64 * rows_an_order(world, table),
    }
}

/// The number from which on `table` never gives a key, 1 where its keys do not count its rows: what is beyond it is an
/// orphan on any day and in any window.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::Seed;
/// use retailgen_tables::{World, unused_from};
///
/// let world = World::new(Seed(42), "1".parse()?);
/// let beyond = unused_from(&world, Table::Customers);
/// // 80,000 by the end of 2024, and more every year until 2039.
/// assert!((100_000..1_000_000).contains(&beyond), "{beyond}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn unused_from(world: &World, table: Table) -> i64 {
    let keys = match table {
        Table::Customers => world.customers.growth().ever(),
        Table::Products => world.products.ever(),
        Table::Stores => world.stores.ever(),
        Table::Suppliers => world.suppliers.ever(),
        Table::OrdersHeader => world.demand.before(crate::window::LAST_DAY.plus_days(1)),
        _ => 0,
    };
    keys as i64 + 1
}

/// Keys below [`unused_from`] that name no row on any day of trade: the keys of customers who were erased before trade began. At most
/// 1,000 are listed.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::Seed;
/// use retailgen_tables::{World, erased_before_trade};
///
/// let world = World::new(Seed(42), "0.1".parse()?);
/// // A hundredth of the sixteen hundred who joined the predecessor's club.
/// assert!((10..20).contains(&erased_before_trade(&world, Table::Customers).len()));
/// assert!(erased_before_trade(&world, Table::Products).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn erased_before_trade(world: &World, table: Table) -> Vec<i64> {
    if table != Table::Customers {
        return Vec::new();
    }
    world.customers.erased_before(crate::window::FIRST_DAY).take(1_000).map(|customer| customer as i64 + 1).collect()
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

/// The ids of the products on an order, by line; none where there is no such order.
///
/// ```
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{World, products_of_order};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// assert!(!products_of_order(&world, 1).is_empty());
/// assert!(products_of_order(&world, 0).is_empty());
/// ```
#[must_use]
pub fn products_of_order(world: &World, order_id: i64) -> Vec<i64> {
    orders_lines::products_of_order(world, order_id)
}

/// The returns that the lines of an order will ever have, by line: the line's number and `return_id`. A window may end before
/// some are booked.
///
/// ```
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{World, products_of_order, returns_of_order};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// let lines = |order| products_of_order(&world, order).len() as i32;
/// let mut orders = 1..=1_000;
/// assert!(orders.any(|order| returns_of_order(&world, order).iter().any(|(line, _)| (1..=lines(order)).contains(line))));
/// assert!(returns_of_order(&world, 0).is_empty());
/// ```
#[must_use]
pub fn returns_of_order(world: &World, order_id: i64) -> Vec<(i32, i64)> {
    returns::returns_of_order(world, order_id)
}

/// The ids of the parcels that an order will ever have; none where it is bought in a store. A window may end before some leave.
///
/// ```
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{World, shipments_of_order};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// assert!((1..=100).any(|order| !shipments_of_order(&world, order).is_empty()));
/// assert!(shipments_of_order(&world, 0).is_empty());
/// ```
#[must_use]
pub fn shipments_of_order(world: &World, order_id: i64) -> Vec<i64> {
    shipments::shipments_of_order(world, order_id)
}

/// Makes ready to generate the rows of `part`, which [`parts`] gave for the same world and window.
#[must_use]
pub fn open(world: &World, window: Window, part: &Part) -> Box<dyn PartRows> {
    let day = || match part.extent {
        Extent::Day(date) => date,
        _ => unreachable!("the files of the orders have a day each"),
    };
    match part.table {
        Table::Customers => Box::new(customers::Customers::new(world, window)),
        Table::Products => Box::new(products::Products::new(world, window)),
        Table::Stores => Box::new(stores::Stores::new(world, window)),
        Table::Suppliers => Box::new(suppliers::Suppliers::new(world, window)),
        Table::OrdersHeader => Box::new(orders_header::OrdersHeader::new(world, day())),
        Table::OrdersLines => Box::new(orders_lines::OrdersLines::new(world, day())),
        Table::Events => events::open(world, part),
        Table::Sensors => sensors::open(world, part),
        Table::ExchangeRates => exchange_rates::open(world, window),
        Table::Shipments => shipments::open(world, window, part),
        Table::Returns => returns::open(world, window, part),
    }
}

/// One file for every one of the days that has orders.
fn by_day(world: &World, dates: impl Iterator<Item = Date>, table: Table, rows: impl Fn(u64) -> Rows) -> Vec<Part> {
    dates
        .filter_map(|date| {
            let orders = world.demand.on(date);
            let path = table
                .definition()
                .path_for(&[("order_dt", &date.to_string())])
                .expect("the orders are partitioned by order_dt");
            (orders > 0).then(|| Part::new(table, path, rows(orders), blocks(orders), Extent::Day(date)))
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

#[cfg(test)]
mod tests;
