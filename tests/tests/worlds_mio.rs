//! Game worlds on mio, over real sockets.

clank_tests::worlds!(clank_runtime_mio::Driver);
