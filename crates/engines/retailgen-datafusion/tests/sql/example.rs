//! The example `sql`, as a user runs it.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

fn sql(arguments: &[&str]) -> Output {
    // Cargo names the programs of a test, but not its examples. They stand beside each other: `deps/sql-0123` and `examples/sql`.
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let program: PathBuf = folder.join("examples").join(format!("sql{}", std::env::consts::EXE_SUFFIX));
    Command::new(&program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo build --release --examples` makes it", program.display()))
}

fn refusal(arguments: &[&str]) -> (Option<i32>, String) {
    let output = sql(arguments);
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn it_prints_the_result() {
    let output = sql(&["select count(*) as customers from customers", "--seed", "7", "--scale", "0.001"]);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told, "+-----------+\n| customers |\n+-----------+\n| 80        |\n+-----------+\n");

    let labels =
        sql(&["select count(*) > 0 as has from labels", "--scale", "0.001", "--days", "7", "--anomalies", "castable"]);
    assert!(String::from_utf8(labels.stdout).unwrap().contains("| true |"));
}

#[test]
fn what_its_user_got_wrong_ends_with_code_2() {
    for (arguments, told) in [
        (&[][..], "there is no query"),
        (&["select 1", "select 2"][..], "one query is enough"),
        (&["select 1", "--seed"][..], "--seed needs a value"),
        (&["select 1", "--scale", "much"][..], "--scale"),
        (&["select 1", "--days", "0"][..], "days"),
        (&["select 1", "--anomalies", "castible"][..], "castable"),
        (&["select 1", "--sead", "7"][..], "there is no --sead"),
        (&["select no_such_column from stores"][..], "no_such_column"),
        (&["selec 1"][..], "selec"),
    ] {
        let (code, text) = refusal(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.starts_with("sql: ") && text.contains(told), "{arguments:?}: {text}");
    }
}

#[test]
fn what_fails_while_rows_are_made_ends_with_code_1() {
    let (code, text) = refusal(&["select 1 / (store_id - store_id) from stores", "--scale", "0.001"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.to_lowercase().contains("divide by zero"), "{text}");

    let (code, text) = refusal(&["select 1", "--anomalies", "default"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("take a policy without it"), "{text}");
}
