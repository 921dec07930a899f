//! Flags from the environment: `RETAILGEN_SEED` stands for `--seed`.
//!
//! Clap reads variables, but an empty one as an empty value, and one against a flag that was typed as a conflict. So the
//! command line is read alone first, and then with those variables that count.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use clap::{
    Arg, ArgAction, ArgMatches, Command, CommandFactory as _, Error, FromArgMatches as _, Id,
    builder::{BoolishValueParser, Resettable, TypedValueParser as _},
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
};

use retailgen::nearest_name;

use crate::args::Args;

const PREFIX: &str = "RETAILGEN_";
/// Flags of subcommands that mean what those of a run mean, and so have their variables; others are named after the
/// subcommand too: `RETAILGEN_HEAL_OUT`.
const SHARED: [&str; 5] = ["json", "no-truth", "overwrite", "quiet", "truth"];

/// The command, with a variable for every flag.
pub fn command() -> Command {
    Args::command().mut_args(|arg| with_variable(arg, "")).mut_subcommands(|subcommand| {
        let prefix = format!("{}_", subcommand.get_name());
        subcommand.mut_args(|arg| with_variable(arg, &prefix))
    })
}

/// Reads the arguments off the command line and, where it says nothing, the environment.
///
/// # Errors
/// What clap says of them, or the help or version that was asked for.
pub fn parse(command_line: &[OsString]) -> Result<Args, Error> {
    let command = command();
    let alone = without_variables(command.clone()).mut_subcommands(without_variables);
    let typed = alone.try_get_matches_from(command_line).map_err(|error| match error.kind() {
        // The help is to show the variables.
        ErrorKind::DisplayHelp => command.clone().try_get_matches_from(command_line).err().unwrap_or(error),
        ErrorKind::ArgumentConflict => naming_the_place(error, &command),
        _ => error,
    })?;
    let mut used = Vec::new();
    let mut command = match typed.subcommand() {
        None => with_what_counts(command, &typed, &mut used),
        Some((name, typed)) => {
            without_variables(command).mut_subcommand(name, |subcommand| with_what_counts(subcommand, typed, &mut used))
        }
    };
    let matches = command.try_get_matches_from_mut(command_line).map_err(|error| {
        let asked = typed.subcommand_name().and_then(|name| command.find_subcommand(name)).unwrap_or(&command);
        naming_variables(error, asked, &used)
    })?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// What to say of each variable that is set and begins as a flag's does, but is none's.
///
/// It may be meant for another program, so it stops nothing.
pub fn mistyped_variables() -> Vec<String> {
    let known = variables(&command());
    let known: Vec<&str> = known.iter().filter_map(|variable| variable.strip_prefix(PREFIX)).collect();
    let mut set: Vec<String> = env::vars_os()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(variable, _)| Some(variable.to_string_lossy().strip_prefix(PREFIX)?.to_owned()))
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    // The environment has no order of its own.
    set.sort_unstable();
    // Names are compared without what all of them begin with, which would make them alike.
    let warning = |name: &String| {
        let hint = nearest_name(name, known.iter().copied())
            .map_or_else(String::new, |nearest| format!("; did you mean {PREFIX}{nearest}?"));
        format!("the environment variable {PREFIX}{name} stands for no flag and is ignored{hint}")
    };
    set.iter().map(warning).collect()
}

