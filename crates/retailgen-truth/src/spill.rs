//! Labels put aside until their place in the plan comes: one hidden file, and where in it the labels of each file are.
//!
//! A label is its length and its fields in a binary form of our own, which nobody else ever reads.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use retailgen_folder::ScratchFile;

use crate::{
    Label, TruthError,
    collateral_file::{of_texts, texts},
    columns::{COLUMNS, Column, Refused, blank},
};

/// The length that stands for a missing text.
const MISSING: u32 = u32::MAX;

/// Bytes that are gathered before they are written: the labels of a block are few, and there are many blocks.
const GATHERED: usize = 128 * 1024;

/// The hidden file, which is removed when dropped.
#[derive(Debug)]
pub(crate) struct Spill {
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

/// Bytes of a file that are labels, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    /// Where they begin.
    pub start: u64,
    /// How many they are.
    pub bytes: u64,
}

impl Spill {
    /// Puts labels aside in a file that is empty.
    pub fn new(file: ScratchFile) -> Self {
        let state = State { file, waiting: Vec::new(), end: 0, stretches: BTreeMap::new() };
        Self { state: Mutex::new(state) }
    }

    /// Puts labels aside, behind the earlier labels of the same file.
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
    pub fn read(&mut self, each: &mut dyn FnMut(usize, &Label) -> Result<(), TruthError>) -> Result<(), TruthError> {
        let state = self.written()?;
        for (&file, stretches) in &state.stretches {
            for stretch in stretches {
                read_stretch(state.file.file(), state.file.path(), *stretch, &mut |label| each(file, label))?;
            }
        }
        Ok(())
    }

    /// Hands over the same as the bytes in which they are kept.
    pub fn read_bytes(
        &mut self,
        mut each: impl FnMut(usize, &[u8]) -> Result<(), TruthError>,
    ) -> Result<(), TruthError> {
        let state = self.written()?;
        let failed = |error| TruthError::io("read", state.file.path())(error);
        let mut bytes = Vec::new();
        for (&file, stretches) in &state.stretches {
            for stretch in stretches {
                let mut spilled = state.file.file();
                spilled.seek(SeekFrom::Start(stretch.start)).map_err(failed)?;
                bytes.resize(stretch.bytes as usize, 0);
                spilled.read_exact(&mut bytes).map_err(failed)?;
                each(file, &bytes)?;
            }
        }
        Ok(())
    }

    /// The state when all of it is in the file.
    fn written(&mut self) -> Result<&mut State, TruthError> {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.write().map_err(TruthError::io("write", state.file.path()))?;
        Ok(state)
    }

    /// Removes the file.
    pub fn remove(self) -> Result<(), TruthError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(state.file.remove()?)
    }
}

/// Hands over the labels of a stretch; `path` is for messages.
pub(crate) fn read_stretch(
    mut spilled: &File,
    path: &Path,
    stretch: Stretch,
    each: &mut dyn FnMut(&Label) -> Result<(), TruthError>,
) -> Result<(), TruthError> {
    let damaged = || TruthError::Spill { path: path.to_path_buf() };
    let failed = |error| TruthError::io("read", path)(error);
    spilled.seek(SeekFrom::Start(stretch.start)).map_err(failed)?;
    let mut bytes = BufReader::new(spilled.take(stretch.bytes));
    let mut left = stretch.bytes;
    let mut record = Vec::new();
    while left > 0 {
        let mut length = [0; 4];
        bytes.read_exact(&mut length).map_err(failed)?;
        let length = u64::from(u32::from_le_bytes(length));
        left = left.checked_sub(length + 4).ok_or_else(damaged)?;
        record.resize(length as usize, 0);
        bytes.read_exact(&mut record).map_err(failed)?;
        each(&decode(&record).map_err(|Refused| damaged())?)?;
    }
    Ok(())
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

/// Appends a label as it is put aside.
pub(crate) fn encode(label: &Label, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    for (_, column) in &COLUMNS {
        match column {
            Column::Text(read, _) => put_text(read(label), bytes),
            // Rows, lines and versions are counted, so none is as large as the one that stands for a missing number.
            Column::Number(read, _) => bytes.extend_from_slice(&read(label).unwrap_or(u64::MAX).to_le_bytes()),
            Column::Flag(read, _) => bytes.push(read(label).into()),
        }
    }
    bytes.extend_from_slice(&(label.collateral.len() as u32).to_le_bytes());
    for text in label.collateral.iter().flat_map(texts) {
        put_text(text, bytes);
    }
    let length = (bytes.len() - start - 4) as u32;
    bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

fn put_text(text: Option<&str>, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&text.map_or(MISSING, |text| text.len() as u32).to_le_bytes());
    bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
}

/// Reads a label back; refused where the bytes do not hold one.
fn decode(record: &[u8]) -> Result<Label<'_>, Refused> {
    let mut fields = Fields(record);
    let mut label = blank();
    for (_, column) in &COLUMNS {
        match column {
            Column::Text(_, set) => set(&mut label, fields.text()?.map(Cow::Borrowed))?,
            Column::Number(_, set) => set(&mut label, fields.number()?),
            Column::Flag(_, set) => set(&mut label, fields.take::<1>()? != [0]),
        }
    }
    for _ in 0..u32::from_le_bytes(fields.take()?) {
        let texts = [fields.text()?, fields.text()?, fields.text()?, fields.text()?];
        label.collateral.push(of_texts(texts).ok_or(Refused)?);
    }
    if fields.0.is_empty() { Ok(label) } else { Err(Refused) }
}

/// The rest of a record.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Refused)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn number(&mut self) -> Result<Option<u64>, Refused> {
        let number = u64::from_le_bytes(self.take()?);
        Ok((number != u64::MAX).then_some(number))
    }

    fn text(&mut self) -> Result<Option<&'b str>, Refused> {
        let length = u32::from_le_bytes(self.take()?);
        if length == MISSING {
            return Ok(None);
        }
        let (text, rest) = self.0.split_at_checked(length as usize).ok_or(Refused)?;
        self.0 = rest;
        std::str::from_utf8(text).map(Some).map_err(|_| Refused)
    }
}
