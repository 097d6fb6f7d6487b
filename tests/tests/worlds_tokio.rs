//! Game worlds on tokio, over real sockets.

clank_tests::worlds!(clank_runtime_tokio::Driver);
