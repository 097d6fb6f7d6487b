//! Whole logins on mio, over real sockets.

clank_tests::logins!(clank_runtime_mio::Driver);
