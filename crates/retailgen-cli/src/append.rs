//! `retailgen --append`: more days in a finished run.

use std::{path::PathBuf, time::Instant};

use retailgen::{DatasetError, Error, Outcome, Scenario, Window, refuse_address, refuse_another_truth, truth_beside};

use crate::{
    args::Args,
    failure::Failure,
    interruption,
    parameters::parameters,
    progress_bar::ProgressDisplay,
    report::{self, Ending},
    summary::{Elapsed, Summary, count},
};

/// Appends days; returns the report as JSON.
///
/// # Errors
/// [`Failure`].
pub fn append(args: &Args) -> Result<String, Failure> {
    let console = args.said.console();
    let (before, truth) = finished(args)?;
    let days = args.appended_days();
    let after = before.clone().extended(days).map_err(Error::from)?;
    let folder = args.out().display();
    console.line(format_args!(
        "{}, {} more into {folder}",
        parameters(&before, None, args.threads()),
        count(days.into(), "day")
    ));

    let begin = Instant::now();
    let cancelled = interruption::flag();
    let progress = ProgressDisplay::new(&args.said, console);
    let mut options = args.write_options(truth.as_deref());
    options.cancelled = Some(&cancelled);
    options.progress = &progress;
    let outcome = before.dataset().append(args.out(), days, &options);
    progress.clear();
    let outcome = outcome.map_err(Error::from)?;

    let summary = Summary::of(args.out(), outcome.manifest());
    // An append that was interrupted at its last step led to the run that the truth tells of.
    let scenario = if outcome.manifest().run_id == before.run_id() { before } else { after };
    let elapsed = begin.elapsed();
    console.lines(&summary);
    console.line(format_args!(
        "{folder} goes to {} now, {}, in {}",
        scenario.window().last(),
        summary.in_words(),
        Elapsed(elapsed)
    ));
    match &truth {
        Some(truth) => console.line(format_args!("faults and where they are: {}", truth.display())),
        None if scenario.anomalies().rules().is_empty() => {}
        None => console.line("no truth stands beside it, so none was written; --truth names one that stands elsewhere"),
    }
    let ending = match outcome {
        Outcome::Written(_) => Ending::Written(elapsed),
        Outcome::AlreadyDone(_) => Ending::AlreadyDone,
    };
    Ok(report::of_run(&scenario, None, args.out(), truth.as_deref(), &summary, ending))
}

/// What the folder holds: by its truth or, where it has none, by the flags with which it was written.
fn finished(args: &Args) -> Result<(Scenario, Option<PathBuf>), Error> {
    refuse_address(args.out())?;
    let beside = truth_beside(args.out()).ok().filter(|truth| truth.exists());
    let Some(truth) = args.given_truth().map(PathBuf::from).or(beside) else {
        let found = args.scenario()?.in_folder(args.out())?;
        return Ok((found.ok_or_else(|| DatasetError::AppendUnknown(args.out().to_owned()))?, None));
    };
    refuse_another_truth(args.out(), &truth)?;
    let found = Scenario::to_append(&truth)?;
    let wanted = args.scenario()?;
    let base = found.window().base();
    let first = if args.is_given("start_date") { wanted.window().first() } else { base.first() };
    let window = Window::new(first, base.days()).and_then(|window| window.extended(found.window().appended()));
    let wanted = wanted.with_window(window.map_err(DatasetError::from)?);
    let mut differences = found.differences(&wanted);
    differences.retain(|difference| args.decides(difference));
    if differences.is_empty() {
        Ok((found, Some(truth)))
    } else {
        Err(DatasetError::AppendSettings { path: args.out().to_owned(), differences }.into())
    }
}
