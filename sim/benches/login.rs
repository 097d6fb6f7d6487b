//! One whole login through the machines: console, MAS, MLS, both ends of every cipher, in the simulator.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::rc::Rc;

use clank_core::config::Config;
use clank_sim::client::login;
use clank_sim::client::{ClientProfile, Speech};
use clank_sim::world::server;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

fn logins(c: &mut Criterion) {
    let mut group = c.benchmark_group("whole login");
    for (speech, app_id) in [(Speech::Old, 10684), (Speech::New, 11184), (Speech::Clear, 10684)] {
        group.bench_with_input(BenchmarkId::from_parameter(format!("{speech:?}")), &speech, |b, speech| {
            b.iter(|| {
                let world = server(1, &Config::default());
                login(&world, ClientProfile::new(*speech, app_id), "ratchet", &Rc::new(RefCell::new(Vec::new())))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, logins);
criterion_main!(benches);
