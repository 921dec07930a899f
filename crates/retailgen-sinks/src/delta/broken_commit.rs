//! A commit of a Delta table whose entry in the log is cut.

/// A commit whose entry in the log is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenCommit {
    /// Its version.
    pub version: u32,
    /// What chooses the byte.
    pub draw: u64,
}

/// The end of a log entry that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The version of the commit.
    pub version: u32,
    /// Where the entry ends.
    pub at: u64,
    /// What is lost.
    pub lost: String,
}

impl BrokenCommit {
    /// Cuts an entry within its last action, of which some is left and some is lost.
    pub(super) fn cut(self, entry: &mut Vec<u8>) -> Cut {
        let line =
            entry[..entry.len().saturating_sub(1)].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let room = entry.len().saturating_sub(line + 2).max(1) as u64;
        let mut at = line + 1 + (self.draw % room) as usize;
        // Not within a letter.
        while entry.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
            at -= 1;
        }
        let lost = String::from_utf8_lossy(&entry.split_off(at)).into_owned();
        Cut { version: self.version, at: at as u64, lost }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_leaves_the_actions_before_the_last_one_and_a_piece_of_that() {
        let whole = "{\"a\":1}\n{\"b\":\"\u{e9}\u{e9}\"}\n";
        let start = whole.find("{\"b").unwrap();
        let places = (0..40).map(|draw| {
            let mut entry = whole.as_bytes().to_vec();
            let cut = BrokenCommit { version: 3, draw }.cut(&mut entry);
            assert_eq!(String::from_utf8(entry.clone()).unwrap() + &cut.lost, whole);
            assert!(start < entry.len() && entry.len() + 1 < whole.len() && cut.at == entry.len() as u64);
            entry.len()
        });
        assert!(places.collect::<std::collections::BTreeSet<_>>().len() > 5);
    }
}
