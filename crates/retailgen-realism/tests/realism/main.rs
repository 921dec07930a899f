//! What the generated data must be like: its samplers, and its figures in the document.

mod distributions;
mod figures;
