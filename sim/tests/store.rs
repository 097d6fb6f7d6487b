//! The simulator's store: work that has not begun is taken back.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use clank_core::ids::{AppId, Component, StoreId};
use clank_core::machine::{Event, Input, Machine, NoTap, Outbox, SnapshotError};
use clank_core::store::{FindAccountByName, StoreReply};
use clank_core::time::Instant;
use clank_sim::world::World;

/// Asks for 1 and 2 at its birth and takes 2 back at once; asks for 3 a millisecond later, and takes everything back
/// when an answer is there.
#[derive(Default)]
struct Undecided {
    born: bool,
    alarm: Option<Instant>,
}

fn find(name: impl ToString) -> FindAccountByName {
    FindAccountByName { app_id: AppId(1), name: name.to_string() }
}

fn ask(id: u64, out: &mut Outbox) {
    out.store(StoreId(id), find(id).into());
}

impl Machine for Undecided {
    fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Outbox) {
        match input {
            Input::Clock { .. } if !self.born => {
                (self.born, self.alarm) = (true, Some(now + Duration::from_millis(1)));
                ask(1, out);
                ask(2, out);
                out.store_cancel(StoreId(2));
            }
            Input::Tick => {
                self.alarm = None;
                ask(3, out);
            }
            Input::Store { id, .. } => {
                // 1 is answered already, and nobody asked for 4.
                (1..=4).for_each(|id| out.store_cancel(StoreId(id)));
                out.event(Event::Script { text: id.to_string() });
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.alarm
    }

    fn snapshot(&self, _: &mut Vec<u8>) {}

    fn restore(&mut self, _: &[u8]) -> Result<(), SnapshotError> {
        Ok(())
    }
}

#[test]
fn what_has_not_begun_is_taken_back() {
    let begun = Rc::new(RefCell::new(Vec::new()));
    let log = begun.clone();
    let mut world = World::new(1).with_store(Duration::from_millis(2), move |from, request| {
        log.borrow_mut().push((from, request));
        StoreReply::Failed
    });
    world.add(Component::Mas, Box::<Undecided>::default(), &[], Box::new(NoTap));
    world.run_for(Duration::from_micros(1_999));
    assert!(begun.borrow().is_empty());
    world.run_for(Duration::from_secs(1));
    assert_eq!(*begun.borrow(), [(Component::Mas, find(1).into())]);
    assert_eq!(world.events(Component::Mas), [Event::Script { text: "1".into() }]);
}
