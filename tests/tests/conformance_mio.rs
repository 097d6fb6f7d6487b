//! The conformance suite on mio, over real sockets.

clank_tests::conformance!(clank_tests::live::Live<clank_runtime_mio::Driver>);
