//! The commands that the pages show are run, page by page, and do what the pages say.
//!
//! `cargo xtask renew` writes the output that has changed into the pages, under `UPDATE_BOOK=1`.

use std::{
    collections::BTreeMap,
    env, fs,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    blocks::{Use, use_of},
    markdown::Page,
    repository::{instructions, root},
    shell::Shell,
};

/// Pages that are run at a time.
const WORKERS: usize = 2;

#[test]
fn commands_do_what_the_pages_say() {
    let pages = instructions();
    let next = AtomicUsize::new(0);
    let (problems, counts) = (Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Run { count, mut differences } = run(page);
                    counts.lock().unwrap().insert(page.path.as_str(), count);
                    if env::var_os("UPDATE_BOOK").is_some() {
                        differences = write_renewed(page, differences);
                    }
                    problems.lock().unwrap().extend(differences.into_iter().map(|difference| difference.problem));
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    // These pages are about commands: where none was run, none was found.
    for page in ["README.md", "docs/start.md", "docs/anomalies.md", "docs/loading.md", "docs/verify.md", "docs/cli.md"]
    {
        assert!(counts.lock().unwrap().get(page).is_some_and(|&count| count > 0), "{page}: no command was run");
    }
}

/// What came of the commands of a page.
struct Run {
    /// How many there were.
    count: usize,
    /// What was otherwise than the page says.
    differences: Vec<Difference>,
}

/// Where a page and its commands differ.
struct Difference {
    /// To be read.
    problem: String,
    /// Lines of the page, from 0, and what should stand there, if that mends it.
    instead: Option<(Range<usize>, Vec<String>)>,
}

/// Runs the commands of a page.
fn run(page: &Page) -> Run {
    let shell = Shell::new();
    let (mut count, mut differences) = (0, Vec::new());
    for block in &page.blocks {
        let told = |problem: &str| format!("{}: {problem}", page.place(block.line));
        match use_of(block) {
            Ok(Use::Leave) => {}
            Ok(Use::File(name)) => shell.put(name, &block.lines),
            Ok(Use::Run(steps)) => {
                count += steps.len();
                differences.extend(steps.iter().filter_map(|step| {
                    let difference = shell.run(step).err()?;
                    // The line behind a fence has the number from 0 that the fence has from 1.
                    let begin = block.line + step.end;
                    let lines = begin..begin + step.output.as_ref().map_or(0, Vec::len);
                    let instead = difference.instead.map(|instead| (lines, instead));
                    Some(Difference { problem: told(&difference.problem), instead })
                }));
            }
            Err(problem) => differences.push(Difference { problem: told(&problem), instead: None }),
        }
    }
    Run { count, differences }
}

/// Writes a page with the output that its commands print now; gives back what that does not mend.
fn write_renewed(page: &Page, differences: Vec<Difference>) -> Vec<Difference> {
    let (mended, left): (Vec<_>, Vec<_>) = differences.into_iter().partition(|one| one.instead.is_some());
    if !mended.is_empty() {
        let edits = mended.into_iter().filter_map(|one| one.instead);
        fs::write(root().join(&page.path), with_edits(&page.lines, edits).join("\n") + "\n").unwrap();
    }
    left
}

/// The lines with others in the place of some, which keep the indentation of what stood there.
fn with_edits(lines: &[String], edits: impl Iterator<Item = (Range<usize>, Vec<String>)>) -> Vec<String> {
    let mut lines = lines.to_vec();
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|(range, _)| range.start);
    for (range, instead) in edits.into_iter().rev() {
        let fence = lines[..range.start].iter().rev().find(|line| line.trim_start().starts_with("```"));
        let indent = fence.map_or_else(String::new, |fence| " ".repeat(fence.len() - fence.trim_start().len()));
        lines.splice(range, instead.into_iter().map(|line| format!("{indent}{line}").trim_end().to_owned()));
    }
    lines
}

#[test]
fn a_block_that_is_neither_run_nor_excused_is_told() {
    let run_text = |text: &str| {
        let Run { count, differences } = run(&Page::parse("p.md", text));
        if differences.is_empty() { Ok(count) } else { Err(differences.len()) }
    };
    assert_eq!(run_text("<!-- file: a -->\n```toml\nb\n```\n```console\n$ cat a\nb\n```\n```sh\ncat a\n```\n"), Ok(2));
    assert_eq!(run_text("<!-- exit code: 3 -->\n```sh\ntrue\nexit 3\n```\n"), Ok(2));
    assert_eq!(run_text("<!-- not run: takes minutes -->\n```sh\nexit 3\n```\n```text\nx\n```\n"), Ok(0));
    for wrong in [
        "```sh\nfalse\n```\n",
        "```sh\n# only words\n```\n",
        "```console\n$ echo a\nb\n```\n",
        "```console\na\n```\n",
        "```\n$ echo a\na\n```\n",
        "```bash\ntrue\n```\n",
        "<!-- not run: -->\n```sh\ntrue\n```\n",
        "<!-- not run: it is far away -->\ntext\n```sh\nfalse\n```\n",
        "<!-- exit code: 3 -->\n```sh\ntrue\n```\n",
        "<!-- exit code: three -->\n```sh\ntrue\n```\n",
    ] {
        assert!(run_text(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn output_that_has_changed_is_put_in_its_place() {
    let text = "# P\n```console\n$ echo a; echo b\na\nx\n$ echo c\nc\n```\n- item\n  ```console\n  $ seq 4\n  1\n  …\n  5\n  ```\nend\n";
    let page = Page::parse("p.md", text);
    let differences = run(&page).differences;
    let edits = differences.into_iter().filter_map(|difference| difference.instead);
    let wanted = text.replace("\nx\n", "\nb\n").replace("  5\n", "  4\n");
    assert_eq!(with_edits(&page.lines, edits).join("\n") + "\n", wanted);
    assert!(run(&Page::parse("p.md", &wanted)).differences.is_empty());
}
