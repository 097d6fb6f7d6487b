//! `clank-sim load`.

use core::str::FromStr;
use core::time::Duration;
use std::net::SocketAddrV4;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clank_sim::client::Way;
use clank_sim::load::{Plan, Subject, Talk, load, many_files};
use clap::{Args, ValueEnum};

use super::handshake::HandshakeOption;

#[derive(Args)]
pub(crate) struct LoadArguments {
    /// Worlds and players of each.
    #[arg(long = "match", value_name = "WORLDSxPLAYERS", default_value = "4x8")]
    size: Size,
    /// A server that runs already: where its MAS is.
    #[arg(long, value_name = "ADDRESS")]
    at: Option<SocketAddrV4>,
    /// The process of that server, if its CPU time and memory are to be measured.
    #[arg(long, requires = "at")]
    pid: Option<i32>,
    /// A server program with our command line, started for the run; several take turns.
    #[arg(long, value_name = "PROGRAM")]
    server: Vec<PathBuf>,
    /// The same traffic through a bare relay that knows no protocol, too.
    #[arg(long)]
    raw: bool,
    /// How long started servers gather data for a player: off, client, or milliseconds.
    #[arg(long, default_value = "off")]
    gather: String,
    /// How consoles speak.
    #[arg(long, value_enum, default_value = "old")]
    speech: HandshakeOption,
    /// What players do.
    #[arg(long, value_enum, default_value = "paced")]
    talk: Manner,
    /// Messages a second of each player by TCP and by UDP, when they are paced.
    #[arg(long, value_name = "TCP,UDP", default_value = "2,15")]
    pace: Pair,
    /// Messages that each player has under way, when he talks by TCP or UDP without pause.
    #[arg(long, default_value_t = 1)]
    under_way: u32,
    /// Bytes of a message by TCP and by UDP.
    #[arg(long, value_name = "TCP,UDP", default_value = "40,34")]
    bytes: Pair,
    /// Seconds of each round.
    #[arg(long, default_value_t = 4)]
    seconds: u32,
    /// Rounds; figures are medians of them, with the least and the most.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Start each server once more, with somebody hostile among its guests: floods, forged indices and worlds, half
    /// joins, a slow reader, datagrams from strangers, worlds that nobody wants.
    #[arg(long)]
    hostile: bool,
    /// Give the servers the first core and the players the second one.
    #[arg(long)]
    pin: bool,
}

/// Worlds and players.
#[derive(Debug, Clone, Copy)]
struct Size(usize, usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('x').and_then(|(worlds, players)| Some((worlds.parse().ok()?, players.parse().ok()?)));
        match parts {
            Some((worlds, players)) if worlds > 0 && (2..=64).contains(&players) => Ok(Self(worlds, players)),
            _ => Err("worlds, an x and 2 to 64 players, as in 4x8".into()),
        }
    }
}

/// Two numbers.
#[derive(Debug, Clone, Copy)]
struct Pair(u16, u16);

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(',').and_then(|(tcp, udp)| Some(Self(tcp.parse().ok()?, udp.parse().ok()?)));
        parts.ok_or_else(|| "two numbers, as in 2,15".into())
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Manner {
    /// So many messages a second, evenly.
    Paced,
    /// A match as the traffic model has it.
    Model,
    /// By TCP, as fast as the others hear it.
    Tcp,
    /// By UDP, as fast as the others hear it.
    Udp,
}

pub(crate) fn run(arguments: &LoadArguments) -> anyhow::Result<ExitCode> {
    let Size(worlds, players) = arguments.size;
    let closed = |way| Talk::Closed { way, under_way: arguments.under_way };
    let plan = Plan {
        worlds,
        players,
        handshake: arguments.speech.into(),
        talk: match arguments.talk {
            Manner::Paced => Talk::Paced { tcp: arguments.pace.0.into(), udp: arguments.pace.1.into() },
            Manner::Model => Talk::Model,
            Manner::Tcp => closed(Way::Tcp),
            Manner::Udp => closed(Way::Udp),
        },
        bytes: (arguments.bytes.0.into(), arguments.bytes.1.into()),
        slice: Duration::from_secs(1),
        slices: arguments.seconds.max(1),
        rounds: arguments.rounds.max(1),
        pin: arguments.pin,
    };
    many_files();
    let mut subjects = Vec::new();
    if arguments.raw {
        subjects.push(Subject::raw(&plan)?);
    }
    for program in &arguments.server {
        subjects.push(Subject::program(&plan, program, &arguments.gather, false)?);
        if arguments.hostile {
            subjects.push(Subject::program(&plan, program, &arguments.gather, true)?);
        }
    }
    if let Some(at) = arguments.at {
        subjects.push(Subject::running(&plan, at, arguments.pid)?);
    }
    if subjects.is_empty() {
        bail!("nothing to put under load: give --at, --server or --raw");
    }
    println!("{worlds} worlds of {players}, {} rounds of {} s", plan.rounds, plan.slices);
    print!("{}", load(&plan, subjects)?);
    Ok(ExitCode::SUCCESS)
}
