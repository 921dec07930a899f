//! Every measured figure lies within its band, and the document shows what came out.

use retailgen_realism::{Facts, measure, to_markdown};

#[test]
fn figures_hold_and_the_document_shows_them() {
    let figures = measure(&Facts::collect());
    let off: Vec<String> = figures
        .iter()
        .filter(|figure| !figure.holds())
        .map(|figure| format!("{}: {} not in {:?}", figure.what, figure.measured, figure.allowed))
        .collect();
    assert!(off.is_empty(), "{off:#?}");
    let document = include_str!("../../../../docs/realism.md");
    assert!(
        document.contains(&to_markdown(&figures)),
        "docs/realism.md shows other figures than come out now: run `cargo xtask realism`"
    );
}
