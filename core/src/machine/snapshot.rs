//! The format of snapshots.

/// The bytes given to [`Machine::restore`](super::Machine::restore) are not a snapshot of that kind of machine.
#[derive(Debug, thiserror::Error)]
#[error("not a snapshot of this machine: {0}")]
pub struct SnapshotError(#[from] postcard::Error);

/// Appends `state` to `into` in the snapshot format (postcard: no `usize`, no padding).
pub fn write_snapshot<T: serde::Serialize>(state: &T, into: &mut Vec<u8>) {
    let grown = postcard::to_extend(state, std::mem::take(into));
    // Only a map of unknown length or a failing sink can fail, and a Vec is neither.
    debug_assert!(grown.is_ok(), "state is plain data");
    *into = grown.unwrap_or_default();
}

/// Reads what [`write_snapshot`] wrote.
///
/// # Errors
/// [`SnapshotError`] where the bytes do not describe a `T`.
pub fn read_snapshot<T: serde::de::DeserializeOwned>(from: &[u8]) -> Result<T, SnapshotError> {
    Ok(postcard::from_bytes(from)?)
}
