//! What components tell each other (architecture.md §5): the messages between them, and what game servers and their MPS
//! mean by MGCL.

mod game_details;
mod message;
mod mgcl;

pub use game_details::GameDetails;
pub use message::{
    Admission, HostAdmission, HostReport, HostedGame, LobbyWorld, Mover, PeerMessage, Seat, Ticket, WantedSeat,
    WantedWorld, World, WorldFailure,
};
pub use mgcl::{Attributes, FromServer, Granted, Load, SeatOrder, ToServer, WorldOrder, WorldStatus};
