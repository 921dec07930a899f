//! The text of one event: envelope and payload, with the keys and their order as the schema has them.

use retailgen_schema::{FieldType, JsonField, Table};
use retailgen_synth::{calendar::Date, permutation::Permutation};

use crate::{
    json::{push_instant, push_string, push_uuid},
    reference::web::WEB,
    text::push_number,
    window::FIRST_DAY,
    world::{
        World,
        visit::{
            event::{Action, Event, PageId, Referrer, Session},
            pages,
            query::Draft,
        },
    },
};

/// Bits for the number of a session within its day, of an event within its session, and for what is permuted in all.
const SESSION_BITS: u32 = 26;
const EVENT_BITS: u32 = 10;
const ID_BITS: u32 = 60;

/// The first number of `date` for sessions, and, `bits` wider, for what they have.
pub fn numbered(date: Date, bits: u32) -> u64 {
    ((date.days() - FIRST_DAY.days()) as u64) << (SESSION_BITS + bits)
}

/// Writes the events of a day.
pub struct LineWriter {
    world: World,
    date: Date,
    date_text: String,
    /// By type of event: the text before each value, and the value.
    layouts: Vec<Vec<(String, Value)>>,
    event_ids: Ids,
    session_ids: Ids,
    /// `order_id` of the day's first order.
    first_order: u64,
}

/// Identifiers that tell nothing, each unique: a permutation of the numbers fills one half.
struct Ids {
    order: Permutation,
    rest: retailgen_synth::Key,
}

/// Texts reused from line to line.
#[derive(Default)]
pub struct Texts {
    line: String,
    query: String,
    address: String,
    draft: Draft,
    /// The session of the line before, which most often is this one's, and its id as it is written.
    session: Option<u64>,
    session_id: String,
}

/// The values that lines have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    EventId,
    Instant,
    EventType,
    UserId,
    SessionId,
    Page,
    Referrer,
    Device,
    Query,
    Results,
    ProductId,
    Quantity,
    CartLines,
    OrderId,
}

impl Value {
    /// The value that stands under a key of the schema.
    fn of(field: &JsonField) -> Option<Self> {
        let (value, field_type) = match field.name {
            "event_id" => (Self::EventId, FieldType::String),
            "event_ts" => (Self::Instant, FieldType::String),
            "event_type" => (Self::EventType, FieldType::String),
            "user_id" => (Self::UserId, FieldType::Integer),
            "session_id" => (Self::SessionId, FieldType::String),
            "page" => (Self::Page, FieldType::String),
            "referrer" => (Self::Referrer, FieldType::String),
            "device" => (Self::Device, FieldType::String),
            "query" => (Self::Query, FieldType::String),
            "results" => (Self::Results, FieldType::Integer),
            "product_id" => (Self::ProductId, FieldType::Integer),
            "qty" => (Self::Quantity, FieldType::Integer),
            "cart_lines" => (Self::CartLines, FieldType::Integer),
            "order_id" => (Self::OrderId, FieldType::Integer),
            _ => return None,
        };
        (field_type == field.field_type).then_some(value)
    }
}

impl LineWriter {
    /// Ready to write the events of `date`.
    pub fn new(world: &World, date: Date) -> Self {
        let key = world.seed().key("events");
        let ids = |name: &str| Ids {
            order: Permutation::new(key.key(name).key("order"), 1 << ID_BITS),
            rest: key.key(name).key("rest"),
        };
        Self {
            world: world.clone(),
            date,
            date_text: date.to_string(),
            layouts: Action::NAMES.iter().map(|name| layout(name)).collect(),
            event_ids: ids("event_id"),
            session_ids: ids("session_id"),
            first_order: world.demand.before(date) + 1,
        }
    }

