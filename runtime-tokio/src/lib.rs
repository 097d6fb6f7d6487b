//! The tokio driver: owns sockets, feeds machines, carries their effects out. It knows nothing of Medius.

mod conn;
mod driver;

pub use driver::DriverSeed as Driver;
