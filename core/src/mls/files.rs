//! Files on the server (lobby.md 5.11): switched on by title.

use super::state::{Context, Lobby};
use super::upload::{PIECE, Upload};
use crate::connections::HandlerResult;
use crate::ids::{AccountId, AppId, FileId};
use crate::link::Packets;
use crate::lobby::account_requests::AccountRequests as _;
use crate::lobby::feature::declare_feature;
use crate::lobby::list::{self, list_answer};
use crate::lobby::store_client::{Awaits, ReplyTo, StoreUser as _, status_of};
use crate::machine::{Cost, Fault, mark};
use crate::store::{
    Answer, CreateFile, CreateFileRefusal, DeleteFile, DeleteFileRefusal, FileEntry, FileMissing, FindFile, ListFiles,
    Page, ReadFile, SaveFileMetadata, SaveFileMetadataRefusal, WriteFile, WriteFileRefusal,
};
use crate::wire::StatusResponse;
use crate::wire::{
    Bytes, CallbackStatus as Status, File, FileAttributes, FileMetaData, FileXferStatus as Xfer, MessageId, PlainText,
    lobby, lobby_ext,
};

declare_feature! { Lobby;
    routes {
        lobby::FileCreateRequest => create_file,
        lobby::FileUploadRequest => upload_file,
        lobby::FileUploadResponse => upload_piece,
        lobby::FileCloseRequest => close_file,
        lobby::FileCancelOperationRequest => cancel_file,
        lobby::FileDownloadRequest => download_file,
        lobby::FileDeleteRequest => delete_file,
        lobby::FileGetAttributesRequest => file_attributes,
        lobby::FileListRequest => file_list,
        lobby_ext::FileListExtRequest => file_list_ext,
        lobby::FileGetMetaDataRequest => file_metadata,
        lobby::FileUpdateMetaDataRequest => update_metadata,
        lobby_ext::FileUpdateAuxMetaDataRequest => update_aux_metadata,
    }
    pending {
        FileCreated: CreateFile => file_created,
        UploadedFileFound { size: u32 }: FindFile => uploaded_file_found,
        PieceWritten { upload: Upload }: WriteFile => piece_written,
        CancelledFileFound: FindFile => cancelled_file_found,
        FileRead: ReadFile => file_read,
        FileDeleted: DeleteFile => status(lobby::FileDeleteResponse, |why| match why {
            DeleteFileRefusal::NoFile => Status::DATA_DOES_NOT_EXIST,
            DeleteFileRefusal::NotOwner => Status::DB_ERROR,
        }),
        AttributesFound: FindFile => attributes_found,
        FilesListed: ListFiles => files_listed,
        FilesListedExt { key: String }: ListFiles => files_listed_ext,
        MetadataFound { key: String }: FindFile => metadata_found,
        MetadataSaved: SaveFileMetadata => metadata_saved,
    }
    unattended {}
}

/// Bytes of the field of a name, its NUL among them.
const NAME: usize = 128;

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

