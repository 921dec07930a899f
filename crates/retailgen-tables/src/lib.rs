//! The retailer: a world model and the generators of its tables.
//!
//! A [`World`] is made from a seed and a scale. For any [`Window`] of days it tells which files each table has
//! ([`parts`]) and makes each file's rows block by block ([`open`]), every block on its own.
//!
//! ```
//! use retailgen_schema::Table;
//! use retailgen_synth::{Scale, Seed};
//! use retailgen_tables::{Window, World, open, parts};
//!
//! let world = World::new(Seed(42), Scale::MIN);
//! let window = Window::default();
//! let customers = &parts(&world, window, Table::Customers)[0];
//! let rows: usize = (0..customers.blocks).map(|block| open(&world, window, customers).batch(block).num_rows()).sum();
//! assert_eq!(rows, 20);
//! ```
//!
//! A building block of the crate `retailgen`, which hands on [`Window`], [`Currency`] and [`Rows`]; the rest may change in
//! any release.

mod decoy;
mod json;
mod parameters;
mod reference;
mod table;
mod text;
pub mod window;
mod world;

pub use decoy::{DECOY_KINDS, Decoy, DecoyKind, decoys};
pub use parameters::Parameters;
pub use table::{
    FileLife, FileStanding, Oddities, Part, PartRows, Position, ReturnsChange, ReturnsCommit, ReturnsHistory, Rows,
    blocks_kept, channel_of_store, draw_orders, erased_before_trade, is_active, open, order_days, orders_header_rows,
    orphan_path, parts, position, products_of_order, returns_history, returns_of_order, rows_before, runs_of_days,
    second_account, shipments_of_order, unused_from,
};
pub use window::Window;
pub use world::{
    World,
    currency::{Currency, UnknownCurrency},
};
