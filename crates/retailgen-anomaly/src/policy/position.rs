//! Places in a text, as people count them.

/// A place in a text: line and column from 1, the column in characters.
///
/// ```
/// use retailgen_anomaly::Policy;
///
/// let refused = Policy::parse("extends = \"defualt\"\n", "mine.toml").unwrap_err();
/// let position = refused.position.ok_or("a mistyped name has a place")?;
/// assert_eq!((position.line, position.column), (1, 11));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// Where the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, starts: std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect() }
    }

    /// The place of the byte at `offset`, or of the text's end.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let before = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count();
        Position { line, column: before + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_and_not_bytes() {
        let lines = Lines::new("é = 1\n\nab");
        let place = |offset| {
            let Position { line, column } = lines.position(offset);
            (line, column)
        };
        assert_eq!([place(0), place(2), place(6), place(7), place(9)], [(1, 1), (1, 2), (1, 6), (2, 1), (3, 2)]);
        assert_eq!(place(99), (3, 3));
    }
}
