//! What the system gives and counts: cores, CPU time, memory, files, buffers of sockets.

use core::time::Duration;
use std::net::UdpSocket;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Pid, gettid};
use procfs::process::{Process, Task};

/// Whose CPU time is counted.
#[derive(Debug, Clone, Copy)]
pub enum Worker {
    /// A thread of this process.
    Thread(i32),
    /// Another process, with all its threads.
    Process(i32),
}

impl Worker {
    /// This thread.
    #[must_use]
    pub fn this_thread() -> Self {
        Self::Thread(gettid().as_raw())
    }

    /// How long it has worked so far. A process that is gone worked for no time.
    #[must_use]
    pub fn cpu(self) -> Duration {
        match self {
            // Its CLOCK_THREAD_CPUTIME_ID, asked from outside: the kernel makes the clock's name of the thread's
            // number, "per thread" (4) and "as scheduled" (2).
            Self::Thread(id) => {
                clock_gettime(ClockId::from_raw((!id << 3) | 4 | 2)).map(Into::into).unwrap_or_default()
            }
            Self::Process(id) => {
                let spent = threads(id).filter_map(|thread| thread.schedstat().ok());
                spent.map(|spent| Duration::from_nanos(spent.sum_exec_runtime)).sum()
            }
        }
    }

    /// Bytes of memory in use; `None` for a thread.
    #[must_use]
    pub fn memory(self) -> Option<u64> {
        let Self::Process(id) = self else { return None };
        Process::new(id).ok()?.status().ok()?.vmrss.map(|kib| kib * 1024)
    }

    /// Puts a process on one core. `false`: the machine does not have it.
    #[must_use]
    pub fn pin(self, core: usize) -> bool {
        let (Self::Thread(id) | Self::Process(id)) = self;
        let mut cores = CpuSet::new();
        cores.set(core).is_ok() && sched_setaffinity(Pid::from_raw(id), &cores).is_ok()
    }
}

/// Puts all threads of a process on one core.
pub(super) fn pin_all(process: i32, core: usize) {
    let _ = Worker::Process(process).pin(core);
    for thread in threads(process) {
        let _ = Worker::Thread(thread.tid).pin(core);
    }
}

/// The threads of a process; none, where it is gone.
fn threads(process: i32) -> impl Iterator<Item = Task> {
    let threads = Process::new(process).and_then(|process| process.tasks());
    threads.into_iter().flatten().filter_map(Result::ok)
}

/// Lets this process have as many files as the system allows: each player has two.
pub fn many_files() {
    if let Ok((_, max)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, max, max);
    }
}

/// Room for many datagrams; the system grants what it likes.
pub(super) fn roomy(socket: &UdpSocket) {
    const BYTES: usize = 4 * 1024 * 1024;
    let socket = socket2::SockRef::from(socket);
    let _ = socket.set_recv_buffer_size(BYTES);
    let _ = socket.set_send_buffer_size(BYTES);
}
