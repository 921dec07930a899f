//! The shape of the JSON objects in a table of JSON lines.

/// Shape of the JSON object on each line: the envelope's keys, then a `payload` object whose keys depend on the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonDocument {
    /// Keys that every object has, in the order in which they are written; `payload` follows them.
    pub envelope: &'static [JsonField],
    /// The values of the envelope's `event_type`, each with the keys of its payload.
    pub event_types: &'static [EventType],
}

/// One type of event.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// Text.
    String,
    /// Whole number.
    Integer,
}
