//! A console's login in the simulator, and a recording of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::rc::Rc;

use clank_core::config::Config;

use super::console::{Console, ConsoleError};
use super::entry::ServerEntry;
use super::lan::{LanTraffic, VirtualStream};
use super::profile::ClientProfile;
use crate::capture::{Dir, PcapWriter, TcpConnection, WriteError};
use crate::world::{World, server};

/// A console logs in, enters the lobby and leaves.
///
/// # Errors
/// [`ConsoleError`] where the server does not let it.
pub fn login(
    world: &Rc<RefCell<World>>,
    profile: ClientProfile,
    name: &str,
    traffic: &Rc<RefCell<Vec<LanTraffic>>>,
) -> Result<(), ConsoleError> {
    let mas = VirtualStream::connect(world, 40000, 10075, traffic);
    let mut console = Console::new(mas.clone(), profile);
    console.connect(&ServerEntry::authentication())?;
    let ticket = console.login(name, "secret")?;
    console.leave();
    mas.shut();
    let mls = VirtualStream::connect(world, 40001, 10078, traffic);
    let mut console = Console::new(mls.clone(), profile);
    console.enter(&ticket)?;
    console.leave();
    mls.shut();
    Ok(())
}

/// The login as a pcap file.
///
/// # Errors
/// In words: what the server did not let happen, or what could not be written.
pub fn record(profile: ClientProfile) -> Result<Vec<u8>, String> {
    let world = server(1, &Config::default());
    let traffic = Rc::new(RefCell::new(Vec::new()));
    login(&world, profile, "ratchet", &traffic).map_err(|error| error.to_string())?;
    // 2004-11-02, the day Up Your Arsenal came out.
    let born = 1_099_353_600_000_000;
    write(&traffic.borrow(), born).map_err(|error| error.to_string())
}

fn write(traffic: &[LanTraffic], born: i64) -> Result<Vec<u8>, WriteError> {
    let mut writer = PcapWriter::new(Vec::new())?;
    let mut open: BTreeMap<SocketAddrV4, TcpConnection> = BTreeMap::new();
    for piece in traffic {
        match piece {
            LanTraffic::Open(time, client, server) => {
                open.insert(*client, writer.tcp_open(born + time, *client, *server)?);
            }
            LanTraffic::Data(time, client, dir, bytes) => {
                if let Some(connection) = open.get_mut(client) {
                    writer.tcp_data(born + time, connection, *dir, bytes)?;
                }
            }
            LanTraffic::Fin(time, client) => {
                if let Some(connection) = open.remove(client) {
                    writer.tcp_close(born + time, connection, Dir::ToServer)?;
                }
            }
        }
    }
    Ok(writer.into_inner())
}
