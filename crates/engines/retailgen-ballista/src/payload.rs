//! What a plan says of a table on its way to another process.

use retailgen::{DATASET_VERSION, Policy, Scenario, ScenarioRecord, parse_table};
use retailgen_datafusion::Content;
use serde::{Deserialize, Serialize};

use crate::Error;

/// What stands before the bytes of this crate. No message of Ballista's own begins so: 7 is no type of a field of Protobuf.
pub const MAGIC: &[u8] = b"\x07retailgen";

#[derive(Serialize, Deserialize)]
struct Payload {
    /// None for labels.
    table: Option<String>,
    scenario: ScenarioRecord,
    policy: PolicyPayload,
    dataset_version: String,
}

#[derive(Serialize, Deserialize)]
struct PolicyPayload {
    name: String,
    toml: String,
}

/// The same of any version, whose other fields may be others.
#[derive(Deserialize)]
struct Version {
    dataset_version: String,
}

/// The bytes that say what a table holds.
///
/// # Errors
/// [`Error::Payload`].
pub fn encode(content: &Content) -> Result<Vec<u8>, Error> {
    let scenario = content.dataset().scenario();
    let policy = scenario.anomalies();
    let payload = Payload {
        table: content.table().map(|table| table.name().to_owned()),
        scenario: scenario.record(),
        policy: PolicyPayload { name: policy.name().to_owned(), toml: policy.to_toml() },
        dataset_version: DATASET_VERSION.to_owned(),
    };
    Ok(serde_json::to_vec(&payload)?)
}

/// What such bytes say.
///
/// # Errors
/// [`Error::AnotherVersion`], [`Error::Payload`], [`Error::Policy`], [`Error::Dataset`].
pub fn decode(bytes: &[u8]) -> Result<Content, Error> {
    let Version { dataset_version } = serde_json::from_slice(bytes)?;
    if dataset_version != DATASET_VERSION {
        return Err(Error::AnotherVersion { found: dataset_version });
    }
    let Payload { table, scenario, policy, .. } = serde_json::from_slice(bytes)?;
    let table = table.map(|name| parse_table(&name)).transpose()?;
    let policy = Policy::parse(policy.toml, &format!("{}.toml", policy.name))?;
    let scenario = Scenario::from_record(&scenario)?.with_anomalies(policy);
    Ok(Content::new(scenario.dataset(), table))
}
