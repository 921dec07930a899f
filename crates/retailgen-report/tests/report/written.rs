//! A page put into a file: only where nothing stands, or a page of ours that may be replaced.

use std::fs;

use retailgen_folder::Overwrite;
use retailgen_report::{ReportError, ReportOptions, WrittenPage, write_page};

use super::folder::fixture;

#[test]
fn a_page_replaces_only_pages_and_only_where_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/page.html");
    let (clean, dirty) = (fixture("clean"), fixture("dirty"));
    let mut options = ReportOptions::default();
    let written = write_page(&clean, &out, &options).unwrap();
    let bytes = fs::metadata(&out).unwrap().len();
    assert_eq!(written, WrittenPage::New { bytes });
    assert_eq!(write_page(&clean, &out, &options).unwrap(), WrittenPage::AlreadyThere { bytes });

    let another = write_page(&dirty, &out, &options).unwrap_err();
    assert!(another.is_lifted_by_overwriting(), "{another}");
    assert_eq!(fs::metadata(&out).unwrap().len(), bytes);
    options.overwrite = Overwrite::Yes;
    assert!(matches!(write_page(&dirty, &out, &options).unwrap(), WrittenPage::New { .. }));
    assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);

    for theirs in ["<!DOCTYPE html><title>mine</title>", ""] {
        fs::write(&out, theirs).unwrap();
        let refused = write_page(&clean, &out, &options).unwrap_err();
        assert!(matches!(refused, ReportError::NotOurs(_)), "{refused}");
        assert_eq!(fs::read_to_string(&out).unwrap(), theirs);
    }
    let refused = write_page(&clean, folder.path(), &options).unwrap_err();
    assert!(matches!(refused, ReportError::NotOurs(_)), "{refused}");
}

#[test]
fn no_page_goes_into_the_folder_of_a_run_and_none_is_left_by_a_failure() {
    let options = ReportOptions::default();
    let within = fixture("clean").join("report.html");
    let refused = write_page(&fixture("clean"), &within, &options).unwrap_err().to_string();
    assert!(refused.contains("lies within") && !within.exists(), "{refused}");

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("page.html");
    write_page(&fixture("dirty.truth"), &out, &options).unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