/// A name without a path, or with folders where the title has them (TQ-19); none leads out of where a store keeps it
/// (MLS-190).
fn sound(name: &str, folders: bool) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'/' | b'\\' | b':');
    let part = |part: &str| !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain);
    name.len() < NAME && if folders { name.split('/').all(part) } else { part(name) }
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
        let title = Self::title(cx.conn())?;
        if !title.files || !sound(&name(file), title.file_folders) {
            cx.reply_status::<R>(message_id, missing);
            return Ok(None);
        }
        Ok(Some((account_id, cx.conn().app_id())))
    }

    fn create_file(&mut self, cx: &mut Context<'_>, request: lobby::FileCreateRequest) -> HandlerResult {
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
        let wanted = CreateFile {
            app_id,
            owner,
            name: name(&file),
            size,
            description: request.medius_file_create_attributes.description.0.to_vec(),
            unix_s: cx.unix_s(),
            max: limits.files,
        };
        self.ask(cx, &request.message_id, FileCreated {}, wanted);
        Ok(())
    }

    fn file_created(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: FileCreated,
        answer: Answer<CreateFile>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            CreateFileRefusal::Exists => Status::FILE_ALREADY_EXISTS,
            CreateFileRefusal::Full => Status::FILE_QUOTA_EXCEEDED,
        });
        let mut response = lobby::FileCreateResponse::with(asked.message_id, status);
        if let Ok(entry) = answer {
            response.medius_file_info = told(&entry);
        }
        Packets::of(&response, cx.dialect())
    }

    fn upload_file(&mut self, cx: &mut Context<'_>, request: lobby::FileUploadRequest) -> HandlerResult {
        mark!(cx.out, "MLS-191");
        type Answer = lobby::FileUploadServerRequest;
        let file = request.medius_file_info;
        let Some((_, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        let pending = UploadedFileFound { size: request.ui_data_size };
        self.ask(cx, &request.message_id, pending, FindFile { app_id, name: name(&file) });
        Ok(())
    }

    /// Begins an upload, if the file is the player's own and large enough.
    fn uploaded_file_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        wanted: UploadedFileFound,
        answer: Answer<FindFile>,
    ) -> Packets {
        type Response = lobby::FileUploadServerRequest;
        let size = wanted.size;
        let own = answer.ok().filter(|entry| Some(entry.owner) == cx.state().account_id && size <= entry.size);
        let response = match own {
            Some(entry) => {
                cx.state_mut().upload = Some(Upload { file_id: entry.id, size, received: 0, packet: 0 });
                Response { i_xfer_status: Xfer::INITIAL, ..StatusResponse::success(asked.message_id) }
            }
            None => Response::with(asked.message_id, Status::DB_ERROR),
        };
        Packets::of(&response, cx.dialect())
    }

    /// A piece of a file; one that was not asked for ends the upload. What a console says of its end wants no answer
    /// (MLS-191).
    fn upload_piece(&mut self, cx: &mut Context<'_>, piece: lobby::FileUploadResponse) -> HandlerResult {
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
        let wanted = WriteFile {
            app_id: cx.conn().app_id(),
            file_id: upload.file_id,
            by,
            at: upload.received,
            bytes: piece.data.0.iter().take(length).copied().collect(),
            unix_s: cx.unix_s(),
        };
        self.ask(cx, &piece.message_id, PieceWritten { upload: after }, wanted);
        Ok(())
    }

    /// What is wanted after a piece: the first byte that is missing, or nothing more (MLS-191).
    fn piece_written(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        PieceWritten { upload }: PieceWritten,
        answer: Answer<WriteFile>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            WriteFileRefusal::NoFile | WriteFileRefusal::NotOwner | WriteFileRefusal::BeyondEnd => Status::DB_ERROR,
        });
        let mut response = lobby::FileUploadServerRequest::with(asked.message_id, status);
        if answer.is_err() {
            cx.state_mut().upload.take_if(|open| open.file_id == upload.file_id);
        } else if upload.received < upload.size {
            response.i_req_start_byte_index = upload.received.cast_signed();
            response.i_packet_number = upload.packet;
            response.i_xfer_status = Xfer::MID;
        } else {
            response.i_xfer_status = Xfer::END;
        }
        Packets::of(&response, cx.dialect())
    }

    fn close_file(&mut self, cx: &mut Context<'_>, request: lobby::FileCloseRequest) -> HandlerResult {
        mark!(cx.out, "MLS-192");
        type Answer = lobby::FileCloseResponse;
        Self::player(cx.conn())?;
        let file = request.medius_file_info;
        let open = cx.state_mut().upload.take_if(|upload| upload.file_id == FileId(file.file_id));
        let status = if open.is_some() { Status::SUCCESS } else { Status::DB_ERROR };
        cx.reply(&Answer { medius_file_info: file, ..Answer::with(request.message_id, status) });
        Ok(())
    }

    fn cancel_file(&mut self, cx: &mut Context<'_>, request: lobby::FileCancelOperationRequest) -> HandlerResult {
        mark!(cx.out, "MLS-192");
        type Answer = lobby::FileCancelOperationResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::FILE_NO_PERMISSIONS)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        self.ask(cx, &request.message_id, CancelledFileFound {}, FindFile { app_id, name: name(&file) });
        Ok(())
    }

    /// A file that is missing is answered as one of another player is.
    fn cancelled_file_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: CancelledFileFound,
        answer: Answer<FindFile>,
    ) -> Packets {
        let mut status = status_of(&answer, |FileMissing::NoFile| Status::FILE_NO_PERMISSIONS);
        if let Ok(entry) = answer {
            cx.state_mut().upload.take_if(|open| open.file_id == entry.id);
            if Some(entry.owner) != cx.state().account_id {
                status = Status::FILE_NO_PERMISSIONS;
            }
        }
        Packets::of(&lobby::FileCancelOperationResponse::with(asked.message_id, status), cx.dialect())
    }

    fn download_file(&mut self, cx: &mut Context<'_>, request: lobby::FileDownloadRequest) -> HandlerResult {
        mark!(cx.out, "MLS-193");
        type Answer = lobby::FileDownloadResponse;
        let file = request.medius_file_info;
        let Some((_, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        self.ask(cx, &request.message_id, FileRead {}, ReadFile { app_id, name: name(&file) });
        Ok(())
    }

    /// A file in pieces, or one packet with all counters 0 [CAP-DL].
    fn file_read(&mut self, cx: &mut Context<'_>, asked: ReplyTo, _: FileRead, answer: Answer<ReadFile>) -> Packets {
        let status = status_of(&answer, |FileMissing::NoFile| Status::DB_ERROR);
        match answer {
            Ok(bytes) => Self::download(cx, asked.message_id, &bytes),
            Err(_) => Packets::of(&lobby::FileDownloadResponse::with(asked.message_id, status), cx.dialect()),
        }
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

    fn delete_file(&mut self, cx: &mut Context<'_>, request: lobby::FileDeleteRequest) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileDeleteResponse;
        let file = request.medius_file_to_delete;
        let Some((by, app_id)) = self.file_owner::<Answer>(cx, &request.message_id, &file)? else { return Ok(()) };
        self.ask(cx, &request.message_id, FileDeleted {}, DeleteFile { app_id, by, name: name(&file) });
        Ok(())
    }

    fn file_attributes(&mut self, cx: &mut Context<'_>, request: lobby::FileGetAttributesRequest) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileGetAttributesResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::NO_RESULT)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        self.ask(cx, &request.message_id, AttributesFound {}, FindFile { app_id, name: name(&file) });
        Ok(())
    }

    fn attributes_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: AttributesFound,
        answer: Answer<FindFile>,
    ) -> Packets {
        let status = status_of(&answer, |FileMissing::NoFile| Status::NO_RESULT);
        let mut response = lobby::FileGetAttributesResponse::with(asked.message_id, status);
        if let Ok(entry) = answer {
            response.medius_file_info = told(&entry);
            response.medius_file_attributes_response = attributes(&entry);
        }
        Packets::of(&response, cx.dialect())
    }

    fn file_list(&mut self, cx: &mut Context<'_>, request: lobby::FileListRequest) -> HandlerResult {
        let search = ListFiles {
            app_id: cx.conn().app_id(),
            begins_with: request.file_name_begins_with.to_text(),
            larger_than: request.filesize_greater_than,
            smaller_than: request.filesize_less_than,
            owner: AccountId(request.owner_by_id.cast_signed()),
            newer_than: request.newer_than_timestamp,
            metadata: Default::default(),
            page: Page::from_row(request.starting_entry_number.into(), request.page_size.into()),
        };
        self.list_files::<lobby::FileListResponse, _>(cx, &request.message_id, search, FilesListed {})
    }

    fn file_list_ext(&mut self, cx: &mut Context<'_>, request: lobby_ext::FileListExtRequest) -> HandlerResult {
        let FileMetaData { key, value } = request.meta_data;
        let search = ListFiles {
            app_id: cx.conn().app_id(),
            begins_with: request.file_name_begins_with.to_text(),
            larger_than: request.filesize_greater_than,
            smaller_than: request.filesize_less_than,
            owner: AccountId(request.owner_by_id),
            newer_than: request.newer_than_timestamp,
            metadata: (key.to_text(), value.to_text()),
            page: Page::from_row(request.starting_entry_number.into(), request.page_size.into()),
        };
        let pending = FilesListedExt { key: key.to_text() };
        self.list_files::<lobby_ext::FileListExtResponse, _>(cx, &request.message_id, search, pending)
    }

    fn list_files<R: StatusResponse, P: Awaits<Request = ListFiles, Feature = Pending>>(
        &mut self,
        cx: &mut Context<'_>,
        message_id: &MessageId,
        search: ListFiles,
        pending: P,
    ) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        Self::player(cx.conn())?;
        if !Self::title(cx.conn())?.files {
            cx.reply_status::<R>(message_id, Status::NO_RESULT);
            return Ok(());
        }
        let page = self.bounded(search.page);
        self.ask(cx, message_id, pending, ListFiles { page, ..search });
        Ok(())
    }

    fn files_listed(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: FilesListed,
        answer: Answer<ListFiles>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| lobby::FileListResponse {
            medius_file_to_list: told(&row),
            ..StatusResponse::success(asked.message_id)
        })
    }

    fn files_listed_ext(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        wanted: FilesListedExt,
        answer: Answer<ListFiles>,
    ) -> Packets {
        list_answer(asked.message_id, answer, cx.dialect(), |row| {
            let value = row.metadata.iter().find(|(key, _)| *key == wanted.key).map(|(_, value)| value.as_str());
            lobby_ext::FileListExtResponse {
                medius_file_info: told(&row),
                meta_value: PlainText::new(value.unwrap_or_default()),
                ..StatusResponse::success(asked.message_id)
            }
        })
    }

    fn file_metadata(&mut self, cx: &mut Context<'_>, request: lobby::FileGetMetaDataRequest) -> HandlerResult {
        mark!(cx.out, "MLS-194");
        type Answer = lobby::FileGetMetaDataResponse;
        let file = request.medius_file_info;
        let own = self.file_of::<Answer>(cx, &request.message_id, &file, Status::NO_RESULT)?;
        let Some((_, app_id)) = own else { return Ok(()) };
        let pending = MetadataFound { key: request.medius_meta_data_requested_key.key.to_text() };
        self.ask(cx, &request.message_id, pending, FindFile { app_id, name: name(&file) });
        Ok(())
    }

    /// The metadata of one key, or all where none is named (MLS-194).
    fn metadata_found(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        wanted: MetadataFound,
        answer: Answer<FindFile>,
    ) -> Packets {
        type Response = lobby::FileGetMetaDataResponse;
        let status = status_of(&answer, |FileMissing::NoFile| Status::NO_RESULT);
        let Ok(entry) = answer else {
            return Packets::of(&Response::ended(asked.message_id, status), cx.dialect());
        };
        let rows = entry.metadata.iter().filter(|(key, _)| wanted.key.is_empty() || *key == wanted.key);
        let rows = rows.map(|(key, value)| Response {
            medius_file_info: told(&entry),
            medius_meta_data_response_key: FileMetaData { key: PlainText::new(key), value: PlainText::new(value) },
            ..StatusResponse::success(asked.message_id)
        });
        list::packets(asked.message_id, rows, cx.dialect())
    }

    fn update_metadata(&mut self, cx: &mut Context<'_>, request: lobby::FileUpdateMetaDataRequest) -> HandlerResult {
        self.save_metadata(cx, &request.message_id, &request.medius_file_info, &request.medius_update_meta_data)
    }

    fn update_aux_metadata(
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
        let wanted = SaveFileMetadata { app_id, by, name: name(file), key, value };
        self.ask(cx, message_id, MetadataSaved {}, wanted);
        Ok(())
    }

    fn metadata_saved(
        &mut self,
        cx: &mut Context<'_>,
        asked: ReplyTo,
        _: MetadataSaved,
        answer: Answer<SaveFileMetadata>,
    ) -> Packets {
        let status = status_of(&answer, |why| match why {
            SaveFileMetadataRefusal::NoFile => Status::NO_RESULT,
            SaveFileMetadataRefusal::NotOwner | SaveFileMetadataRefusal::Full => Status::DB_ERROR,
        });
        let mut response = lobby::FileUpdateMetaDataResponse::ended(asked.message_id, status);
        if let Ok(entry) = answer {
            response.medius_file = told(&entry);
        }
        Packets::of(&response, cx.dialect())
    }
}
