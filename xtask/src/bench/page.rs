//! The figures in the page on performance, between two comments.

use std::fs;
use std::path::Path;

use super::error::BenchError;
use super::options::What;
use super::runs::Measured;
use super::table;

/// The page, in the repository.
const FILE: &str = "docs/performance.md";

/// A place in the page.
struct Place {
    begin: &'static str,
    end: &'static str,
}

const WHOLE_RUNS: Place =
    Place { begin: "<!-- whole runs: written by `cargo xtask bench --write` -->", end: "<!-- end of whole runs -->" };
const PEER: Place = Place {
    begin: "<!-- a peer: written by `cargo xtask bench --against … --write` -->",
    end: "<!-- end of the peer -->",
};

impl Place {
    fn of(what: &What) -> &'static Self {
        match what {
            What::Scales(_) => &WHOLE_RUNS,
            What::Peer { .. } => &PEER,
        }
    }

    /// The page with other text in the place; none where the page does not have it.
    fn filled(&self, page: &str, text: &str) -> Option<String> {
        let (above, rest) = page.split_once(self.begin)?;
        let (_, below) = rest.split_once(self.end)?;
        Some(format!("{above}{}\n{}\n{}{below}", self.begin, text.trim_end(), self.end))
    }
}

/// Makes sure that the page has a place for the figures.
pub fn check(root: &Path, what: &What) -> Result<(), BenchError> {
    filled(root, what, "").map(|_| ())
}

/// Writes the figures into the page; says where they are.
pub fn write(root: &Path, what: &What, machine: &str, measured: &[Measured]) -> Result<&'static str, BenchError> {
    let text = match (what, measured) {
        (What::Peer { .. }, [ours, peer]) => of_peer(machine, ours, peer),
        _ => format!("{machine}\n\n{}\n{}", table::outputs(measured), table::for_page(measured)),
    };
    let page = filled(root, what, &text)?;
    let path = root.join(FILE);
    fs::write(&path, page).map_err(BenchError::io("write", &path))?;
    Ok(FILE)
}

fn filled(root: &Path, what: &What, text: &str) -> Result<String, BenchError> {
    let path = root.join(FILE);
    let page = fs::read_to_string(&path).map_err(BenchError::io("read", &path))?;
    let place = Place::of(what);
    let no_place = || BenchError::NoPlace { begin: place.begin.to_owned(), end: place.end.to_owned() };
    place.filled(&page, text).ok_or_else(no_place)
}

/// The ratio only: seconds of pairs are what the machine was busy with.
fn of_peer(machine: &str, ours: &Measured, peer: &Measured) -> String {
    let ratio = table::ratio(ours, peer, |cost| cost.cpu);
    let ratio = ratio.map_or_else(|| "not known here".to_owned(), |ratio| ratio.text(2, "/") + " times as many");
    format!("`{}` against `{}`, MB a CPU-second: {ratio}. {machine}", ours.name, peer.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::process::Cost;
    use crate::bench::runs::Output;

    #[test]
    fn only_what_stands_in_the_place_is_written_anew() {
        let place = Place { begin: "<!-- a -->", end: "<!-- b -->" };
        assert_eq!(
            place.filled("x\n<!-- a -->\nold\n<!-- b -->\ny", "new\n").unwrap(),
            "x\n<!-- a -->\nnew\n<!-- b -->\ny"
        );
        assert_eq!(place.filled("x\n<!-- a -->\n", "new"), None);
        assert_eq!(place.filled("<!-- b -->\n<!-- a -->\n", "new"), None);
    }

    #[test]
    fn the_page_has_a_place_for_runs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        check(root, &What::Scales(Vec::new())).unwrap();
    }

    #[test]
    fn of_a_peer_the_page_has_the_ratio() {
        let measured = |name, cpu| {
            let cost = Cost { wall: 1.0, cpu, memory: None };
            Measured { output: Output { rows: None, bytes: 10 }, costs: vec![cost], ..Measured::new(None, name) }
        };
        let text = of_peer("Here.", &measured("retailgen", Some(2.0)), &measured("peer", Some(4.0)));
        assert_eq!(text, "`retailgen` against `peer`, MB a CPU-second: 2.00/2.00/2.00 times as many. Here.");
        let text = of_peer("Here.", &measured("retailgen", None), &measured("peer", Some(4.0)));
        assert!(text.contains("not known"), "{text}");
    }
}
