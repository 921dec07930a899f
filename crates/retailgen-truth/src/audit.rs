//! `audit.csv`: how much of what is in which file, for whoever checks a pipeline's counts.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read as _, Write},
    iter::Peekable,
    path::{Path, PathBuf},
    vec,
};

use retailgen_folder::{FileDigest, PendingFile};

use crate::{DeliveredFiles, ExpectedCount, Label, TruthError, text_file::commit};

/// The name of the counts' file.
pub const AUDIT: &str = "audit.csv";

const HEADER: &str = "table,file,kind,nature,count";

/// What a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// Wrong, and injected.
    Fault,
    /// Right, and planted because it looks wrong.
    Decoy,
    /// Odd, and part of the business.
    Expected,
}

impl Nature {
    /// What a label is of.
    #[must_use]
    pub fn of(label: &Label) -> Self {
        if label.decoy { Self::Decoy } else { Self::Fault }
    }

    const ALL: [Self; 3] = [Self::Fault, Self::Decoy, Self::Expected];

    /// Its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Decoy => "decoy",
            Self::Expected => "expected",
        }
    }
}

/// `audit.csv` being written.
pub(crate) struct Audit<'a> {
    path: PathBuf,
    out: BufWriter<PendingFile>,
    files: &'a dyn DeliveredFiles,
    expected: Peekable<vec::IntoIter<&'a ExpectedCount<'a>>>,
    /// The file being counted, by its place in the plan.
    file: usize,
    counts: BTreeMap<Nature, BTreeMap<String, u64>>,
    rows: u64,
}

impl<'a> Audit<'a> {
    /// Starts the file.
    pub fn new(
        out: PendingFile,
        files: &'a dyn DeliveredFiles,
        expected: &'a [ExpectedCount],
    ) -> Result<Self, TruthError> {
        let path = out.path().to_path_buf();
        let mut out = BufWriter::new(out);
        writeln!(out, "{HEADER}").map_err(TruthError::io("write", &path))?;
        let mut expected: Vec<_> = expected.iter().collect();
        expected.sort_by_key(|expected| expected.file);
        let expected = expected.into_iter().peekable();
        Ok(Self { path, out, files, expected, file: 0, counts: BTreeMap::new(), rows: 0 })
    }

    /// Counts a label; files come in plan order.
    pub fn add(&mut self, file: usize, label: &Label) -> Result<(), TruthError> {
        if file != self.file {
            self.advance(file).map_err(TruthError::io("write", &self.path))?;
        }
        self.count(Nature::of(label), &label.kind, 1);
        Ok(())
    }

    fn count(&mut self, nature: Nature, kind: &str, count: u64) {
        let counts = self.counts.entry(nature).or_default();
        // Looked up first, so that a name is copied once a file only.
        match counts.get_mut(kind) {
            Some(total) => *total += count,
            None => drop(counts.insert(kind.to_owned(), count)),
        }
    }

    /// Writes what there is of the files before `next`.
    fn advance(&mut self, next: usize) -> io::Result<()> {
        self.write_counts()?;
        while let Some(expected) = self.expected.next_if(|expected| expected.file < next) {
            self.file = expected.file;
            self.count(Nature::Expected, expected.kind, expected.count);
            self.write_counts()?;
        }
        self.file = next;
        Ok(())
    }

    fn write_counts(&mut self) -> io::Result<()> {
        while let Some(expected) = self.expected.next_if(|expected| expected.file == self.file) {
            self.count(Nature::Expected, expected.kind, expected.count);
        }
        for (nature, counts) in std::mem::take(&mut self.counts) {
            let ((table, path), nature) = (self.files.file(self.file), nature.name());
            for (kind, count) in counts {
                // Neither paths of the plan nor names of kinds hold anything that CSV would have to quote.
                writeln!(self.out, "{table},{path},{kind},{nature},{count}")?;
                self.rows += 1;
            }
        }
        Ok(())
    }

    /// Gives the file its name; returns the number of its rows as well.
    pub fn commit(mut self) -> Result<(FileDigest, u64), TruthError> {
        self.advance(self.files.count()).map_err(TruthError::io("write", &self.path))?;
        Ok((commit(self.out, &self.path)?, self.rows))
    }
}

/// A row of `audit.csv`, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The table.
    pub table: String,
    /// The path of the file.
    pub file: String,
    /// What is counted, such as `email.malformed`.
    pub kind: String,
    /// What the count is of.
    pub nature: Nature,
    /// How many.
    pub count: u64,
}

/// The rows of a truth folder's `audit.csv`, one after the other.
#[derive(Debug)]
pub struct StoredAudit {
    path: PathBuf,
    file: BufReader<File>,
}

/// The most bytes of a line that is read: a path, two names and a number.
const LONGEST_LINE: u64 = 64 << 10;

impl StoredAudit {
    /// Opens it.
    ///
    /// # Errors
    /// [`TruthError`] where it is not there or does not begin as one.
    pub fn open(truth: &Path) -> Result<Self, TruthError> {
        let path = truth.join(AUDIT);
        let file = TruthError::open(&path)?;
        let mut audit = Self { path: path.clone(), file: BufReader::new(file) };
        match audit.line()? {
            Some(header) if header == HEADER => Ok(audit),
            _ => Err(TruthError::unreadable(&path)(format!("its first line is not {HEADER}"))),
        }
    }

    /// The next line, without its end.
    fn line(&mut self) -> Result<Option<String>, TruthError> {
        let mut line = Vec::new();
        let read = (&mut self.file).take(LONGEST_LINE).read_until(b'\n', &mut line);
        read.map_err(TruthError::io("read", &self.path))?;
        let unreadable = TruthError::unreadable(&self.path);
        if line.len() as u64 == LONGEST_LINE {
            return Err(unreadable("it has a line that no audit has".to_owned()));
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.is_empty() {
            return Ok(None);
        }
        String::from_utf8(line).map(Some).map_err(|error| unreadable(error.to_string()))
    }
}

impl Iterator for StoredAudit {
    type Item = Result<AuditRow, TruthError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.line().transpose()? {
            Ok(line) => line,
            Err(error) => return Some(Err(error)),
        };
        let row = audit_row(&line);
        Some(row.ok_or_else(|| TruthError::unreadable(&self.path)(format!("{line:?} is none of its lines"))))
    }
}

fn audit_row(line: &str) -> Option<AuditRow> {
    let fields: Vec<&str> = line.split(',').collect();
    let [table, file, kind, nature, count] = fields[..] else { return None };
    let nature = Nature::ALL.into_iter().find(|known| known.name() == nature)?;
    Some(AuditRow {
        table: table.to_owned(),
        file: file.to_owned(),
        kind: kind.to_owned(),
        nature,
        count: count.parse().ok()?,
    })
}
