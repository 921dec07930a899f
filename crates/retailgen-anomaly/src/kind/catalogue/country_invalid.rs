//! `country.invalid`: not the two-letter code of a country.

use retailgen_schema::{Role, Table};
use retailgen_synth::Stream;

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "country.invalid",
    meaning: "No ISO 3166-1 alpha-2 code: lower case, three letters, the name, a code of no country.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("AU", Some("AUS")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Country) => Ok(()),
        _ => Err("it needs a column with the role country"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[(Table::Customers, "country_code", "KR", &[Some("KOR"), Some("kr"), Some("UK")])],
    misfits: &[(Table::Products, Some("currency")), (Table::Customers, Some("city"))],
    query: None,
};

const FORMS: &[Form] = &[
    Form::new("lower_case", 1, lower_case),
    Form::new("three_letters", 1, three_letters),
    Form::new("name", 1, name),
    Form::new("unassigned", 1, not_assigned),
];

/// Alpha-2 code, alpha-3 code and English name of where the retailer's customers and suppliers are.
const COUNTRIES: [(&str, &str, &str); 19] = [
    ("AU", "AUS", "Australia"),
    ("CA", "CAN", "Canada"),
    ("CN", "CHN", "China"),
    ("DE", "DEU", "Germany"),
    ("FR", "FRA", "France"),
    ("GB", "GBR", "United Kingdom"),
    ("ID", "IDN", "Indonesia"),
    ("IE", "IRL", "Ireland"),
    ("IN", "IND", "India"),
    ("IT", "ITA", "Italy"),
    ("JP", "JPN", "Japan"),
    ("KR", "KOR", "Korea, Republic of"),
    ("MY", "MYS", "Malaysia"),
    ("NZ", "NZL", "New Zealand"),
    ("SG", "SGP", "Singapore"),
    ("TH", "THA", "Thailand"),
    ("TW", "TWN", "Taiwan"),
    ("US", "USA", "United States"),
    ("VN", "VNM", "Viet Nam"),
];

#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn lower_case(text: &str, _: &mut Stream) -> Option<String> {
    Some(text.to_lowercase())
}

fn three_letters(text: &str, _: &mut Stream) -> Option<String> {
    COUNTRIES.iter().find(|(code, ..)| *code == text).map(|(_, code, _)| (*code).to_owned())
}

fn name(text: &str, _: &mut Stream) -> Option<String> {
    COUNTRIES.iter().find(|(code, ..)| *code == text).map(|(.., name)| (*name).to_owned())
}

/// Reserved, given up, or free for anybody's own use.
#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn not_assigned(_: &str, stream: &mut Stream) -> Option<String> {
    Some(form::pick(&["UK", "EL", "YU", "CS", "DD", "XX", "ZZ", "QQ"], stream).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kind::trial::spoiled;

    /// ISO 3166-1 alpha-2 codes that are officially assigned.
    const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
        BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER \
        ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM \
        IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF \
        MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK \
        PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD \
        TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    #[test]
    fn no_value_is_an_assigned_code() {
        let assigned: BTreeSet<&str> = ASSIGNED.split_whitespace().collect();
        assert_eq!(assigned.len(), 249);
        for (clean, ..) in COUNTRIES {
            assert!(assigned.contains(clean));
            let dirty: BTreeSet<_> =
                spoiled(&KIND, Table::Suppliers, "country_code", Some(clean)).into_iter().collect();
            assert_eq!(dirty.len(), 11, "{dirty:?}");
            for text in dirty {
                assert!(!assigned.contains(text.as_deref().unwrap()), "{text:?}");
            }
        }
    }
}
