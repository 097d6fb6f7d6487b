//! Files (lobby.md 5.11).

use crate::wire::macros::messages;
use crate::wire::{
    CallbackStatus, ComparisonOperator, File, FileMetaData, FileSortBy, MessageId, Pad, PlainText, SortOrder,
};

messages! {
    4

    /// MediusFileListExtRequest, 500 bytes, messages.json 4/44 (MultiServer3 only).
    0x44 FileListExtRequest "MediusFileListExtRequest" Request -> (4, 0x45) {
        file_name_begins_with "FileNameBeginsWith": PlainText<128>,
        filesize_greater_than "FilesizeGreaterThan": u32,
        filesize_less_than "FilesizeLessThan": u32,
        owner_by_id "OwnerByID": i32,
        newer_than_timestamp "NewerThanTimestamp": u32,
        starting_entry_number "StartingEntryNumber": u32,
        page_size "PageSize": u32,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
        meta_data "metaData": FileMetaData,
        meta_operator "metaOperator": ComparisonOperator,
        sort_by "sortBy": FileSortBy,
        sort_order "sortOrder": SortOrder,
    }
    /// MediusFileListExtResponse, 456 bytes, messages.json 4/45 (MultiServer3 only).
    0x45 FileListExtResponse "MediusFileListExtResponse" Response list "EndOfList" {
        medius_file_info "MediusFileInfo": File,
        meta_value "MetaValue": PlainText<256>,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        end_of_list "EndOfList": u8,
        pad "padding": Pad<2>,
    }
    /// MediusFileUpdateAuxMetaDataRequest, 508 bytes, messages.json 4/46 (MultiServer3 only).
    0x46 FileUpdateAuxMetaDataRequest "MediusFileUpdateAuxMetaDataRequest" Request -> (1, 0xB9) {
        medius_file_info "MediusFileInfo": File,
        medius_update_meta_data "MediusUpdateMetaData": FileMetaData,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
}
