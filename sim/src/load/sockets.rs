//! Consoles over real sockets.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, SocketAddrV4, TcpStream, UdpSocket};

use clank_core::mail::Component;

use crate::client::{Connector, Pipe, Socket};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// A TCP stream as consoles use it. Without a connection, nothing is answered.
#[derive(Debug)]
pub struct TcpPipe(Option<TcpStream>);

impl TcpPipe {
    /// Connects.
    #[must_use]
    pub fn connect(to: SocketAddrV4) -> Self {
        let connect = || {
            let stream = TcpStream::connect(to)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_nodelay(true)?;
            io::Result::Ok(stream)
        };
        Self(connect().ok())
    }

    /// Says that nothing more will come.
    pub fn shut(&self) {
        if let Some(stream) = &self.0 {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    /// Another handle of the same connection.
    ///
    /// # Errors
    /// Where there is none.
    pub fn handle(&self) -> io::Result<TcpStream> {
        self.0.as_ref().ok_or(io::ErrorKind::NotConnected)?.try_clone()
    }
}

impl Pipe for TcpPipe {
    fn send(&mut self, bytes: &[u8]) {
        // A server that closed the stream takes nothing; the next read tells.
        if let Some(stream) = &mut self.0 {
            let _ = stream.write_all(bytes);
        }
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut buffer = vec![0; 4096];
        let count = self.0.as_mut().map_or(0, |stream| stream.read(&mut buffer).unwrap_or_default());
        buffer.truncate(count);
        buffer
    }
}

/// A UDP socket as consoles use it.
#[derive(Debug)]
pub struct UdpDatagrams(Option<UdpSocket>);

impl UdpDatagrams {
    /// A socket of this machine.
    #[must_use]
    pub fn bind() -> Self {
        let bind = || {
            let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
            // A greeting that is lost is repeated soon.
            socket.set_read_timeout(Some(Duration::from_millis(500)))?;
            io::Result::Ok(socket)
        };
        Self(bind().ok())
    }

    /// The socket itself.
    ///
    /// # Errors
    /// Where there is none.
    pub fn into_socket(self) -> io::Result<UdpSocket> {
        self.0.ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Socket for UdpDatagrams {
    fn send(&mut self, to: SocketAddrV4, bytes: &[u8]) {
        if let Some(socket) = &self.0 {
            let _ = socket.send_to(bytes, SocketAddr::V4(to));
        }
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut buffer = vec![0; 2048];
        let count = self.0.as_ref().map_or(0, |socket| socket.recv(&mut buffer).unwrap_or_default());
        buffer.truncate(count);
        buffer
    }
}

/// Real sockets to a server whose MUIS and MAS are here.
#[derive(Debug, Clone, Copy)]
pub struct Sockets {
    /// The MUIS, for titles that ask one.
    pub muis: Option<SocketAddrV4>,
    /// The MAS.
    pub mas: SocketAddrV4,
}

impl Connector for Sockets {
    type Pipe = TcpPipe;
    type Socket = UdpDatagrams;

    fn known(&self, component: Component) -> SocketAddrV4 {
        self.muis.filter(|_| component == Component::Muis).unwrap_or(self.mas)
    }

    fn connect(&mut self, to: SocketAddrV4) -> TcpPipe {
        TcpPipe::connect(to)
    }

    fn hang_up(&mut self, pipe: &mut TcpPipe) {
        pipe.shut();
    }

    fn socket(&mut self) -> UdpDatagrams {
        UdpDatagrams::bind()
    }

    fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}
