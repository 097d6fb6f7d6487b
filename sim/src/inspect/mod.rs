//! `clank-sim inspect`: a recording as something that people and programs can read.

mod human;
mod inspection;
mod json;
mod options;
mod print;
mod row;
mod show;
mod summary;

pub use inspection::Inspection;
pub use options::InspectOptions;
pub use row::{RecordRow, rows};
pub use show::Shown;
