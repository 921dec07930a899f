//! `docs/cli.md`, which the package has as `cli.md`: its reference is written from the arguments, and must be theirs.

use std::{env, fmt::Write as _, fs, path::Path};

use clap::{Arg, Command};

const BEGIN: &str = "<!-- written by `cargo xtask renew` -->\n";
/// From so many flags of a run on, a subcommand's section only names them.
const MANY: usize = 6;
const END: &str = "\n<!-- end of what is written -->";

#[test]
fn the_reference_is_that_of_the_arguments() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cli.md");
    let text = fs::read_to_string(&path).expect("docs/cli.md is there");
    let (head, rest) = text.split_once(BEGIN).expect("it has a place for the reference");
    let (_, tail) = rest.split_once(END).expect("it says where the reference ends");
    let wanted = format!("{head}{BEGIN}{}{END}{tail}", reference());
    if env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(&path, wanted).expect("docs/cli.md can be written");
    } else {
        assert!(text == wanted, "docs/cli.md is stale: `cargo xtask renew` writes it");
    }
}

fn reference() -> String {
    let mut command = retailgen_cli::command();
    command.build();
    let mut text = section(&command, None);
    let subcommands = command.get_subcommands().filter(|command| command.get_name() != "help");
    text.extend(subcommands.map(|subcommand| section(subcommand, Some(&command))));
    text
}

/// A command's section. Of a subcommand that takes many flags of a run, those are named and not told again.
fn section(command: &Command, of_run: Option<&Command>) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut text = format!("\n## {name}\n\n{}.\n", command.get_about().expect("every command says what it does"));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let _ = write!(text, "\n```\n{usage}\n```\n");
    let operands: Vec<&Arg> = command.get_positionals().collect();
    if !operands.is_empty() {
        text.push_str("\n|operand||\n|---|---|\n");
        text.extend(operands.iter().map(|arg| format!("|`{arg}`|{}|\n", help(arg))));
    }
    // Every command has --help, which the page leaves out.
    let all = command.get_opts().chain(flags(command)).filter(|arg| arg.get_id() != "help");
    let is_of_run = |arg: &&Arg| {
        let known = of_run.and_then(|run| run.get_arguments().find(|known| known.get_id() == arg.get_id()));
        known.is_some_and(|known| help(known) == help(arg))
    };
    let (shared, own): (Vec<&Arg>, Vec<&Arg>) = all.partition(is_of_run);
    let (shared, own) = if shared.len() < MANY { (Vec::new(), [shared, own].concat()) } else { (shared, own) };
    if !shared.is_empty() {
        let names: Vec<String> =
            shared.iter().map(|arg| format!("`--{}`", arg.get_long().unwrap_or_default())).collect();
        let _ = writeln!(text, "\nAs for a run: {}.", names.join(", "));
    }
    // The variable of each follows from its name.
    text.push_str("\n|flag||\n|---|---|\n");
    for arg in own {
        let short = arg.get_short().map_or_else(String::new, |short| format!("`-{short}`, "));
        let _ = writeln!(text, "|{short}`{arg}`|{}|", help(arg));
    }
    if let Some(after) = command.get_after_long_help().or(command.get_after_help()) {
        let _ = write!(text, "\n```\n{after}\n```\n");
    }
    text
}

/// The flags without a value.
fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_positional() && !arg.get_action().takes_values())
}

/// What the help says, defaults included.
fn help(arg: &Arg) -> String {
    let text = arg.get_help().expect("every argument says what it does").to_string();
    // Every switch is.
    let mut text = text.strip_suffix(" [default: off]").unwrap_or(&text).to_owned();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if arg.get_action().takes_values() && !defaults.is_empty() {
        let _ = write!(text, " [default: {}]", defaults.join(", "));
    }
    let possible: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !arg.is_hide_possible_values_set() && arg.get_action().takes_values() && !possible.is_empty() {
        let _ = write!(text, " [possible values: {}]", possible.join(", "));
    }
    text.replace('|', "\\|")
}
