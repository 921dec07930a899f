//! What a mistyped name may have meant.

/// How alike two names must be, from 0 to 1; below it they share no more than a few letters.
const ALIKE: f64 = 0.8;

/// The known name that is most like `name`, if any is like it.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(alike, _)| *alike > ALIKE)
        .map(|(_, candidate)| candidate.to_owned())
}
