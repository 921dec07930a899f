//! Policies as Python code names them.

use std::path::{Path, PathBuf};

use pyo3::{
    Bound, PyAny, PyResult,
    types::{PyAnyMethods as _, PyString, PyStringMethods as _},
};
use retailgen::{Difficulty, Intensity, Policy, PolicyProblem};

use crate::{
    error::{raised, refused},
    names::named,
};

/// The policy that an argument means: a built-in name, several joined by commas, the text of a TOML file, the path of one, or a
/// sequence of these.
pub fn policy(given: &Bound<'_, PyAny>) -> PyResult<Policy> {
    if given.is_none() {
        return Ok(Policy::none());
    }
    if let Ok(text) = given.cast::<PyString>() {
        return of_text(&text.to_cow()?);
    }
    if let Ok(path) = given.extract::<PathBuf>() {
        return load(&path);
    }
    let parts = given
        .try_iter()
        .map_err(|_| refused("a policy is a name, the path or text of a TOML file, or a list of these"))?;
    let parts = parts.map(|part| policy(&part?)).collect::<PyResult<Vec<_>>>()?;
    Policy::combined(parts).map_err(raised)
}

fn of_text(text: &str) -> PyResult<Policy> {
    if let Some(policy) = Policy::builtin(text) {
        return Ok(policy);
    }
    // A path has no line break, and the text of a policy has one behind `[[rule]]`.
    if text.contains('\n') {
        return Policy::parse(text, "the policy given as text").map_err(raised);
    }
    let names: Option<Vec<Policy>> = text.split(',').map(|name| Policy::builtin(name.trim())).collect();
    match names {
        Some(policies) if policies.len() > 1 => Policy::combined(policies).map_err(raised),
        _ => load(Path::new(text)),
    }
}

fn load(path: &Path) -> PyResult<Policy> {
    Policy::load(path).map_err(|error| match *error.problem {
        // Most likely the name of a policy that is built in, mistyped.
        PolicyProblem::Unreadable(_) => {
            refused(format!("{error}; the built-in policies are {}", Policy::builtin_names().join(", ")))
        }
        _ => raised(error),
    })
}

/// The policy made as hard and as intense as these names say.
///
/// # Errors
/// `UsageError` where there is no such name, or the policy is none whose difficulty is known.
pub fn tuned(policy: Policy, difficulty: &str, intensity: &str) -> PyResult<Policy> {
    let intensity = named("intensity", intensity, &Intensity::ALL, Intensity::name)?;
    let policy = match named("difficulty", difficulty, &Difficulty::ALL, Difficulty::name)? {
        Difficulty::Default => policy,
        known => policy.with_difficulty(known).ok_or_else(|| {
            refused(format!(
                "the difficulty {difficulty} goes with the policies default and castable, not with {}, whose rules nobody has \
                 measured",
                policy.name()
            ))
        })?,
    };
    Ok(policy.with_intensity(intensity))
}
