//! Labels put aside until their place in the plan comes: one hidden file, and where in it the labels of each file are.
//!
//! A label is its length and its fields in a binary form of our own, which nobody else ever reads.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    sync::{Mutex, PoisonError},
};

use retailgen_folder::ScratchFile;

use super::TruthError;
use crate::label::{ACTIONS, DETECTABILITIES, LEVELS, Label};

/// The length that stands for a missing text.
const MISSING: u32 = u32::MAX;

/// Bytes that are gathered before they are written: the labels of a block are few, and there are many blocks.
const GATHERED: usize = 128 * 1024;

/// The hidden file, which is removed when dropped.
#[derive(Debug)]
pub(super) struct Spill {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: ScratchFile,
    /// What comes behind the bytes of the file.
    waiting: Vec<u8>,
    /// Where the waiting bytes end.
    end: u64,
    /// By file in the plan: the stretches that hold its labels, in order.
    stretches: BTreeMap<usize, Vec<Stretch>>,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: u64,
    bytes: u64,
}

impl Spill {
    /// Puts labels aside in a file that is empty.
    pub fn new(file: ScratchFile) -> Self {
        let state = State { file, waiting: Vec::new(), end: 0, stretches: BTreeMap::new() };
        Self { state: Mutex::new(state) }
    }

    /// Puts labels aside, behind those of the same file that are there.
    pub fn add(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        if labels.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        for label in labels {
            encode(label, &mut bytes);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let start = state.end;
        state.waiting.extend_from_slice(&bytes);
        state.end += bytes.len() as u64;
        if state.waiting.len() >= GATHERED {
            state.write().map_err(TruthError::io("write", state.file.path()))?;
        }
        let stretches = state.stretches.entry(file).or_default();
        match stretches.last_mut() {
            Some(last) if last.start + last.bytes == start => last.bytes += bytes.len() as u64,
            _ => stretches.push(Stretch { start, bytes: bytes.len() as u64 }),
        }
        Ok(())
    }

    /// Hands over the labels of one file after the other, each file's in the order in which they came.
    pub fn read(&mut self, mut each: impl FnMut(usize, &Label) -> Result<(), TruthError>) -> Result<(), TruthError> {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.write().map_err(TruthError::io("write", state.file.path()))?;
        let path = state.file.path();
        let damaged = || TruthError::Spill { path: path.to_path_buf() };
        let failed = |error| TruthError::io("read", path)(error);
        let mut spilled = state.file.file();
        let mut record = Vec::new();
        for (&file, stretches) in &state.stretches {
            for stretch in stretches {
                spilled.seek(SeekFrom::Start(stretch.start)).map_err(failed)?;
                let mut bytes = BufReader::new(spilled.take(stretch.bytes));
                let mut left = stretch.bytes;
                while left > 0 {
                    let mut length = [0; 4];
                    bytes.read_exact(&mut length).map_err(failed)?;
                    let length = u64::from(u32::from_le_bytes(length));
                    left = left.checked_sub(length + 4).ok_or_else(damaged)?;
                    record.resize(length as usize, 0);
                    bytes.read_exact(&mut record).map_err(failed)?;
                    each(file, &decode(&record).map_err(|NotALabel| damaged())?)?;
                }
            }
        }
        Ok(())
    }

    /// Removes the file.
    pub fn remove(self) -> Result<(), TruthError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(state.file.remove()?)
    }
}

impl State {
    /// Writes what is waiting.
    fn write(&mut self) -> io::Result<()> {
        // Not where the last write ended, but where the last whole one did.
        let mut file = self.file.file();
        file.seek(SeekFrom::Start(self.end - self.waiting.len() as u64))?;
        file.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

fn encode(label: &Label, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    let flags = u8::from(label.decoy) | u8::from(label.breaks_type) << 1;
    bytes.extend_from_slice(&[
        flags,
        code(LEVELS, label.level),
        code(DETECTABILITIES, label.detectability),
        code(ACTIONS, label.expected_action),
    ]);
    for number in [label.line, label.row, label.delta_version, label.related_row] {
        // Rows, lines and versions are counted, so none is as large as the one that stands for a missing number.
        bytes.extend_from_slice(&number.unwrap_or(u64::MAX).to_le_bytes());
    }
    for text in [
        label.incident_id.as_deref(),
        label.rule_id,
        Some(label.kind),
        label.cell.as_deref(),
        label.key.as_deref(),
        label.column,
        label.clean_value.as_deref(),
        label.dirty_value.as_deref(),
        label.related_file.as_deref(),
        label.related_key.as_deref(),
    ] {
        bytes.extend_from_slice(&text.map_or(MISSING, |text| text.len() as u32).to_le_bytes());
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
    let length = (bytes.len() - start - 4) as u32;
    bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// The place of a value among its names.
fn code<T: Copy + PartialEq>(names: &[(T, &str)], value: T) -> u8 {
    names.iter().position(|(named, _)| *named == value).map_or(u8::MAX, |place| place as u8)
}

/// The bytes do not hold a label.
struct NotALabel;

/// Reads a label back.
fn decode(record: &[u8]) -> Result<Label<'_>, NotALabel> {
    let mut fields = Fields(record);
    let [flags, level, detectability, action] = fields.take()?;
    let [line, row, delta_version, related_row] =
        [fields.number()?, fields.number()?, fields.number()?, fields.number()?];
    Ok(Label {
        incident_id: fields.text()?.map(Cow::Borrowed),
        rule_id: fields.text()?,
        kind: fields.text()?.ok_or(NotALabel)?,
        level: LEVELS.get(usize::from(level)).ok_or(NotALabel)?.0,
        decoy: flags & 1 != 0,
        line,
        row,
        cell: fields.text()?.map(Cow::Borrowed),
        delta_version,
        key: fields.text()?.map(Cow::Borrowed),
        column: fields.text()?,
        clean_value: fields.text()?.map(Cow::Borrowed),
        dirty_value: fields.text()?.map(Cow::Borrowed),
        related_file: fields.text()?.map(Cow::Borrowed),
        related_row,
        related_key: fields.text()?.map(Cow::Borrowed),
        breaks_type: flags & 2 != 0,
        detectability: DETECTABILITIES.get(usize::from(detectability)).ok_or(NotALabel)?.0,
        expected_action: ACTIONS.get(usize::from(action)).ok_or(NotALabel)?.0,
    })
}

/// The rest of a record.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], NotALabel> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(NotALabel)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn number(&mut self) -> Result<Option<u64>, NotALabel> {
        let number = u64::from_le_bytes(self.take()?);
        Ok((number != u64::MAX).then_some(number))
    }

    fn text(&mut self) -> Result<Option<&'b str>, NotALabel> {
        let length = u32::from_le_bytes(self.take()?);
        if length == MISSING {
            return Ok(None);
        }
        let (text, rest) = self.0.split_at_checked(length as usize).ok_or(NotALabel)?;
        self.0 = rest;
        std::str::from_utf8(text).map(Some).map_err(|_| NotALabel)
    }
}
