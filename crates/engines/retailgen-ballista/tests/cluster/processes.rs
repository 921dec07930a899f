//! A scheduler and its executors on free ports of this machine, all ended with the test, also where it fails.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// Long enough for a slow machine: only a process that hangs takes longer to start.
const START: Duration = Duration::from_mins(2);

/// The program under test.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_retailgen-ballista"))
}

/// A running process, which ends with this.
pub struct Process {
    pub child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts the program; standard error goes to a file.
    pub fn start(command: &mut Command, log: PathBuf) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        Self { child, log }
    }

    /// The address that it tells once it is ready, on the line `role at ADDRESS`.
    pub fn address(&mut self, role: &str) -> String {
        let stdout = BufReader::new(self.child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let line = lines.recv_timeout(START).unwrap_or_else(|error| panic!("no {role}: {error}"));
        let address = line.strip_prefix(role).and_then(|line| line.strip_prefix(" at "));
        address.unwrap_or_else(|| panic!("{line:?} is no address of a {role}")).to_owned()
    }
}

impl Drop for Process {
    #[expect(clippy::print_stderr, reason = "a test that fails tells what its processes said")]
    fn drop(&mut self) {
        // It fails only where the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("{}:\n{}", self.log.display(), fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}

/// A scheduler and two executors; an executor runs one task at a time.
pub struct Cluster {
    executors: Vec<Process>,
    _scheduler: Process,
    pub port: String,
    // Removed last.
    pub folder: TempDir,
}

impl Cluster {
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let log = |name: &str| folder.path().join(name).with_extension("log");
        // Twice as long as executors are silent while they are healthy.
        let mut scheduler = program();
        scheduler.args(["scheduler", "--bind-port", "0", "--executor-timeout-seconds", "10"]);
        let mut scheduler = Process::start(&mut scheduler, log("scheduler"));
        let port = scheduler.address("scheduler").rsplit_once(':').unwrap().1.to_owned();
        let mut executors = Vec::new();
        for number in 0..2 {
            let work_dir = Self::work_dir_in(folder.path(), number);
            fs::create_dir(&work_dir).unwrap();
            let mut executor = program();
            executor
                .args(["executor", "--scheduler-host", "127.0.0.1", "--scheduler-port", &port, "--bind-port", "0"])
                .args(["--concurrent-tasks", "1", "--memory-pool-size", "1000000000", "--work-dir"])
                .arg(&work_dir);
            executors.push(Process::start(&mut executor, log(&format!("executor-{number}"))));
        }
        for executor in &mut executors {
            executor.address("executor");
        }
        Self { executors, _scheduler: scheduler, port, folder }
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("df://127.0.0.1:{}", self.port)
    }

    /// Whether an executor has done a task: the folder of its query stays when its files are removed.
    pub fn has_worked(&self, executor: usize) -> bool {
        let mut entries = Self::work_dir_in(self.folder.path(), executor).read_dir().unwrap();
        // DataFusion's own folders are there from the start of a session.
        entries.any(|entry| !entry.unwrap().file_name().to_string_lossy().starts_with("datafusion-"))
    }

    /// Files that an executor has written for others to read.
    pub fn intermediate_files(&self, executor: usize) -> usize {
        fn files(folder: &Path) -> usize {
            let Ok(entries) = folder.read_dir() else { return 0 };
            let paths = entries.map_while(Result::ok).map(|entry| entry.path());
            paths.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
        }
        files(&Self::work_dir_in(self.folder.path(), executor))
    }

    /// Ends an executor without a farewell, and removes all that it has made, as where its machine is gone.
    pub fn lose(&mut self, executor: usize) {
        self.executors.remove(executor);
        fs::remove_dir_all(Self::work_dir_in(self.folder.path(), executor)).unwrap();
    }

    fn work_dir_in(folder: &Path, executor: usize) -> PathBuf {
        folder.join(format!("work-{executor}"))
    }
}
