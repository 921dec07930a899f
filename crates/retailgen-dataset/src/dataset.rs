//! The dataset: a scenario with the world it plays in.

use std::sync::Arc;

use retailgen_tables::{Window, World};

use crate::Scenario;

/// A scenario made ready: plan it, read it in memory, or write it. Threads may share it, and a clone costs nothing.
///
/// What a dataset knows is made when it is first needed, once, and takes some milliseconds at any scale. So ask one dataset for
/// several tables.
///
/// ```
/// use retailgen_dataset::{Scale, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
/// assert_eq!(dataset.scenario().seed(), 7);
/// let stores = dataset.batches(Table::Stores);
/// let products = std::thread::spawn(move || dataset.batches(Table::Products).count());
/// assert_eq!((stores.count(), products.join().expect("it does not panic")), (1, 1));
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    scenario: Arc<Scenario>,
    world: World,
}

impl Dataset {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let world = World::new(retailgen_synth::Seed(scenario.seed()), scenario.scale())
            .with_currencies(scenario.currencies().iter().copied());
        Self { scenario: Arc::new(scenario), world }
    }

    /// The same company's dataset over other days.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Window};
    ///
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
    /// let week = dataset.over(Window::new("2024-11-25".parse()?, 7)?);
    /// assert!(week.plan().rows() < dataset.plan().rows());
    /// # Ok::<(), retailgen_dataset::DatasetError>(())
    /// ```
    #[must_use]
    pub fn over(&self, window: Window) -> Self {
        let scenario = Scenario::clone(&self.scenario).with_window(window);
        Self { scenario: Arc::new(scenario), world: self.world.clone() }
    }

    /// What was asked for.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The company that the rows come from: for the crates that the facade stands on, which does not hand it on.
    #[doc(hidden)]
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }
}

impl Scenario {
    /// The scenario made ready to generate. What it rests on is worked out when it is first asked for, in some milliseconds.
    #[must_use]
    pub fn dataset(&self) -> Dataset {
        Dataset::new(self.clone())
    }
}
