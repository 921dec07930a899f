//! Which parts of a table a scan makes, those that have rows of the files it may need, and the paths by which it calls them.

use std::ops::RangeInclusive;

use retailgen::PartNumber;

/// All of a table, dealt to so many partitions.
pub fn all(partitions: usize) -> Vec<Vec<PartNumber>> {
    let of = parts(partitions as u64);
    (1..=of).filter_map(|number| PartNumber::new(number, of).ok()).map(|part| vec![part]).collect()
}

/// The parts that have rows of the wanted files, dealt to at most so many partitions.
///
/// `files` has each file of the table in order: its rows, as far as they are known, and whether it is wanted. A part has
/// rows in the order of the files, so parts that are smaller than a file hold few unwanted rows.
pub fn of_files(files: &[(u64, bool)], partitions: usize) -> Vec<Vec<PartNumber>> {
    let total: u64 = files.iter().map(|(rows, _)| rows).sum();
    let wanted: u64 = files.iter().filter(|(_, is_wanted)| *is_wanted).map(|(rows, _)| rows).sum();
    if wanted == total {
        return all(partitions);
    }
    let of = parts((partitions as u64).saturating_mul(total.div_ceil(wanted.max(1))));
    let mut numbers: Vec<u32> = Vec::new();
    let mut before = 0;
    for (rows, is_wanted) in files {
        if *is_wanted {
            let first_unseen = numbers.last().map_or(1, |last| last + 1);
            let found = numbers_of(before, *rows, total, of);
            numbers.extend((*found.start()).max(first_unseen)..=*found.end());
        }
        before += rows;
    }
    let parts: Vec<_> = numbers.into_iter().filter_map(|number| PartNumber::new(number, of).ok()).collect();
    parts.chunks(parts.len().div_ceil(partitions.max(1)).max(1)).map(<[_]>::to_vec).collect()
}

/// The path of the file that stands for a part in a scan.
pub fn path_of_part(table: &str, part: PartNumber) -> String {
    format!("{table}/{}-of-{}", part.number(), part.of())
}

/// The part for which the file of a path stands; none where the path is none of [`path_of_part`].
pub fn part_of_path(path: &str) -> Option<PartNumber> {
    let (_, name) = path.rsplit_once('/')?;
    let (number, of) = name.split_once("-of-")?;
    PartNumber::new(number.parse().ok()?, of.parse().ok()?).ok()
}

/// The numbers of the parts in which blocks of a file can be. A block is in the part in which its middle lies.
fn numbers_of(before: u64, rows: u64, total: u64, of: u32) -> RangeInclusive<u32> {
    let number = |row: u64| {
        let index = u128::from(row) * u128::from(of) / u128::from(total.max(1));
        u32::try_from(index).unwrap_or(of).min(of - 1) + 1
    };
    number(before)..=number(before + rows)
}

fn parts(wanted: u64) -> u32 {
    wanted.clamp(1, u64::from(PartNumber::MOST)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(parts: &[Vec<PartNumber>]) -> Vec<Vec<(u32, u32)>> {
        parts.iter().map(|parts| parts.iter().map(|part| (part.number(), part.of())).collect()).collect()
    }

    #[test]
    fn a_whole_table_has_a_part_for_each_partition() {
        assert_eq!(numbers(&all(2)), [[(1, 2)], [(2, 2)]]);
        assert_eq!(numbers(&of_files(&[(10, true), (10, true)], 2)), numbers(&all(2)));
        assert_eq!(all(0).len(), 1);
        assert_eq!(all(1_000_000).len(), PartNumber::MOST as usize);
    }

    #[test]
    fn a_path_says_its_part() {
        let part = PartNumber::new(3, 8).unwrap();
        assert_eq!(part_of_path(&path_of_part("stores", part)), Some(part));
        for path in ["", "stores", "stores/3", "stores/3-of-", "stores/0-of-8", "stores/9-of-8", "stores/3-of-8.csv"] {
            assert_eq!(part_of_path(path), None, "{path}");
        }
    }

    #[test]
    fn a_few_files_of_many_take_few_parts() {
        let mut files = [(100, false); 366];
        files[40].1 = true;
        let found = of_files(&files, 2);
        assert_eq!(found.len(), 2);
        assert!(found.iter().flatten().all(|part| part.of() == 732 && (81..=83).contains(&part.number())), "{found:?}");

        files[41].1 = true;
        files[300].1 = true;
        let several = of_files(&files, 2);
        let parts: Vec<_> = several.iter().flatten().map(|part| part.number()).collect();
        assert!(parts.is_sorted_by(|a, b| a < b), "none is made twice: {parts:?}");
        assert!(parts.len() <= 7, "{parts:?}");
    }

    #[test]
    fn files_without_known_rows_are_made_all_the_same() {
        assert_eq!(numbers(&of_files(&[(0, true), (50, false)], 1)), [[(1, 50)]]);
        assert_eq!(numbers(&of_files(&[(50, false), (0, true)], 1)), [[(50, 50)]]);
        assert!(of_files(&[(50, false), (50, false)], 3).is_empty());
    }
}
