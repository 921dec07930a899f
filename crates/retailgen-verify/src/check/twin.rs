//! The clean twin: the files as they are without anomalies, made anew block by block on a thread of their own. In the same
//! pass the policy is applied again, for the labels that it comes to.

use std::{
    collections::{BTreeMap, VecDeque},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use retailgen_anomaly::Tally;
use retailgen_dataset::{
    Dataset, PlannedFile, create_file,
    passage::{Above, Face, Passage, Wanted},
};
use retailgen_folder::PendingFile;
use retailgen_schema::Table;
use retailgen_sinks::format::BlockFile;
use retailgen_tables::{Oddities, Part, PartRows, draw_orders};
use retailgen_truth::Label;

use super::lanes::Step;
use crate::read::Layout;

/// Blocks that may wait for the comparison; they bound what is held.
const AHEAD: usize = 4;

/// What the making thread hands over.
pub enum Message {
    /// The text of a block.
    Block(Vec<u8>),
    /// The file is complete.
    End,
}

/// Hands over the text of each block of a part, without a header, until told that no more is wanted.
pub fn each_block(dataset: &Dataset, part: &Part, mut take: impl FnMut(Vec<u8>) -> bool) {
    let clean = Passage::clean(dataset, &[part.table], Face::Text).expect("every build writes text");
    let rows = clean.open(part);
    for number in 0..part.blocks {
        let block = clean.block(part, rows.as_ref(), number, Wanted::default(), Vec::new()).expect(CAN_STAND);
        if !take(block.encoded.into_buffer()) {
            return;
        }
    }
}

/// What scenario and policy come to in one file.
#[derive(Debug, Default)]
pub struct Planned {
    /// The labels, by row and column.
    pub labels: Vec<Label<'static>>,
    /// What is odd in its clean rows without being wrong.
    pub oddities: Oddities,
}

/// Where the making thread puts what it makes for a lane.
pub struct Outlets {
    blocks: SyncSender<Message>,
    planned: Option<SyncSender<Planned>>,
}

/// What the making thread has made for a lane.
pub struct Inlets {
    /// The clean text of its files, in order.
    pub blocks: Receiver<Message>,
    /// For each file, behind its text, what scenario and policy come to; none where the policy is not known.
    pub planned: Option<Receiver<Planned>>,
}

/// The ways from the making thread to the comparison in one lane.
pub fn ways(knows_policy: bool) -> (Outlets, Inlets) {
    let (out, blocks) = sync_channel(AHEAD);
    let (planned_out, planned) = knows_policy.then(|| sync_channel(1)).unzip();
    (Outlets { blocks: out, planned: planned_out }, Inlets { blocks, planned })
}

/// A file being made.
struct Making {
    rows: Box<dyn PartRows>,
    planned: Planned,
    above: Above,
    /// The file itself, going nowhere, where its label tells some of its bytes.
    file: Option<Box<dyn BlockFile>>,
}

/// Takes the steps one after the other, and hands what is made to its lane; ends early when nobody listens any more. Returns
/// how the rules of the policy have fared, where it was applied to all files.
pub fn make(dataset: &Dataset, tables: &[Table], steps: Vec<Step>, out: &[Outlets]) -> Option<Vec<Tally>> {
    let clean = Passage::clean(dataset, tables, Face::Text).expect("every build writes text");
    // A build that does not write a format does not read it either, and says so.
    let applies_policy = out.iter().all(|out| out.planned.is_some());
    let dirty = if applies_policy { Passage::new(dataset, tables, Face::Files).ok() } else { None };
    let mut buffer = Vec::new();
    let mut begun: BTreeMap<usize, Making> = BTreeMap::new();
    for step in steps {
        let (file, place, lane, blocks) = match step {
            Step::Draw(date) => {
                draw_orders(dataset.world(), date, tables);
                continue;
            }
            Step::Make { file, place, lane, blocks } => (file, place, lane, blocks),
        };
        let (part, out) = (file.part(), &out[lane]);
        let is_whole = blocks.end == part.blocks;
        let above = || dirty.as_ref().map(|dirty| dirty.top(part)).unwrap_or_default();
        let file = || dirty.as_ref().and_then(|dirty| measured(dataset, dirty, file));
        let opened = || Making { rows: clean.open(part), planned: Planned::default(), above: above(), file: file() };
        let mut making = begun.remove(&place).unwrap_or_else(opened);
        let Making { rows, planned, above, file } = &mut making;
        for number in blocks {
            let batch = if let Some(dirty) = &dirty {
                let wanted = Wanted { header: true, labels: true };
                let block = dirty.block(part, rows.as_ref(), number, wanted, buffer).expect(CAN_STAND);
                let labels = block.labels.into_iter();
                let placed = labels.map(|label| dirty.placed(label, above).into_owned());
                planned.labels.extend(placed);
                planned.oddities.add(&block.oddities);
                above.pass(block.rows, block.lines, &block.encoded);
                if let Some(file) = file {
                    file.write(&block.encoded).expect(CAN_STAND);
                }
                buffer = block.encoded.into_buffer();
                block.clean
            } else {
                rows.batch(number)
            };
            let text = clean.encode_clean(part.table, &batch).expect(CAN_STAND).into_buffer();
            out.blocks.send(Message::Block(text)).ok()?;
        }
        if !is_whole {
            begun.insert(place, making);
            continue;
        }
        if let Some((dirty, file)) = dirty.as_ref().zip(file.take()) {
            let committed = file.commit().expect(CAN_STAND);
            if let Some(label) = dirty.label_of_end(part, &committed) {
                let place = planned.labels.partition_point(|label| label.row.is_none());
                planned.labels.insert(place, label.into_owned());
            }
        }
        out.blocks.send(Message::End).ok()?;
        if let Some(out) = &out.planned {
            out.send(making.planned).ok()?;
        }
    }
    dirty.map(|dirty| dirty.tallies())
}

/// A file that loses its end, as it is written again to see what that is; none of others.
fn measured(dataset: &Dataset, dirty: &Passage, file: &PlannedFile) -> Option<Box<dyn BlockFile>> {
    let write = || {
        let pending = PendingFile::measured(Path::new(file.path()));
        create_file(pending, file, dataset.scenario(), &dirty.layout(file.part())).expect(CAN_STAND)
    };
    dirty.loses_end(file.part()).then(write)
}

const CAN_STAND: &str = "rows have the columns of their table and four-digit years";

/// The records of one clean file, as far as they have been asked for. What is left of it is passed over when dropped.
pub struct Twin<'r> {
    blocks: &'r Receiver<Message>,
    ended: bool,
    layout: Layout,
    /// Records not consumed yet, by block and place.
    waiting: VecDeque<(Vec<u8>, Vec<usize>)>,
    /// The next record within the first block.
    next: usize,
}

