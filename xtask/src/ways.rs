//! The shortest way along arrows: from crate to crate, from file to file.

use std::collections::BTreeSet;

/// The shortest way from `from` to `to`, both named, along at least one arrow: from something to itself, it is a circle.
/// `None` where no way leads there.
pub fn shortest<N, I>(from: N, to: N, arrows: impl Fn(N) -> I) -> Option<Vec<N>>
where
    N: Copy + Ord,
    I: IntoIterator<Item = N>,
{
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![from]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in arrows(*way.last()?) {
                if next == to {
                    return Some([&way[..], &[to]].concat());
                }
                if seen.insert(next) {
                    longer.push([&way[..], &[next]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(from: char) -> Vec<char> {
        match from {
            'a' => vec!['b', 'c'],
            'b' => vec!['c'],
            'c' => vec!['d', 'b'],
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_shortest_way_is_found() {
        assert_eq!(shortest('a', 'b', arrows).unwrap(), ['a', 'b']);
        assert_eq!(shortest('a', 'd', arrows).unwrap(), ['a', 'c', 'd']);
        for (from, to) in [('d', 'a'), ('c', 'a'), ('d', 'd')] {
            assert_eq!(shortest(from, to, arrows), None, "{from} {to}");
        }
    }

    #[test]
    fn a_way_to_where_it_starts_is_a_circle() {
        assert_eq!(shortest('b', 'b', arrows).unwrap(), ['b', 'c', 'b']);
        assert_eq!(shortest('a', 'a', arrows), None);
        assert_eq!(shortest('e', 'e', |letter| [letter]).unwrap(), ['e', 'e']);
    }
}
