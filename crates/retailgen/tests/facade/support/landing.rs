//! A feed that has landed: a folder for each delivery, and its truth beside it.

use std::{collections::BTreeMap, num::NonZeroUsize};

use retailgen::{Feed, FeedDelivery, HealOptions, Policy, Scenario, VerifyOptions, WriteOptions, heal, verify};

use super::{date, place::Place, written::files_below};

/// The first day of the first load.
pub const SINCE: &str = "2024-12-20";

/// A feed written with the truth of each delivery.
pub struct Landing {
    pub place: Place,
    pub feed: Feed,
}

impl Landing {
    pub fn new(feed: Feed) -> Self {
        let place = Place::new();
        let truth = place.path("landing.truth");
        let mut options = WriteOptions::default();
        options.threads = NonZeroUsize::new(2).unwrap();
        options.truth = Some(&truth);
        feed.write(&place.path("landing"), &options).unwrap();
        Self { place, feed }
    }

    pub fn files(&self, delivery: &FeedDelivery) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.place.path("landing").join(delivery.name()))
    }

    /// Checks that each delivery verifies by its truth, which tells its scenario, and heals to the clean one.
    pub fn assert_each_verifies_and_heals(&self) {
        let Self { place, feed } = self;
        for delivery in feed.deliveries() {
            let name = delivery.name();
            let (data, truth) = (place.path("landing").join(&name), place.path("landing.truth").join(&name));
            let mut options = VerifyOptions::default();
            options.truth = Some(&truth);
            let verification = verify(&data, &options).unwrap();
            assert!(verification.findings.is_empty(), "{name}: {verification:?}");
            assert_eq!(Scenario::from_truth(&truth).unwrap().run_id(), delivery.dataset().scenario().run_id());

            let healed = place.path("healed").join(&name);
            heal(&data, &HealOptions::new(&truth, &healed)).unwrap();
            let clean = delivery.dataset().scenario().clone().with_anomalies(Policy::none());
            place.write(&format!("clean-{name}"), &clean.dataset(), None).unwrap();
            assert!(files_below(&healed) == files_below(&place.path(&format!("clean-{name}"))), "{name}");
        }
    }
}

/// The feed of a scenario's days after [`SINCE`].
pub fn feed(scenario: &Scenario) -> Feed {
    Feed::new(scenario, date(SINCE)).unwrap()
}
