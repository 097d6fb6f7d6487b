//! Store backends on worker threads.

use std::sync::mpsc::{Sender, channel};

use clank_core::ids::{Component, StoreId};
use clank_core::store::{Memory, StoreRequest};

use crate::post::{Post, Switchboard};

/// Where requests go; the answers come through the switchboard. Its worker ends with its last clone.
#[derive(Debug, Clone)]
pub struct Store {
    requests: Sender<(Component, StoreId, StoreRequest)>,
}

impl Store {
    /// A store in memory: it forgets everything at its end.
    ///
    /// # Errors
    /// Where the system has no thread for it.
    pub fn memory(mut tables: Memory, switchboard: Switchboard) -> std::io::Result<Self> {
        let (requests, inbox) = channel::<(Component, StoreId, StoreRequest)>();
        std::thread::Builder::new().name("store".into()).spawn(move || {
            for (from, id, request) in inbox {
                let reply = tables.answer(request);
                switchboard.deliver(from, Post::Store { id, reply });
            }
        })?;
        Ok(Self { requests })
    }

    /// Asks.
    pub fn ask(&self, from: Component, id: StoreId, request: StoreRequest) {
        // A store that ended answers nothing: the machine's own time-out tells the player (MAS-31.6).
        let _ = self.requests.send((from, id, request));
    }
}
