//! Whether a scheduler listens where one should.

use std::time::Duration;

use tokio::{net::TcpStream, time::sleep};

use crate::{arguments::SchedulerAddress, failure::Failure};

impl SchedulerAddress {
    /// Waits until somebody listens there, and tries so many times, half a second apart. What Ballista itself offers for that waits
    /// for ever, or does not say which address it means.
    pub async fn reach(&self, tries: u32) -> Result<(), Failure> {
        let (host, port) = (self.scheduler_host.as_str(), self.scheduler_port);
        for attempt in 1.. {
            match TcpStream::connect((host, port)).await {
                Ok(_) => break,
                Err(cause) if attempt >= tries => {
                    return Err(Failure::NoScheduler { address: format!("{host}:{port}"), cause });
                }
                Err(_) => sleep(Duration::from_millis(500)).await,
            }
        }
        Ok(())
    }
}
