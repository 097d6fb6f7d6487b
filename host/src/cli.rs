//! The command line of both binaries, their configuration files and their first screen.

use std::net::{Ipv4Addr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clank_core::config::{Config, ShardPlace};
use clap::Parser;

use crate::bind::StartError;
use crate::handle::Handle;

/// A server for SCE-RT / Medius, the online stack of PlayStation 2 titles.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// A configuration file, TOML or JSON; without one, everything has its default.
    config: Option<PathBuf>,
    /// Check the configuration and leave.
    #[arg(long)]
    check_config: bool,
    /// Print the default configuration and leave.
    #[arg(long)]
    print_config: bool,
}

/// Reads a configuration file by its ending.
///
/// # Errors
/// In words: what cannot be read, and where.
pub fn read_config(path: &Path) -> anyhow::Result<Config> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
    let config: Config = match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => serde_json::from_str(&text).with_context(|| name.clone())?,
        Some("toml") => toml::from_str(&text).with_context(|| name.clone())?,
        _ => bail!("{name}: a configuration file ends in .toml or .json"),
    };
    config.check().with_context(|| name)?;
    Ok(config)
}

/// The whole life of a binary: read, start, wait for a signal, stop.
pub fn main(driver: &str, start: impl FnOnce(Config) -> Result<Handle, StartError>) -> ExitCode {
    match run(driver, start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("clank: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(driver: &str, start: impl FnOnce(Config) -> Result<Handle, StartError>) -> anyhow::Result<()> {
    let cli = Cli::parse();
    let config = cli.config.as_deref().map_or_else(|| Ok(Config::default()), read_config)?;
    if cli.print_config {
        print!("{}", toml::to_string_pretty(&config)?);
        return Ok(());
    }
    if cli.check_config {
        println!("the configuration is sound");
        return Ok(());
    }
    crate::log::start();
    let mut signals = signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM])?;
    let handle = start(config)?;
    print!("{}", first_screen(driver, handle.config()));
    signals.forever().next();
    println!("stopping");
    handle.stop();
    Ok(())
}

/// The address by which this machine reaches others: a guess for people, nothing is sent.
fn own_address() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        std::net::IpAddr::V4(ip) if !ip.is_unspecified() => Some(ip),
        _ => None,
    }
}

/// What listens where, what consoles are told, and how to point one here.
#[must_use]
pub fn first_screen(driver: &str, config: &Config) -> String {
    let mut lines = vec![format!("clank {} ({driver})", env!("CARGO_PKG_VERSION"))];
    let places = [
        ("MUIS", config.muis, "TCP"),
        ("MAS", config.mas, "TCP"),
        ("MLS", config.mls, "TCP"),
        ("MPS", config.mps, "TCP"),
        ("NAT", config.nat, "UDP"),
    ];
    for (what, at, transport) in places {
        if let Some(at) = at {
            lines.push(format!("  {what} listens on {at} ({transport})"));
        }
    }
    for ShardPlace { tcp, udp } in config.dme.places() {
        lines.push(format!("  DME listens on {tcp} (TCP) and {udp} (UDP)"));
    }
    if let Some(mas) = config.dme.register_at {
        lines.push(format!("  Game servers register with the MAS at {mas}."));
    }
    lines.push("  Accounts are kept in memory: they are gone when the server stops.".into());
    let address = config.public_address.or_else(own_address);
    match config.public_address {
        Some(ip) => lines.push(format!("  Consoles are told {ip} (public_address).")),
        None => lines.push(
            "  Consoles are told the address on which they reached us; behind a router, set public_address.".into(),
        ),
    }
    let address = address.map_or_else(|| "this machine's address".into(), |ip| ip.to_string());
    lines.push(format!(
        "  To point a console here: set its DNS server to one that answers the title's host name with {address}.\n  \
         In PCSX2: Settings > Network & HDD > Ethernet on, then under Internal DNS add the title's host with {address}."
    ));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_configuration_reads_back() {
        let public_address = Some(Ipv4Addr::new(10, 0, 0, 1));
        let config = Config { public_address, mas: None, ..Config::default() };
        let text = toml::to_string_pretty(&config).expect("a configuration is a table");
        assert_eq!(toml::from_str::<Config>(&text).expect("it reads back"), config);
    }

    #[test]
    fn the_first_screen_says_what_matters() {
        let screen = first_screen("tokio", &Config::default());
        for word in
            ["10071", "10075", "10078", "10077", "10079", "50000", "10070", "in memory", "public_address", "PCSX2"]
        {
            assert!(screen.contains(word), "{word} is missing in\n{screen}");
        }
    }
}
