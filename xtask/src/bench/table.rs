//! The figures as tables: for the terminal, and for the page.

use std::fmt::Write as _;

use super::process::Cost;
use super::runs::{Measured, Output};
use super::spread::Spread;

const HEAD: [&str; 7] = ["scale", "run", "wall s", "user + sys s", "peak MB", "rows/s", "MB/s"];

/// A figure of a run, where it is known.
type Figure = fn(&Cost) -> Option<f64>;

/// The table with what to know of it, for people at a terminal.
pub fn printed(measured: &[Measured]) -> String {
    let mut text = outputs(measured);
    text += "Runs took turns. Triples are min / median / max; rates are of the median.\n\n";
    text += &table(measured, " ", " / ", &HEAD);
    text.truncate(text.trim_end().len());
    text
}

/// The table for the page, which counts words: no blanks in a cell, and no rates.
pub fn for_page(measured: &[Measured]) -> String {
    table(measured, "", "/", &HEAD[..5])
}

/// How much is written, a line for each scale that is measured, and for a peer.
pub fn outputs(measured: &[Measured]) -> String {
    let mut text = String::new();
    let mut told = Vec::new();
    for Measured { scale, name, output: Output { rows, bytes }, .. } in measured {
        // Of the variants at a scale the first has all.
        if scale.is_some() && told.contains(&scale) {
            continue;
        }
        told.push(scale);
        let of = scale.as_ref().map_or_else(|| name.clone(), |scale| format!("scale {scale}"));
        let rows = rows.map_or_else(String::new, |rows| format!("{rows} rows and "));
        let _ = writeln!(text, "{of}: {rows}{:.1} MB a run.", *bytes as f64 / 1e6);
    }
    text
}

fn table(measured: &[Measured], pad: &str, between: &str, head: &[&str]) -> String {
    let known = |of: Figure| measured.iter().flat_map(|measured| &measured.costs).all(|cost| of(cost).is_some());
    let has_rows = measured.iter().all(|measured| measured.output.rows.is_some());
    let shown = [true, true, true, known(|cost| cost.cpu), known(|cost| cost.memory), has_rows, true];
    let line = |cells: [&str; 7]| {
        let cells = cells.into_iter().zip(shown).take(head.len()).filter(|(_, shown)| *shown);
        cells.fold("|".to_owned(), |line, (cell, _)| format!("{line}{pad}{cell}{pad}|"))
    };
    let mut text = format!("{}\n{}\n", line(HEAD), line(["---:"; 7]));
    for Measured { scale, name, output: Output { rows, bytes }, costs } in measured {
        let spread = |of: Figure| Spread::of(costs.iter().filter_map(of));
        let wall = spread(|cost| Some(cost.wall));
        let per_second = |figure: f64| figure / wall.median;
        let _ = writeln!(
            text,
            "{}",
            line([
                scale.as_deref().unwrap_or_default(),
                name,
                &wall.text(2, between),
                &spread(|cost| cost.cpu).text(2, between),
                &spread(|cost| cost.memory).text(0, between),
                &rows.map_or_else(String::new, |rows| format!("{:.0}", per_second(rows as f64))),
                &format!("{:.1}", per_second(*bytes as f64 / 1e6)),
            ])
        );
    }
    text
}

/// How ours fares against a peer, pair by pair: how many times as many MB it writes in a second.
pub fn ratios(ours: &Measured, peer: &Measured) -> String {
    let kinds: [(&str, Figure); 2] = [("a CPU-second", |cost| cost.cpu), ("a second", |cost| Some(cost.wall))];
    let mut text = String::new();
    for (name, of) in kinds {
        let Some(ratio) = ratio(ours, peer, of) else { continue };
        let _ = writeln!(
            text,
            "MB {name}, ours to the peer's, pair by pair: {} (ours {}, the peer's {})",
            ratio.text(2, " / "),
            rate(ours, of).text(1, " / "),
            rate(peer, of).text(1, " / ")
        );
        let seconds = Spread::of(pairs(ours, peer, of).map(|(ours, peer)| ours / peer));
        let _ = writeln!(text, "seconds, of that kind, ours to the peer's: {}", seconds.text(2, " / "));
    }
    text.truncate(text.trim_end().len());
    text
}

