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
    /// Hours between the knots of the noise that drifts (model: some four hours' memory; must divide 24).
    pub drift_hours: u32,
    /// Seconds by which a reading is early or late at most (model: a radio that waits for a free channel).
    pub jitter_seconds: u32,
    /// The air outside the shops.
    pub outdoors: Outdoors,
    /// The sensors' batteries.
    pub battery: Battery,
    /// A sensor that is silent for some hours (model: four tenths of a per cent of all readings).
    pub sensor_outages: Outages,
    /// A store that is silent for most of a day, since its hub failed (model: a tenth of a per cent).
    pub hub_outages: Outages,
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
    /// Standard deviation of the noise that drifts, in °C, at its knots (model).
    pub drift_c: f64,
    /// Height of the warm peak of a defrost in °C; 0 where nothing is defrosted (model; the probe is damped).
    pub defrost_c: f64,
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
}

/// The life of batteries.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Battery {
    /// Voltage of a fresh one in mV at 20 °C, and its standard deviation (model: one lithium cell, 3.6 V nominal).
    pub fresh_mv: (f64, f64),
    /// Voltage in mV below which a battery is replaced (model).
    pub low_mv: f64,
    /// Days from fresh to low, shortest and longest; each sensor has a life of its own (model: 9 to 18 months).
    pub life_days: (u32, u32),
    /// Days from low to the replacement, on average; two more or less (model).
    pub wait_days: u32,
    /// What each °C below 20 takes from the voltage, in mV (model: cold raises the inner resistance).
    pub cold_mv: f64,
    /// Largest error of a reading in mV (model: steps of the converter).
    pub noise_mv: f64,
    /// Voltages in mV that a sound reading never leaves.
    pub limits_mv: (f64, f64),
}

/// Silences of one kind: at most one in each span of days.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outages {
    /// Length of a span in days.
    pub span_days: u32,
    /// Probability that a span has one.
    pub chance: f64,
    /// Shortest and longest in hours, short ones more often; within one UTC day.
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
                level_c: 3.0,
                trade_c: 0.9,
                day_c: 0.1,
                outdoor_share: 0.02,
                drift_c: 0.35,
                defrost_c: 0.6,
                humidity_pct: 82.0,
                drying_pct: 2.5,
                drift_pct: 1.2,
                limits_c: (-2.0, 12.0),
                limits_pct: (55.0, 99.0),
            },
            frozen: Shelf {
                prefix: "FR",
                in_urn: 3,
                level_c: -18.6,
                trade_c: 1.2,
                day_c: 0.15,
                outdoor_share: 0.02,
                drift_c: 0.6,
                defrost_c: 1.1,
                humidity_pct: 68.0,
                drying_pct: 1.5,
                drift_pct: 1.2,
                limits_c: (-30.0, -8.0),
                limits_pct: (35.0, 95.0),
            },
            ambient: Shelf {
                prefix: "AM",
                in_urn: 2,
                level_c: 20.0,
                trade_c: 0.5,
                day_c: 1.1,
                outdoor_share: 0.15,
                drift_c: 0.35,
                defrost_c: 0.0,
                humidity_pct: 60.0,
                drying_pct: 2.2,
                drift_pct: 2.0,
                limits_c: (8.0, 38.0),
                limits_pct: (20.0, 95.0),
            },
            bias_c: 0.35,
            bias_pct: 2.0,
            reading_noise: (0.08, 0.5),
            drift_hours: 8,
            jitter_seconds: 4,
            outdoors: Outdoors {
                north_c: 27.5,
                per_degree_c: 0.5,
                season_c: 2.0,
                season_per_degree_c: 0.25,
                season_cap_c: 5.5,
                weather_c: 2.5,
                weather_days: 2.5,
            },
            battery: Battery {
                fresh_mv: (3_600.0, 15.0),
                low_mv: 2_700.0,
                life_days: (270, 545),
                wait_days: 4,
                cold_mv: 1.5,
                noise_mv: 5.0,
                limits_mv: (2_400.0, 3_800.0),
            },
            sensor_outages: Outages { span_days: 61, chance: 0.95, hours: (1, 15) },
            hub_outages: Outages { span_days: 366, chance: 0.7, hours: (6, 20) },
        }
    }
}
