//! One whole login through the machines: console, MAS, MLS, both ends of every cipher, in the simulator.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::rc::Rc;

use clank_core::config::Config;
use clank_sim::client::{ClientProfile, Handshake, login};
use clank_sim::world::server;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

fn logins(c: &mut Criterion) {
    let mut group = c.benchmark_group("whole login");
    for (handshake, app_id) in [(Handshake::Rt108, 10684), (Handshake::Rt110, 11184), (Handshake::Community, 10684)] {
        group.bench_with_input(BenchmarkId::from_parameter(format!("{handshake:?}")), &handshake, |b, handshake| {
            b.iter(|| {
                let world = server(1, &Config::default());
                login(&world, ClientProfile::new(*handshake, app_id), "ratchet", &Rc::new(RefCell::new(Vec::new())))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, logins);
criterion_main!(benches);
