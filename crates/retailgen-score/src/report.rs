//! A score as text for people, as JSON, and as `JUnit` for build servers.

mod json;
mod junit;
mod words;
