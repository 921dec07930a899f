//! The fleet of shelf sensors and the shops' climate.

/// The fleet of shelf sensors and the shops' climate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sensors {
    /// Growth of the number of sensors a year, as a factor (model: a roll-out that began with the company).
    pub yearly_growth: f64,
    /// Fewest and most sensors in a store that has all of its own (model: 8 on average, so about 100 stores at scale 1).
    pub per_store: (u64, u64),
    /// Chilled cabinets: dairy and meat (pub: kept at or below 5 °C).
    pub chilled: Shelf,
    /// Freezers (pub: kept at -18 °C).
    pub frozen: Shelf,
    /// Shelves at the temperature of the shop (pub: 20 °C and 60 %).
    pub ambient: Shelf,
    /// Standard deviation of a sensor's constant error in °C (pub: .2 to .5), cut at 2.5 of them.
    pub bias_c: f64,
    /// Standard deviation of a sensor's constant error in relative humidity, in points (model: a cheap sensor's 2 %).
    pub bias_pct: f64,
    /// Standard deviation of the error that is new in each reading, in °C and in points of humidity (model).
    pub reading_noise: (f64, f64),
    /// Hours between the knots of the noise that drifts (model: some six hours' memory; must divide 24).
    pub drift_hours: u32,
    /// Share of that noise's variance that all shelves of a store have in common: busy hours, a cooling that labours
    /// (model).
    pub drift_shared: f64,
    /// Seconds by which a reading is early or late at most (model: a radio that waits for a free channel).
    pub jitter_seconds: u32,
    /// The sensors' clocks.
    pub clock: Clock,
    /// The air outside the shops.
    pub outdoors: Outdoors,
    /// The sensors' batteries.
    pub battery: Battery,
    /// A sensor that is silent for some hours (model: four tenths of a per cent of all readings).
    pub sensor_outages: Outages,
    /// A store that is silent for most of a day, since its hub failed (model: a tenth of a per cent).
    pub hub_outages: Outages,
    /// What warms cabinets beyond the trade of the day.
    pub mishaps: Mishaps,
}

/// A clock that is set from time to time and runs fast or slow in between.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Clock {
    /// Seconds a day by which the worst run fast or slow; all rates up to it are as likely (model: a cheap quartz between
    /// warm and cold).
    pub seconds_a_day: f64,
    /// Days after which it is set again (model).
    pub set_every_days: u32,
}

/// What warms the cabinets of a store, one by one or all at once (model, all of it: no published counts are at hand).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Mishaps {
    /// Share of the days on which goods come in at the back door; all cabinets feel it.
    pub delivery_share: f64,
    /// Local hours in which a delivery may begin.
    pub delivery_hours: (f64, f64),
    /// Shortest and longest time that it takes, in hours.
    pub delivery_takes: (f64, f64),
    /// Most of an open door's warmth that it brings; even from 0.
    pub delivery_strength: f64,
    /// The current fails in the whole store; sensors and hub go on.
    pub power_cuts: Outages,
    /// The cooling of one cabinet fails.
    pub failures: Outages,
    /// The door of one cabinet is left open.
    pub open_doors: Outages,
}

