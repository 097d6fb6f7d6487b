//! What a component asks of the store, as data, in the domain's words and not in SQL (lobby.md §9, DM-8).
//!
//! Each subject declares its requests with their replies and refusals; a backend implements a trait of each subject.
//! Backends answer on their own time. An acknowledged request is on disk; a failed or late answer is never "not found"
//! (MAS-31.6).

mod accounts;
mod backend;
mod buddies;
mod clans;
mod files;
mod games;
mod ladders;
mod memory;
mod page;
mod requests;
mod subjects;
mod titles;

pub use accounts::*;
pub use backend::{Answered, Asked, Backend};
pub use buddies::*;
pub use clans::*;
pub use files::*;
pub use games::*;
pub use ladders::*;
pub use memory::{AccountRow, AnnouncementRow, Ban, ChannelRow, ClanRow, FileRow, LocationRow, Memory, PolicyRow};
pub use page::Page;
pub use requests::{Answer, Never, StoreError, SubjectRequest};
pub use subjects::{Request, StoreReply, StoreRequest};
pub use titles::*;
