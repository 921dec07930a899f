//! The shape of the JSON objects in a table of JSON lines.

/// Shape of the JSON object on each line: the envelope's keys, then a `payload` object whose keys depend on the type.
///
/// ```
/// use retailgen_schema::Table;
///
/// let document = Table::Events.definition().document.ok_or("events are JSON lines")?;
/// let keys: Vec<&str> = document.envelope.iter().map(|field| field.name).collect();
/// assert_eq!(keys, ["event_id", "event_ts", "event_type", "user_id", "session_id"]);
/// let types: Vec<&str> = document.event_types.iter().map(|event_type| event_type.name).collect();
/// assert_eq!(types[..3], ["page_view", "search", "product_view"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonDocument {
    /// Keys that every object has, in the order in which they are written; `payload` follows them.
    pub envelope: &'static [JsonField],
    /// The values of the envelope's `event_type`, each with the keys of its payload.
    pub event_types: &'static [EventType],
}

/// One type of event.
///
/// ```
/// use retailgen_schema::Table;
///
/// let document = Table::Events.definition().document.ok_or("events are JSON lines")?;
/// let views = document.event_types.iter().find(|event_type| event_type.name == "page_view").ok_or("there are views")?;
/// let keys: Vec<&str> = views.payload.iter().map(|field| field.name).collect();
/// assert_eq!(keys, ["page", "referrer", "device"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventType {
    /// Value of the envelope's `event_type`.
    pub name: &'static str,
    /// What the event says, in one line.
    pub meaning: &'static str,
    /// Keys of the payload, in the order in which they are written.
    pub payload: &'static [JsonField],
}

/// One key of a JSON object.
///
/// ```
/// use retailgen_schema::{FieldType, Table};
///
/// let document = Table::Events.definition().document.ok_or("events are JSON lines")?;
/// let user = document.envelope.iter().find(|field| field.name == "user_id").ok_or("there is such a key")?;
/// assert_eq!((user.field_type, user.required), (FieldType::Integer, false));
/// assert_eq!(user.references.map(|key| (key.table, key.column)), Some((Table::Customers, "customer_id")));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonField {
    /// The key.
    pub name: &'static str,
    /// Type of the value.
    pub field_type: FieldType,
    /// Whether a clean value is never `null`. The key itself is always there.
    pub required: bool,
    /// What the value says, in one line.
    pub meaning: &'static str,
    /// The only clean values; empty where the list is open.
    pub accepted: &'static [&'static str],
    /// The column whose value this repeats.
    pub references: Option<crate::ForeignKey>,
}

/// JSON type of a value.
///
/// ```
/// use retailgen_schema::{FieldType, Table};
///
/// let document = Table::Events.definition().document.ok_or("events are JSON lines")?;
/// let numbers = document.envelope.iter().filter(|field| field.field_type == FieldType::Integer);
/// assert_eq!(numbers.map(|field| field.name).collect::<Vec<_>>(), ["user_id"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// Text.
    String,
    /// Whole number.
    Integer,
}
