//! Files on the server (lobby.md 5.11): switched on by title.

use serde::{Deserialize, Serialize};

use super::asks::Purpose;
use super::{Context, Lobby};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, AppId, FileId};
use crate::link::Packets;
use crate::lobby::asking::Asks as _;
use crate::lobby::common::{self, Common as _};
use crate::lobby::list;
use crate::machine::{Cost, Fault, mark};
use crate::store::{FileEntry, FileRequest, FileSearch, NewFile, Page, Refusal, StoreReply};
use crate::wire::StatusResponse;
use crate::wire::{
    Bytes, CallbackStatus as Status, File, FileAttributes, FileMetaData, FileXferStatus as Xfer, MessageId, PlainText,
    lobby, lobby_ext,
};

/// Bytes of a file in one packet (MLS-193).
const PIECE: usize = 464;
/// Bytes of the field of a name, its NUL among them.
const NAME: usize = 128;

/// A file on its way here, until it is closed (MLS-191, MLS-192).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    file_id: FileId,
    size: u32,
    received: u32,
    packet: i32,
}

impl Upload {
    /// With the next piece, if it is the one that was asked for.
    fn with(self, at: i32, length: i32) -> Option<Self> {
        let at = u32::try_from(at).ok().filter(|at| *at == self.received)?;
        let length = u32::try_from(length).ok().filter(|length| *length as usize <= PIECE)?;
        let received = at.saturating_add(length);
        let fits = received <= self.size && (length > 0 || self.size == 0);
        fits.then_some(Self { received, packet: self.packet.saturating_add(1), ..self })
    }
}

/// What a console asks about one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileAnswer {
    Created,
    /// So many bytes.
    Uploading(u32),
    Cancelled,
    Attributes,
    Downloading,
    Deleted,
}

/// A file as the wire tells it.
fn told(entry: &FileEntry) -> File {
    File {
        filename: PlainText::new(&entry.name),
        file_id: entry.id.0,
        file_size: i32::try_from(entry.size).unwrap_or(i32::MAX),
        creation_time_stamp: entry.created,
        owner_id: entry.owner.0,
        ..File::default()
    }
}

fn attributes(entry: &FileEntry) -> FileAttributes {
    FileAttributes {
        description: super::ladders::stats_field(&entry.description),
        last_changed_time_stamp: entry.changed,
        last_changed_by_user_id: entry.owner.0.cast_unsigned(),
        number_accesses: entry.accesses,
        ..FileAttributes::default()
    }
}

/// A name without a path: what is left decides nothing about where a store keeps it (MLS-190).
fn sound(name: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'/' | b'\\' | b':');
    (1..NAME).contains(&name.len()) && name != "." && name != ".." && name.bytes().all(plain)
}

fn name(file: &File) -> String {
    file.filename.to_text()
}

impl Lobby {
    /// The account and title of a request about files; where they are switched off, the answer says so.
    fn file_owner<R: StatusResponse>(
        &self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        file: &File,
    ) -> Result<Option<(AccountId, AppId)>, Fault> {
        self.file_of::<R>(cx, message_id, file, Status::DB_ERROR)
    }

    /// The same for a request that is answered otherwise where there is no file.
    fn file_of<R: StatusResponse>(
        &self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        file: &File,
        missing: Status,
    ) -> Result<Option<(AccountId, AppId)>, Fault> {
        let Some(account_id) = self.own_account::<R>(cx, message_id)? else { return Ok(None) };
        if !Self::title(cx.conn())?.files || !sound(&name(file)) {
            cx.reply_status::<R>(message_id, missing);
            return Ok(None);
        }
        Ok(Some((account_id, cx.conn().app_id())))
    }

