//! `products`: what the company sells or has sold.

use std::fmt::Write;

use arrow_array::RecordBatch;
use retailgen_schema::{
    Date32, Decimal, Table,
    products::{self, ProductsBuilder, ProductsRow},
};
use retailgen_synth::{
    calendar::Date,
    pattern::{CodeSpace, UniqueCodes},
};

use super::{PartRows, entities::Entities};
use crate::{
    reference::catalogue::{CATALOGUE, Subcategory},
    window::Window,
    world::{World, currency::Currency, revisions::Revisions},
};

/// All products as of a date.
pub struct Products {
    world: World,
    as_of: Date,
    entities: Entities,
    codes: UniqueCodes,
    relaunches: Revisions,
    reclassifications: Revisions,
    /// By subcategory: the one under which its goods are listed at times.
    other_subcategory: Vec<Option<&'static str>>,
}

impl Products {
    pub fn new(world: &World, window: Window) -> Self {
        let key = world.seed().key("products");
        let space = CodeSpace::parse(products::SKU_PATTERN).expect("the schema's patterns are tested");
        Self {
            world: world.clone(),
            as_of: window.last(),
            entities: Entities::of(world, window, Table::Products),
            codes: UniqueCodes::new(space, key.key("sku")),
            relaunches: Revisions::new(key.key("relaunched"), world.parameters().products.relaunched_a_year),
            reclassifications: Revisions::new(key.key("reclassified"), world.parameters().products.reclassified_a_year),
            other_subcategory: (0..world.products.subcategories())
                .map(|one| other(world.products.entry(one).1))
                .collect(),
        }
    }
}

/// The subcategory under which goods of one are listed at times.
fn other(subcategory: &Subcategory) -> Option<&'static str> {
    let found = CATALOGUE.reclassified.iter().find(|pair| pair.from == subcategory.name);
    found.map(|pair| pair.to)
}

impl Products {
    /// How often something had been revised by a date of a product's style, which its articles share, while it was sold.
    fn revised(&self, revisions: &Revisions, product: u64, date: Date) -> u64 {
        let products = &self.world.products;
        let style = products.style(product).first;
        let last = products.discontinued(product).map_or(date, |end| end.min(date));
        revisions.since(products.introduced(product), style, last)
    }

    /// What stands behind the name of a product that has been relaunched by a date.
    fn relaunched(&self, product: u64, date: Date) -> Option<&'static str> {
        let (category, entry) = self.world.products.entry(self.world.products.subcategory(product));
        if category.relaunched.is_empty() || !entry.is_packaged() {
            return None;
        }
        let latest = self.revised(&self.relaunches, product, date).checked_sub(1)?;
        Some(category.relaunched[latest as usize % category.relaunched.len()])
    }

    /// The subcategory under which a product is listed on a date.
    fn listed_under(&self, product: u64, date: Date) -> &'static str {
        let subcategory = self.world.products.subcategory(product);
        let other = self.other_subcategory[subcategory]
            .filter(|_| self.revised(&self.reclassifications, product, date) % 2 == 1);
        other.unwrap_or(self.world.products.entry(subcategory).1.name)
    }

    /// The price on a date, or the last one of a product that has been taken off sale.
    fn last_price(&self, product: u64, date: Date) -> i64 {
        let products = &self.world.products;
        products.price(product, products.discontinued(product).map_or(date, |end| end.min(date)))
    }

    /// What changes of a product over time: its price, whether it has been taken off sale, its name, and where it is listed.
    fn state(&self, product: u64, date: Date) -> (i64, bool, Option<&'static str>, &'static str) {
        let has_ended = self.world.products.discontinued(product).is_some_and(|end| end <= date);
        (self.last_price(product, date), has_ended, self.relaunched(product, date), self.listed_under(product, date))
    }
}

impl PartRows for Products {
    fn batch(&self, block: usize) -> RecordBatch {
        let products = &self.world.products;
        let range = self.entities.of_block(block);
        let mut rows = ProductsBuilder::with_capacity((range.end - range.start) as usize);
        let (mut sku, mut name) = (String::new(), String::new());
        for product in self.entities.sent(block, |product, date| self.state(product, date)) {
            let (category, _) = products.entry(products.subcategory(product));
            name.clear();
            let _ = write!(name, "{}", products.name_words(product));
            if let Some(relaunched) = self.relaunched(product, self.as_of) {
                let _ = write!(name, " {relaunched}");
            }
            self.codes.write(product, &mut sku);
            let discontinued = products.discontinued(product).filter(|&date| date <= self.as_of);
            rows.push(&ProductsRow {
                product_id: product as i64 + 1,
                sku: &sku,
                name: &name,
                category: category.name,
                subcategory: self.listed_under(product, self.as_of),
                current_price: Decimal(self.last_price(product, self.as_of)),
                currency: Currency::Aud.code(),
                is_discontinued: discontinued.is_some(),
                introduced_dt: Date32(products.introduced(product).days()),
                discontinued_dt: discontinued.map(|date| Date32(date.days())),
            });
        }
        rows.finish()
    }
}
