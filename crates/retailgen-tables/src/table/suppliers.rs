//! `suppliers`: who the company buys from.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Table,
    suppliers::{self, SuppliersBuilder, SuppliersRow},
};
use retailgen_synth::{
    Key,
    calendar::Date,
    distribution::{alias::AliasTable, normal},
    pattern::{CodeSpace, UniqueCodes},
};

use super::{PartRows, entities::Entities, supplier_name::SupplierNames};
use crate::{
    reference::{WeightedTexts, companies::COMPANIES},
    window::Window,
    world::{World, revisions::Revisions},
};

/// Share of suppliers that the company prefers (model).
const PREFERRED_SHARE: f64 = 0.18;
/// Standard deviation of the log of lead times within a country (model: half as long to twice as long for nearly all).
const LEAD_TIME_LOG_SD: f64 = 0.3;

/// Times a year that a supplier's lead time is agreed anew, and the standard deviation of the log of what that makes of it (model:
/// a contract of three years or so).
const LEAD_TIME_AGREED_A_YEAR: f64 = 0.35;
const LEAD_TIME_CHANGE_LOG_SD: f64 = 0.15;
/// Times a year that purchasing thinks again about whom it prefers (model).
const PREFERENCE_DECIDED_A_YEAR: f64 = 0.15;

/// All suppliers as of a date.
pub struct Suppliers {
    as_of: Date,
    agreed: Revisions,
    decided: Revisions,
    entities: Entities,
    draws: Key,
    lead_time: Key,
    preferred: Key,
    codes: UniqueCodes,
    countries: AliasTable,
    /// The same for fresh goods.
    near_countries: AliasTable,
    names: SupplierNames,
    suffixes: Vec<WeightedTexts>,
}

impl Suppliers {
    pub fn new(world: &World, window: Window) -> Self {
        let key = world.seed().key("suppliers");
        let space = CodeSpace::parse(suppliers::SUPPLIER_CODE_PATTERN).expect("the schema's patterns are tested");
        Self {
            as_of: window.last(),
            agreed: Revisions::new(key.key("lead_time_agreed"), LEAD_TIME_AGREED_A_YEAR),
            decided: Revisions::new(key.key("preference_decided"), PREFERENCE_DECIDED_A_YEAR),
            entities: Entities::of(world, window, Table::Suppliers),
            codes: UniqueCodes::new(space, key.key("supplier_code")),
            countries: AliasTable::new(COMPANIES.supplier_country.iter().map(|country| country.share)),
            near_countries: AliasTable::new(
                COMPANIES.supplier_country.iter().map(|country| if country.near { country.share } else { 0.0 }),
            ),
            names: SupplierNames::new(key.key("name")),
            suffixes: COMPANIES
                .supplier_country
                .iter()
                .map(|country| WeightedTexts::new(country.suffixes.iter().copied()))
                .collect(),
            draws: key.key("row"),
            lead_time: key.key("lead_time"),
            preferred: key.key("preferred"),
        }
    }
}

/// What a supplier began with.
struct Drawn {
    country: usize,
    suffix: &'static str,
    lead_time_days: f64,
    is_preferred: bool,
}

impl Suppliers {
    fn drawn(&self, supplier: u64) -> Drawn {
        let mut stream = self.draws.stream(supplier);
        let is_fresh = COMPANIES.supplier_fresh_trades.contains(&self.names.trade(supplier));
        let countries = if is_fresh { &self.near_countries } else { &self.countries };
        let country = countries.pick(stream.bits());
        let entry = &COMPANIES.supplier_country[country];
        let suffix = self.suffixes[country].pick(stream.bits());
        let surcharge = -libm::log(1.0 - stream.unit()) * entry.surcharge_days;
        let days = normal::log_normal_quantile(stream.unit(), entry.lead_time_days, LEAD_TIME_LOG_SD) + surcharge;
        Drawn { country, suffix, lead_time_days: days, is_preferred: stream.chance(PREFERRED_SHARE) }
    }

    /// The lead time in days, and whether purchasing prefers the supplier, on a date.
    fn terms(&self, supplier: u64, drawn: &Drawn, date: Date) -> (i32, bool) {
        let change = match self.agreed.by(supplier, date) {
            0 => 1.0,
            agreed => {
                let draw = self.lead_time.nth(agreed).unit(supplier);
                normal::log_normal_quantile(draw, 1.0, LEAD_TIME_CHANGE_LOG_SD)
            }
        };
        let is_preferred = match self.decided.by(supplier, date) {
            0 => drawn.is_preferred,
            decided => self.preferred.nth(decided).chance(supplier, PREFERRED_SHARE),
        };
        (((drawn.lead_time_days * change + 0.5).floor() as i32).max(1), is_preferred)
    }
}

impl PartRows for Suppliers {
    fn batch(&self, block: usize) -> RecordBatch {
        let range = self.entities.of_block(block);
        let mut rows = SuppliersBuilder::with_capacity((range.end - range.start) as usize);
        let (mut code, mut name) = (String::new(), String::new());
        for supplier in self.entities.sent(block, |supplier, date| self.terms(supplier, &self.drawn(supplier), date)) {
            let drawn = self.drawn(supplier);
            name.clear();
            self.names.push(supplier, drawn.country, &mut name);
            name.push(' ');
            name.push_str(drawn.suffix);
            self.codes.write(supplier, &mut code);
            let (lead_time_days, preferred) = self.terms(supplier, &drawn, self.as_of);
            rows.push(&SuppliersRow {
                supplier_id: supplier as i64 + 1,
                supplier_code: &code,
                name: &name,
                country_code: COMPANIES.supplier_country[drawn.country].code,
                lead_time_days,
                preferred,
            });
        }
        rows.finish()
    }
}
