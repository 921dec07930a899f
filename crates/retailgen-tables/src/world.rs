//! The world: one company's customers, stores, products and trade, as pure functions of a seed and a scale.

pub mod basket;
pub mod checkout;
pub mod currency;
pub mod customer;
mod day_numbers;
pub mod decoy;
pub mod delivery;
pub mod demand;
pub mod fleet;
pub mod geography;
pub mod growth;
pub mod hours;
pub mod household;
mod memo;
pub mod mix;
pub mod newcomer;
pub mod order;
pub mod person;
pub mod postcode;
pub mod product;
pub mod promotion;
pub mod rates;
pub mod returns;
pub mod revisions;
pub mod season;
pub mod spot;
pub mod store;
pub mod taste;
pub mod trading_day;
pub mod visit;

use std::{
    collections::BTreeSet,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use retailgen_schema::Table;
use retailgen_synth::{Scale, Seed, calendar::Date};

use crate::{Parameters, reference::countries::Country};
use basket::{Baskets, Line};
use checkout::{Checkout, Coupon};
use currency::Currency;
use customer::{CustomerIndex, Customers, Erasures};
use decoy::Decoys;
use delivery::Deliveries;
use demand::{Demand, DemandCurve, ORDERS_IN_2024};
use fleet::Fleet;
use geography::Geography;
use growth::{GrowthCurve, Stock};
use mix::{DayMix, Mixes};
use order::{Order, OrderBook};
use person::{People, Segment};
use product::{PRICE_UNIT, Products};
use rates::Rates;
use returns::{RecentReturns, Returns};
use store::Stores;
use taste::Tastes;
use trading_day::RecentDays;
use visit::Visits;

/// The company and its surroundings, to be handed about: a clone is the same world, not another one like it.
#[derive(Debug, Clone)]
pub struct World {
    shared: Arc<Shared>,
    /// Those that `exchange_rates` lists, in order of their codes.
    pub(crate) currencies: Arc<[Currency]>,
}

/// What the handles of a world have in common.
#[derive(Debug)]
struct Shared {
    seed: Seed,
    scale: Scale,
    parameters: Parameters,
    rates: Rates,
    /// Worked out when somebody asks for any of it. Exchange rates alone can do without.
    company: OnceLock<Company>,
}

/// The company that a [`World`] is about. Its size does not depend on the scale, but for a few tables of fixed length.
#[derive(Debug)]
pub struct Company {
    pub(crate) countries: &'static [Country],
    pub(crate) geography: Geography,
    pub(crate) customers: Customers,
    pub(crate) people: People,
    pub(crate) mixes: Mixes,
    pub(crate) tastes: Tastes,
    pub(crate) stores: Stores,
    pub(crate) products: Products,
    pub(crate) suppliers: GrowthCurve,
    curve: DemandCurve,
    // Worked out when somebody asks: together they take as long as all the rest, and most tables need none of them.
    returns: OnceLock<Returns>,
    visits: OnceLock<Visits>,
    fleet: OnceLock<Fleet>,
    pub(crate) demand: Demand,
    pub(crate) orders: OrderBook,
    pub(crate) baskets: Baskets,
    pub(crate) checkout: Checkout,
    pub(crate) deliveries: Deliveries,
    pub(crate) decoys: Decoys,
    recent_days: RecentDays,
    recent_returns: RecentReturns,
}

impl World {
    /// The world of `seed` at `scale`, with the model's own parameters.
    #[must_use]
    pub fn new(seed: Seed, scale: Scale) -> Self {
        Self::with_parameters(seed, scale, Parameters::default())
    }

    /// The world of `seed` at `scale` with other `parameters`.
    #[must_use]
    pub fn with_parameters(seed: Seed, scale: Scale, parameters: Parameters) -> Self {
        let rates = Rates::new(seed, parameters.rates.clone());
        let shared = Shared { seed, scale, parameters, rates, company: OnceLock::new() };
        Self { shared: Arc::new(shared), currencies: Currency::ALL.into() }
    }

    /// Narrows the table `exchange_rates` to these currencies; all seven are listed otherwise. The rates stay what they
    /// are, and so does everything else: orders are still placed in all of them.
    ///
    /// ```
    /// use retailgen_schema::Table;
    /// use retailgen_synth::{Scale, Seed, calendar::Date};
    /// use retailgen_tables::{Currency, Window, World, parts};
    ///
    /// let world = World::new(Seed(42), Scale::MIN).with_currencies([Currency::Usd, Currency::Eur]);
    /// let file = &parts(&world, Window::default(), Table::ExchangeRates)[0];
    /// assert_eq!(file.rows.count(), 1_096 * 2);
    /// ```
    #[must_use]
    pub fn with_currencies(self, currencies: impl IntoIterator<Item = Currency>) -> Self {
        let currencies: BTreeSet<Currency> = currencies.into_iter().collect();
        Self { currencies: currencies.into_iter().collect(), ..self }
    }
}

impl Deref for World {
    type Target = Company;

    fn deref(&self) -> &Company {
        let Shared { seed, scale, parameters, company, .. } = &*self.shared;
        company.get_or_init(|| Company::new(*seed, *scale, parameters))
    }
}

impl Company {
    fn new(seed: Seed, scale: Scale, parameters: &Parameters) -> Self {
        let countries = Country::all();
        let geography = Geography::new(countries);
        let growth = &parameters.growth;
        let trade = &parameters.trade;
        let curve = DemandCurve::new(seed, trade);
        let key = |table: Table| seed.key(table.name()).key("growth");
        let stock = |table, opening_share| {
            let (total, floor) = rows_at_anchor(table, scale);
            Stock { total, floor, opening_share }
        };
        let staying = stock(Table::Customers, growth.customers_at_opening);
        let erasures = Erasures::new(seed, &parameters.customers);
        // Customers who have been erased come on top: it is the rows whose numbers are given.
        let [total, floor] = [staying.total, staying.floor].map(|rows| erasures.customers_for(rows));
        let of_customers = Stock { total, floor, ..staying };
        let of_products = stock(Table::Products, growth.products_at_opening);
        let of_stores = stock(Table::Stores, growth.stores_at_opening);
        let of_suppliers = stock(Table::Suppliers, growth.suppliers_at_opening);
        let customers = GrowthCurve::of_customers(key(Table::Customers), of_customers, &curve, trade, growth);
        let products = GrowthCurve::of_products(key(Table::Products), of_products, growth);
        let stores = GrowthCurve::of_stores(key(Table::Stores), of_stores, growth);
        let suppliers = GrowthCurve::of_suppliers(key(Table::Suppliers), of_suppliers, growth);
        let orders = OrderBook::new(seed, trade);
        let products = Products::new(seed, products, of_products.total, &parameters.products);
        let stores = Stores::new(seed, stores, &geography, &parameters.stores);
        let mixes = Mixes::new(&products, parameters);
        let demand = Demand::new(seed, &curve, scale, trade);
        Self {
            customers: Customers::new(seed, customers, of_customers.total, countries, trade, &parameters.customers),
            people: People::new(seed, &parameters.customers),
            tastes: Tastes::new(seed, &mixes, &parameters.tastes),
            mixes,
            returns: OnceLock::new(),
            visits: OnceLock::new(),
            fleet: OnceLock::new(),
            baskets: Baskets::new(&orders, parameters),
            checkout: Checkout::new(seed, &orders, countries, &parameters.checkout),
            deliveries: Deliveries::new(seed, &orders, &curve, &geography, countries, &parameters.deliveries),
            decoys: Decoys::new(seed),
            curve,
            recent_days: RecentDays::default(),
            recent_returns: RecentReturns::default(),
            demand,
            stores,
            products,
            suppliers,
            orders,
            geography,
            countries,
        }
    }
}

impl World {
    /// The seed that everything follows from.
    #[must_use]
    pub fn seed(&self) -> Seed {
        self.shared.seed
    }

    /// The scale factor.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.shared.scale
    }

    /// The figures that the world is made from.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.shared.parameters
    }

    /// The exchange rates.
    pub(crate) fn rates(&self) -> &Rates {
        &self.shared.rates
    }

    /// The returns.
    pub(crate) fn returns(&self) -> &Returns {
        let orders = self.scale().rows(ORDERS_IN_2024);
        let goods = (&self.products, &self.mixes);
        let new = || Returns::new(self.seed(), &self.demand, orders, goods, &self.parameters().returns);
        self.returns.get_or_init(new)
    }

    /// The visits to the shop on the web.
    pub(crate) fn visits(&self) -> &Visits {
        let new = || Visits::new(self.seed(), self.scale(), &self.curve, &self.products, self.parameters());
        self.visits.get_or_init(new)
    }

    /// The sensors in the stores.
    pub(crate) fn fleet(&self) -> &Fleet {
        self.fleet.get_or_init(|| Fleet::new(self.seed(), self.scale(), &self.stores, &self.parameters().sensors))
    }

    /// The segment of a customer on `date`.
    pub(crate) fn segment(&self, customer: CustomerIndex, date: Date) -> Segment {
        self.people.segment(customer, || self.customers.growth().appearance(customer).date, date)
    }

    /// An order's lines as sold, its coupon applied, written into `lines`; returns the coupon.
    pub(crate) fn sale(&self, mix: &DayMix, order: &Order, lines: &mut Vec<Line>) -> Option<Coupon> {
        self.baskets.fill(self, mix, order, lines);
        let coupon = self.checkout.coupon(self, order);
        if let Some(coupon) = coupon {
            Checkout::apply(coupon, lines);
        }
        self.checkout.reach_free_shipping(self, order, lines);
        if self.decoys.is_first_line_free(order.id)
            && let Some(line) = lines.first_mut()
        {
            line.discount = PRICE_UNIT;
        }
        coupon
    }
}

/// The rows of a dimension at the end of 2024, and the floor below which no scale takes it.
fn rows_at_anchor(table: Table, scale: Scale) -> (u64, u64) {
    let volume = table.definition().volume;
    (scale.rows(volume.low).max(volume.floor), volume.floor)
}
