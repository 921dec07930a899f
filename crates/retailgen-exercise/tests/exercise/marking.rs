//! What is marked how, and what is refused.

use std::{fmt::Write as _, fs};

use retailgen_dataset::{Overwrite, Scale, Scenario, Table, WriteOptions};
use retailgen_exercise::{Exercise, ExerciseError, Topic, mark};

use super::folder::Place;

#[test]
fn nothing_fails_and_the_key_passes() {
    for topic in Topic::ALL {
        let place = Place::of(topic, 7);
        let nothing = mark::<&str>(&place.data(), &place.key(), &[]).unwrap();
        assert!(!nothing.is_passed() && nothing.recall() == Some(0.0), "{nothing}");

        let rows = place.faults(|label| {
            let row = label.row.map_or_else(String::new, |row| row.to_string());
            format!("{},{row},{}\n", label.file, label.column.as_deref().unwrap_or_default())
        });
        let findings = place.path("findings.csv");
        fs::write(&findings, format!("file,row,column\n{}", rows.concat())).unwrap();
        let whole = mark(&place.data(), &place.key(), &[&findings]).unwrap();
        assert!(whole.is_passed() && whole.recall() == Some(1.0) && whole.precision() == Some(1.0), "{whole}");
    }
}

#[test]
fn to_report_everything_does_not_pass() {
    let place = Place::of(Topic::Duplicates, 7);
    let mut all = String::from("table,key\n");
    for key in 1..=2_000 {
        let _ = writeln!(all, "customers,{key}");
    }
    let findings = place.path("findings.csv");
    fs::write(&findings, all).unwrap();
    let mark = mark(&place.data(), &place.key(), &[findings]).unwrap();
    assert!(!mark.is_passed() && mark.precision().unwrap() < 0.1, "{mark}");
}

#[test]
fn a_finding_that_says_less_than_the_brief_asks_for_is_told_and_does_not_count() {
    let place = Place::of(Topic::Dates, 7);
    let findings = place.path("findings.csv");
    fs::write(&findings, "table,key,column\ncustomers,1,\ncustomers,2,birth_date\nclients,3,birth_date\n").unwrap();
    let told = mark(&place.data(), &place.key(), &[findings]).unwrap().to_string();
    assert!(told.contains("not counted: 1 ") && told.contains("there is no table \"clients\""), "{told}");
}

#[test]
fn data_of_another_exercise_or_none_is_refused() {
    let (place, other) = (Place::of(Topic::Quotes, 1), Place::of(Topic::Quotes, 2));
    let refused = mark::<&str>(&place.data(), &other.key(), &[]).unwrap_err();
    assert!(matches!(refused, ExerciseError::Dataset(_)), "{refused}");
    let refused = mark::<&str>(&place.path("nowhere"), &place.key(), &[]).unwrap_err();
    assert!(matches!(refused, ExerciseError::Folder(_)), "{refused}");

    let (data, key) = (place.path("raw"), place.path("raw.truth"));
    let scenario = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores]).unwrap();
    let mut options = WriteOptions::default();
    options.truth = Some(&key);
    scenario.dataset().write(&data, &options).unwrap();
    let refused = mark::<&str>(&data, &key, &[]).unwrap_err();
    assert!(matches!(refused, ExerciseError::NotAnExercise(_)), "{refused}");
}

#[test]
fn what_stands_in_the_place_of_the_brief_is_kept() {
    let place = Place::of(Topic::Quotes, 1);
    let before = place.files();
    let again = |seed, topic, overwrite| {
        let mut options = WriteOptions::default();
        options.overwrite = overwrite;
        Exercise::new(topic, seed).write(&place.data(), &options)
    };
    again(1, Topic::Quotes, Overwrite::No).unwrap();
    assert!(matches!(again(1, Topic::Dates, Overwrite::No), Err(ExerciseError::AnotherBrief(_))));
    assert!(matches!(again(2, Topic::Quotes, Overwrite::No), Err(ExerciseError::Dataset(_))));
    assert_eq!(place.files(), before);

    fs::write(place.path("ex1.brief.md"), "my notes").unwrap();
    assert!(matches!(again(1, Topic::Quotes, Overwrite::Yes), Err(ExerciseError::BriefNotOurs(_))));
    assert_eq!(place.brief(), "my notes");
    fs::remove_file(place.path("ex1.brief.md")).unwrap();
    again(2, Topic::Dates, Overwrite::Yes).unwrap();
    assert!(place.brief().contains("Dates"));
}
