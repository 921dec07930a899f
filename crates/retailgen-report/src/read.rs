//! Files read once, from front to back, a record at a time and no more of it in memory.

mod csv;
mod json_lines;
mod parquet;
mod workbook;

pub use csv::{CsvRecords, cells};
pub use json_lines::{JsonLines, Line};
pub use parquet::ParquetRows;
pub use retailgen_text::parse::{boolean, date, fixed, instant, number};
pub use workbook::{Rate, rates};
