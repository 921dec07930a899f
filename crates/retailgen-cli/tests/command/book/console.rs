//! The commands of a block, and whether what they print is what the block shows.

/// A command, and what must come of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// What is typed.
    pub command: String,
    /// What is printed, where the block shows it; a line `…` stands for any lines.
    pub output: Option<Vec<String>>,
    /// The line of the block behind the command, from 0: where the output begins.
    pub end: usize,
    /// The exit code.
    pub code: i32,
}

/// The commands of a block, in order. With `prompts` they begin with `$ ` and their output follows.
pub fn steps(lines: &[String], prompts: bool) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (number, line) in lines.iter().enumerate() {
        let typed = if prompts { line.strip_prefix("$ ") } else { Some(line.as_str()) };
        match (steps.last_mut(), typed) {
            (Some(step), _) if goes_on => {
                step.command.push('\n');
                step.command.push_str(line);
                step.end = number + 1;
            }
            (_, Some(command)) if prompts || !(command.is_empty() || command.starts_with('#')) => {
                let output = prompts.then(Vec::new);
                steps.push(Step { command: command.to_owned(), output, end: number + 1, code: 0 });
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

/// What the page should show of a text instead: as much of it as now, with its times. What stands between two lines `…` is looked for where most of its lines still are. None where nothing tells what should be shown.
pub fn renewed(printed: &str, shown: &[String]) -> Option<Vec<String>> {
    let printed: Vec<&str> = printed.trim_end().lines().collect();
    let parts: Vec<&[String]> = shown.split(|line| line == "…").collect();
    let (mut lines, mut from) = (Vec::new(), 0);
    for (number, part) in parts.iter().enumerate() {
        let last = printed.len().checked_sub(part.len())?;
        let begin = match (number == 0, number + 1 == parts.len()) {
            (true, true) => return Some(kept(&printed, part)),
            (true, false) => 0,
            (false, true) => last,
            (false, false) => {
                let alike = |begin: usize| likeness(&printed[begin..begin + part.len()], part);
                // The first of the best, as it is read from above.
                (from..=last).rev().max_by_key(|&begin| alike(begin)).filter(|&begin| alike(begin) > 0)?
            }
        };
        if begin < from {
            return None;
        }
        if number > 0 {
            lines.push("…".to_owned());
        }
        from = begin + part.len();
        lines.extend(kept(&printed[begin..from], part));
    }
    Some(lines)
}

/// The printed lines with the times of those shown, which were not measured on whatever machine this is.
fn kept(printed: &[&str], shown: &[String]) -> Vec<String> {
    let line = |(number, line): (usize, &&str)| {
        let time = shown.get(number).and_then(|shown| Some(split_at_time(shown)?.1));
        match (split_at_time(line), time) {
            (Some((head, _, folder)), Some(time)) => format!("{head} in {time} into {folder}"),
            _ => (*line).to_owned(),
        }
    };
    printed.iter().enumerate().map(line).collect()
}

/// How many lines are the same.
fn likeness(printed: &[&str], shown: &[String]) -> usize {
    printed.iter().zip(shown).filter(|(printed, shown)| without_times(shown) == without_times(printed)).count()
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
    match split_at_time(line) {
        Some((head, _, folder)) => format!("{head} into {folder}"),
        None => line.trim_end().to_owned(),
    }
}

/// What stands before a time, the time with its speeds, and the folder behind it.
fn split_at_time(line: &str) -> Option<(&str, &str, &str)> {
    let (head, tail) = line.trim_end().split_once(" in ")?;
    let (time, folder) = tail.split_once(" into ")?;
    time.starts_with(|letter: char| letter.is_ascii_digit()).then_some((head, time, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn commands_are_told_from_output() {
        let step = |command: &str, end: usize, output: &str| Step {
            command: command.into(),
            output: Some(lines(output)),
            end,
            code: 0,
        };
        let block = lines("$ one \\\n  two\nshown\n\nmore\n$ three");
        assert_eq!(steps(&block, true), Ok(vec![step("one \\\n  two", 2, "shown\n\nmore"), step("three", 6, "")]));
        assert!(steps(&lines("shown\n$ one"), true).is_err());
        assert!(steps(&lines("one"), true).is_err());
    }

    #[test]
    fn a_script_has_a_command_a_line() {
        let step = |command: &str, end| Step { command: command.into(), output: None, end, code: 0 };
        let block = lines("# first\none   # why\n\ntwo \\\n  three");
        assert_eq!(steps(&block, false), Ok(vec![step("one   # why", 2), step("two \\\n  three", 5)]));
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
    fn what_is_shown_is_renewed_and_stays_as_long() {
        let again = |printed: &str, shown: &str| renewed(printed, &lines(shown)).map(|lines| lines.join("\n"));
        assert_eq!(again("a\nc\n", "a\nb").as_deref(), Some("a\nc"));
        assert_eq!(again("a\nx\ny\nd\n", "b\n…\nc").as_deref(), Some("a\n…\nd"));
        assert_eq!(again("a\nx\nk\n8\ny\nd\n", "a\n…\nk\n7\n…\nd").as_deref(), Some("a\n…\nk\n8\n…\nd"));
        assert_eq!(again("x\nk\n8\n", "…\nk\n7\n…").as_deref(), Some("…\nk\n8\n…"));
        // Nothing tells where the middle is now, and there is too little for both ends.
        assert_eq!(again("a\nx\nd\n", "a\n…\nk\n…\nd"), None);
        assert_eq!(again("a\n", "a\nb\n…\nc\nd"), None);
        let took = |rows, time| format!("wrote 2 files, {rows} rows, 56 kB in {time} s ({time} rows/s) into clean");
        assert_eq!(again(&(took(6, 3) + "\n"), &took(5, 7)), Some(took(6, 7)));
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
