//! The list of kinds of faults.
//!
//! Generated from the files beside it by `cargo xtask codegen`: add one there and run this.

pub mod code_duplicated;
pub mod coordinates_impossible;
pub mod country_invalid;
pub mod currency_invalid;
pub mod date_malformed;
pub mod email_malformed;
pub mod fraction_over_one;
pub mod json_malformed;
pub mod key_mismatched;
pub mod key_missing;
pub mod key_orphan;
pub mod null;
pub mod null_contradictory;
pub mod number_negative;
pub mod number_out_of_range;
pub mod number_zero;
pub mod price_invalid;
pub mod quantity_over_sold;
pub mod rate_inverted;
pub mod row_redelivered;
pub mod row_repeated;
pub mod timestamp_malformed;

use super::Kind;

/// Every kind there is, by name.
pub const CATALOGUE: &[&Kind] = &[
    &code_duplicated::KIND,
    &coordinates_impossible::KIND,
    &country_invalid::KIND,
    &currency_invalid::KIND,
    &date_malformed::KIND,
    &email_malformed::KIND,
    &fraction_over_one::KIND,
    &json_malformed::KIND,
    &key_mismatched::KIND,
    &key_missing::KIND,
    &key_orphan::KIND,
    &null::KIND,
    &null_contradictory::KIND,
    &number_negative::KIND,
    &number_out_of_range::KIND,
    &number_zero::KIND,
    &price_invalid::KIND,
    &quantity_over_sold::KIND,
    &rate_inverted::KIND,
    &row_redelivered::KIND,
    &row_repeated::KIND,
    &timestamp_malformed::KIND,
];