/// Ours in MB a second of some kind to a peer's, over the pairs; none where that kind is not known.
pub fn ratio(ours: &Measured, peer: &Measured, of: Figure) -> Option<Spread> {
    let sizes = ours.output.bytes as f64 / peer.output.bytes as f64;
    let ratios: Vec<f64> = pairs(ours, peer, of).map(|(ours, peer)| sizes * peer / ours).collect();
    (!ratios.is_empty()).then(|| Spread::of(ratios))
}

/// A figure of ours and of the peer's in each pair.
fn pairs<'m>(ours: &'m Measured, peer: &'m Measured, of: Figure) -> impl Iterator<Item = (f64, f64)> + 'm {
    ours.costs.iter().zip(&peer.costs).filter_map(move |(ours, peer)| of(ours).zip(of(peer)))
}

fn rate(measured: &Measured, of: Figure) -> Spread {
    Spread::of(measured.costs.iter().filter_map(of).map(|seconds| measured.output.bytes as f64 / 1e6 / seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(scale: Option<&str>, rows: Option<u64>, bytes: u64, costs: &[Cost]) -> Measured {
        let output = Output { rows, bytes };
        Measured { output, costs: costs.to_vec(), ..Measured::new(scale, "a") }
    }

    fn cost(wall: f64, cpu: f64) -> Cost {
        Cost { wall, cpu: Some(cpu), memory: Some(30.0) }
    }

    #[test]
    fn each_scale_has_its_lines() {
        let costs = [cost(2.0, 1.5), cost(4.0, 3.5)];
        let all =
            [measured(Some("0.1"), Some(100), 8_000_000, &costs), measured(Some("1"), Some(900), 80_000_000, &costs)];
        let text = printed(&all);
        assert!(text.starts_with("scale 0.1: 100 rows and 8.0 MB a run.\nscale 1: 900"), "{text}");
        assert!(
            text.contains("\n| 0.1 | a | 2.00 / 3.00 / 4.00 | 1.50 / 2.50 / 3.50 | 30 / 30 / 30 | 33 | 2.7 |\n"),
            "{text}"
        );
        assert_eq!(
            for_page(&all[..1]),
            "|scale|run|wall s|user + sys s|peak MB|\n|---:|---:|---:|---:|---:|\n\
             |0.1|a|2.00/3.00/4.00|1.50/2.50/3.50|30/30/30|\n"
        );
    }

    #[test]
    fn what_the_system_does_not_tell_has_no_column() {
        let untold = Cost { wall: 2.0, cpu: None, memory: None };
        let text = printed(&[measured(Some("1"), Some(100), 8_000_000, &[untold])]);
        assert!(text.ends_with("\n| 1 | a | 2.00 / 2.00 / 2.00 | 50 | 4.0 |"), "{text}");
        let of_peer = printed(&[measured(None, None, 8_000_000, &[untold])]);
        assert!(of_peer.ends_with("\n|  | a | 2.00 / 2.00 / 2.00 | 4.0 |"), "{of_peer}");
    }

    #[test]
    fn ratios_are_of_pairs_and_of_what_is_written() {
        let ours = measured(Some("1"), Some(1), 100_000_000, &[cost(1.0, 2.0), cost(3.0, 4.0), cost(1.0, 1.0)]);
        let peer = measured(None, None, 50_000_000, &[cost(1.0, 4.0), cost(3.0, 4.0), cost(2.0, 3.0)]);
        // Twice as much is written: the seconds' ratios 2, 1 and 3 count double.
        assert_eq!(ratio(&ours, &peer, |cost| cost.cpu), Some(Spread { min: 2.0, median: 4.0, max: 6.0 }));
        assert_eq!(ratio(&ours, &peer, |cost| Some(cost.wall)), Some(Spread { min: 2.0, median: 2.0, max: 4.0 }));
        let text = ratios(&ours, &peer);
        assert!(
            text.starts_with(
                "MB a CPU-second, ours to the peer's, pair by pair: 2.00 / 4.00 / 6.00 (ours 25.0 / 50.0 / 100.0, the \
                 peer's 12.5 / 12.5 / 16.7)\nseconds, of that kind, ours to the peer's: 0.33 / 0.50 / 1.00\n"
            ),
            "{text}"
        );
        let untold = Cost { wall: 2.0, cpu: None, memory: None };
        assert_eq!(ratio(&ours, &measured(None, None, 1, &[untold]), |cost| cost.cpu), None);
    }
}
