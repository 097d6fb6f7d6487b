//! The traffic that our measurements make is the model's (game.md 15).

use core::time::Duration;

use clank_sim::client::{Handshake, Phase, TrafficKind, TrafficMessage, TrafficModel, Way};

const MINUTES: u32 = 20;

fn minutes(phase: Phase, handshake: Handshake) -> Vec<TrafficMessage> {
    let until = Duration::from_secs(60) * MINUTES;
    TrafficModel::new(7, phase, handshake).take_while(|message| message.at < until).collect()
}

fn rate(messages: &[TrafficMessage], kind: TrafficKind) -> f64 {
    let count = messages.iter().filter(|message| message.kind == kind).count();
    f64::from(u32::try_from(count).expect("few")) / f64::from(60 * MINUTES)
}

fn about(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 0.12, "{found} instead of {expected}");
}

/// TRF-1: movement every 66.7 ms with 10 ms of jitter; every fifth is 51 bytes, and 4 % are one or two longer.
#[test]
fn movement() {
    let all = minutes(Phase::Match, Handshake::Rt108);
    let movement: Vec<&TrafficMessage> = all.iter().filter(|message| message.kind == TrafficKind::Movement).collect();
    about(rate(&all, TrafficKind::Movement), 1000.0 / 66.7);
    for pair in movement.windows(2) {
        let gap = (pair[1].at.saturating_sub(pair[0].at)).as_secs_f64() * 1e3;
        assert!((66.7 - 20.1..=66.7 + 20.1).contains(&gap), "{gap}");
    }
    let share = |sizes: &[u16]| {
        let count = movement.iter().filter(|message| sizes.contains(&message.size)).count();
        count as f64 / movement.len() as f64
    };
    about(share(&[51, 52, 53]), 0.2);
    about(share(&[35, 36, 52, 53]), 0.04);
    assert!(share(&[34, 35, 36, 51, 52, 53]) > 0.999);
    assert!(movement.iter().all(|message| message.kind.way() == Way::Udp && message.kind.is_broadcast()));
}

/// TRF-2, TRF-3: shots, damage, updates, kills: their rates, sizes and ways; a respawn follows each kill.
#[test]
fn events() {
    let all = minutes(Phase::Match, Handshake::Rt108);
    for (kind, expected, size, way) in [
        (TrafficKind::Shot, 0.7, 38, Way::Udp),
        (TrafficKind::Damage, 0.3, 18, Way::Udp),
        (TrafficKind::Field, 1.0 / 1.2, 11, Way::Tcp),
        (TrafficKind::Object, 0.8, 20, Way::Tcp),
        (TrafficKind::Kill, 0.05, 14, Way::Tcp),
        (TrafficKind::Respawn, 0.05, 34, Way::Tcp),
    ] {
        let tolerant = if expected < 0.1 { 0.35 } else { 0.12 };
        let found = rate(&all, kind);
        assert!((found / expected - 1.0).abs() < tolerant, "{kind:?}: {found} instead of {expected}");
        let same = all.iter().filter(|message| message.kind == kind);
        assert!(same.clone().all(|message| message.size == size && kind.way() == way && kind.is_broadcast()));
    }
    assert!(all.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

/// TRF-4: signs of life for all, the time for titles above 1.08, pings for the others.
#[test]
fn signs_of_life() {
    for phase in [Phase::Staging, Phase::Match] {
        let (old, new) = (minutes(phase, Handshake::Rt108), minutes(phase, Handshake::Rt110));
        for (messages, kind, expected) in [
            (&old, TrafficKind::Echo, 3.0),
            (&new, TrafficKind::Echo, 3.0),
            (&old, TrafficKind::Ping, 3.0),
            (&new, TrafficKind::Timebase, 3.003),
        ] {
            about(rate(messages, kind), 1.0 / expected);
        }
        assert!(rate(&old, TrafficKind::Timebase) == 0.0 && rate(&new, TrafficKind::Ping) == 0.0);
    }
}

/// TRF-5: staging at its own rates, and what everybody sends when the match begins.
#[test]
fn staging_and_opening() {
    let staging = minutes(Phase::Staging, Handshake::Rt108);
    about(rate(&staging, TrafficKind::Headset), 1.0);
    assert!(rate(&staging, TrafficKind::Movement) == 0.0);
    let sizes = |host| TrafficModel::opening(host).iter().map(|message| message.size).collect::<Vec<_>>();
    assert_eq!((sizes(true), sizes(false)), (vec![438, 200, 36, 106], vec![200, 36, 106]));
}

/// The same seed gives the same traffic, another one another.
#[test]
fn traffic_is_its_seeds() {
    let first = |seed| TrafficModel::new(seed, Phase::Match, Handshake::Rt110).take(500).collect::<Vec<_>>();
    assert_eq!(first(1), first(1));
    assert_ne!(first(1), first(2));
}
