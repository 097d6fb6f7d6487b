//! Files on the server (lobby.md 5.11).

use crate::wire::macros::messages;
use crate::wire::{
    Bytes, CallbackStatus, File, FileAttributes, FileMetaData, FileXferStatus, MessageId, Pad, PlainText,
};

messages! {
    1

    /// MediusFileCreateRequest, 472 bytes, messages.json 1/A5 (horizon-server and MultiServer3 (same lineage)).
    0xA5 FileCreateRequest "MediusFileCreateRequest" Request -> (1, 0xA6) {
        medius_file_to_create "MediusFileToCreate": File,
        medius_file_create_attributes "MediusFileCreateAttributes": FileAttributes,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileCreateResponse, 200 bytes, messages.json 1/A6 (horizon-server and MultiServer3 (same lineage)).
    0xA6 FileCreateResponse "MediusFileCreateResponse" Response {
        medius_file_info "MediusFileInfo": File,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileUploadRequest, 204 bytes, messages.json 1/A7 (horizon-server and MultiServer3 (same lineage)).
    0xA7 FileUploadRequest "MediusFileUploadRequest" Request -> (1, 0xA9) {
        medius_file_info "MediusFileInfo": File,
        puc_data_start "PucDataStart": u32,
        ui_data_size "UiDataSize": u32,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileUploadResponse, 508 bytes, messages.json 1/A8 (horizon-server and MultiServer3 (same lineage)).
    0xA8 FileUploadResponse "MediusFileUploadResponse" Response -> (1, 0xA9) {
        data "Data": Bytes<464>,
        i_start_byte_index "iStartByteIndex": i32,
        i_data_size "iDataSize": i32,
        i_packet_number "iPacketNumber": i32,
        i_xfer_status "iXferStatus": FileXferStatus,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileUploadServerRequest, 40 bytes, messages.json 1/A9 (horizon-server and MultiServer3 (same lineage)).
    0xA9 FileUploadServerRequest "MediusFileUploadServerRequest" Peer -> (1, 0xA8) {
        i_req_start_byte_index "iReqStartByteIndex": i32,
        i_packet_number "iPacketNumber": i32,
        i_xfer_status "iXferStatus": FileXferStatus,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileCloseRequest, 196 bytes, messages.json 1/AA (horizon-server and MultiServer3 (same lineage)).
    0xAA FileCloseRequest "MediusFileCloseRequest" Request -> (1, 0xAB) {
        medius_file_info "MediusFileInfo": File,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileCloseResponse, 200 bytes, messages.json 1/AB (horizon-server and MultiServer3 (same lineage)).
    0xAB FileCloseResponse "MediusFileCloseResponse" Response {
        medius_file_info "MediusFileInfo": File,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileDownloadRequest, 196 bytes, messages.json 1/AC.
    0xAC FileDownloadRequest "MediusFileDownloadRequest" Request -> (1, 0xAD) {
        medius_file_info "MediusFileInfo": File,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileDownloadResponse, 508 bytes, messages.json 1/AD.
    0xAD FileDownloadResponse "MediusFileDownloadResponse" Response {
        data "Data": Bytes<464>,
        i_start_byte_index "iStartByteIndex": i32,
        i_data_size "iDataSize": i32,
        i_packet_number "iPacketNumber": i32,
        i_xfer_status "iXferStatus": FileXferStatus,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileDeleteRequest, 196 bytes, messages.json 1/B0 (MultiServer3 only).
    0xB0 FileDeleteRequest "MediusFileDeleteRequest" Request -> (1, 0xB1) {
        medius_file_to_delete "MediusFileToDelete": File,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileDeleteResponse, 28 bytes, messages.json 1/B1 (MultiServer3 only).
    0xB1 FileDeleteResponse "MediusFileDeleteResponse" Response {
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileListRequest, 176 bytes, messages.json 1/B2 (MultiServer3 only).
    0xB2 FileListRequest "MediusFileListRequest" Request -> (1, 0xB3) {
        file_name_begins_with "FileNameBeginsWith": PlainText<128>,
        filesize_greater_than "FilesizeGreaterThan": u32,
        filesize_less_than "FilesizeLessThan": u32,
        owner_by_id "OwnerByID": u32,
        newer_than_timestamp "NewerThanTimestamp": u32,
        starting_entry_number "StartingEntryNumber": u32,
        page_size "PageSize": u32,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileListResponse, 200 bytes, messages.json 1/B3 (MultiServer3 only).
    0xB3 FileListResponse "MediusFileListResponse" Response list "EndOfList" {
        medius_file_to_list "MediusFileToList": File,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        end_of_list "EndOfList": u8,
        pad "padding": Pad<2>,
    }
    /// MediusFileGetAttributesRequest, 196 bytes, messages.json 1/B6.
    0xB6 FileGetAttributesRequest "MediusFileGetAttributesRequest" Request -> (1, 0xB7) {
        medius_file_info "MediusFileInfo": File,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileGetAttributesResponse, 476 bytes, messages.json 1/B7 (captured from a community server).
    0xB7 FileGetAttributesResponse "MediusFileGetAttributesResponse" Response {
        medius_file_info "MediusFileInfo": File,
        medius_file_attributes_response "MediusFileAttributesResponse": FileAttributes,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileUpdateMetaDataRequest, 508 bytes, messages.json 1/B8 (MultiServer3 only).
    0xB8 FileUpdateMetaDataRequest "MediusFileUpdateMetaDataRequest" Request -> (1, 0xB9) {
        medius_file_info "MediusFileInfo": File,
        medius_update_meta_data "MediusUpdateMetaData": FileMetaData,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileUpdateMetaDataResponse, 200 bytes, messages.json 1/B9 (MultiServer3 only).
    0xB9 FileUpdateMetaDataResponse "MediusFileUpdateMetaDataResponse" Response list "EndOfList" {
        medius_file "MediusFile": File,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        end_of_list "EndOfList": u8,
        pad "padding": Pad<2>,
    }
    /// MediusFileGetMetaDataRequest, 508 bytes, messages.json 1/BA (MultiServer3 only).
    0xBA FileGetMetaDataRequest "MediusFileGetMetaDataRequest" Request -> (1, 0xBB) {
        medius_file_info "MediusFileInfo": File,
        medius_meta_data_requested_key "MediusMetaDataRequestedKey": FileMetaData,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileGetMetaDataResponse, 512 bytes, messages.json 1/BB (MultiServer3 only).
    0xBB FileGetMetaDataResponse "MediusFileGetMetaDataResponse" Response list "EndOfList" {
        medius_file_info "MediusFileInfo": File,
        medius_meta_data_response_key "MediusMetaDataResponseKey": FileMetaData,
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        end_of_list "EndOfList": u8,
        pad "padding": Pad<2>,
    }
    /// MediusFileCancelOperationRequest, 196 bytes, messages.json 1/BE (MultiServer3 only).
    0xBE FileCancelOperationRequest "MediusFileCancelOperationRequest" Request -> (1, 0xBF) {
        medius_file_info "MediusFileInfo": File,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
    /// MediusFileCancelOperationResponse, 28 bytes, messages.json 1/BF (MultiServer3 only).
    0xBF FileCancelOperationResponse "MediusFileCancelOperationResponse" Response {
        status_code "StatusCode": CallbackStatus,
        message_id "MessageID": MessageId,
        pad "padding": Pad<3>,
    }
}
