//! The flows of the lobby on mio, over real sockets.

clank_tests::flows!(clank_runtime_mio::Driver);
