//! The commands that the pages show are run, page by page, and do what the pages say.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    blocks::{Use, use_of},
    markdown::Page,
    repository::instructions,
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
                    match run(page) {
                        Ok(count) => drop(counts.lock().unwrap().insert(page.path.as_str(), count)),
                        Err(problem) => problems.lock().unwrap().push(problem),
                    }
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

/// Runs the commands of a page; tells how many, or what all of them did otherwise than the page says.
fn run(page: &Page) -> Result<usize, String> {
    let shell = Shell::new();
    let mut count = 0;
    let mut problems = Vec::new();
    for block in &page.blocks {
        let problem = |problem: String| format!("{}: {problem}", page.place(block.line));
        match use_of(block) {
            Ok(Use::Leave) => {}
            Ok(Use::File(name)) => shell.put(name, &block.lines),
            Ok(Use::Run(steps)) => {
                count += steps.len();
                problems.extend(steps.iter().filter_map(|step| shell.run(step).err()).map(problem));
            }
            Err(what) => problems.push(problem(what)),
        }
    }
    if problems.is_empty() { Ok(count) } else { Err(problems.join("\n\n")) }
}

#[test]
fn a_block_that_is_neither_run_nor_excused_is_told() {
    let run_text = |text: &str| run(&Page::parse("p.md", text));
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
