//! The conformance suite on tokio, over real sockets.

clank_tests::conformance!(clank_tests::live::Live<clank_runtime_tokio::Driver>);
