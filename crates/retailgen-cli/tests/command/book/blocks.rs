//! What a fenced block of a page is to the tests: commands to run, a file to put there, or something to look at.

use super::{
    console::{Step, steps},
    markdown::Block,
};

/// Names of shells that a block could have instead of `sh` or `console`.
const OTHER_SHELLS: [&str; 5] = ["bash", "shell", "shell-session", "zsh", "text-session"];

/// What to do about a block.
pub enum Use<'b> {
    /// Put it into the folder under this name.
    File(&'b str),
    /// Run these commands one after the other.
    Run(Vec<Step>),
    /// Nothing: the page says why, or it holds no commands.
    Leave,
}

/// What a block is for. The error says what the page should have instead.
pub fn use_of(block: &Block) -> Result<Use<'_>, String> {
    if let Some(name) = block.says("file") {
        return Ok(Use::File(name));
    }
    let shows_prompts = block.lines.iter().any(|line| line.starts_with("$ "));
    let language = block.language.as_str();
    if OTHER_SHELLS.contains(&language) || (shows_prompts && language != "console") {
        return Err("commands are in blocks of `sh`, or of `console` where their output is shown".to_owned());
    }
    if language != "sh" && language != "console" {
        return Ok(Use::Leave);
    }
    if let Some(reason) = block.says("not run") {
        return if reason.is_empty() { Err("it does not say why it is not run".to_owned()) } else { Ok(Use::Leave) };
    }
    let mut steps = steps(&block.lines, language == "console")?;
    if let (Some(code), Some(last)) = (block.says("exit code"), steps.last_mut()) {
        last.code = code.parse().map_err(|_| format!("{code:?} is no exit code"))?;
    }
    Ok(Use::Run(steps))
}
