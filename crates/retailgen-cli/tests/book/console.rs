//! The commands of a block, and whether what they print is what the block shows.

/// A command, and what must come of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// What is typed.
    pub command: String,
    /// What is printed, where the block shows it; a line `…` stands for any lines.
    pub output: Option<Vec<String>>,
    /// The exit code.
    pub code: i32,
}

/// The commands of a block, in order. With `prompts` they begin with `$ ` and their output follows.
pub fn steps(lines: &[String], prompts: bool) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let typed = if prompts { line.strip_prefix("$ ") } else { Some(line.as_str()) };
        match (steps.last_mut(), typed) {
            (Some(step), _) if goes_on => {
                step.command.push('\n');
                step.command.push_str(line);
            }
            (_, Some(command)) if prompts || !(command.is_empty() || command.starts_with('#')) => {
                let output = prompts.then(Vec::new);
                steps.push(Step { command: command.to_owned(), output, code: 0 });
            }
            (Some(Step { output: Some(output), .. }), None) => output.push(line.clone()),
            (_, Some(_)) => continue,
            (_, None) => return Err("output stands above the first command".to_owned()),
        }
        let is_typed = goes_on || typed.is_some();
        goes_on = is_typed && line.ends_with('\\');
    }
    if steps.is_empty() {
        return Err("there is no command in it".to_owned());
    }
    Ok(steps)
}

/// Whether a text is the one shown. Times and speeds, which are never the same, do not count.
pub fn is_shown(printed: &str, shown: &[String]) -> bool {
    let printed: Vec<String> = printed.trim_end().lines().map(without_times).collect();
    let mut shown: Vec<String> = shown.iter().map(|line| without_times(line)).collect();
    while shown.last().is_some_and(String::is_empty) {
        shown.pop();
    }
    fits(&printed, &shown)
}

fn fits(printed: &[String], shown: &[String]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [line, rest @ ..] if line == "…" => (0..=printed.len()).any(|from| fits(&printed[from..], rest)),
        [line, rest @ ..] => printed.first() == Some(line) && fits(&printed[1..], rest),
    }
}

/// A line without what a run took: "wrote 12 files, 1,234 rows, 56 kB in 0.4 s (640,000 rows/s, 64.75 MB/s) into clean".
fn without_times(line: &str) -> String {
    let line = line.trim_end();
    let cut = line.split_once(" in ").and_then(|(head, tail)| Some((head, tail.split_once(" into ")?)));
    match cut {
        Some((head, (time, folder))) if time.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("{head} into {folder}")
        }
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn commands_are_told_from_output() {
        let step = |command: &str, output: &str| Step { command: command.into(), output: Some(lines(output)), code: 0 };
        let block = lines("$ one \\\n  two\nshown\n\nmore\n$ three");
        assert_eq!(steps(&block, true), Ok(vec![step("one \\\n  two", "shown\n\nmore"), step("three", "")]));
        assert!(steps(&lines("shown\n$ one"), true).is_err());
        assert!(steps(&lines("one"), true).is_err());
    }

    #[test]
    fn a_script_has_a_command_a_line() {
        let step = |command: &str| Step { command: command.into(), output: None, code: 0 };
        let block = lines("# first\none   # why\n\ntwo \\\n  three");
        assert_eq!(steps(&block, false), Ok(vec![step("one   # why"), step("two \\\n  three")]));
        assert!(steps(&lines("# nothing"), false).is_err());
    }

    #[test]
    fn output_is_compared_line_by_line() {
        assert!(is_shown("a\nb\n", &lines("a\nb")));
        assert!(!is_shown("a\nb\n", &lines("a")));
        assert!(!is_shown("a\n", &lines("a\nb")));
        assert!(!is_shown("a\n", &[]));
        assert!(is_shown("a\nb\nc\nd\n", &lines("a\n…\nd")));
        assert!(is_shown("a\nd\n", &lines("a\n…\nd")));
        assert!(!is_shown("a\nb\nc\n", &lines("a\n…\nd")));
    }

    #[test]
    fn only_times_may_differ() {
        let line = |time: &str, folder: &str| {
            format!("wrote 2 files, 5 rows, 56 kB in {time} s ({time} rows/s) into {folder}")
        };
        assert!(is_shown(&line("0.4", "clean"), &[line("21.0", "clean")]));
        assert!(!is_shown(&line("0.4", "clean"), &[line("0.4", "dirty")]));
        assert!(!is_shown("4 findings in 105 files", &lines("5 findings in 105 files")));
        assert!(!is_shown("4 findings in 105 files", &lines("4 findings in 106 files")));
    }
}
