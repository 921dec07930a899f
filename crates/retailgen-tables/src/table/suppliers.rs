//! `suppliers`: who the company buys from.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Table,
    suppliers::{self, SuppliersBuilder, SuppliersRow},
};
use retailgen_synth::{
    Key,
    distribution::{alias::AliasTable, normal},
    pattern::{CodeSpace, UniqueCodes},
};

use super::{PartRows, entities::Entities, supplier_name::SupplierNames};
use crate::{
    reference::{WeightedTexts, companies::COMPANIES},
    window::Window,
    world::World,
};

/// Share of suppliers that the company prefers (model).
const PREFERRED_SHARE: f64 = 0.18;
/// Standard deviation of the log of lead times within a country (model: half as long to twice as long for nearly all).
const LEAD_TIME_LOG_SD: f64 = 0.3;

/// All suppliers as of a date.
pub struct Suppliers {
    entities: Entities,
    key: Key,
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
            key,
        }
    }
}

impl PartRows for Suppliers {
    fn batch(&self, block: usize) -> RecordBatch {
        let range = self.entities.of_block(block);
        let mut rows = SuppliersBuilder::with_capacity((range.end - range.start) as usize);
        let (mut code, mut name) = (String::new(), String::new());
        let draws = self.key.key("row");
        for supplier in range {
            let mut stream = draws.stream(supplier);
            let is_fresh = COMPANIES.supplier_fresh_trades.contains(&self.names.trade(supplier));
            let countries = if is_fresh { &self.near_countries } else { &self.countries };
            let country = countries.pick(stream.bits());
            let entry = &COMPANIES.supplier_country[country];
            name.clear();
            self.names.push(supplier, &mut name);
            name.push(' ');
            name.push_str(self.suffixes[country].pick(stream.bits()));
            self.codes.write(supplier, &mut code);
            let surcharge = -libm::log(1.0 - stream.unit()) * entry.surcharge_days;
            let days = normal::log_normal_quantile(stream.unit(), entry.lead_time_days, LEAD_TIME_LOG_SD) + surcharge;
            rows.push(&SuppliersRow {
                supplier_id: supplier as i64 + 1,
                supplier_code: &code,
                name: &name,
                country_code: entry.code,
                lead_time_days: ((days + 0.5).floor() as i32).max(1),
                preferred: stream.chance(PREFERRED_SHARE),
            });
        }
        rows.finish()
    }
}
