//! What a pipeline over the data of `retailgen` must come to: questions that a retailer asks, with the answers that the clean
//! data gives and those that the faults make of them.
//!
//! [`Answers::of`] reads the files of a folder once, beside the labels of its truth, and generates nothing. A [`Question`] is
//! declared in one place: its words, its SQL, and the sum that gives its answer.
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

mod aligned;
mod amount;
mod answers;
mod bronze;
mod cells;
mod dialect;
mod edition;
mod error;
mod gold;
mod json;
mod known;
mod output;
mod pass;
mod question;
mod record;
mod script;
mod silver;
mod source;
mod spark;
mod table;
mod words;
mod wrong;

pub use answers::{AnswerOptions, Answers, Layer, Unanswered};
pub use bronze::BronzeFile;
pub use dialect::Dialect;
pub use error::AnswersError;
pub use gold::Answer;
pub use output::AnswersFile;
pub use question::{AnswerColumn, Question};
pub use script::Expected;
pub use silver::{KeptRows, SilverTable};
