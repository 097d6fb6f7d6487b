//! How consoles shake hands, as an argument.

use clank_sim::client::Handshake;
use clap::ValueEnum;

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum HandshakeOption {
    /// 1.08, encrypted.
    #[value(name = "old")]
    Rt108,
    /// 1.10, encrypted.
    #[value(name = "new")]
    Rt110,
    /// 1.08, in clear, as community clients do it.
    #[value(name = "clear")]
    Community,
}

impl From<HandshakeOption> for Handshake {
    fn from(option: HandshakeOption) -> Self {
        match option {
            HandshakeOption::Rt108 => Self::Rt108,
            HandshakeOption::Rt110 => Self::Rt110,
            HandshakeOption::Community => Self::Community,
        }
    }
}
