//! The program as a user runs it: what it prints, how it ends.

use std::{net::TcpListener, process::Command};

use tempfile::TempDir;

use crate::processes::{Cluster, Process, program};

fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = program().args(arguments).output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), stdout, stderr)
}

#[test]
fn a_query_prints_its_result() {
    let cluster = Cluster::start();
    let sql = |query, more: &[&str]| {
        let fixed = ["sql", query, "--scheduler-host", "127.0.0.1", "--scheduler-port", &cluster.port];
        ended(&[&fixed, more].concat())
    };
    let (code, told, _) = sql("select count(*) as customers from customers", &["--scale", "0.001"]);
    assert_eq!(
        (code, told.as_str()),
        (Some(0), "+-----------+\n| customers |\n+-----------+\n| 80        |\n+-----------+\n")
    );
    let days = ["--scale", "0.001", "--start", "2024-11-25", "--days", "7", "--seed", "8", "--anomalies", "castable"];
    let (code, told, _) = sql("select count(*) > 0 as has from labels", &[&days[..], &["--partitions", "3"]].concat());
    assert_eq!(code, Some(0));
    assert!(told.contains("| true |"), "{told}");

    let (code, _, error) = sql("select 1 / (store_id - store_id) from stores", &[]);
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("DivideByZero"), "{error}");
}

#[test]
fn what_its_user_got_wrong_ends_with_code_2() {
    for (arguments, told) in [
        (&["sql", "selec 1"][..], "selec"),
        (&["sql", "select no_such_column from stores"][..], "no_such_column"),
        (&["sql", "select 1", "--days", "0"][..], "days"),
        (&["sql", "select 1", "--anomalies", "castible"][..], "castable"),
        (&["sql", "select 1", "--anomalies", "default"][..], "take a policy without it"),
        (&["scheduler", "--executor-timeout-seconds", "5"][..], "--executor-timeout-seconds"),
        (&["executor", "--concurrent-tasks", "0"][..], "--concurrent-tasks"),
        (&["executor", "--bind-port", "0", "--work-dir", "/no/such/folder"][..], "--work-dir"),
    ] {
        let (code, _, error) = ended(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {error}");
        assert!(error.contains(told), "{arguments:?}: {error}");
    }
}

#[test]
fn what_is_in_the_way_on_this_machine_ends_with_code_1() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for role in ["scheduler", "executor"] {
        let (code, _, error) = ended(&[role, "--bind-port", &port]);
        assert_eq!(code, Some(1), "{error}");
        assert!(
            error.contains(&format!("cannot listen on 127.0.0.1:{port}")) && error.contains("--bind-port"),
            "{error}"
        );
    }
    drop(taken);
    let (code, _, error) = ended(&["sql", "select 1", "--scheduler-port", &port]);
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("no scheduler answers at localhost:") && error.contains("--scheduler-port"), "{error}");
}

#[test]
#[cfg(unix)]
fn an_executor_that_is_stopped_leaves_nothing_behind() {
    let cluster = Cluster::start();
    for (signal, wanted) in [("INT", 130), ("TERM", 0)] {
        let folder = TempDir::new().unwrap();
        let mut executor = program();
        executor.args(["executor", "--scheduler-port", &cluster.port, "--bind-port", "0", "--verbose"]);
        let log = cluster.folder.path().join(signal);
        let mut executor = Process::start(executor.env("TMPDIR", folder.path()), log.clone());
        executor.address("executor");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);

        let sent = Command::new("kill").args(["-s", signal, &executor.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let code = executor.child.wait().unwrap().code();
        let told = std::fs::read_to_string(log).unwrap();
        assert_eq!(code, Some(wanted), "{told}");
        assert!(told.contains("TERMINATING"), "{told}");
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
