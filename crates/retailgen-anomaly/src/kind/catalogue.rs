//! The list of kinds of faults.
//!
//! Generated from the files beside it by `cargo xtask codegen`: add one there and run this.

pub mod bom_utf8;
pub mod boolean_malformed;
pub mod byte_nul;
pub mod code_duplicated;
pub mod column_added;
pub mod column_dropped;
pub mod column_renamed;
pub mod column_retyped;
pub mod coordinates_displaced;
pub mod coordinates_impossible;
pub mod country_invalid;
pub mod currency_invalid;
pub mod date_malformed;
pub mod date_serial;
pub mod date_swapped;
pub mod delimiter_other;
pub mod delimiter_semicolon;
pub mod delimiter_unquoted;
pub mod delta_broken_commit;
pub mod delta_missing_file;
pub mod delta_orphan_file;
pub mod delta_stale_checkpoint;
pub mod digits_transposed;
pub mod email_domain_typo;
pub mod email_malformed;
pub mod encoding_invalid;
pub mod encoding_utf16;
pub mod entity_duplicated;
pub mod field_extra;
pub mod field_missing;
pub mod field_shifted;
pub mod file_empty;
pub mod file_gzipped;
pub mod file_header_only;
pub mod file_late;
pub mod file_misplaced;
pub mod file_missing;
pub mod file_redelivered;
pub mod file_stale;
pub mod file_truncated;
pub mod flag_contradictory;
pub mod footer_total;
pub mod fraction_over_one;
pub mod header_case;
pub mod header_doubled;
pub mod header_missing;
pub mod header_renamed;
pub mod header_reordered;
pub mod header_repeated;
pub mod json_malformed;
pub mod key_default;
pub mod key_mismatched;
pub mod key_missing;
pub mod key_orphan;
pub mod line_blank;
pub mod line_comment;
pub mod newline_crlf;
pub mod newline_missing;
pub mod newline_windows;
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
pub mod operation_late;
pub mod operation_repeated;
pub mod parquet_cut_footer;
pub mod parquet_null_column;
pub mod parquet_retyped;
pub mod preamble_lines;
pub mod price_invalid;
pub mod quantity_over_sold;
pub mod quote_stray;
pub mod quote_unclosed;
pub mod rate_inverted;
pub mod record_glued;
pub mod record_split;
pub mod row_redelivered;
pub mod row_repeated;
pub mod text_case;
pub mod text_escaped;
pub mod text_homoglyph;
pub mod text_mojibake;
pub mod text_padded;
pub mod text_typo;
pub mod timestamp_future;
pub mod timestamp_malformed;
pub mod timestamp_shifted;
pub mod unit_mistaken;
pub mod value_copied_down;
pub mod value_mixed_up;
pub mod workbook_error_cells;
pub mod workbook_extra_sheet;
pub mod workbook_text_dates;
pub mod workbook_text_numbers;
pub mod workbook_title_row;
pub mod zero_lost;

use super::Kind;

/// Every kind there is, by name.
pub const CATALOGUE: &[&Kind] = &[
    &bom_utf8::KIND,
    &boolean_malformed::KIND,
    &byte_nul::KIND,
    &code_duplicated::KIND,
    &column_added::KIND,
    &column_dropped::KIND,
    &column_renamed::KIND,
    &column_retyped::KIND,
    &coordinates_displaced::KIND,
    &coordinates_impossible::KIND,
    &country_invalid::KIND,
    &currency_invalid::KIND,
    &date_malformed::KIND,
    &date_serial::KIND,
    &date_swapped::KIND,
    &delimiter_other::KIND,
    &delimiter_semicolon::KIND,
    &delimiter_unquoted::KIND,
    &delta_broken_commit::KIND,
    &delta_missing_file::KIND,
    &delta_orphan_file::KIND,
    &delta_stale_checkpoint::KIND,
    &digits_transposed::KIND,
    &email_domain_typo::KIND,
    &email_malformed::KIND,
    &encoding_invalid::KIND,
    &encoding_utf16::KIND,
    &entity_duplicated::KIND,
    &field_extra::KIND,
    &field_missing::KIND,
    &field_shifted::KIND,
    &file_empty::KIND,
    &file_gzipped::KIND,
    &file_header_only::KIND,
    &file_late::KIND,
    &file_misplaced::KIND,
    &file_missing::KIND,
    &file_redelivered::KIND,
    &file_stale::KIND,
    &file_truncated::KIND,
    &flag_contradictory::KIND,
    &footer_total::KIND,
    &fraction_over_one::KIND,
    &header_case::KIND,
    &header_doubled::KIND,
    &header_missing::KIND,
    &header_renamed::KIND,
    &header_reordered::KIND,
    &header_repeated::KIND,
    &json_malformed::KIND,
    &key_default::KIND,
    &key_mismatched::KIND,
    &key_missing::KIND,
    &key_orphan::KIND,
    &line_blank::KIND,
    &line_comment::KIND,
    &newline_crlf::KIND,
    &newline_missing::KIND,
    &newline_windows::KIND,
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
    &operation_late::KIND,
    &operation_repeated::KIND,
    &parquet_cut_footer::KIND,
    &parquet_null_column::KIND,
    &parquet_retyped::KIND,
    &preamble_lines::KIND,
    &price_invalid::KIND,
    &quantity_over_sold::KIND,
    &quote_stray::KIND,
    &quote_unclosed::KIND,
    &rate_inverted::KIND,
    &record_glued::KIND,
    &record_split::KIND,
    &row_redelivered::KIND,
    &row_repeated::KIND,
    &text_case::KIND,
    &text_escaped::KIND,
    &text_homoglyph::KIND,
    &text_mojibake::KIND,
    &text_padded::KIND,
    &text_typo::KIND,
    &timestamp_future::KIND,
    &timestamp_malformed::KIND,
    &timestamp_shifted::KIND,
    &unit_mistaken::KIND,
    &value_copied_down::KIND,
    &value_mixed_up::KIND,
    &workbook_error_cells::KIND,
    &workbook_extra_sheet::KIND,
    &workbook_text_dates::KIND,
    &workbook_text_numbers::KIND,
    &workbook_title_row::KIND,
    &zero_lost::KIND,
];
