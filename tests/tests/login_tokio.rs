//! Whole logins on tokio, over real sockets.

clank_tests::logins!(clank_runtime_tokio::Driver);
