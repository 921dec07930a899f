//! What users of the library rely on, in one program: each file has one subject.
#![allow(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod anomalies;
mod anomaly_conditions;
mod anomaly_rules;
mod answers;
mod append;
mod business;
mod delta;
mod documents;
mod estimate;
mod events;
mod examples;
mod exchange_rates;
mod fixtures;
mod formats;
mod golden;
mod heal;
mod in_memory;
mod isolation;
mod keys;
mod other_formats;
mod parts;
mod parts_in_memory;
mod places;
mod references;
mod sameness;
mod schema;
mod sensors;
mod shipments;
mod spoiled_files;
mod support;
mod text_faults;
mod verify;
mod verify_plan;
mod verify_truth;
mod volumes;
