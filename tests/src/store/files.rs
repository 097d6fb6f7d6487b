//! Files of a title.

use clank_core::ids::{AccountId, AppId, FileId};
use clank_core::store::{
    CreateFile, CreateFileRefusal, DeleteFile, DeleteFileRefusal, FileEntry, FileMissing, FindFile, ListFiles,
    MAX_FILE_METADATA, Page, ReadFile, SaveFileMetadata, SaveFileMetadataRefusal, WriteFile, WriteFileRefusal,
};

use super::{APP, Client, SIBLING, refused};

const OWNER: AccountId = AccountId(7);
const OTHER: AccountId = AccountId(8);

fn create(app_id: AppId, name: &str, size: u32) -> CreateFile {
    CreateFile { app_id, owner: OWNER, name: name.into(), size, description: vec![6; 256], unix_s: 10, max: 2 }
}

fn find(name: &str) -> FindFile {
    FindFile { app_id: APP, name: name.into() }
}

/// A file is made once by name, and not too many (MLS-190, MLS-193).
pub fn creation(client: &mut Client) {
    let file = client.ask(create(APP, "a", 3)).expect("a new file");
    let expected = FileEntry {
        id: file.id,
        name: "a".into(),
        size: 3,
        owner: OWNER,
        created: 10,
        changed: 10,
        accesses: 0,
        description: vec![6; 256],
        metadata: Vec::new(),
    };
    assert_eq!(file, expected);
    assert_eq!(client.ask(create(APP, "a", 9)), refused(CreateFileRefusal::Exists));
    // Titles of one group have files of their own, and names differ by their case.
    assert!(client.ask(create(SIBLING, "a", 9)).is_ok_and(|other| other.id > file.id));
    assert!(client.ask(create(APP, "A", 0)).is_ok());
    assert_eq!(client.ask(create(APP, "b", 0)), refused(CreateFileRefusal::Full));
    assert_eq!(client.ask(find("a")), Ok(expected));
    assert_eq!(client.ask(find("b")), refused(FileMissing::NoFile));
}

/// Its owner writes pieces within its size; whoever reads it is counted (MLS-191, MLS-193).
pub fn pieces(client: &mut Client) {
    let file = client.ask(create(APP, "a", 4)).expect("a new file");
    let write =
        |by, at, bytes: &[u8]| WriteFile { app_id: APP, file_id: file.id, by, at, bytes: bytes.to_vec(), unix_s: 20 };
    let elsewhere = WriteFile { app_id: SIBLING, ..write(OWNER, 0, b"x") };
    assert_eq!(client.ask(elsewhere), refused(WriteFileRefusal::NoFile));
    let missing = WriteFile { file_id: FileId(9_999), ..write(OWNER, 0, b"x") };
    assert_eq!(client.ask(missing), refused(WriteFileRefusal::NoFile));
    assert_eq!(client.ask(write(OTHER, 0, b"x")), refused(WriteFileRefusal::NotOwner));
    for (at, bytes) in [(4, &b"x"[..]), (3, b"xy"), (u32::MAX, b"x")] {
        assert_eq!(client.ask(write(OWNER, at, bytes)), refused(WriteFileRefusal::BeyondEnd));
    }
    assert_eq!(client.ask(find("a")), Ok(file.clone()));
    for (at, bytes) in [(2, &b"cd"[..]), (0, b"a"), (4, b"")] {
        assert_eq!(client.ask(write(OWNER, at, bytes)), Ok(()));
    }
    let read = |name: &str| ReadFile { app_id: APP, name: name.into() };
    assert_eq!(client.ask(read("a")), Ok(b"a\0cd".to_vec()));
    assert_eq!(client.ask(read("b")), refused(FileMissing::NoFile));
    assert_eq!(client.ask(find("a")), Ok(FileEntry { changed: 20, accesses: 1, ..file }));
}

