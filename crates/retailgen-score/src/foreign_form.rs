//! Files in a form that is read without a complaint and holds nothing then.

use std::io::{BufReader, Read as _};

use retailgen_folder::open_plain;
use retailgen_read::{FileFormat, TableFile};

use crate::ScoreError;

/// Refuses a file of findings or wrong cells that is in another form than its name says; `columns` are those read from it.
pub(crate) fn refuse(file: &TableFile, columns: &[String]) -> Result<(), ScoreError> {
    let reason = match file.format {
        FileFormat::JsonLines if is_array(file)? => {
            Some("it is one JSON array: write its objects without the brackets, one a line".to_owned())
        }
        FileFormat::Csv => other_separator(columns.iter().map(String::as_str)),
        _ => None,
    };
    reason.map_or(Ok(()), |reason| Err(ScoreError::import(&file.path, reason)))
}

/// What separates the columns of CSV where that is no comma.
pub(crate) fn other_separator<'c>(mut columns: impl Iterator<Item = &'c str>) -> Option<String> {
    let (only, None) = (columns.next()?, columns.next()) else { return None };
    let name = [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(c, _)| only.contains(*c))?.1;
    Some(format!("its columns are separated by {name}: separate them by commas"))
}

fn is_array(file: &TableFile) -> Result<bool, ScoreError> {
    for byte in BufReader::new(open_plain(&file.path)?).bytes() {
        let byte = byte.map_err(ScoreError::reading(&file.path))?;
        if !byte.is_ascii_whitespace() {
            return Ok(byte == b'[');
        }
    }
    Ok(false)
}
