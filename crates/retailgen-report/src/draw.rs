//! Pictures: shapes as SVG that stretches, words as text around it, so that they keep their size on any screen.

mod chart;
mod heat;
mod number;
mod table;

pub use chart::{Label, Line, Mark, Name, Plot, lorenz, plot, spark};
pub use heat::{step, step_even, strip};
pub use number::{add, bytes, count, dollars, fixed, percent, plural, shown, span_of};
pub use table::{Bar, bars, in_a_table, numbers};
