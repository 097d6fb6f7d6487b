//! The tokio driver: owns sockets, feeds machines, carries their effects out. It knows nothing of Medius.

mod conn;
mod driver;
mod turn;

pub use driver::DriverSeed as Driver;