/// A kind of shelf: what its air is like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Shelf {
    /// What a shelf's name begins with.
    pub prefix: &'static str,
    /// How many of this kind are in the urn that a store's sensors beyond the first three, one of each kind, are drawn
    /// from without replacement (model: more chilled shelves than freezers in a food hall).
    pub in_urn: u32,
    /// Temperature in °C before anything below is added.
    pub level_c: f64,
    /// What the busiest hour of trade adds, in °C: doors opened, lamps and people (model).
    pub trade_c: f64,
    /// Half of the range of the air's daily cycle, in °C (model).
    pub day_c: f64,
    /// Share of the outdoor temperature's distance from 18 °C that comes through (model).
    pub outdoor_share: f64,
    /// What each °C outdoors above [`Outdoors::hot_c`] adds in °C: coolers that no longer keep up (model).
    pub heat_share: f64,
    /// Standard deviation of the noise that drifts, in °C, at its knots (model).
    pub drift_c: f64,
    /// What keeps it cold; none on a shelf at the temperature of the shop.
    pub cooling: Option<Cooling>,
    /// Relative humidity in % before anything below is added.
    pub humidity_pct: f64,
    /// Points of humidity lost for each °C above the level (model: less than the physical 4 points, since a shop's air
    /// is exchanged).
    pub drying_pct: f64,
    /// Standard deviation of the humidity's own drift, in points, at its knots (model).
    pub drift_pct: f64,
    /// Temperatures in °C that a sound reading never leaves; wide enough that hardly any is cut.
    pub limits_c: (f64, f64),
    /// Relative humidities in % that a sound reading never leaves.
    pub limits_pct: (f64, f64),
}

/// A cabinet's cooling.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Cooling {
    /// Hours from one defrost to the next (model: two or three a day).
    pub defrost_every_hours: f64,
    /// Height in °C of the warm peak of a defrost of coils that are all ice (model).
    pub defrost_c: f64,
    /// Power of an even draw that says how much ice there is: the higher, the rarer are defrosts that the probe feels
    /// (model).
    pub ice: u32,
    /// Hours in which the cabinet comes within 1/e of the shop's temperature when it is not cooled (model).
    pub idle_hours: f64,
    /// °C by which a door that stays open warms it (model).
    pub open_c: f64,
}

/// The air outside.
///
/// A straight line and a cap are within about 1.5 °C of the climate tables' means for the state capitals.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outdoors {
    /// Yearly mean in °C at 12.5° south (pub: Darwin, 27.5).
    pub north_c: f64,
    /// How much colder the yearly mean is for each degree further south, in °C (pub: Hobart 12.5).
    pub per_degree_c: f64,
    /// Half of the range between January and July in °C at 12.5° south (pub: Darwin, 2).
    pub season_c: f64,
    /// How much larger it is for each degree further south, in °C.
    pub season_per_degree_c: f64,
    /// The most it can be, in °C (pub: Sydney and Melbourne 5.5).
    pub season_cap_c: f64,
    /// Standard deviation of the weather in °C at its knots; neighbouring stores share it (model).
    pub weather_c: f64,
    /// Days between the knots of the weather (pub: fronts pass every three to five days).
    pub weather_days: f64,
    /// Half of the range of its daily cycle, in °C (model).
    pub day_c: f64,
    /// Temperature in °C from which coolers no longer keep up (model).
    pub hot_c: f64,
}

/// The life of batteries.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Battery {
    /// Voltage of a fresh one in mV at 20 °C, and its standard deviation (model: one lithium cell, 3.6 V nominal).
    pub fresh_mv: (f64, f64),
    /// Voltage in mV below which a battery is replaced (model).
    pub low_mv: f64,
    /// Days from fresh to low at 20 °C, shortest and longest; each sensor has a life of its own (model: 12 to 24 months).
    pub life_days: (u32, u32),
    /// Share of its life that each °C below 20 takes (model: a freezer's cell lives little more than half as long).
    pub cold_life: f64,
    /// Days from low to the replacement, on average; two more or less (model).
    pub wait_days: u32,
    /// What each °C below 20 takes from the voltage, in mV (model: cold raises the inner resistance).
    pub cold_mv: f64,
    /// Largest error of a reading in mV (model: steps of the converter).
    pub noise_mv: f64,
    /// Voltages in mV that a sound reading never leaves.
    pub limits_mv: (f64, f64),
}

/// Something that fails for some hours: at most once in each span of days.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outages {
    /// Length of a span in days.
    pub span_days: u32,
    /// Probability that a span has one.
    pub chance: f64,
    /// Shortest and longest in hours, short ones more often. A silence stays within one UTC day.
    pub hours: (u32, u32),
}

