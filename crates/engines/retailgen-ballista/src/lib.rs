//! The tables of a retailgen dataset in Ballista, which runs queries of `DataFusion` on several machines.
//!
//! Each process makes the rows that its tasks read; no file of them is written or sent. A stock scheduler or executor cannot read
//! the plans: the program `retailgen-ballista` is both, and [`LogicalCodec`] and [`PhysicalCodec`] make others able to.
//!
//! ```
//! use retailgen::{Policy, Scenario};
//!
//! # async fn run() -> Result<(), retailgen_ballista::Error> {
//! let scenario = Scenario::new(7).with_scale("0.01".parse().expect("it is a scale")).with_anomalies(Policy::castable());
//! let context = retailgen_ballista::remote("df://localhost:50050", &scenario).await?;
//! let orders = context.sql("select channel, count(*) from orders_header group by channel").await?;
//! // The scheduler is asked for nothing until rows are: `orders.collect().await`.
//! assert_eq!(orders.schema().fields().len(), 2);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod functions;
mod logical;
mod payload;
mod physical;
mod session;

pub use self::{error::Error, logical::LogicalCodec, physical::PhysicalCodec, session::remote};

/// The front page of the crate, whose code has to run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
