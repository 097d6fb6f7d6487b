//! The conformance suite on tokio, over real sockets.

clank_tests::conformance!(clank_tests::live::Live<clank_runtime_tokio::Driver>);

#[test]
fn a_panic_ends_one_machine() {
    clank_tests::live::a_panic_ends_one_machine::<clank_runtime_tokio::Driver>();
}
