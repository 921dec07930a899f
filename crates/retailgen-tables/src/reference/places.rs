//! Populated places: the gazetteer (`GeoNames`, CC BY 4.0) with Australian postcodes, and a few cities more.

use retailgen_synth::calendar::Zone;

/// A populated place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// ISO 3166-1 alpha-2 code.
    pub country: &'static str,
    /// State, province or region; abbreviated in Australia, Canada and the United States.
    pub region: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants.
    pub population: f64,
    /// Its time zone.
    pub zone: Zone,
    /// Its real postcode, of Australian places.
    pub postcode: Option<&'static str>,
}

impl Place {
    /// All places of both files, in file order.
    pub fn load() -> Vec<Self> {
        let files = [include_str!("../../data/places.csv"), include_str!("../../data/more_places.csv")];
        files.into_iter().flat_map(|text| text.lines().skip(1)).map(Self::parse).collect()
    }

    /// Reads a line; the files are compiled in and hold no quotes, which the tests check.
    fn parse(line: &'static str) -> Self {
        let mut fields = line.split(',');
        let mut field = || fields.next().unwrap_or_else(|| panic!("a place with too few fields: {line}"));
        let number = |text: &str| -> f64 { text.parse().unwrap_or_else(|_| panic!("not a number in: {line}")) };
        Self {
            country: field(),
            region: field(),
            name: field(),
            latitude: number(field()),
            longitude: number(field()),
            population: number(field()),
            zone: Zone::named(field()).unwrap_or_else(|| panic!("a zone without a rule: {line}")),
            postcode: Some(field()).filter(|code| !code.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_place() {
        let places = Place::load();
        assert!(places.len() > 6_000);
        assert!(!include_str!("../../data/places.csv").contains('"'));
        assert!(!include_str!("../../data/more_places.csv").contains('"'));
        assert!(places.iter().all(|place| place.population > 0.0 && place.latitude.abs() < 90.0));
        assert!(places.iter().all(|place| place.postcode.is_some() == (place.country == "AU")));
    }
}