/// Its owner removes a file (MLS-194).
pub fn removal(client: &mut Client) {
    assert!(client.ask(create(APP, "a", 4)).is_ok());
    let delete = |by, name: &str| DeleteFile { app_id: APP, by, name: name.into() };
    assert_eq!(client.ask(delete(OWNER, "b")), refused(DeleteFileRefusal::NoFile));
    assert_eq!(client.ask(delete(OTHER, "a")), refused(DeleteFileRefusal::NotOwner));
    assert_eq!(client.ask(delete(OWNER, "a")), Ok(()));
    assert_eq!(client.ask(delete(OWNER, "a")), refused(DeleteFileRefusal::NoFile));
    assert_eq!(client.ask(find("a")), refused(FileMissing::NoFile));
}

fn everything() -> ListFiles {
    ListFiles {
        app_id: APP,
        begins_with: String::new(),
        larger_than: 0,
        smaller_than: 0,
        owner: AccountId(0),
        newer_than: 0,
        metadata: Default::default(),
        page: Page::ALL,
    }
}

/// A list holds what fits all that is asked for, in order of the names (MLS-194).
pub fn lists(client: &mut Client) {
    let files = [("bb", 20, OWNER, 2), ("a", 10, OTHER, 3), ("ba", 30, OWNER, 1)];
    for (name, size, owner, unix_s) in files {
        let file = CreateFile { owner, unix_s, max: 9, ..create(APP, name, size) };
        assert!(client.ask(file).is_ok());
    }
    assert!(client.ask(create(SIBLING, "b", 1)).is_ok());
    let tagged = SaveFileMetadata { app_id: APP, by: OTHER, name: "a".into(), key: "k".into(), value: "v".into() };
    assert!(client.ask(tagged).is_ok());
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let searches: [(ListFiles, &[&str]); 9] = [
        (everything(), &["a", "ba", "bb"]),
        (ListFiles { begins_with: "b".into(), ..everything() }, &["ba", "bb"]),
        (ListFiles { larger_than: 10, ..everything() }, &["ba", "bb"]),
        (ListFiles { smaller_than: 30, ..everything() }, &["a", "bb"]),
        (ListFiles { owner: OTHER, ..everything() }, &["a"]),
        (ListFiles { newer_than: 1, ..everything() }, &["a", "bb"]),
        (ListFiles { metadata: pair("k", "v"), ..everything() }, &["a"]),
        (ListFiles { metadata: pair("k", "w"), ..everything() }, &[]),
        (ListFiles { page: Page { skip: 1, take: 1 }, larger_than: 5, ..everything() }, &["ba"]),
    ];
    for (search, expected) in searches {
        let found = client.ask(search.clone()).expect("an answer");
        let names: Vec<&str> = found.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, expected, "{search:?}");
    }
}

/// Its owner gives a file metadata, a value for each key and not too many (MLS-194).
pub fn metadata(client: &mut Client) {
    let file = client.ask(create(APP, "a", 0)).expect("a new file");
    let save = |by, name: &str, key: &str, value: &str| SaveFileMetadata {
        app_id: APP,
        by,
        name: name.into(),
        key: key.into(),
        value: value.into(),
    };
    assert_eq!(client.ask(save(OWNER, "b", "k", "v")), refused(SaveFileMetadataRefusal::NoFile));
    assert_eq!(client.ask(save(OTHER, "a", "k", "v")), refused(SaveFileMetadataRefusal::NotOwner));
    for key in (0..MAX_FILE_METADATA).rev() {
        assert!(client.ask(save(OWNER, "a", &format!("k{key:02}"), "v")).is_ok());
    }
    assert_eq!(client.ask(save(OWNER, "a", "more", "v")), refused(SaveFileMetadataRefusal::Full));
    let mut metadata: Vec<_> = (0..MAX_FILE_METADATA).map(|key| (format!("k{key:02}"), "v".to_owned())).collect();
    metadata[1].1 = "w".into();
    let expected = FileEntry { metadata, ..file };
    assert_eq!(client.ask(save(OWNER, "a", "k01", "w")), Ok(expected.clone()));
    assert_eq!(client.ask(find("a")), Ok(expected));
}
