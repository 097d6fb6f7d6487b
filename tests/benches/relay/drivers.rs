//! The relay machine on a driver.

use std::sync::mpsc::channel;

use clank_host::driver::Driver;
use clank_sim::load::Worker;
use clank_tests::relay;

use crate::Server;

/// Starts it.
pub(crate) fn start<D: Driver>() -> Server {
    let (ready, is_ready) = channel();
    let handle = relay::start::<D>(move || {
        let _ = Worker::this_thread().pin(0);
        ready.send(Worker::this_thread()).expect("somebody waits");
    });
    let thread = is_ready.recv().expect("it starts");
    let (tcp, udp) = (handle.config().mas.expect("bound"), handle.config().nat.expect("bound"));
    Server { tcp, udp, thread, _stop: Box::new(handle) }
}
