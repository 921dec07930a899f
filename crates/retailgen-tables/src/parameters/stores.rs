//! Which stores there are, and who goes to which.

/// Stores.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stores {
    /// Share of stores that are web storefronts (model).
    pub web_share: f64,
    /// Orders of a web storefront that is named after what it sells, against one that sells everything (model).
    pub specialist_size: f64,
    /// Share of the lines of its orders that are what it is named after (model).
    pub specialist_share: f64,
    /// Standard deviation of the log of a store's size within its surroundings (pub: .53 over stores of a chain; what is
    /// near and who lives there make up the rest).
    pub size_log_sd: f64,
    /// Share of a household's trips that are meant for the favourite store (CJ: three quarters go there; some of the other
    /// trips lead there too, since it is near).
    pub favourite_share: f64,
    /// How fast visits fall off with distance: the exponent of kilometres (pub: Huff's model, 2 to 3 for everyday goods).
    pub distance_decay: f64,
    /// Below this share of the way to the fifth nearest place with shops, distances hardly count (model: in the country
    /// people drive further than in town).
    pub indifference: f64,
    /// Kilometres to the nearest shop at which trips are half as many as next door, and the least that is left of them far
    /// away (model: web shares rise with distance).
    pub trips_by_distance: (f64, f64),
    /// Weeks a household and year spent elsewhere in the country (pub, Tourism Research Australia: some four trips of three
    /// to four nights a person and year).
    pub journeys_a_year: f64,
    /// Journeys of each month against an average one, January first (pub: school holidays).
    pub journeys: [f64; 12],
    /// Share of stores closed a year (model).
    pub closed_a_year: f64,
    /// Times a year that an open shop gets another name, with another format (model: a chain changes a shop's format each thirty years).
    pub renamed_a_year: f64,
    /// Stores that never close, the first in the list: at least one of each channel is always open.
    pub never_closed: u64,
}

impl Default for Stores {
    fn default() -> Self {
        Self {
            web_share: 0.01,
            specialist_size: 0.1,
            specialist_share: 0.55,
            size_log_sd: 0.2,
            favourite_share: 0.73,
            distance_decay: 2.8,
            indifference: 0.4,
            trips_by_distance: (30.0, 0.15),
            journeys_a_year: 2.0,
            journeys: [1.45, 0.85, 0.95, 1.15, 0.85, 0.85, 1.05, 0.85, 1.0, 1.0, 0.85, 1.15],
            closed_a_year: 0.012,
            renamed_a_year: 0.03,
            never_closed: 4,
        }
    }
}
