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
    window::Window,
    world::{World, currency::Currency},
};

/// All products as of a date.
pub struct Products {
    world: World,
    as_of: Date,
    entities: Entities,
    codes: UniqueCodes,
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
        }
    }
}

impl Products {
    /// The price on a date, or the last one of a product that has been taken off sale.
    fn last_price(&self, product: u64, date: Date) -> i64 {
        let products = &self.world.products;
        products.price(product, products.discontinued(product).map_or(date, |end| end.min(date)))
    }

    /// What changes of a product over time: its price, and whether it has been taken off sale.
    fn state(&self, product: u64, date: Date) -> (i64, bool) {
        let products = &self.world.products;
        (self.last_price(product, date), products.discontinued(product).is_some_and(|end| end <= date))
    }
}

impl PartRows for Products {
    fn batch(&self, block: usize) -> RecordBatch {
        let products = &self.world.products;
        let range = self.entities.of_block(block);
        let mut rows = ProductsBuilder::with_capacity((range.end - range.start) as usize);
        let (mut sku, mut name) = (String::new(), String::new());
        for product in self.entities.sent(block, |product, date| self.state(product, date)) {
            let (category, subcategory) = products.entry(products.subcategory(product));
            name.clear();
            let _ = write!(name, "{}", products.name_words(product));
            self.codes.write(product, &mut sku);
            let discontinued = products.discontinued(product).filter(|&date| date <= self.as_of);
            rows.push(&ProductsRow {
                product_id: product as i64 + 1,
                sku: &sku,
                name: &name,
                category: category.name,
                subcategory: subcategory.name,
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
