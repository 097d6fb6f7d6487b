//! Files of a title (lobby.md 5.11).

use serde::{Deserialize, Serialize};

use super::Page;
use super::requests::store_requests;
use crate::ids::{AccountId, AppId, FileId};

/// Pieces of metadata of a file, at most.
pub const MAX_FILE_METADATA: usize = 64;

store_requests! {
    /// A request about files of a title.
    FileRequest, FileReply, FileStore;

    /// Makes a file of zero bytes (MLS-190).
    fn create_file(CreateFile {
        /// The title.
        app_id: AppId,
        /// Its owner.
        owner: AccountId,
        /// Its name; at most 127 bytes, no path.
        name: String,
        /// Its size in bytes.
        size: u32,
        /// 256 bytes that only its title reads.
        #[serde(with = "serde_bytes")]
        description: Vec<u8>,
        /// When: seconds since 1970.
        unix_s: u32,
        /// The largest number of files of a title.
        max: u32,
    }) -> FileEntry, refuses CreateFileRefusal {
        /// The title has a file of this name.
        Exists,
        /// The title has as many files as are allowed.
        Full,
    };

    /// Finds a file by name (MLS-193).
    fn find_file(FindFile {
        /// The title.
        app_id: AppId,
        /// The name.
        name: String,
    }) reads -> FileEntry, refuses FileMissing;

    /// Writes a piece (MLS-191).
    fn write_file(WriteFile {
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
    }) -> (), refuses WriteFileRefusal {
        /// The title has no such file.
        NoFile,
        /// The file belongs to another account.
        NotOwner,
        /// The piece goes beyond the file's end.
        BeyondEnd,
    };

    /// Reads a file's bytes, and counts it (MLS-193).
    fn read_file(ReadFile {
        /// The title.
        app_id: AppId,
        /// The name.
        name: String,
    }) reads -> Vec<u8>, refuses FileMissing {
        /// The title has no such file.
        NoFile,
    };

    /// Removes a file (MLS-194).
    fn delete_file(DeleteFile {
        /// The title.
        app_id: AppId,
        /// Who asks: its owner.
        by: AccountId,
        /// The name.
        name: String,
    }) -> (), refuses DeleteFileRefusal {
        /// The title has no such file.
        NoFile,
        /// The file belongs to another account.
        NotOwner,
    };

    /// Lists files in order of their names (MLS-194).
    fn list_files(ListFiles {
        /// The title.
        app_id: AppId,
        /// Names that begin with this.
        begins_with: String,
        /// Larger than this; 0 for any.
        larger_than: u32,
        /// Smaller than this; 0 for any.
        smaller_than: u32,
        /// Of this owner; 0 for any.
        owner: AccountId,
        /// Made after this, in seconds since 1970; 0 for any.
        newer_than: u32,
        /// With this key and value in its metadata; an empty key for any.
        metadata: (String, String),
        /// Which of them.
        page: Page,
    }) reads -> Vec<FileEntry>;

    /// Stores a piece of metadata (MLS-194).
    fn save_file_metadata(SaveFileMetadata {
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
    }) -> FileEntry, refuses SaveFileMetadataRefusal {
        /// The title has no such file.
        NoFile,
        /// The file belongs to another account.
        NotOwner,
        /// The file has [`MAX_FILE_METADATA`] other keys.
        Full,
    };
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
