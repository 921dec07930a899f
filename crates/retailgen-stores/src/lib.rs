//! Object stores: an [`Address`] names a place in one, a [`Store`] puts, fetches, lists and removes the objects there.
//!
//! An object appears whole or not at all. What is fetched comes as a file on the local disk that has no name, and whose space is
//! free again when it is closed; so nobody who reads files has to know where they are from.
//!
//! ```
//! use std::{io::{Read as _, Write as _}, path::Path};
//! use retailgen_stores::{Address, Store, local_file};
//!
//! let address = Address::parse(Path::new("memory://docs/data_raw"))?.ok_or("it is an address")?;
//! let store = Store::of(&address)?;
//! let mut file = local_file()?;
//! file.write_all(b"store_id\n1\n")?;
//! store.put("data_raw/stores.csv", &file)?;
//!
//! let mut text = String::new();
//! store.fetch("data_raw/stores.csv")?.ok_or("it is there")?.read_to_string(&mut text)?;
//! assert_eq!(text, "store_id\n1\n");
//! assert_eq!(store.list("data_raw")?.get("stores.csv"), Some(&11));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A building block of the crate `retailgen`; its items may change in any release.
//!
//! # Features
//!
//! - `clouds`: `s3://`, `gs://` and `az://`. Without it those are refused, and `memory://`, which is as long-lived as the process,
//!   is the only store.

mod address;
#[cfg(feature = "clouds")]
mod cloud;
mod error;
mod memory;
mod objects;
mod store;

pub use address::{Address, AddressProblem, Scheme};
pub use error::StoreError;
pub use store::{Store, local_file};
