//! What is under load: a program that we start, a server that runs already, or a bare relay.

use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::enter::{EnterError, FilledWorld, fill, fill_raw};
use super::hostile::Hostile;
use super::plan::{CORES, Plan, Talk};
use super::raw::Raw;
use super::system::{Worker, pin_all};
use crate::client::ClientError;

/// Why a subject cannot be put under load.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// The system refused something.
    #[error("{0}")]
    System(#[from] io::Error),
    /// A program did not start.
    #[error("{program}: {what}")]
    Program {
        /// Which.
        program: PathBuf,
        /// Why.
        what: String,
    },
    /// Somebody hostile could not enter.
    #[error("{0}")]
    Hostile(#[from] ClientError),
    /// Players could not enter.
    #[error("{0}")]
    Enter(#[from] EnterError),
}

/// A server of ours that runs as long as this lives.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Its MAS.
    pub mas: SocketAddrV4,
    _config: tempfile::NamedTempFile,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Limits of a server where nobody is too fast: many players at one address, or messages without pause.
const UNLIMITED: &str = "relay_frames_per_second = 0\nrelay_bytes_per_second = 0\ndatagrams_per_second = 0\n\
                         datagram_bytes_per_second = 0\nstrangers_per_second = 0\n";

/// The settings of a server under load: all ports are the system's choice.
fn settings(gather: &str, limited: bool) -> String {
    let ports = ["muis", "mas", "mls", "mps", "nat"].map(|name| format!("{name} = \"127.0.0.1:0\"\n")).concat();
    format!(
        "public_address = \"127.0.0.1\"\n{ports}\n[dme]\ntcp = \"127.0.0.1:0\"\nudp = \"127.0.0.1:0\"\n\
         aggregation = \"{gather}\"\nworlds = 1024\nplayers = 64\n\n[limits]\n{}",
        if limited { "" } else { UNLIMITED }
    )
}

impl Program {
    /// Starts a program with our command line, on a core of its own if one is given.
    ///
    /// # Errors
    /// [`SubjectError`] where it does not start.
    pub fn start(program: &Path, gather: &str, limited: bool, core: Option<usize>) -> Result<Self, SubjectError> {
        let config = tempfile::Builder::new().suffix(".toml").tempfile()?;
        std::fs::write(config.path(), settings(gather, limited))?;
        let failed = |what: String| SubjectError::Program { program: program.to_owned(), what };
        let mut child = Command::new(program)
            .arg(config.path())
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let process = i32::try_from(child.id()).unwrap_or_default();
        if let Some(core) = core {
            // Its threads are not there yet, or they inherit nothing: each is put there.
            pin_all(process, core);
        }
        let screen = child.stdout.take().ok_or_else(|| failed("no output".into()))?;
        let mut mas = None;
        for line in BufReader::new(screen).lines().take(40) {
            let line = line?;
            if let Some(at) = line.trim().strip_prefix("MAS listens on ") {
                mas = at.split(' ').next().and_then(|at| at.parse::<SocketAddrV4>().ok());
            }
            // The last line of the first screen.
            if line.contains("PCSX2") {
                break;
            }
        }
        let Some(mas) = mas else {
            let _ = child.kill();
            return Err(failed("it does not tell where its MAS listens".into()));
        };
        if let Some(core) = core {
            pin_all(process, core);
        }
        let mas = SocketAddrV4::new(Ipv4Addr::LOCALHOST, mas.port());
        Ok(Self { child, mas, _config: config })
    }

    /// Its process.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker::Process(i32::try_from(self.child.id()).unwrap_or_default())
    }
}

/// Something under load, with its players.
pub struct Subject {
    /// What it is called in the table.
    pub name: String,
    /// Whose CPU time counts, if that is known.
    pub worker: Option<Worker>,
    /// Bytes that each player costs in memory, if that is known.
    pub memory: Option<u64>,
    pub(super) worlds: Vec<FilledWorld>,
    pub(super) hostile: Option<Hostile>,
    _alive: Alive,
}

/// What has to live as long as a subject does.
#[allow(dead_code, reason = "they are held, not read")]
enum Alive {
    Raw(Raw),
    Program(Program),
    Elsewhere,
}

impl Subject {
    /// A bare relay.
    ///
    /// # Errors
    /// [`SubjectError`].
    pub fn raw(plan: &Plan) -> Result<Self, SubjectError> {
        let raw = Raw::start(plan.players, plan.pin.then_some(CORES[0]))?;
        let worlds = fill_raw(plan, &raw)?;
        let (name, worker, alive) = ("raw".into(), Some(raw.worker), Alive::Raw(raw));
        Ok(Self { name, worker, memory: None, worlds, hostile: None, _alive: alive })
    }

    /// A program that is started for it, with this gathering; with somebody hostile among its guests, if that is
    /// wanted.
    ///
    /// # Errors
    /// [`SubjectError`].
    pub fn program(plan: &Plan, path: &Path, gather: &str, hostile: bool) -> Result<Self, SubjectError> {
        let limited = !matches!(plan.talk, Talk::Closed { .. });
        let program = Program::start(path, gather, limited, plan.pin.then_some(CORES[0]))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let worker = program.worker();
        let before = worker.memory();
        let worlds = fill(plan, program.mas, "load ")?;
        let memory =
            worker.memory().zip(before).map(|(after, before)| after.saturating_sub(before) / plan.all() as u64);
        let hostile = if hostile { Some(Hostile::start(program.mas, plan.handshake)?) } else { None };
        let name = if hostile.is_some() { format!("{name}, hostile") } else { name };
        Ok(Self { name, worker: Some(worker), memory, worlds, hostile, _alive: Alive::Program(program) })
    }

    /// A server that runs already: its MAS, and its process where it is on this machine.
    ///
    /// # Errors
    /// [`SubjectError`].
    pub fn running(plan: &Plan, mas: SocketAddrV4, pid: Option<i32>) -> Result<Self, SubjectError> {
        let worker = pid.map(Worker::Process);
        let before = worker.and_then(Worker::memory);
        let tag = format!("load {} ", std::process::id());
        let worlds = fill(plan, mas, &tag)?;
        let after = worker.and_then(Worker::memory);
        let memory = after.zip(before).map(|(after, before)| after.saturating_sub(before) / plan.all() as u64);
        Ok(Self { name: mas.to_string(), worker, memory, worlds, hostile: None, _alive: Alive::Elsewhere })
    }
}
