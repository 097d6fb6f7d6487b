//! The flows of the lobby on tokio, over real sockets.

clank_tests::flows!(clank_runtime_tokio::Driver);
