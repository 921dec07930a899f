//! The file of the day before, for files that come with its rows.

use retailgen_sinks::format::BlockEncoder;
use retailgen_tables::{Part, Window, World, open, parts};
use retailgen_text::Patch;

/// The text of the clean file of the day before a file's, where that is one block; it need not be in the window of a run.
pub fn day_before(world: &World, part: &Part, format: &dyn BlockEncoder) -> Option<Vec<u8>> {
    let date = part.date()?.plus_days(-1);
    let window = Window::new(date, 1).ok()?;
    let parts = parts(world, window, part.table);
    let before = parts.iter().find(|part| part.date() == Some(date) && part.blocks == 1)?;
    let clean = open(world, window, before).batch(0);
    let encoded = format.encode(&clean, &Patch::default(), true, Vec::new()).ok()?;
    encoded.text().ok().map(<[u8]>::to_vec)
}
