//! The rules of comparison, as a score tells them.

/// Of findings about `retailgen`'s data.
pub(crate) const OF_FINDINGS: &str = "
Rules: the same finding twice counts once, on its own level and on coarser ones.
A row that stands there twice is found with either row: by the whole row, its key or a unique column.
Cells of a copy that differ from its original are neutral, and so are orders that lack what a fault took from them.
A decoy is a false alarm. Brackets hold 95 % (Wilson). The tables are about the level marked with *.
";

/// Of findings about the cells of any other dataset.
pub(crate) const OF_CELLS: &str = "
Rules: the same finding twice counts once, on its own level and on coarser ones.
Where a whole row is wrong, so is each of its cells. Of two files, cells are wrong whose texts differ, blanks around and between words
apart, and null is as good as an empty text. Brackets hold 95 % (Wilson). The tables are about the level marked with *.
";
