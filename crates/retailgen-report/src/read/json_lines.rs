//! JSON lines, an event at a time.

use std::{borrow::Cow, fs::File, io::BufRead as _, io::BufReader, path::PathBuf};

use retailgen_read::{Inflated, Undone};
use serde::Deserialize;

use crate::{ReportError, text_file::TextFile};

/// The events of a file.
pub struct JsonLines {
    path: PathBuf,
    file: BufReader<Undone<Inflated<File>>>,
    line: Vec<u8>,
}

/// What stands in a line.
#[derive(Debug, PartialEq)]
pub enum Line<'l> {
    /// An event.
    Event(Event<'l>),
    /// No JSON, or not of this form.
    NoEvent,
}

/// What the page looks at of an event. A key that is missing or null is nothing.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[expect(clippy::struct_field_names, reason = "they are the keys of the objects")]
pub struct Event<'l> {
    /// When it happened.
    #[serde(borrow, default)]
    pub event_ts: Option<Cow<'l, str>>,
    /// What happened.
    #[serde(borrow, default)]
    pub event_type: Option<Cow<'l, str>>,
    /// The visit.
    #[serde(borrow, default)]
    pub session_id: Option<Cow<'l, str>>,
    /// What hangs on the type.
    #[serde(borrow, default)]
    pub payload: Option<Payload<'l>>,
}

/// What the page looks at of a payload.
#[derive(Debug, Default, Deserialize, PartialEq)]
pub struct Payload<'l> {
    /// Of a page view.
    #[serde(borrow, default)]
    pub device: Option<Cow<'l, str>>,
    /// Of a purchase.
    #[serde(default)]
    pub order_id: Option<i64>,
}

impl JsonLines {
    /// The events of an opened file.
    pub fn of(file: TextFile) -> Self {
        Self { path: file.path, file: BufReader::with_capacity(256 * 1024, file.text), line: Vec::new() }
    }

    /// The next line.
    pub fn next(&mut self) -> Result<Option<Line<'_>>, ReportError> {
        self.line.clear();
        let read = self.file.read_until(b'\n', &mut self.line).map_err(ReportError::reading(&self.path))?;
        if read == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&self.line).map_or(Line::NoEvent, Line::Event)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_that_are_no_event_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        let event = r#"{"event_ts":"x","event_type":"page_view","payload":{"device":"mob\u0069le","page":"/"}}"#;
        fs::write(&path, format!("{event}\n{}\n{event}{event}\n7", &event[1..])).unwrap();
        let mut lines = JsonLines::of(TextFile::open(&path, retailgen_read::Undoing::default()).unwrap());
        let Some(Line::Event(first)) = lines.next().unwrap() else { panic!("it is an event") };
        assert_eq!((first.event_type.as_deref(), first.session_id), (Some("page_view"), None));
        assert_eq!(first.payload.unwrap().device.as_deref(), Some("mobile"));
        for _ in 0..3 {
            assert_eq!(lines.next().unwrap(), Some(Line::NoEvent));
        }
        assert_eq!(lines.next().unwrap(), None);
    }
}