    /// The line of `event`.
    pub fn write<'t>(&self, event: &Event, session: &Session, texts: &'t mut Texts) -> &'t str {
        let Texts { line, query, address, draft, session: last, session_id } = texts;
        line.clear();
        let number = numbered(self.date, 0) + u64::from(event.session);
        if last.replace(number) != Some(number) {
            session_id.clear();
            self.session_ids.push(session_id, number);
        }
        let visits = self.world.visits();
        let mut results = 0;
        if let Action::Search(search) = event.action {
            results = visits.queries.write(&self.world.products, self.date, search, draft, query);
        }
        for (before, value) in &self.layouts[event.action.kind()] {
            line.push_str(before);
            match (value, event.action) {
                (Value::EventId, _) => self.event_ids.push(line, (number << EVENT_BITS) + u64::from(event.number)),
                (Value::Instant, _) => push_instant(line, &self.date_text, event.at),
                (Value::UserId, _) => match session.user {
                    Some(user) => push_number(line, user + 1),
                    None => line.push_str("null"),
                },
                (Value::SessionId, _) => line.push_str(session_id),
                (Value::Page, Action::PageView { page, .. }) => push_string(line, visits.pages.path(page)),
                (Value::Referrer, Action::PageView { from, .. }) => self.push_referrer(line, from, address),
                (Value::Device, _) => push_string(line, session.device.name()),
                (Value::Query, _) => push_string(line, query),
                (Value::Results, _) => push_number(line, results),
                (
                    Value::ProductId,
                    Action::ProductView(product)
                    | Action::AddToCart { product, .. }
                    | Action::RemoveFromCart { product, .. },
                ) => push_number(line, u64::from(product) + 1),
                (Value::Quantity, Action::AddToCart { qty, .. } | Action::RemoveFromCart { qty, .. }) => {
                    push_number(line, u64::from(qty));
                }
                (Value::CartLines, Action::CheckoutStart { lines }) => push_number(line, u64::from(lines)),
                (Value::OrderId, Action::Purchase { place }) => push_number(line, self.first_order + u64::from(place)),
                (value, action) => unreachable!("the schema has {value:?} in the payload of {action:?}"),
            }
        }
        line.push_str("}}");
        line
    }

    fn push_referrer(&self, line: &mut String, from: Referrer, address: &mut String) {
        let visits = self.world.visits();
        let own = |address: &mut String, page: PageId| {
            address.clear();
            address.push_str(WEB.own.address);
            address.push_str(visits.pages.path(page));
        };
        match from {
            Referrer::Direct => return line.push_str("null"),
            Referrer::Source(source) => return push_string(line, visits.sources[usize::from(source)].url),
            Referrer::Page(page) => own(address, page),
            Referrer::Product(product) => {
                own(address, pages::HOME);
                address.push_str("p/");
                push_number(address, u64::from(product) + 1);
            }
        }
        push_string(line, address);
    }
}

impl Ids {
    fn push(&self, line: &mut String, number: u64) {
        line.push('"');
        push_uuid(line, self.order.at(number), self.rest.bits(number));
        line.push('"');
    }
}

/// The values of a type of event, each with the text before it.
fn layout(event_type: &str) -> Vec<(String, Value)> {
    let document = Table::Events.definition().document.expect("the table's rows are JSON objects");
    let payload = document.event_types.iter().find(|entry| entry.name == event_type);
    let payload = payload.expect("the tests check the types against the schema").payload;
    let value = |field| Value::of(field).expect("the tests check the keys against the schema");
    let (mut layout, mut before) = (Vec::new(), String::new());
    for (fields, opening) in [(document.envelope, "{"), (payload, ",\"payload\":{")] {
        for (field, separator) in fields.iter().zip(std::iter::once(opening).chain(std::iter::repeat(","))) {
            before.extend([separator, "\"", field.name, "\":"]);
            match value(field) {
                Value::EventType => push_string(&mut before, event_type),
                value => layout.push((std::mem::take(&mut before), value)),
            }
        }
    }
    layout
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_the_schemas_and_every_key_has_a_value() {
        let document = Table::Events.definition().document.unwrap();
        let names: Vec<&str> = document.event_types.iter().map(|entry| entry.name).collect();
        assert_eq!(names, Action::NAMES);
        for entry in document.event_types {
            // But the type, which is the same in each event of it.
            assert_eq!(layout(entry.name).len(), document.envelope.len() + entry.payload.len() - 1);
        }
    }

    #[test]
    fn numbers_have_room_in_the_permutation() {
        // 9,131 days, 2^26 sessions a day, 2^10 events a session.
        let last = numbered(crate::window::LAST_DAY, 0) + (1 << SESSION_BITS) - 1;
        assert!(((last << EVENT_BITS) + (1 << EVENT_BITS) - 1) >> ID_BITS == 0);
    }
}
