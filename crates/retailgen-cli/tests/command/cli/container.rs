//! The container file, as far as it can be checked without an engine.

use std::{fs, path::Path};

fn repository_file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

/// What is copied from the repository, one path each.
fn sources(container_file: &str) -> Vec<&str> {
    let copies = container_file.lines().filter_map(|line| line.strip_prefix("COPY "));
    let own = copies.filter(|copy| !copy.starts_with("--from"));
    own.flat_map(|copy| copy.rsplit_once(' ').unwrap().0.split(' ')).collect()
}

#[test]
fn what_is_copied_is_there_and_not_ignored() {
    let (container_file, ignored) = (repository_file("Containerfile"), repository_file(".dockerignore"));
    let kept: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix("!/")).collect();
    let sources = sources(&container_file);
    assert!(sources.len() > 5, "{sources:?}");
    for source in sources {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(source).exists(), "{source} is not there");
        assert!(kept.iter().any(|kept| Path::new(source).starts_with(kept)), "{source} is ignored");
    }
}

#[test]
fn every_member_of_the_workspace_is_copied() {
    let (container_file, workspace) = (repository_file("Containerfile"), repository_file("Cargo.toml"));
    let members = workspace.lines().find_map(|line| line.strip_prefix("members = [")).unwrap();
    let sources = sources(&container_file);
    for member in members.trim_end_matches(']').split(", ") {
        let folder = member.trim_matches('"').split('/').next().unwrap();
        assert!(sources.contains(&folder), "{folder} is not copied, without which cargo does not read the workspace");
    }
}

#[test]
fn the_compiler_is_that_of_the_repository() {
    let (container_file, toolchain) = (repository_file("Containerfile"), repository_file("rust-toolchain.toml"));
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = ")).unwrap().trim_matches('"');
    assert!(container_file.contains(&format!("/rust:{channel}-slim-")), "{channel}");
}
