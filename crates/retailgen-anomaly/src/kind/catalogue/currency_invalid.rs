//! `currency.invalid`: not the code of a currency in use.

use retailgen_schema::{Role, Table};
use retailgen_synth::Stream;

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "currency.invalid",
    meaning: "No ISO 4217 code in use: lower case, a symbol, a number, a former currency, a slip of the keys.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("AUD", Some("A$")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Currency) => Ok(()),
        _ => Err("it needs a column with the role currency"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::OrdersHeader, "currency", "EUR", &[Some("€"), Some("978")]),
        (Table::ExchangeRates, "currency", "JPY", &[Some("jpy")]),
    ],
    misfits: &[(Table::Customers, Some("country_code"))],
    query: Some(
        "select count(*) from {table} where {column} not in ('AUD', 'EUR', 'GBP', 'JPY', 'NZD', 'SGD', \
         'USD')",
    ),
};

const FORMS: &[Form] = &[
    Form::new("lower_case", 1, lower_case),
    Form::new("symbol", 1, symbol),
    Form::new("number", 1, numeric),
    Form::new("former", 1, given_up),
    Form::new("slip", 1, slip),
];

/// Code, symbol, and numeric code of the currencies that the retailer trades in.
const CURRENCIES: [(&str, &str, &str); 7] = [
    ("AUD", "A$", "036"),
    ("EUR", "€", "978"),
    ("GBP", "£", "826"),
    ("JPY", "¥", "392"),
    ("NZD", "NZ$", "554"),
    ("SGD", "S$", "702"),
    ("USD", "US$", "840"),
];

#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn lower_case(text: &str, _: &mut Stream) -> Option<String> {
    Some(text.to_lowercase())
}

fn symbol(text: &str, _: &mut Stream) -> Option<String> {
    CURRENCIES.iter().find(|(code, ..)| *code == text).map(|(_, symbol, _)| (*symbol).to_owned())
}

fn numeric(text: &str, _: &mut Stream) -> Option<String> {
    CURRENCIES.iter().find(|(code, ..)| *code == text).map(|(.., numeric)| (*numeric).to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn given_up(_: &str, stream: &mut Stream) -> Option<String> {
    Some(form::pick(&["DEM", "FRF", "ITL", "NLG", "ESP", "IEP", "ATS", "FIM"], stream).to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn slip(_: &str, stream: &mut Stream) -> Option<String> {
    Some(form::pick(&["AUS", "AUF", "EUT", "UDS", "GPB", "UKP", "NZS", "XQZ", "DLR"], stream).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kind::trial::spoiled;

    /// ISO 4217 codes in use, as of the list of 2024.
    const IN_USE: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN \
        BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
        FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
        KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN \
        NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
        SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST \
        XAF XAG XAU XBA XBB XBC XBD XCD XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWL";

    #[test]
    fn no_value_is_a_code_in_use() {
        let in_use: BTreeSet<&str> = IN_USE.split_whitespace().collect();
        for (clean, ..) in CURRENCIES {
            assert!(in_use.contains(clean));
            let dirty: BTreeSet<_> = spoiled(&KIND, Table::OrdersHeader, "currency", Some(clean)).into_iter().collect();
            assert!(dirty.len() > 15, "{dirty:?}");
            for text in dirty {
                assert!(!in_use.contains(text.as_deref().unwrap()), "{text:?}");
            }
        }
    }
}
