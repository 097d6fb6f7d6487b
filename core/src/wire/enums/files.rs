//! Files.

use crate::wire::macros::enumerations;

enumerations! {
    /// MediusFileXferStatus.
    FileXferStatus "MediusFileXferStatus"(i32) {
        ERROR = 0 "Error",
        INITIAL = 1 "Initial",
        MID = 2 "Mid",
        END = 3 "End",
    }

    /// MediusFileSortBy.
    FileSortBy "MediusFileSortBy"(i32) {
        NOTHING = 0 "MFSortByNothing",
        NAME = 1 "MFSortByName",
        FILE_SIZE = 2 "MFSortByFileSize",
        TIME_STAMP = 3 "MFSortByTimeStamp",
        GROUP_ID = 4 "MFSortByGroupID",
        POPULARITY = 5 "MFSortByPopularity",
        META_VALUE = 6 "MFSortByMetaValue",
        META_STRING = 7 "MFSortByMetaString",
    }

    /// MFS_TransferResult.
    MFSTransferResult "MFS_TransferResult"(i32) {
        UPLOAD_SUCCESS = 0 "mfsUPLOAD_SUCCESS",
        DOWNLOAD_SUCCESS = 1 "mfsDOWNLOAD_SUCCESS",
        UPLOAD_FAILURE = 2 "mfsUPLOAD_FAILURE",
        DOWNLOAD_FAILURE = 3 "mfsDOWNLOAD_FAILURE",
    }
}