/// The variables of the flags of a command and its subcommands.
fn variables(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(Arg::get_env).map(|name| name.to_string_lossy().into_owned());
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

fn with_variable(arg: Arg, prefix: &str) -> Arg {
    // Operands have no variable.
    let Some(flag) = arg.get_long() else { return arg };
    // The one of `schema` asks for more than where the truth is.
    let prefix = if SHARED.contains(&flag) && prefix != "schema_" { "" } else { prefix };
    let variable = format!("{PREFIX}{prefix}{flag}").replace('-', "_").to_uppercase();
    // Values stay out of the help, which is the same for everybody.
    let arg = arg.env(variable).hide_env_values(true);
    if is_switch(&arg) { arg.value_parser(BoolishValueParser::new()) } else { arg }
}

fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// The command as if no variable were set. What a variable may bring is not required then.
fn without_variables(command: Command) -> Command {
    command.mut_args(|arg| match arg.get_env() {
        Some(_) => unset(arg).required(false),
        None => arg,
    })
}

fn unset(arg: Arg) -> Arg {
    arg.env(Resettable::Reset)
}

/// The command without the variables that do not count beside what was typed; notes whose count.
fn with_what_counts(command: Command, typed: &ArgMatches, used: &mut Vec<Id>) -> Command {
    let mut ignored = Vec::new();
    for arg in command.get_arguments() {
        let Some(variable) = arg.get_env() else { continue };
        if counts(&command, arg, variable, typed) {
            used.push(arg.get_id().clone());
        } else {
            ignored.push(arg.get_id().clone());
        }
    }
    command.mut_args(|arg| if ignored.contains(arg.get_id()) { unset(arg) } else { arg })
}

/// Whether a flag's variable is set, and nothing that was typed stands against it.
fn counts(command: &Command, arg: &Arg, variable: &OsStr, typed: &ArgMatches) -> bool {
    let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else { return false };
    // A switch that is off is as good as absent, and in nobody's way.
    if is_switch(arg) && matches!(BoolishValueParser::new().parse_ref(command, None, &value), Ok(false)) {
        return false;
    }
    let is_typed = |arg: &Arg| typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let excludes =
        |a: &Arg, b: &Arg| command.get_arg_conflicts_with(a).iter().any(|other| other.get_id() == b.get_id());
    !command
        .get_arguments()
        .filter(|other| is_typed(other))
        .any(|other| other.get_id() == arg.get_id() || excludes(arg, other) || excludes(other, arg))
}

/// The error with where a flag has to stand that was typed before a subcommand which has one of that name.
fn naming_the_place(mut error: Error, command: &Command) -> Error {
    let (Some(ContextValue::String(name)), Some(ContextValue::String(flag))) =
        (error.get(ContextKind::InvalidSubcommand), error.get(ContextKind::PriorArg))
    else {
        return error;
    };
    let Some(subcommand) = command.find_subcommand(name) else { return error };
    let flag = flag.split_whitespace().next().unwrap_or_default();
    let has_one = subcommand.get_arguments().any(|arg| arg.get_long() == flag.strip_prefix("--"));
    if !has_one {
        return error;
    }
    let tip = format!("a subcommand's flags stand behind it: retailgen {name} {flag}");
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

/// The error with the variables that it is about. What was typed is right by itself, so it is about some.
fn naming_variables(mut error: Error, command: &Command, used: &[Id]) -> Error {
    let mut flags: Vec<&str> = Vec::new();
    for kind in [ContextKind::InvalidArg, ContextKind::PriorArg] {
        match error.get(kind) {
            Some(ContextValue::String(flag)) => flags.push(flag),
            Some(ContextValue::Strings(several)) => flags.extend(several.iter().map(String::as_str)),
            _ => {}
        }
    }
    let to_blame = |arg: &&Arg| used.contains(arg.get_id()) && flags.contains(&arg.to_string().as_str());
    let variables = command.get_arguments().filter(to_blame).filter_map(Arg::get_env);
    let variables: Vec<_> = variables.map(OsStr::to_string_lossy).collect();
    let tip = match &variables[..] {
        [] => return error,
        [variable] => format!("{variable} is set in the environment"),
        _ => format!("{} are set in the environment", variables.join(" and ")),
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_a_variable_of_its_own_name() {
        let command = command();
        command.clone().debug_assert();
        let variables = |command: &Command| -> Vec<String> {
            let flags = command.get_arguments().filter(|arg| arg.get_long().is_some());
            flags.map(|arg| arg.get_env().unwrap().to_str().unwrap().to_owned()).collect()
        };
        let own = variables(&command);
        assert!(own.contains(&"RETAILGEN_DELTA_CDF".to_owned()), "{own:?}");
        let heal = command.find_subcommand("heal").unwrap();
        let shared = ["TRUTH", "OVERWRITE", "JSON", "QUIET"].map(|name| format!("RETAILGEN_{name}"));
        assert_eq!(variables(heal), [&["RETAILGEN_HEAL_OUT".to_owned()][..], &shared].concat());
    }
}