impl Default for Sensors {
    fn default() -> Self {
        Self {
            yearly_growth: 1.06,
            per_store: (4, 12),
            chilled: Shelf {
                prefix: "CH",
                in_urn: 4,
                level_c: 2.7,
                trade_c: 0.9,
                day_c: 0.1,
                outdoor_share: 0.02,
                heat_share: 0.06,
                drift_c: 0.65,
                cooling: Some(Cooling {
                    defrost_every_hours: 8.0,
                    defrost_c: 5.5,
                    ice: 10,
                    idle_hours: 14.0,
                    open_c: 5.0,
                }),
                humidity_pct: 82.0,
                drying_pct: 2.5,
                drift_pct: 1.2,
                limits_c: (-2.0, 18.0),
                limits_pct: (40.0, 99.0),
            },
            frozen: Shelf {
                prefix: "FR",
                in_urn: 3,
                level_c: -18.9,
                trade_c: 1.2,
                day_c: 0.15,
                outdoor_share: 0.02,
                heat_share: 0.08,
                drift_c: 0.9,
                cooling: Some(Cooling {
                    defrost_every_hours: 12.0,
                    defrost_c: 7.0,
                    ice: 6,
                    idle_hours: 20.0,
                    open_c: 7.0,
                }),
                humidity_pct: 68.0,
                drying_pct: 1.5,
                drift_pct: 1.2,
                limits_c: (-30.0, 2.0),
                limits_pct: (35.0, 95.0),
            },
            ambient: Shelf {
                prefix: "AM",
                in_urn: 2,
                level_c: 20.0,
                trade_c: 0.5,
                day_c: 1.1,
                outdoor_share: 0.15,
                heat_share: 0.3,
                drift_c: 0.35,
                cooling: None,
                humidity_pct: 60.0,
                drying_pct: 2.2,
                drift_pct: 2.0,
                limits_c: (8.0, 38.0),
                limits_pct: (20.0, 95.0),
            },
            bias_c: 0.35,
            bias_pct: 2.0,
            reading_noise: (0.08, 0.5),
            drift_hours: 12,
            drift_shared: 0.4,
            jitter_seconds: 4,
            clock: Clock { seconds_a_day: 3.0, set_every_days: 28 },
            outdoors: Outdoors::default(),
            battery: Battery::default(),
            sensor_outages: Outages { span_days: 61, chance: 0.95, hours: (1, 15) },
            hub_outages: Outages { span_days: 366, chance: 0.7, hours: (6, 20) },
            mishaps: Mishaps::default(),
        }
    }
}

impl Default for Mishaps {
    fn default() -> Self {
        Self {
            delivery_share: 0.5,
            delivery_hours: (5.0, 9.0),
            delivery_takes: (0.3, 1.2),
            delivery_strength: 0.4,
            power_cuts: Outages { span_days: 183, chance: 0.6, hours: (1, 4) },
            failures: Outages { span_days: 366, chance: 0.4, hours: (3, 12) },
            open_doors: Outages { span_days: 61, chance: 0.7, hours: (1, 3) },
        }
    }
}

impl Default for Battery {
    fn default() -> Self {
        Self {
            fresh_mv: (3_600.0, 15.0),
            low_mv: 2_700.0,
            life_days: (360, 725),
            cold_life: 0.011,
            wait_days: 4,
            cold_mv: 1.5,
            noise_mv: 5.0,
            limits_mv: (2_400.0, 3_800.0),
        }
    }
}

impl Default for Outdoors {
    fn default() -> Self {
        Self {
            north_c: 27.5,
            per_degree_c: 0.5,
            season_c: 2.0,
            season_per_degree_c: 0.25,
            season_cap_c: 5.5,
            weather_c: 2.5,
            weather_days: 2.5,
            day_c: 5.0,
            hot_c: 28.0,
        }
    }
}
