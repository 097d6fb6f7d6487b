//! Load on a server: worlds full of players over real sockets, what they hear and when, and what that costs the server;
//! beside a bare relay as the limit of what this machine can do.

mod enter;
mod hostile;
mod plan;
mod player;
mod raw;
mod report;
mod run;
mod sockets;
mod subject;
mod system;

pub use plan::{Plan, Talk};
pub use raw::Raw;
pub use report::{Figures, Table};
pub use run::{Load, load};
pub use sockets::{Sockets, TcpPipe, UdpDatagrams};
pub use subject::{Program, Subject, SubjectError};
pub use system::{Worker, many_files};
