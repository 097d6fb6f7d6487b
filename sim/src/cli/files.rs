//! Files that several commands read.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clank_sim::dissect::Keyring;

/// The published keys and those of key files.
pub(super) fn keyring(files: &[PathBuf]) -> anyhow::Result<Keyring> {
    let mut ring = Keyring::default();
    for path in files {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        ring.add_file(&text).with_context(|| path.display().to_string())?;
    }
    Ok(ring)
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}
