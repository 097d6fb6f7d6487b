//! Files.

use super::{FileRow, Memory};
use crate::ids::{AccountId, AppId, FileId};
use crate::store::{
    Answer, CreateFile, CreateFileRefusal, DeleteFile, DeleteFileRefusal, FileEntry, FileMissing, FileStore, FindFile,
    ListFiles, MAX_FILE_METADATA, ReadFile, SaveFileMetadata, SaveFileMetadataRefusal, WriteFile, WriteFileRefusal,
};

impl Memory {
    fn files_of(&self, app_id: AppId) -> impl Iterator<Item = &FileRow> {
        let from = self.files.range((app_id, String::new())..);
        from.take_while(move |((of, _), _)| *of == app_id).map(|(_, row)| row)
    }
}

impl FileStore for Memory {
    fn create_file(&mut self, request: CreateFile) -> Answer<CreateFile> {
        let CreateFile { app_id, owner, name, size, description, unix_s, max } = request;
        let key = (app_id, name);
        if self.files.contains_key(&key) {
            return Err(CreateFileRefusal::Exists.into());
        }
        if self.files_of(app_id).count() >= max as usize {
            return Err(CreateFileRefusal::Full.into());
        }
        let entry = FileEntry {
            id: FileId(self.next_id()),
            name: key.1.clone(),
            size,
            owner,
            created: unix_s,
            changed: unix_s,
            accesses: 0,
            description,
            metadata: Vec::new(),
        };
        self.files.insert(key, FileRow { entry: entry.clone(), bytes: vec![0; size as usize] });
        Ok(entry)
    }

    fn find_file(&mut self, request: FindFile) -> Answer<FindFile> {
        let row = self.files.get(&(request.app_id, request.name)).ok_or(FileMissing::NoFile)?;
        Ok(row.entry.clone())
    }

    fn write_file(&mut self, request: WriteFile) -> Answer<WriteFile> {
        let WriteFile { app_id, file_id, by, at, bytes, unix_s } = request;
        let row = self.files.iter_mut().find(|((of, _), row)| *of == app_id && row.entry.id == file_id);
        let (_, FileRow { entry, bytes: content }) = row.ok_or(WriteFileRefusal::NoFile)?;
        if entry.owner != by {
            return Err(WriteFileRefusal::NotOwner.into());
        }
        let at = at as usize;
        let place = content.get_mut(at..at.saturating_add(bytes.len())).ok_or(WriteFileRefusal::BeyondEnd)?;
        place.copy_from_slice(&bytes);
        entry.changed = unix_s;
        Ok(())
    }

    fn read_file(&mut self, request: ReadFile) -> Answer<ReadFile> {
        let row = self.files.get_mut(&(request.app_id, request.name)).ok_or(FileMissing::NoFile)?;
        row.entry.accesses = row.entry.accesses.saturating_add(1);
        Ok(row.bytes.clone())
    }

    fn delete_file(&mut self, request: DeleteFile) -> Answer<DeleteFile> {
        let key = (request.app_id, request.name);
        let row = self.files.get(&key).ok_or(DeleteFileRefusal::NoFile)?;
        if row.entry.owner != request.by {
            return Err(DeleteFileRefusal::NotOwner.into());
        }
        self.files.remove(&key);
        Ok(())
    }

    fn list_files(&mut self, request: ListFiles) -> Answer<ListFiles> {
        let found = self.files_of(request.app_id).filter(|row| matches(&request, &row.entry));
        Ok(request.page.of(found.map(|row| row.entry.clone())))
    }

    fn save_file_metadata(&mut self, request: SaveFileMetadata) -> Answer<SaveFileMetadata> {
        let SaveFileMetadata { app_id, by, name, key, value } = request;
        let row = self.files.get_mut(&(app_id, name)).ok_or(SaveFileMetadataRefusal::NoFile)?;
        if row.entry.owner != by {
            return Err(SaveFileMetadataRefusal::NotOwner.into());
        }
        let metadata = &mut row.entry.metadata;
        let full = metadata.len() >= MAX_FILE_METADATA;
        let place = metadata.partition_point(|(known, _)| *known < key);
        match metadata.get_mut(place) {
            Some((known, kept)) if *known == key => *kept = value,
            _ if full => return Err(SaveFileMetadataRefusal::Full.into()),
            _ => metadata.insert(place, (key, value)),
        }
        Ok(row.entry.clone())
    }
}

fn matches(search: &ListFiles, file: &FileEntry) -> bool {
    let (key, value) = &search.metadata;
    file.name.starts_with(&search.begins_with)
        && (search.larger_than == 0 || file.size > search.larger_than)
        && (search.smaller_than == 0 || file.size < search.smaller_than)
        && (search.owner == AccountId::default() || file.owner == search.owner)
        && (search.newer_than == 0 || file.created > search.newer_than)
        && (key.is_empty() || file.metadata.iter().any(|(known, told)| known == key && told == value))
}
