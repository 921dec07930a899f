//! `stores`: shops and web storefronts.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Date32, Table,
    stores::{self, StoresBuilder, StoresRow},
};
use retailgen_synth::{
    calendar::Date,
    pattern::{CodeSpace, UniqueCodes},
};

use super::{PartRows, entities::Entities, shop_name::ShopNames};
use crate::{
    reference::companies::COMPANIES,
    text::push_number,
    window::Window,
    world::{World, geography::PlaceId, order::Channel, revisions::Revisions, store::Site},
};

/// All stores as of a date.
pub struct Stores {
    world: World,
    as_of: Date,
    entities: Entities,
    codes: UniqueCodes,
    names: ShopNames,
    renamed: Revisions,
}

impl Stores {
    pub fn new(world: &World, window: Window) -> Self {
        let key = world.seed().key("stores");
        let space = CodeSpace::parse(stores::STORE_CODE_PATTERN).expect("the schema's patterns are tested");
        Self {
            world: world.clone(),
            as_of: window.last(),
            entities: Entities::of(world, window, Table::Stores),
            codes: UniqueCodes::new(space, key.key("store_code")),
            names: ShopNames::new(key.key("name"), &world.geography),
            renamed: Revisions::new(key.key("renamed"), world.parameters().stores.renamed_a_year),
        }
    }

    /// How often a store has been renamed while it was open. Storefronts keep their names.
    fn renamings(&self, store: u64, date: Date) -> u64 {
        let stores = &self.world.stores;
        if stores.site(store) == Site::Web {
            return 0;
        }
        let last = stores.closes(store).map_or(date, |end| end.min(date));
        self.renamed.since(stores.opened(store), store, last)
    }

    /// What changes of a store over time: its name, and whether it has closed.
    fn state(&self, store: u64, date: Date) -> (u64, bool) {
        let is_closed = self.world.stores.closes(store).is_some_and(|end| end <= date);
        (self.renamings(store, date), is_closed)
    }

    /// `Marrabee Parramatta Plaza`, `Marrabee Metro Parramatta Plaza` or a storefront's own name, given to no other store.
    fn write_name(&self, store: u64, site: Site, place: PlaceId, name: &mut String) {
        let retailer = &COMPANIES.retailer;
        name.clear();
        match site {
            Site::Area(_) => {
                name.push_str(retailer.name);
                name.push(' ');
                if let Some(renaming) = self.renamings(store, self.as_of).checked_sub(1) {
                    name.push_str(retailer.formats[renaming as usize % retailer.formats.len()]);
                    name.push(' ');
                }
                let geography = &self.world.geography;
                self.names.push(geography, place, self.world.stores.rank_in_place(store, geography), name);
            }
            Site::Web => {
                let rank = self.world.stores.storefronts_before(store) as usize;
                let names = retailer.web_names;
                name.push_str(names[rank % names.len()]);
                if rank >= names.len() {
                    name.push(' ');
                    push_number(name, (rank / names.len()) as u64 + 1);
                }
            }
        }
    }
}

impl PartRows for Stores {
    fn batch(&self, block: usize) -> RecordBatch {
        let (stores, geography) = (&self.world.stores, &self.world.geography);
        let range = self.entities.of_block(block);
        let mut rows = StoresBuilder::with_capacity((range.end - range.start) as usize);
        let (mut code, mut name) = (String::new(), String::new());
        for store in self.entities.sent(block, |store, date| self.state(store, date)) {
            let site = stores.site(store);
            let place_id = stores.place(store, geography);
            let place = geography.place(place_id);
            let (latitude, longitude) = geography.coordinates(place_id, stores.spot(store, geography));
            self.codes.write(store, &mut code);
            self.write_name(store, site, place_id, &mut name);
            let (channel, region) = match site {
                Site::Web => (Channel::Web, COMPANIES.retailer.web_region),
                Site::Area(area) => (Channel::Pos, geography.place(geography.areas()[area].hub).name),
            };
            let closed = stores.closes(store).filter(|&date| date <= self.as_of);
            rows.push(&StoresRow {
                store_id: store as i64 + 1,
                store_code: &code,
                name: &name,
                channel: channel.name(),
                region,
                state: place.region,
                latitude,
                longitude,
                open_dt: Date32(stores.opened(store).days()),
                close_dt: closed.map(|date| Date32(date.days())),
            });
        }
        rows.finish()
    }
}
