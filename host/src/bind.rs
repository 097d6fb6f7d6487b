//! Sockets that are bound before the machines are made, so that consoles are told the ports that are
//! really there.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, SocketAddrV4, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};

use clank_core::config::{Config, ConfigError, ShardPlace};
use socket2::{Domain, Protocol, Socket, Type};

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;
/// Bytes asked of the system for each direction of a UDP socket.
const UDP_BUFFER: usize = 4 * 1024 * 1024;

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting cannot work.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An address cannot be had.
    #[error("{component} cannot listen on {address}: {error}{hint}", hint = hint(error))]
    Listen {
        /// The component.
        component: &'static str,
        /// The address.
        address: SocketAddrV4,
        /// What the system says.
        error: io::Error,
    },
    /// The system refuses something else.
    #[error("{0}")]
    System(#[from] io::Error),
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => " (does another server run?)",
        io::ErrorKind::AddrNotAvailable => " (this machine does not have that address)",
        io::ErrorKind::PermissionDenied => " (ports below 1024 need privileges)",
        _ => "",
    }
}

/// The sockets of a configuration.
#[derive(Debug, Default)]
pub struct Sockets {
    /// TCP listeners by address.
    pub tcp: BTreeMap<SocketAddrV4, TcpListener>,
    /// UDP sockets that machines will ask for.
    pub udp: Bound,
}

/// UDP sockets that are bound already, by address: each machine takes those that it asks for.
#[derive(Debug, Clone, Default)]
pub struct Bound(Arc<Mutex<BTreeMap<SocketAddrV4, UdpSocket>>>);

impl Bound {
    /// Keeps a socket for the machine that asks for its address.
    pub fn keep(&self, at: SocketAddrV4, socket: UdpSocket) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(at, socket);
    }

    /// The socket at an address: the one that was kept for it, else one that is bound now.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(&self, at: SocketAddrV4) -> io::Result<UdpSocket> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&at);
        kept.map_or_else(|| udp(at), Ok)
    }
}

/// A TCP listener, ready for either driver.
///
/// # Errors
/// What the system says.
pub fn listen(at: SocketAddrV4) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::V4(at).into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// A UDP socket, ready for either driver.
///
/// # Errors
/// What the system says.
pub fn udp(at: SocketAddrV4) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    // The system grants what it likes; less is no reason not to serve.
    let _ = socket.set_recv_buffer_size(UDP_BUFFER);
    let _ = socket.set_send_buffer_size(UDP_BUFFER);
    socket.bind(&SocketAddr::V4(at).into())?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn local(address: io::Result<SocketAddr>, asked: SocketAddrV4) -> SocketAddrV4 {
    match address {
        Ok(SocketAddr::V4(at)) => at,
        _ => asked,
    }
}

impl Sockets {
    /// Binds what a configuration asks for, and writes the ports that the system chose into it.
    ///
    /// # Errors
    /// The first setting or address that cannot be had.
    pub fn bind(config: &mut Config) -> Result<Self, StartError> {
        config.check()?;
        let mut sockets = Self::default();
        let places = [
            ("the MUIS", &mut config.muis),
            ("the MAS", &mut config.mas),
            ("the MLS", &mut config.mls),
            ("the MPS", &mut config.mps),
        ];
        for (component, place) in places {
            if let Some(asked) = *place {
                *place = Some(sockets.tcp(component, asked)?);
            }
        }
        let mut bound = Vec::new();
        for place in config.dme.places() {
            let tcp = sockets.tcp("the DME", place.tcp)?;
            let udp = sockets.udp("the DME", place.udp)?;
            bound.push(ShardPlace { tcp, udp });
        }
        config.dme.bound = bound;
        if let Some(asked) = config.nat {
            config.nat = Some(sockets.udp("NAT", asked)?);
        }
        Ok(sockets)
    }

    fn tcp(&mut self, component: &'static str, asked: SocketAddrV4) -> Result<SocketAddrV4, StartError> {
        let failed = |error| StartError::Listen { component, address: asked, error };
        let listener = listen(asked).map_err(failed)?;
        let at = local(listener.local_addr(), asked);
        self.tcp.insert(at, listener);
        Ok(at)
    }

    fn udp(&mut self, component: &'static str, asked: SocketAddrV4) -> Result<SocketAddrV4, StartError> {
        let failed = |error| StartError::Listen { component, address: asked, error };
        let socket = udp(asked).map_err(failed)?;
        let at = local(socket.local_addr(), asked);
        self.udp.keep(at, socket);
        Ok(at)
    }
}
