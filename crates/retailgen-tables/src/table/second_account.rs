//! Second accounts: by which number and code a customer may come again who was taken for somebody new.

use retailgen_schema::customers;
use retailgen_synth::{
    pattern::{CodeSpace, UniqueCodes},
    permutation::Permutation,
};

use crate::world::World;

/// The fewest numbers beyond the last customer's that are left alone: wrong keys of other tables are made of them.
const LEFT_ALONE: u64 = 1_000;

/// The `customer_id` and the `natural_key` of a second account of a customer; `None` where there is no such customer, ever.
///
/// No customer has them, and no two customers get the same. Keys that name no customer (`key.orphan`) lie below these numbers, or
/// far above: beyond the last customer by a quarter or 1,000, or one digit longer than a real one.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{World, second_account, unused_from};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// let (number, code) = second_account(&world, 1).ok_or("there is a first customer")?;
/// assert!(number >= 10 * unused_from(&world, Table::Customers) && code.starts_with("CUST-"));
/// assert_ne!(second_account(&world, 2), Some((number, code)));
/// assert_eq!(second_account(&world, 0), None);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn second_account(world: &World, customer_id: i64) -> Option<(i64, String)> {
    let ever = world.customers.growth().ever();
    let customer = u64::try_from(customer_id).ok()?.checked_sub(1).filter(|&customer| customer < ever)?;
    let key = world.seed().key("customers");
    // Not in the order of the customers, or the number would tell whose it is.
    let place = Permutation::new(key.key("second_account"), ever).at(customer);
    let unused = ever + 1;
    let first = (10 * unused).max(unused + LEFT_ALONE);
    let space = CodeSpace::parse(customers::NATURAL_KEY_PATTERN).ok()?;
    let mut code = String::new();
    // The codes of customers have the numbers below.
    UniqueCodes::new(space, key.key("natural_key")).write(ever + place, &mut code);
    Some(((first + place) as i64, code))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::{Scale, Seed};

    use super::*;

    #[test]
    fn every_second_account_is_its_own() {
        let world = World::new(Seed(5), Scale::MIN);
        let ever = world.customers.growth().ever() as i64;
        let accounts: Vec<(i64, String)> =
            (1..=ever).map(|customer| second_account(&world, customer).unwrap()).collect();
        let numbers: BTreeSet<i64> = accounts.iter().map(|(number, _)| *number).collect();
        let codes: BTreeSet<&String> = accounts.iter().map(|(_, code)| code).collect();
        assert_eq!((numbers.len(), codes.len()), (accounts.len(), accounts.len()));
        assert!(numbers.first().is_some_and(|first| *first > 10 * ever));
        assert_eq!(second_account(&world, ever + 1), None);
    }
}
