//! Files (lobby.md 5.11).

use serde::{Deserialize, Serialize};

use super::Page;
use crate::ids::{AccountId, AppId, FileId};

/// A request about files of a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum FileRequest {
    /// Makes a file of zero bytes (MLS-190); answered by `File`, `Exists` or `Full`.
    #[strum(serialize = "CreateFile")]
    Create(Box<NewFile>),
    /// Finds a file by name (MLS-193); answered by `File` or `Missing`.
    #[strum(serialize = "FindFile")]
    Find {
        /// The title.
        app_id: AppId,
        /// The name.
        name: String,
    },
    /// Writes a piece (MLS-191); answered by `Done`, `Missing` or `Denied` (not the owner, or beyond the size).
    #[strum(serialize = "WriteFile")]
    Write {
        /// The title.
        app_id: AppId,
        /// The file.
        file_id: FileId,
        /// Who writes: its owner.
        by: AccountId,
        /// Where.
        at: u32,
        /// What.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// When: seconds since 1970.
        unix_s: u32,
    },
    /// Reads a file (MLS-193); answered by `Bytes` or `Missing`.
    #[strum(serialize = "ReadFile")]
    Read {
        /// The title.
        app_id: AppId,
        /// The name.
        name: String,
    },
    /// Removes a file (MLS-194); answered by `Done`, `Missing` or `Denied`.
    #[strum(serialize = "DeleteFile")]
    Delete {
        /// The title.
        app_id: AppId,
        /// Who asks: its owner.
        by: AccountId,
        /// The name.
        name: String,
    },
    /// Lists files by name (MLS-194); answered by `Files`.
    #[strum(serialize = "ListFiles")]
    List(Box<FileSearch>),
    /// Stores a piece of metadata (MLS-194); answered by `File`, `Missing`, `Full` or `Denied`.
    #[strum(serialize = "SaveFileMetadata")]
    SaveMetadata {
        /// The title.
        app_id: AppId,
        /// Who asks: its owner.
        by: AccountId,
        /// The name.
        name: String,
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
}

/// A file to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFile {
    /// The title.
    pub app_id: AppId,
    /// Its owner.
    pub owner: AccountId,
    /// Its name; at most 127 bytes, no path.
    pub name: String,
    /// Its size in bytes.
    pub size: u32,
    /// 256 bytes that only its title reads.
    #[serde(with = "serde_bytes")]
    pub description: Vec<u8>,
    /// When: seconds since 1970.
    pub unix_s: u32,
    /// Most files of a title.
    pub most: u32,
}

/// Which files are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSearch {
    /// The title.
    pub app_id: AppId,
    /// Names that begin with this.
    pub begins_with: String,
    /// Larger than this; 0 for any.
    pub larger_than: u32,
    /// Smaller than this; 0 for any.
    pub smaller_than: u32,
    /// Of this owner; 0 for any.
    pub owner: AccountId,
    /// Made after this, in seconds since 1970; 0 for any.
    pub newer_than: u32,
    /// With this metadata; an empty key for any.
    pub metadata: (String, String),
    /// Which of them.
    pub page: Option<Page>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its id, from 1.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u32,
    /// Its owner.
    pub owner: AccountId,
    /// When it was made: seconds since 1970.
    pub created: u32,
    /// When it was last changed: seconds since 1970.
    pub changed: u32,
    /// How often it was read.
    pub accesses: u32,
    /// 256 bytes that only its title reads.
    #[serde(with = "serde_bytes")]
    pub description: Vec<u8>,
    /// Its metadata, in order of the keys.
    pub metadata: Vec<(String, String)>,
}