    pub(super) fn create_file(&mut self, cx: &mut Context<'_>, request: lobby::FileCreateRequest) -> HandlerResult {
        mark!(cx.out, "MLS-190");
        type Answer = lobby::FileCreateResponse;
        let file = request.medius_file_to_create;
        let Some((owner, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else {
            return Ok(());
        };
        let limits = cx.conns.shared.limits;
        let size = u32::try_from(file.file_size).ok().filter(|size| *size <= limits.file_bytes);
        let Some(size) = size else {
            cx.reply_status::<Answer>(&request.message_id, Status::FILE_QUOTA_EXCEEDED);
            return Ok(());
        };
        let new = NewFile {
            app_id,
            owner,
            name: name(&file),
            size,
            description: request.medius_file_create_attributes.description.0.to_vec(),
            unix_s: cx.unix_s(),
            most: limits.files,
        };
        self.ask(cx, &request.message_id, Purpose::File(FileAnswer::Created), FileRequest::Create(Box::new(new)));
        Ok(())
    }

    pub(super) fn upload_file(&mut self, cx: &mut Context<'_>, request: lobby::FileUploadRequest) -> HandlerResult {
        mark!(cx.out, "MLS-191");
        type Answer = lobby::FileUploadServerRequest;
        let file = request.medius_file_info;
        let Some((_, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        let wanted = FileRequest::Find { app_id, name: name(&file) };
        let purpose = Purpose::File(FileAnswer::Uploading(request.ui_data_size));
        self.ask(cx, &request.message_id, purpose, wanted);
        Ok(())
    }

    /// A piece of a file; one that was not asked for ends the upload. What a console says of its end wants no answer
    /// (MLS-191).
    pub(super) fn upload_piece(&mut self, cx: &mut Context<'_>, piece: lobby::FileUploadResponse) -> HandlerResult {
        mark!(cx.out, "MLS-191");
        type Answer = lobby::FileUploadServerRequest;
        let Some(by) = self.own_account::<Answer>(cx, &piece.message_id)? else { return Ok(()) };
        if piece.i_xfer_status >= Xfer::END {
            return Ok(());
        }
        let Some(upload) = cx.state().upload else {
            return Err(Fault::new("MLS-191", Cost::Ignore, "a piece of no file"));
        };
        cx.state_mut().upload = upload.with(piece.i_start_byte_index, piece.i_data_size);
        let Some(after) = cx.state().upload else {
            cx.reply_status::<Answer>(&piece.message_id, Status::DB_ERROR);
            return Ok(());
        };
        let length = after.received.saturating_sub(upload.received) as usize;
        let wanted = FileRequest::Write {
            app_id: cx.conn().app_id(),
            file_id: upload.file_id,
            by,
            at: upload.received,
            bytes: piece.data.0.iter().take(length).copied().collect(),
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &piece.message_id, Purpose::Piece(after), wanted);
        Ok(())
    }

    /// What is wanted after a piece: the first byte that is missing, or nothing more (MLS-191).
    pub(super) fn piece_written(
        cx: &mut Context<'_>,
        message_id: MessageId,
        upload: Upload,
        reply: &StoreReply,
    ) -> Packets {
        type Answer = lobby::FileUploadServerRequest;
        let answer = match reply {
            StoreReply::Done if upload.received < upload.size => Answer {
                i_req_start_byte_index: upload.received.cast_signed(),
                i_packet_number: upload.packet,
                i_xfer_status: Xfer::MID,
                ..StatusResponse::success(message_id)
            },
            StoreReply::Done => Answer { i_xfer_status: Xfer::END, ..StatusResponse::success(message_id) },
            _ => {
                cx.state_mut().upload.take_if(|open| open.file_id == upload.file_id);
                Answer::with(message_id, Status::DB_ERROR)
            }
        };
        Packets::of(&answer, cx.dialect())
    }

    pub(super) fn close_file(&mut self, cx: &mut Context<'_>, request: lobby::FileCloseRequest) -> HandlerResult {
        mark!(cx.out, "MLS-192");
        type Answer = lobby::FileCloseResponse;
        Self::player(cx.conn())?;
        let file = request.medius_file_info;
        let open = cx.state_mut().upload.take_if(|upload| upload.file_id == FileId(file.file_id));
        let status = if open.is_some() { Status::SUCCESS } else { Status::DB_ERROR };
        cx.reply(&Answer { medius_file_info: file, ..Answer::with(request.message_id, status) });
        Ok(())
    }

    pub(super) fn cancel_file(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::FileCancelOperationRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-192");
        type Answer = lobby::FileCancelOperationResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::FILE_NO_PERMISSIONS)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        let wanted = FileRequest::Find { app_id, name: name(&file) };
        self.ask(cx, &request.message_id, Purpose::File(FileAnswer::Cancelled), wanted);
        Ok(())
    }

    pub(super) fn download_file(&mut self, cx: &mut Context<'_>, request: lobby::FileDownloadRequest) -> HandlerResult {
        mark!(cx.out, "MLS-193");
        type Answer = lobby::FileDownloadResponse;
        let file = request.medius_file_info;
        let Some((_, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        let wanted = FileRequest::Read { app_id, name: name(&file) };
        self.ask(cx, &request.message_id, Purpose::File(FileAnswer::Downloading), wanted);
        Ok(())
    }

    fn download(cx: &Context<'_>, message_id: MessageId, bytes: &[u8]) -> Packets {
        let mut packets = Packets::default();
        let mut pieces = bytes.chunks(PIECE).enumerate().peekable();
        if pieces.peek().is_none() {
            let empty = lobby::FileDownloadResponse { i_xfer_status: Xfer::END, ..StatusResponse::success(message_id) };
            packets.push(&empty, cx.dialect());
        }
        while let Some((number, piece)) = pieces.next() {
            let mut data = [0; PIECE];
            for (to, from) in data.iter_mut().zip(piece) {
                *to = *from;
            }
            let i_xfer_status = match (number, pieces.peek()) {
                (_, None) => Xfer::END,
                (0, _) => Xfer::INITIAL,
                _ => Xfer::MID,
            };
            let count = |value: usize| i32::try_from(value).unwrap_or(i32::MAX);
            let answer = lobby::FileDownloadResponse {
                data: Bytes::new(data),
                i_start_byte_index: count(number * PIECE),
                i_data_size: count(piece.len()),
                i_packet_number: count(number),
                i_xfer_status,
                ..StatusResponse::success(message_id)
            };
            packets.push(&answer, cx.dialect());
        }
        packets
    }

    pub(super) fn file_told(
        cx: &mut Context<'_>,
        message_id: MessageId,
        what: FileAnswer,
        reply: &StoreReply,
    ) -> Packets {
        let dialect = cx.dialect();
        let is_own = matches!(reply, StoreReply::File(entry) if Some(entry.owner) == cx.state().account_id);
        let status = match (what, reply) {
            (_, StoreReply::Refused(Refusal::Exists)) => Status::FILE_ALREADY_EXISTS,
            (_, StoreReply::Refused(Refusal::Full)) => Status::FILE_QUOTA_EXCEEDED,
            (FileAnswer::Deleted, StoreReply::Refused(Refusal::Missing)) => Status::DATA_DOES_NOT_EXIST,
            (FileAnswer::Cancelled, StoreReply::File(_) | StoreReply::Refused(_)) if !is_own => {
                Status::FILE_NO_PERMISSIONS
            }
            (_, other) => common::status(other, Status::DB_ERROR),
        };
        match (what, reply) {
            (FileAnswer::Created, StoreReply::File(entry)) => Packets::of(
                &lobby::FileCreateResponse { medius_file_info: told(entry), ..StatusResponse::success(message_id) },
                dialect,
            ),
            (FileAnswer::Created, _) => Packets::of(&lobby::FileCreateResponse::with(message_id, status), dialect),
            (FileAnswer::Uploading(size), StoreReply::File(entry)) if is_own && size <= entry.size => {
                cx.state_mut().upload = Some(Upload { file_id: entry.id, size, received: 0, packet: 0 });
                let first = lobby::FileUploadServerRequest {
                    i_xfer_status: Xfer::INITIAL,
                    ..StatusResponse::success(message_id)
                };
                Packets::of(&first, dialect)
            }
            (FileAnswer::Uploading(_), _) => {
                Packets::of(&lobby::FileUploadServerRequest::with(message_id, Status::DB_ERROR), dialect)
            }
            (FileAnswer::Cancelled, _) => {
                if let StoreReply::File(entry) = reply {
                    cx.state_mut().upload.take_if(|open| open.file_id == entry.id);
                }
                Packets::of(&lobby::FileCancelOperationResponse::with(message_id, status), dialect)
            }
            (FileAnswer::Deleted, _) => Packets::of(&lobby::FileDeleteResponse::with(message_id, status), dialect),
            (FileAnswer::Attributes, StoreReply::File(entry)) => {
                let answer = lobby::FileGetAttributesResponse {
                    medius_file_info: told(entry),
                    medius_file_attributes_response: attributes(entry),
                    ..StatusResponse::success(message_id)
                };
                Packets::of(&answer, dialect)
            }
            (FileAnswer::Attributes, other) => {
                let status = common::status(other, Status::NO_RESULT);
                Packets::of(&lobby::FileGetAttributesResponse::with(message_id, status), dialect)
            }
            (FileAnswer::Downloading, StoreReply::Bytes(bytes)) => Self::download(cx, message_id, bytes),
            // One packet with all counters 0 [CAP-DL].
            (FileAnswer::Downloading, _) => {
                Packets::of(&lobby::FileDownloadResponse::with(message_id, status), dialect)
            }
        }
    }

    pub(super) fn delete_file(&mut self, cx: &mut Context<'_>, request: lobby::FileDeleteRequest) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileDeleteResponse;
        let file = request.medius_file_to_delete;
        let Some((by, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        let wanted = FileRequest::Delete { app_id, by, name: name(&file) };
        self.ask(cx, &request.message_id, Purpose::File(FileAnswer::Deleted), wanted);
        Ok(())
    }

    pub(super) fn file_attributes(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::FileGetAttributesRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileGetAttributesResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::NO_RESULT)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        let wanted = FileRequest::Find { app_id, name: name(&file) };
        self.ask(cx, &request.message_id, Purpose::File(FileAnswer::Attributes), wanted);
        Ok(())
    }

    pub(super) fn file_list(&mut self, cx: &mut Context<'_>, request: lobby::FileListRequest) -> HandlerResult {
        let search = FileSearch {
            app_id: cx.conn().app_id(),
            begins_with: request.file_name_begins_with.to_text(),
            larger_than: request.filesize_greater_than,
            smaller_than: request.filesize_less_than,
            owner: AccountId(request.owner_by_id.cast_signed()),
            newer_than: request.newer_than_timestamp,
            metadata: Default::default(),
            page: Some(Page::from_row(request.starting_entry_number.into(), request.page_size.into())),
        };
        self.list_files::<lobby::FileListResponse>(cx, &request.message_id, search, Purpose::FileList)
    }

    pub(super) fn file_list_ext(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::FileListExtRequest,
    ) -> HandlerResult {
        let FileMetaData { key, value } = request.meta_data;
        let search = FileSearch {
            app_id: cx.conn().app_id(),
            begins_with: request.file_name_begins_with.to_text(),
            larger_than: request.filesize_greater_than,
            smaller_than: request.filesize_less_than,
            owner: AccountId(request.owner_by_id),
            newer_than: request.newer_than_timestamp,
            metadata: (key.to_text(), value.to_text()),
            page: Some(Page::from_row(request.starting_entry_number.into(), request.page_size.into())),
        };
        let key = key.to_text();
        self.list_files::<lobby_ext::FileListExtResponse>(cx, &request.message_id, search, Purpose::FileListExt(key))
    }

    fn list_files<R: StatusResponse>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        mut search: FileSearch,
        purpose: Purpose,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        Self::player(cx.conn())?;
        if !Self::title(cx.conn())?.files {
            cx.reply_status::<R>(message_id, Status::NO_RESULT);
            return Ok(());
        }
        search.page = search.page.map(|page| self.bounded(page));
        self.ask(cx, message_id, purpose, FileRequest::List(Box::new(search)));
        Ok(())
    }

    pub(super) fn file_rows(cx: &Context<'_>, message_id: MessageId, rows: &[FileEntry]) -> Packets {
        let rows = rows.iter().map(|row| lobby::FileListResponse {
            medius_file_to_list: told(row),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn file_rows_ext(cx: &Context<'_>, message_id: MessageId, key: &str, rows: &[FileEntry]) -> Packets {
        let value =
            |row: &FileEntry| row.metadata.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        let rows = rows.iter().map(|row| lobby_ext::FileListExtResponse {
            medius_file_info: told(row),
            meta_value: PlainText::new(value(row).unwrap_or_default()),
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn file_metadata(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::FileGetMetaDataRequest,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileGetMetaDataResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::NO_RESULT)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        let key = request.medius_meta_data_requested_key.key.to_text();
        let wanted = FileRequest::Find { app_id, name: name(&file) };
        self.ask(cx, &request.message_id, Purpose::FileMetadata(key), wanted);
        Ok(())
    }

    /// The metadata of one key, or all where none is named (MLS-194).
    pub(super) fn metadata_rows(cx: &Context<'_>, message_id: MessageId, key: &str, reply: &StoreReply) -> Packets {
        type Answer = lobby::FileGetMetaDataResponse;
        let StoreReply::File(entry) = reply else {
            let status = common::status(reply, Status::NO_RESULT);
            return Packets::of(&Answer::ended(message_id, status), cx.dialect());
        };
        let wanted = entry.metadata.iter().filter(|(known, _)| key.is_empty() || known == key);
        let rows = wanted.map(|(key, value)| Answer {
            medius_file_info: told(entry),
            medius_meta_data_response_key: FileMetaData { key: PlainText::new(key), value: PlainText::new(value) },
            ..StatusResponse::success(message_id)
        });
        list::packets(message_id, rows, cx.dialect())
    }

    pub(super) fn update_metadata(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby::FileUpdateMetaDataRequest,
    ) -> HandlerResult {
        self.save_metadata(cx, &request.message_id, &request.medius_file_info, &request.medius_update_meta_data)
    }

    pub(super) fn update_aux_metadata(
        &mut self,
        cx: &mut Context<'_>,
        request: lobby_ext::FileUpdateAuxMetaDataRequest,
    ) -> HandlerResult {
        self.save_metadata(cx, &request.message_id, &request.medius_file_info, &request.medius_update_meta_data)
    }

    fn save_metadata(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        file: &File,
        metadata: &FileMetaData,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileUpdateMetaDataResponse;
        let own = self.file_of::<Answer>(cx, message_id, file, Status::NO_RESULT)?;
        let Some((by, app_id)) = own else { return Ok(()) };
        let (key, value) = (metadata.key.to_text(), metadata.value.to_text());
        let wanted = FileRequest::SaveMetadata { app_id, by, name: name(file), key, value };
        self.ask(cx, message_id, Purpose::SavedMetadata, wanted);
        Ok(())
    }

    pub(super) fn metadata_saved(cx: &Context<'_>, message_id: MessageId, reply: &StoreReply) -> Packets {
        type Answer = lobby::FileUpdateMetaDataResponse;
        let answer = match reply {
            StoreReply::File(entry) => {
                Answer { medius_file: told(entry), ..Answer::ended(message_id, Status::SUCCESS) }
            }
            StoreReply::Refused(Refusal::Missing) => Answer::ended(message_id, Status::NO_RESULT),
            other => Answer::ended(message_id, common::status(other, Status::DB_ERROR)),
        };
        Packets::of(&answer, cx.dialect())
    }
}
