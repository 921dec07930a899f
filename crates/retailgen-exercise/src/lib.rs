//! Exercises in data quality: a small dataset with the faults of one topic, a brief that says what is asked, and the marking
//! of what a learner hands in. The truth is the answer key.
//!
//! ```
//! use retailgen_dataset::WriteOptions;
//! use retailgen_exercise::{Exercise, Topic, mark};
//!
//! let parent = tempfile::tempdir()?;
//! let (folder, key) = (parent.path().join("ex1"), parent.path().join("ex1.truth"));
//! Exercise::new(Topic::Quotes, 7).write(&folder, &WriteOptions::default())?;
//! assert!(parent.path().join("ex1.brief.md").exists());
//!
//! let findings = parent.path().join("findings.csv");
//! std::fs::write(&findings, "file,line\ncustomers.csv,2\n")?;
//! let mark = mark(&folder, &key, &[findings])?;
//! assert_eq!((mark.topic(), mark.is_passed()), (Topic::Quotes, false));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

mod brief;
mod error;
mod exercise;
mod marking;
mod topic;

pub use brief::brief_beside;
pub use error::ExerciseError;
pub use exercise::Exercise;
pub use marking::{Mark, mark};
pub use topic::Topic;
