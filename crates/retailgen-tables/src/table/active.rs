//! Which customers, products and stores are there on a day.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use crate::{
    window::{FIRST_DAY, LAST_DAY},
    world::{World, order::Channel, store::Site},
};

/// Whether rows of `table` on a day may be of the row under a key of another table: a store that is open, in `sensors` one that has
/// sensors; a product on sale; a customer who has joined and buys; a supplier who is known. Of orders no day is asked.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::{Scale, Seed, calendar::Date};
/// use retailgen_tables::{World, is_active};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// let is_there = |store| is_active(&world, Table::OrdersHeader, (Table::Stores, store), Date::new(2024, 1, 1));
/// assert!(is_there(1) && !is_there(0) && !is_there(1_000_000));
/// ```
#[must_use]
pub fn is_active(world: &World, table: Table, (of, key): (Table, i64), date: Date) -> bool {
    let date = date.clamp(FIRST_DAY, LAST_DAY);
    let Some(number) = u64::try_from(key).ok().and_then(|key| key.checked_sub(1)) else { return false };
    match of {
        Table::Stores if table == Table::Sensors => world.fleet().has_sensors(number, date),
        Table::Stores => number < world.stores.ever() && world.stores.is_open(number, date),
        Table::Products => number < world.products.known_by(date) && world.products.is_on_sale(number, date),
        Table::Customers => number < world.customers.growth().by(date) && world.customers.may_buy(number),
        Table::Suppliers => number < world.suppliers.ever(),
        _ => false,
    }
}

/// How a store sells, as its column `channel` has it.
///
/// ```
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{World, channel_of_store};
///
/// // The first store is on the web.
/// assert_eq!(channel_of_store(&World::new(Seed(42), Scale::MIN), 1), "web");
/// ```
#[must_use]
pub fn channel_of_store(world: &World, store_id: i64) -> &'static str {
    let site = world.stores.site((store_id - 1) as u64);
    let channel = if site == Site::Web { Channel::Web } else { Channel::Pos };
    channel.name()
}
