//! What holds for every topic, at three seeds.

use std::collections::BTreeSet;

use retailgen_anomaly::Level;
use retailgen_exercise::{Exercise, Topic};
use retailgen_verify::{VerifyOptions, verify};

use super::folder::Place;

const SEEDS: [u64; 3] = [1, 7, 42];

#[test]
fn an_exercise_is_small_and_has_enough_faults_of_its_topic_only() {
    for topic in Topic::ALL {
        let policy = Exercise::new(topic, 0).scenario().unwrap();
        let asked: BTreeSet<&str> = policy.anomalies().rules().iter().map(|rule| rule.kind.name).collect();
        for seed in SEEDS {
            let place = Place::of(topic, seed);
            let bytes: usize = place.files().iter().map(|(_, content)| content.len()).sum();
            assert!(bytes <= 5_000_000, "{topic}, seed {seed}: {bytes} bytes");
            // The other cells of a copy go with its row.
            let faults = place.faults(|label| (label.kind.to_string(), label.level));
            let count = faults.iter().filter(|(kind, level)| kind != "row.repeated" || *level == Level::Row).count();
            assert!((20..=200).contains(&count), "{topic}, seed {seed}: {count} faults");
            let kinds: BTreeSet<&str> = faults.iter().map(|(kind, _)| kind.as_str()).collect();
            assert_eq!(kinds, asked, "{topic}, seed {seed}");
        }
    }
}

#[test]
fn the_key_is_the_whole_difference_to_clean_data() {
    for topic in Topic::ALL {
        for seed in SEEDS {
            let place = Place::of(topic, seed);
            let (data, key) = (place.data(), place.key());
            let mut options = VerifyOptions::default();
            options.truth = Some(&key);
            let verification = verify(&data, &options).unwrap();
            assert!(verification.findings.is_empty(), "{topic}, seed {seed}: {:?}", verification.findings);
        }
    }
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_other_data() {
    for topic in Topic::ALL {
        let files = Place::of(topic, 7).files();
        assert_eq!(files, Place::of(topic, 7).files(), "{topic}");
        let other = Place::of(topic, 8).files();
        let data = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<Vec<u8>> {
            files.iter().filter(|(path, _)| path.starts_with("ex1")).map(|(_, content)| content.clone()).collect()
        };
        assert_ne!(data(&files), data(&other), "{topic}");
    }
}

#[test]
fn the_brief_names_every_file_and_no_answer() {
    for topic in Topic::ALL {
        let (place, other) = (Place::of(topic, 1), Place::of(topic, 7));
        let brief = place.brief();
        assert_eq!(brief, other.brief(), "{topic}: it says something of the seed");
        assert!(brief.contains("retailgen exercise --mark ex1 findings.csv"), "{brief}");
        assert!(!brief.contains("FOLDER") && !brief.contains("RECALL"), "{brief}");
        for table in Exercise::new(topic, 1).scenario().unwrap().tables() {
            assert!(brief.contains(&format!("ex1/{table}")), "{brief}");
        }
        for kind in place.faults(|label| label.kind.to_string()) {
            assert!(!brief.contains(&kind), "{topic}: the brief names {kind}");
        }
    }
}