impl<'r> Twin<'r> {
    /// The next file that the thread makes.
    pub fn new(blocks: &'r Receiver<Message>, layout: Layout) -> Self {
        Self { blocks, ended: false, layout, waiting: VecDeque::new(), next: 0 }
    }

    /// The record `ahead` of the next one; none behind the last.
    pub fn record(&mut self, ahead: usize) -> Option<&[u8]> {
        let mut place = self.next + ahead;
        let mut block = 0;
        loop {
            if block == self.waiting.len() && !self.receive() {
                return None;
            }
            let records = self.waiting[block].1.len();
            if place < records {
                break;
            }
            place -= records;
            block += 1;
        }
        let (text, ends) = &self.waiting[block];
        let start = place.checked_sub(1).map_or(0, |before| ends[before]);
        Some(&text[start..ends[place]])
    }

    /// Passes over so many records, which have been looked at.
    pub fn advance(&mut self, records: usize) {
        self.next += records;
        while let Some((_, ends)) = self.waiting.front()
            && self.next >= ends.len()
        {
            self.next -= ends.len();
            self.waiting.pop_front();
        }
    }

    fn receive(&mut self) -> bool {
        if self.ended {
            return false;
        }
        // A thread that is gone has panicked, which its scope tells.
        let Ok(Message::Block(text)) = self.blocks.recv() else {
            self.ended = true;
            return false;
        };
        let mut ends = Vec::new();
        let mut at = 0;
        while let Some(length) = self.layout.record(&text[at..]) {
            at += length;
            ends.push(at);
        }
        self.waiting.push_back((text, ends));
        true
    }
}

impl Drop for Twin<'_> {
    fn drop(&mut self) {
        while !self.ended && matches!(self.blocks.recv(), Ok(Message::Block(_))) {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn records_are_seen_ahead_through_blocks_and_files_keep_apart() {
        let (out, blocks) = sync_channel(9);
        for message in [
            Message::Block(b"a\nb\n".to_vec()),
            Message::Block(Vec::new()),
            Message::Block(b"\"c\nd\"\ne\n".to_vec()),
            Message::End,
            Message::Block(b"x\n".to_vec()),
            Message::End,
        ] {
            out.send(message).unwrap();
        }
        let mut twin = Twin::new(&blocks, Layout::Csv);
        assert_eq!(twin.record(2), Some(&b"\"c\nd\"\n"[..]));
        assert_eq!(twin.record(0), Some(&b"a\n"[..]));
        twin.advance(2);
        assert_eq!(twin.record(1), Some(&b"e\n"[..]));
        assert_eq!(twin.record(2), None);
        twin.advance(1);
        assert_eq!(twin.record(0), Some(&b"e\n"[..]));
        drop(twin);
        let mut next = Twin::new(&blocks, Layout::Csv);
        assert_eq!(next.record(0), Some(&b"x\n"[..]));
        next.advance(1);
        assert_eq!(next.record(0), None);
    }
}
