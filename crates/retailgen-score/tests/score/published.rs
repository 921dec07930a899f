//! Figures that are published for detectors on the classic sets, where only arithmetic is needed.

use retailgen_score::Counts;

#[test]
fn published_figures_follow_from_their_counts() {
    // Set and detector, cells flagged, right of them, errors in all, F1.
    let published = [
        ("Hospital, every cell", 20_000, 509, 509, "0.0496"),
        ("Hospital, singleton value", 357, 314, 509, "0.7252"),
        ("Hospital, rare shape", 142, 123, 509, "0.3779"),
        ("Flights, every cell", 16_632, 4_920, 4_920, "0.4566"),
        ("Flights, empty cell", 2_312, 2_312, 4_920, "0.6394"),
        ("Beers, every cell", 26_510, 4_362, 4_362, "0.2826"),
        ("Beers, empty cell", 194, 127, 4_362, "0.0558"),
        ("Rayyan, every cell", 11_000, 948, 948, "0.1587"),
        ("Rayyan, rare shape", 2_116, 109, 948, "0.0711"),
        ("Beers with ten columns, the four rules of ED2", 1_952, 1_952, 1_952, "1.0000"),
        ("Beers with eleven columns, the same", 1_952, 1_952, 4_362, "0.6183"),
    ];
    for (name, flagged, right, errors, wanted) in published {
        let mut counts = Counts::default();
        (counts.found, counts.missed, counts.false_alarms) = (right, errors - right, flagged - right);
        let f1 = counts.f1().unwrap();
        assert_eq!(format!("{f1:.4}"), wanted, "{name}");
        let (low, high) = counts.f1_interval().unwrap();
        assert!(low <= f1 && f1 <= high && low < high, "{name}: {low} {f1} {high}");
    }
}
