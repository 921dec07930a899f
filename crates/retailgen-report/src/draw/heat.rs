//! Shades: how strong one is, and strips of them.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

/// How many shades there are.
const SHADES: usize = 8;

/// The shade of a value, 0 to 7, where `most` has the strongest. Small values are told apart better than great ones.
pub fn step(value: f64, most: f64) -> usize {
    if most <= 0.0 || value <= 0.0 {
        return 0;
    }
    let share = (value / most).min(1.0).sqrt();
    ((share * (SHADES - 1) as f64).ceil() as usize).clamp(1, SHADES - 1)
}

/// The shade of a value, where equal differences are equal steps.
pub fn step_even(value: u64, most: u64) -> usize {
    if most == 0 { 0 } else { (u128::from(value) * (SHADES as u128 - 1)).div_ceil(u128::from(most)) as usize }
}

/// A strip of shades from left to right.
pub fn strip(alt: &str, values: &[u64]) -> Markup {
    let most = values.iter().copied().max().unwrap_or(0) as f64;
    let mut shapes = String::new();
    for (at, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        // Writing to a String cannot fail.
        let _ = write!(shapes, r#"<path class="f{}" d="M{at} 0h1v1h-1z"/>"#, step(*value as f64, most).max(3));
    }
    let view = format!("0 0 {} 1", values.len().max(1));
    html! {
        svg.strip role="img" aria-label=(alt) viewBox=(view) preserveAspectRatio="none" { (PreEscaped(shapes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_has_a_shade() {
        let steps: Vec<usize> =
            [0.0, 1.0, 250.0, 1_000.0, 2_000.0].into_iter().map(|value| step(value, 1_000.0)).collect();
        assert_eq!(steps, [0, 1, 4, 7, 7]);
        assert_eq!((step(1.0, 0.0), step_even(0, 0)), (0, 0));
        assert_eq!([0, 1, 50, 100].map(|value| step_even(value, 100)), [0, 1, 4, 7]);
    }
}
