//! What components tell each other (architecture.md §5): the messages between them, and what game servers and their MPS
//! mean by MGCL.

mod game_details;
mod message;
mod mgcl;

pub use game_details::GameDetails;
pub use message::{
    Admission, ChannelLine, GrantedSeat, HostAdmission, HostFacts, HostReport, HostedGame, JoinRequest, LobbyWorld,
    Localization, Mover, PeerMessage, Ticket, WorldAddress, WorldFailure, WorldRequest,
};
pub use mgcl::{Attributes, FromServer, Granted, Load, SeatOrder, ToServer, WorldOrder, WorldStatus};
