//! Files.

use super::{FileRow, Memory, refused};
use crate::ids::{AccountId, AppId, FileId};
use crate::store::{FileEntry, FileRequest, FileSearch, Page, Refusal, StoreReply};

/// Most pieces of metadata of a file.
const METADATA: usize = 64;

impl Memory {
    pub(super) fn file(&mut self, request: FileRequest) -> StoreReply {
        match request {
            FileRequest::Create(new) => {
                let key = (new.app_id, new.name.clone());
                if self.files.contains_key(&key) {
                    return refused(Refusal::Exists);
                }
                let others = self.files.range((new.app_id, String::new())..);
                if others.take_while(|((app_id, _), _)| *app_id == new.app_id).count() >= new.most as usize {
                    return refused(Refusal::Full);
                }
                let entry = FileEntry {
                    id: FileId(self.next_id()),
                    name: new.name,
                    size: new.size,
                    owner: new.owner,
                    created: new.unix_s,
                    changed: new.unix_s,
                    accesses: 0,
                    description: new.description,
                    metadata: Vec::new(),
                };
                let row = FileRow { entry: entry.clone(), bytes: vec![0; new.size as usize] };
                self.files.insert(key, row);
                StoreReply::File(Box::new(entry))
            }
            FileRequest::Find { app_id, name } => match self.files.get(&(app_id, name)) {
                Some(row) => StoreReply::File(Box::new(row.entry.clone())),
                None => refused(Refusal::Missing),
            },
            FileRequest::Write { app_id, file_id, by, at, bytes, unix_s } => {
                let row = self.files.iter_mut().find(|((app, _), row)| *app == app_id && row.entry.id == file_id);
                let Some((_, row)) = row else { return refused(Refusal::Missing) };
                let at = at as usize;
                match row.bytes.get_mut(at..at.saturating_add(bytes.len())) {
                    Some(place) if row.entry.owner == by => {
                        place.copy_from_slice(&bytes);
                        row.entry.changed = unix_s;
                        StoreReply::Done
                    }
                    _ => refused(Refusal::Denied),
                }
            }
            FileRequest::Read { app_id, name } => match self.files.get_mut(&(app_id, name)) {
                Some(row) => {
                    row.entry.accesses = row.entry.accesses.saturating_add(1);
                    StoreReply::Bytes(row.bytes.clone())
                }
                None => refused(Refusal::Missing),
            },
            FileRequest::Delete { app_id, by, name } => {
                let key = (app_id, name);
                match self.files.get(&key) {
                    None => refused(Refusal::Missing),
                    Some(row) if row.entry.owner != by => refused(Refusal::Denied),
                    Some(_) => {
                        self.files.remove(&key);
                        StoreReply::Done
                    }
                }
            }
            FileRequest::List(search) => {
                let found = self
                    .files
                    .iter()
                    .filter(|((app_id, _), row)| *app_id == search.app_id && matches(&search, &row.entry));
                let page = search.page.unwrap_or(Page { skip: 0, take: u32::MAX });
                StoreReply::Files(page.of(found.map(|(_, row)| row.entry.clone())))
            }
            FileRequest::SaveMetadata { app_id, by, name, key, value } => self.own_file(app_id, by, name, |entry| {
                match entry.metadata.binary_search_by(|(known, _)| known.cmp(&key)) {
                    Ok(place) => entry.metadata.get_mut(place).is_some_and(|pair| {
                        pair.1.clone_from(&value);
                        true
                    }),
                    Err(place) => {
                        let room = entry.metadata.len() < METADATA;
                        if room {
                            entry.metadata.insert(place, (key, value));
                        }
                        room
                    }
                }
            }),
        }
    }

    fn own_file(
        &mut self,
        app_id: AppId,
        by: AccountId,
        name: String,
        change: impl FnOnce(&mut FileEntry) -> bool,
    ) -> StoreReply {
        match self.files.get_mut(&(app_id, name)) {
            None => refused(Refusal::Missing),
            Some(row) if row.entry.owner != by => refused(Refusal::Denied),
            Some(row) => {
                if change(&mut row.entry) {
                    StoreReply::File(Box::new(row.entry.clone()))
                } else {
                    refused(Refusal::Full)
                }
            }
        }
    }
}

fn matches(search: &FileSearch, file: &FileEntry) -> bool {
    let (key, value) = &search.metadata;
    file.name.starts_with(&search.begins_with)
        && (search.larger_than == 0 || file.size > search.larger_than)
        && (search.smaller_than == 0 || file.size < search.smaller_than)
        && (search.owner == AccountId(0) || file.owner == search.owner)
        && (search.newer_than == 0 || file.created > search.newer_than)
        && (key.is_empty() || file.metadata.iter().any(|(known, told)| known == key && told == value))
}
