//! Flags from the environment: `RETAILGEN_SEED` stands for `--seed`.
//!
//! Clap reads variables, but an empty one as an empty value, and one against a flag that was typed as a conflict. So the
//! command line is read alone first, and then with flags for those variables that count.

use std::{
    env,
    ffi::{OsStr, OsString},
    iter,
};

use clap::{
    Arg, ArgAction, ArgMatches, Command, CommandFactory as _, Error, FromArgMatches as _, Id,
    builder::{BoolishValueParser, Resettable, TypedValueParser as _},
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
    value_parser,
};

use retailgen::nearest_name;

use crate::{args::Args, escape};

const PREFIX: &str = "RETAILGEN_";
/// Flags that mean the same in a subcommand as in a run, and so share the run's variable; variables of others name the
/// subcommand too: `RETAILGEN_HEAL_OUT`.
const SHARED: [&str; 5] = ["json", "no-truth", "overwrite", "quiet", "truth"];
/// Subcommands that the short help leaves out.
const RARE: [&str; 4] = ["merge", "history", "completions", "man"];
/// The arguments that name a policy.
const POLICIES: [&str; 2] = ["anomalies", "policy"];

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
    let typed = read(&mut as_typed(command.clone()), command_line).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp => help(error, &command, command_line),
        ErrorKind::ArgumentConflict => naming_the_place(error, &command),
        ErrorKind::InvalidSubcommand => naming_the_flag(error, &command),
        _ => error,
    })?;
    // Only of a command that is built can flags be told by their names.
    let mut built = command.clone();
    built.build();
    let (asked, typed, behind) = match typed.subcommand() {
        None => (&built, &typed, 1),
        Some((name, typed)) => (built.find_subcommand(name).unwrap_or(&built), typed, 2),
    };
    let mut used = Vec::new();
    let flags = flags_of_variables(asked, typed, &mut used).map_err(|error| naming_variables(error, asked, &used))?;
    let mut words = command_line.to_vec();
    let behind = behind.min(words.len());
    words.splice(behind..behind, flags);
    let mut whole = without_variables(command);
    let matches = read(&mut whole, &words).map_err(|error| naming_variables(error, asked, &used))?;
    let args = Args::from_arg_matches(&matches).map(|args| args.knowing_given(&matches));
    args.and_then(Args::with_difficulty).map_err(|error| error.format(&mut whole))
}

/// Reads words. An error repeats them, so where one would have a terminal obey, it is made of escaped words.
fn read(command: &mut Command, words: &[OsString]) -> Result<ArgMatches, Error> {
    command.try_get_matches_from_mut(words).map_err(|error| {
        let shown: Vec<OsString> =
            words.iter().map(|word| escape::line(&word.to_string_lossy()).into_owned().into()).collect();
        if shown == words { error } else { command.try_get_matches_from_mut(shown).err().unwrap_or(error) }
    })
}

/// The help that was asked for: the long one with the variables, the short one without.
fn help(error: Error, command: &Command, command_line: &[OsString]) -> Error {
    let is_long = command_line.iter().any(|word| word == "--help" || word == "help");
    // The short one has room for what everybody needs.
    let short = |command: Command| {
        let hidden = |command: Command, name| command.mut_subcommand(name, |subcommand| subcommand.hide(true));
        without_variables(RARE.into_iter().fold(command, hidden))
    };
    let command = if is_long { command.clone() } else { short(command.clone()) };
    with_every(command, reading_no_policy).try_get_matches_from(command_line).err().unwrap_or(error)
}

/// What to say of each variable that is set and begins as a flag's does, but is none's.
///
/// It may be meant for another program, so it stops nothing.
pub fn mistyped_variables() -> Vec<String> {
    let known = variables(&command());
    let known: Vec<&str> = known.iter().filter_map(|variable| variable.strip_prefix(PREFIX)).collect();
    let mut set: Vec<String> = env::vars_os()
        .filter(|(variable, _)| value(variable).is_some())
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

/// The command as if no variable were set. What a variable may bring is not required then, and no policy is read yet: a pipe
/// gives it once only.
fn as_typed(command: Command) -> Command {
    let optional = |arg: Arg| if arg.get_env().is_some() { arg.required(false) } else { arg };
    without_variables(with_every(with_every(command, optional), reading_no_policy))
}

fn without_variables(command: Command) -> Command {
    with_every(command, |arg| arg.env(Resettable::Reset))
}

fn reading_no_policy(arg: Arg) -> Arg {
    if POLICIES.contains(&arg.get_id().as_str()) { arg.value_parser(value_parser!(OsString)) } else { arg }
}

/// The command with every argument changed, also in its subcommands.
fn with_every(command: Command, change: fn(Arg) -> Arg) -> Command {
    command.mut_args(change).mut_subcommands(|subcommand| subcommand.mut_args(change))
}

/// What would have to be typed for the variables that count beside what was typed; notes whose count.
fn flags_of_variables(command: &Command, typed: &ArgMatches, used: &mut Vec<Id>) -> Result<Vec<OsString>, Error> {
    let mut flags = Vec::new();
    for arg in command.get_arguments() {
        let (Some(flag), Some(value)) = (arg.get_long(), arg.get_env().and_then(value)) else { continue };
        if !counts(command, arg, &value, typed) {
            continue;
        }
        used.push(arg.get_id().clone());
        // An error repeats it; what has to be escaped is wrong as it is.
        let shown = OsString::from(escape::line(&value.to_string_lossy()).into_owned());
        let times = match arg.get_action() {
            ArgAction::SetTrue => BoolishValueParser::new().parse_ref(command, Some(arg), &shown)?.into(),
            ArgAction::Count => value_parser!(u8).parse_ref(command, Some(arg), &shown)?,
            _ => {
                let mut word = OsString::from(format!("--{flag}="));
                word.push(value);
                flags.push(word);
                continue;
            }
        };
        flags.extend(iter::repeat_n(format!("--{flag}").into(), times.into()));
    }
    Ok(flags)
}

/// What a variable is set to, without blanks and line ends around it; an empty one counts as not set.
fn value(variable: &OsStr) -> Option<OsString> {
    let value = env::var_os(variable)?;
    let value = value.to_str().map(|text| text.trim().into()).unwrap_or(value);
    (!value.is_empty()).then_some(value)
}

/// Whether nothing that was typed stands against the value of a flag's variable.
fn counts(command: &Command, arg: &Arg, value: &OsStr, typed: &ArgMatches) -> bool {
    // A switch that is off is as good as absent, and in nobody's way.
    if is_switch(arg) && matches!(BoolishValueParser::new().parse_ref(command, None, value), Ok(false)) {
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

/// The error with the flag whose name was typed as a subcommand's.
fn naming_the_flag(mut error: Error, command: &Command) -> Error {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    if command.get_arguments().any(|arg| arg.get_long() == Some(name)) {
        let tip = format!("--{name} is a flag: retailgen --{name}");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// The error with the variables that it is about. The arguments that were typed are right, so it is about some variable.
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
