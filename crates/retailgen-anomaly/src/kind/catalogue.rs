//! The list of kinds of faults.
//!
//! Generated from the files beside it by `cargo xtask codegen`: add one there and run this.

pub mod boolean_malformed;
pub mod code_duplicated;
pub mod coordinates_displaced;
pub mod coordinates_impossible;
pub mod country_invalid;
pub mod currency_invalid;
pub mod date_malformed;
pub mod date_swapped;
pub mod digits_transposed;
pub mod email_domain_typo;
pub mod email_malformed;
pub mod flag_contradictory;
pub mod fraction_over_one;
pub mod json_malformed;
pub mod key_default;
pub mod key_mismatched;
pub mod key_missing;
pub mod key_orphan;
pub mod null;
pub mod null_contradictory;
pub mod null_disguised;
pub mod number_drifting;
pub mod number_malformed;
pub mod number_negative;
pub mod number_out_of_range;
pub mod number_shifted;
pub mod number_spike;
pub mod number_stuck;
pub mod number_zero;
pub mod price_invalid;
pub mod quantity_over_sold;
pub mod rate_inverted;
pub mod row_redelivered;
pub mod row_repeated;
pub mod text_padded;
pub mod text_typo;
pub mod timestamp_malformed;
pub mod timestamp_shifted;
pub mod unit_mistaken;
pub mod value_copied_down;
pub mod value_mixed_up;

use super::Kind;

/// Every kind there is, by name.
pub const CATALOGUE: &[&Kind] = &[
    &boolean_malformed::KIND,
    &code_duplicated::KIND,
    &coordinates_displaced::KIND,
    &coordinates_impossible::KIND,
    &country_invalid::KIND,
    &currency_invalid::KIND,
    &date_malformed::KIND,
    &date_swapped::KIND,
    &digits_transposed::KIND,
    &email_domain_typo::KIND,
    &email_malformed::KIND,
    &flag_contradictory::KIND,
    &fraction_over_one::KIND,
    &json_malformed::KIND,
    &key_default::KIND,
    &key_mismatched::KIND,
    &key_missing::KIND,
    &key_orphan::KIND,
    &null::KIND,
    &null_contradictory::KIND,
    &null_disguised::KIND,
    &number_drifting::KIND,
    &number_malformed::KIND,
    &number_negative::KIND,
    &number_out_of_range::KIND,
    &number_shifted::KIND,
    &number_spike::KIND,
    &number_stuck::KIND,
    &number_zero::KIND,
    &price_invalid::KIND,
    &quantity_over_sold::KIND,
    &rate_inverted::KIND,
    &row_redelivered::KIND,
    &row_repeated::KIND,
    &text_padded::KIND,
    &text_typo::KIND,
    &timestamp_malformed::KIND,
    &timestamp_shifted::KIND,
    &unit_mistaken::KIND,
    &value_copied_down::KIND,
    &value_mixed_up::KIND,
];
