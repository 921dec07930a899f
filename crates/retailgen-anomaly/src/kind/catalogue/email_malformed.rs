//! `email.malformed`: an e-mail address that no mail server would take.

use retailgen_schema::{Role, Table};
use retailgen_synth::Stream;

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "email.malformed",
    meaning: "The @ is missing, doubled or spelled out; dots are missing, doubled or commas; a part is empty; a \
              space or a sign is too much.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("jun.deng@mail.example.com", Some("jun.deng@@mail.example.com")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Email) => Ok(()),
        _ => Err("it needs a column with the role email"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::Customers, "email", "", &[]),
        (Table::Customers, "email", "nobody", &[]),
        (Table::Customers, "email", "a@b@c.example", &[]),
        (Table::Customers, "email", "@example.com", &[]),
        (Table::Customers, "email", "a@localhost", &[]),
        (Table::Customers, "email", "o'brien+tag@mail.example.com", &[Some("o'brien+tag@@mail.example.com")]),
    ],
    misfits: &[(Table::Customers, Some("phone"))],
    query: Some(
        "select count(*) from {table} where not regexp_full_match({column}, \
         '[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+')",
    ),
};

const FORMS: &[Form] = &[
    Form::new("missing_at", 1, without_at),
    Form::new("doubled_at", 1, doubled_at),
    Form::new("spelled_at", 1, at_spelled_out),
    Form::new("missing_dot", 1, without_domain_dot),
    Form::new("inner_space", 1, space_inside),
    Form::new("trailing_dot", 1, trailing_dot),
    Form::new("doubled_dot", 1, doubled_dot),
    Form::new("missing_local", 1, without_local_part),
    Form::new("missing_domain", 1, without_domain),
    Form::new("comma", 1, comma_for_dot),
    Form::new("trailing_delimiter", 1, trailing_delimiter),
];

/// Local part and domain of an address that is whole so far.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (local, domain) = text.split_once('@')?;
    (!local.is_empty() && !domain.contains('@') && domain.contains('.')).then_some((local, domain))
}

fn without_at(text: &str, _: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, domain].concat())
}

fn doubled_at(text: &str, _: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, "@@", domain].concat())
}

/// As people write it where they fear that robots read along.
fn at_spelled_out(text: &str, stream: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, form::pick(&["(at)", "[at]", " at "], stream), domain].concat())
}

fn without_domain_dot(text: &str, _: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, "@", &domain.replace('.', "")].concat())
}

fn space_inside(text: &str, stream: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, form::pick(&[" @", "@ ", " @ "], stream), domain].concat())
}

fn trailing_dot(text: &str, _: &mut Stream) -> Option<String> {
    parts(text)?;
    Some([text, "."].concat())
}

fn doubled_dot(text: &str, _: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, "@", &domain.replacen('.', "..", 1)].concat())
}

fn without_local_part(text: &str, _: &mut Stream) -> Option<String> {
    let (_, domain) = parts(text)?;
    Some(["@", domain].concat())
}

fn without_domain(text: &str, _: &mut Stream) -> Option<String> {
    let (local, _) = parts(text)?;
    Some([local, "@"].concat())
}

/// The neighbouring key.
fn comma_for_dot(text: &str, _: &mut Stream) -> Option<String> {
    let (local, domain) = parts(text)?;
    Some([local, "@", &domain.replacen('.', ",", 1)].concat())
}

/// What is left of a list of addresses that was cut up.
fn trailing_delimiter(text: &str, stream: &mut Stream) -> Option<String> {
    parts(text)?;
    Some([text, form::pick(&[";", ">"], stream)].concat())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kind::trial::spoiled;

    /// The addresses of RFC 5321 without quoted local parts, which is what senders accept.
    fn well_formed(text: &str) -> bool {
        let atoms = |part: &str, extra: &str| {
            part.split('.').all(|atom| {
                !atom.is_empty() && atom.chars().all(|letter| letter.is_alphanumeric() || extra.contains(letter))
            })
        };
        match text.split('@').collect::<Vec<_>>().as_slice() {
            [local, domain] => atoms(local, "!#$%&'*+-/=?^_`{|}~") && domain.contains('.') && atoms(domain, "-"),
            _ => false,
        }
    }

    #[test]
    fn no_form_leaves_the_address_well_formed() {
        for address in ["jun.deng5945@example.com", "o'brien+tag@mail.example.com", "a@b.example"] {
            assert!(well_formed(address));
            for form in FORMS {
                let mut stream = retailgen_synth::Seed(1).key("email").stream(1);
                let dirty = form.of(address, &mut stream).unwrap();
                assert!(!well_formed(&dirty), "{dirty}");
            }
            let seen: BTreeSet<_> = spoiled(&KIND, Table::Customers, "email", Some(address)).into_iter().collect();
            assert!(seen.len() >= FORMS.len(), "{seen:?}");
        }
    }
}
