//! `email.domain_typo`: a well-formed address at a domain that nobody has.
//!
//! Most wrong addresses of sign-up forms are slips in a well-known domain (`gmial.com`, `hotmail.con`): the reason for
//! the library Mailcheck, whose authors counted that it halved their bounced confirmations.

use retailgen_schema::{Role, Table};
use retailgen_synth::Stream;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, typing};

pub const KIND: Kind = Kind {
    name: "email.domain_typo",
    meaning: "The address is well formed, its domain misspelt, or its ending con, cmo, co or vom.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("jun.deng@example.com", Some("jun.deng@exmaple.com")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Email) => Ok(()),
        _ => Err("it needs a column with the role email"),
    },
    spoil: Spoil::Cell(|cell, stream| misspelt(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Customers, "email", "a@example.com", &[Some("a@example.con"), Some("a@exmaple.com")]),
        (Table::Customers, "email", "nobody", &[]),
    ],
    misfits: &[(Table::Customers, Some("last_name")), (Table::Suppliers, Some("name"))],
    query: None,
};

fn misspelt(address: &str, stream: &mut Stream) -> Option<String> {
    let (person, domain) = address.split_once('@')?;
    let (name, ending) = domain.rsplit_once('.')?;
    if ending == "com" && stream.chance(0.3) {
        let ending = crate::kind::form::pick(&["con", "cmo", "co", "vom"], stream);
        return Some(format!("{person}@{name}.{ending}"));
    }
    Some(format!("{person}@{}.{ending}", typing::slip(name, stream)?))
}
