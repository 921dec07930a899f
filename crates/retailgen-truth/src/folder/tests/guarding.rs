//! Whose truth folder may be written, and what a run leaves behind that does not come to its end.

use super::*;

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("labels.parquet"), "mine").unwrap();
    for overwrite in [Overwrite::No, Overwrite::Yes] {
        let checked = TruthWriter::look(parent.path(), &run("07ab"), overwrite).unwrap_err();
        assert!(matches!(checked, FolderError::ForeignFolder { .. }), "{checked}");
        let begun = TruthWriter::claim(parent.path(), &run("07ab"), overwrite).unwrap_err();
        assert!(matches!(begun, FolderError::ForeignFolder { .. }), "{begun}");
    }
    assert_eq!(contents(parent.path()), BTreeMap::from([("labels.parquet".to_owned(), b"mine".to_vec())]));
}

#[test]
fn another_runs_truth_is_replaced_only_when_asked_to() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    TruthWriter::look(&folder, &run("07ab"), Overwrite::No).unwrap();
    assert!(!folder.exists(), "a look makes nothing");
    let writer = begin(&folder, &plan);
    writer.receive(0, &varied(0)).unwrap();
    writer.finish(&facts()).unwrap();
    let before = contents(&folder);

    TruthWriter::look(&folder, &run("07ab"), Overwrite::No).unwrap();
    let again = TruthWriter::claim(&folder, &run("07ab"), Overwrite::No).unwrap();
    assert!(matches!(again, Claimed::AlreadyDone(_)));
    let checked = TruthWriter::look(&folder, &run("99"), Overwrite::No).unwrap_err();
    assert!(matches!(checked, FolderError::AnotherRun { .. }), "{checked}");
    let begun = TruthWriter::claim(&folder, &run("99"), Overwrite::No).unwrap_err();
    assert!(matches!(begun, FolderError::AnotherRun { .. }), "{begun}");
    assert_eq!(contents(&folder), before);

    TruthWriter::look(&folder, &run("99"), Overwrite::Yes).unwrap();
    begin_run(&folder, "99", &plan, Overwrite::Yes).finish(&facts()).unwrap();
    assert_eq!(read(&folder).num_rows(), 0);
}

#[test]
fn a_file_of_somebody_elses_in_the_way_is_told_before_anything_is_touched() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    begin(&folder, &plan).finish(&facts()).unwrap();
    fs::write(folder.join(".labels.spill"), "mine").unwrap();
    let before = contents(&folder);
    let checked = TruthWriter::look(&folder, &run("99"), Overwrite::Yes).unwrap_err();
    assert!(matches!(checked, FolderError::InTheWay { .. }), "{checked}");
    let begun = TruthWriter::claim(&folder, &run("99"), Overwrite::Yes).unwrap_err();
    assert!(matches!(begun, FolderError::InTheWay { .. }), "{begun}");
    assert_eq!(contents(&folder), before);
}

#[test]
fn dropped_before_the_end_it_leaves_only_the_marker_and_can_begin_again() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    writer.receive(0, &varied(0)).unwrap();
    let marker = contents(&folder).remove(MARKER_NAME).unwrap();
    drop(writer);
    assert_eq!(contents(&folder).into_keys().collect::<Vec<_>>(), [MARKER_NAME]);
    assert!(matches!(FolderState::inspect(&folder).unwrap(), FolderState::Unfinished { .. }));
    begin(&folder, &plan).finish(&facts()).unwrap();

    // A killed run leaves its hidden file as well.
    let killed = parent.path().join("killed");
    fs::create_dir(&killed).unwrap();
    fs::write(killed.join(MARKER_NAME), marker).unwrap();
    fs::write(killed.join(".labels.spill"), "half a label").unwrap();
    begin(&killed, &plan).finish(&facts()).unwrap();
    assert_eq!(contents(&killed), contents(&folder));
}

#[test]
fn labels_that_were_tampered_with_are_noticed() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    // So many that they are written and not kept waiting.
    let labels: Vec<_> = (0..2_000).map(|row| label_of(0, row)).collect();
    for tampered in [&b"\0\0\0\0"[..], &[0xff; 4]] {
        let writer = begin(&folder, &plan);
        writer.receive(0, &labels).unwrap();
        let spill = folder.join(".labels.spill");
        let mut bytes = fs::read(&spill).unwrap();
        bytes[..4].copy_from_slice(tampered);
        fs::write(&spill, bytes).unwrap();
        let error = writer.finish(&facts()).unwrap_err();
        assert!(matches!(error, TruthError::Spill { .. }), "{error}");
        assert_eq!(contents(&folder).into_keys().collect::<Vec<_>>(), [MARKER_NAME]);
    }
}
