//! Pages of the repository's fixtures, and of small folders made for the purpose.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod absent;
mod damaged;
mod folder;
mod html;
mod verified;
mod whole;
mod written;
