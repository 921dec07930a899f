//! Folders that are not what they should be: one sentence that names the file.

use std::{fs, path::Path};

use retailgen_folder::ErrorClass;
use retailgen_report::ReportError;

use super::folder::{copy, fixture, page_of, write};

/// A copy of the fixtures, something done to it, and what is said then.
fn refused(harm: impl FnOnce(&Path)) -> ReportError {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    copy(&fixture("dirty"), &folder);
    harm(&folder);
    page_of(&folder, None).unwrap_err()
}

#[test]
fn files_that_are_gone_or_of_another_size_are_named() {
    let gone = refused(|folder| fs::remove_file(folder.join("stores.csv")).unwrap());
    assert!(gone.to_string().ends_with("data/stores.csv: it is missing, and _manifest.json lists it"), "{gone}");
    assert_eq!(gone.class(), ErrorClass::Failed);
    let short = refused(|folder| fs::write(folder.join("products.csv"), "product_id\n").unwrap());
    assert!(short.to_string().contains("products.csv: it has 11 bytes, and _manifest.json says "), "{short}");
}

#[test]
fn files_of_another_form_are_named() {
    for (file, reason) in [
        ("shipments.parquet", "shipments.parquet: "),
        ("exchange_rates.xlsx", "exchange_rates.xlsx: "),
        ("customers.csv", "customers.csv: its first line does not name the columns of customers"),
        ("returns/_delta_log/00000000000000000000.json", "00000000000000000000.json: "),
    ] {
        // As many bytes as before, none of them data.
        let harm = |folder: &Path| {
            let path = folder.join(file);
            fs::write(&path, vec![b'x'; fs::metadata(&path).unwrap().len() as usize]).unwrap();
        };
        let error = refused(harm);
        assert!(error.to_string().contains(reason), "{error}");
        assert_eq!(error.class(), ErrorClass::Failed, "{error}");
    }
}

#[test]
fn what_is_no_folder_of_ours_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("notes.txt"), "mine").unwrap();
    let error = page_of(parent.path(), None).unwrap_err();
    assert!(error.to_string().ends_with("it has no _manifest.json"), "{error}");
    let error = page_of(&fixture("dirty.truth"), None).unwrap_err();
    assert!(matches!(error, ReportError::TruthForData(_)), "{error}");
    assert_eq!(error.class(), ErrorClass::Usage);
}

#[test]
fn a_truth_about_other_data_is_refused() {
    let error = page_of(&fixture("clean"), Some(&fixture("dirty.truth"))).unwrap_err();
    assert!(matches!(error, ReportError::TruthOfAnotherRun { .. }), "{error}");
    let error = page_of(&fixture("dirty"), Some(Path::new("no such truth"))).unwrap_err();
    assert!(error.to_string().starts_with("no such truth is not a folder that retailgen has finished"), "{error}");
    let parent = tempfile::tempdir().unwrap();
    let truth = parent.path().join("truth");
    copy(&fixture("dirty.truth"), &truth);
    fs::write(truth.join("labels.parquet"), "PAR1").unwrap();
    let error = page_of(&fixture("dirty"), Some(&truth)).unwrap_err();
    assert!(error.to_string().contains("labels.parquet cannot be read"), "{error}");
}

#[test]
fn a_table_that_is_not_known_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    write(&folder, &[("x.csv", "xs", "x\n")]);
    let error = page_of(&folder, None).unwrap_err();
    assert!(error.to_string().ends_with("it lists a file of the table \"xs\", which is not known"), "{error}");
}
