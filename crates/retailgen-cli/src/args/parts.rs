//! Which part of a run a process writes: by flags, their variables, or the number that a scheduler gives its tasks.

use std::env;

use retailgen::PartNumber;

/// The variables in which schedulers number the tasks of one job, all from 0 here; a SLURM array has to be declared so.
const TASKS: [&str; 3] = ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", SLURM_TASK];
const SLURM_TASK: &str = "SLURM_ARRAY_TASK_ID";
/// The largest number of a SLURM array.
const SLURM_LAST: &str = "SLURM_ARRAY_TASK_MAX";

/// The flags for it.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Asked {
    /// Write one of so many parts, which `retailgen merge` makes one run of [default: the whole run]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "stdout", hide_short_help = true)]
    parts: Option<u32>,

    /// Which part, from 1 [default: by --part-index, or a scheduler's variable]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = ["stdout", "part_index"])]
    #[arg(hide_short_help = true)]
    part: Option<u32>,

    /// Which part, from 0 [default: by --part]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "stdout", hide_short_help = true)]
    part_index: Option<u32>,
}

impl Asked {
    /// The part to write; none for a whole run.
    ///
    /// # Errors
    /// What is to be said where the numbers are missing, contradict each other or lie outside.
    pub fn part(self) -> Result<Option<PartNumber>, String> {
        chosen(self, |name| env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }
}

fn chosen(asked: Asked, variable: impl Fn(&str) -> Option<String>) -> Result<Option<PartNumber>, String> {
    let Asked { parts, part, part_index: index } = asked;
    let Some(of) = parts else {
        return match part.or(index) {
            None => Ok(None),
            Some(_) => {
                Err("--part and --part-index number one of several parts: say of how many with --parts".to_owned())
            }
        };
    };
    let number = match (part, index) {
        (Some(part), _) => part,
        (None, Some(index)) => index.saturating_add(1),
        (None, None) => task(of, variable)?.saturating_add(1),
    };
    match (PartNumber::new(number, of), index) {
        (Ok(part), _) => Ok(Some(part)),
        // Told by the number that was given.
        (Err(_), Some(index)) if of > 0 && of <= PartNumber::MOST => {
            Err(format!("there is no part with index {index} of {of}: --part-index counts from 0 to {}", of - 1))
        }
        (Err(error), _) => Err(error.to_string()),
    }
}

/// The number of the task, from 0, by the scheduler.
fn task(of: u32, variable: impl Fn(&str) -> Option<String>) -> Result<u32, String> {
    let mut found: Option<(&str, u32)> = None;
    for name in TASKS {
        let Some(value) = variable(name) else { continue };
        let number = value
            .trim()
            .parse()
            .map_err(|_| format!("{name} is {value:?} and not the number of a part: give it with --part"))?;
        match found {
            Some((other, told)) if told != number => {
                return Err(format!("{other} is {told} and {name} is {number}: say which part it is with --part"));
            }
            _ => found = Some((name, number)),
        }
    }
    let Some((name, number)) = found else {
        return Err(format!(
            "--parts {of} needs the number of the part: --part from 1, --part-index from 0, or a variable of a scheduler, {}",
            TASKS.join(", ")
        ));
    };
    // A part that was tried again alone must be the same one, so what counts is the number and not its place in the array.
    let last = variable(SLURM_LAST).and_then(|last| last.trim().parse::<u32>().ok()).filter(|_| name == SLURM_TASK);
    if number.max(last.unwrap_or(0)) >= of {
        let last = of.saturating_sub(1);
        let advice = if name == SLURM_TASK {
            format!("declare --array=0-{last}, or pass --part \"${SLURM_TASK}\" where the array is 1-{of}")
        } else {
            format!("the job needs {of} tasks, numbered 0 to {last}")
        };
        return Err(format!("{name} is {number}, and the tasks of {of} parts are numbered from 0: {advice}"));
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Asked = Asked { parts: None, part: None, part_index: None };

    fn of_8(part: Option<u32>, index: Option<u32>, variables: &[(&str, &str)]) -> Result<u32, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        chosen(Asked { parts: Some(8), part, part_index: index }, variable).map(|part| part.unwrap().number())
    }

    #[test]
    fn a_part_is_numbered_by_flags_first_and_then_by_the_scheduler() {
        assert_eq!(chosen(NONE, |_| Some("3".to_owned())), Ok(None));
        assert_eq!(of_8(Some(3), None, &[("JOB_COMPLETION_INDEX", "5")]), Ok(3));
        assert_eq!(of_8(None, Some(0), &[]), Ok(1));
        for name in TASKS {
            assert_eq!(of_8(None, None, &[(name, "0")]), Ok(1));
            assert_eq!(of_8(None, None, &[(name, " 7\n")]), Ok(8));
        }
        assert_eq!(of_8(None, None, &[("JOB_COMPLETION_INDEX", "2"), (SLURM_TASK, "2")]), Ok(3));
        // Tried again alone.
        assert_eq!(of_8(None, None, &[(SLURM_TASK, "3"), (SLURM_LAST, "3")]), Ok(4));
    }

    #[test]
    fn what_is_missing_contradictory_or_outside_is_told_with_what_to_do() {
        let refused = |asked: Result<u32, String>| asked.unwrap_err();
        assert!(chosen(Asked { part: Some(1), ..NONE }, |_| None).unwrap_err().contains("--parts"));
        assert!(refused(of_8(None, None, &[])).contains("--part-index from 0"));
        assert!(refused(of_8(Some(9), None, &[])).contains("numbered 1 to 8"));
        assert!(refused(of_8(Some(0), None, &[])).contains("numbered 1 to 8"));
        assert!(refused(of_8(None, Some(8), &[])).contains("0 to 7"));
        assert!(refused(of_8(None, None, &[("JOB_COMPLETION_INDEX", "8")])).contains("needs 8 tasks, numbered 0 to 7"));
        assert!(refused(of_8(None, None, &[("JOB_COMPLETION_INDEX", "x")])).contains("--part"));
        let two = [("JOB_COMPLETION_INDEX", "2"), (SLURM_TASK, "3")];
        assert!(refused(of_8(None, None, &two)).contains("JOB_COMPLETION_INDEX is 2 and SLURM_ARRAY_TASK_ID is 3"));
        // Refused by the first task, before any has written the wrong part.
        let from_one = [(SLURM_TASK, "1"), (SLURM_LAST, "8")];
        assert!(refused(of_8(None, None, &from_one)).contains("--array=0-7"));
        assert!(chosen(Asked { parts: Some(0), part: Some(1), ..NONE }, |_| None).unwrap_err().contains("1 to 10000"));
    }
}
