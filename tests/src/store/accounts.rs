//! Accounts, bans and who is online.

use std::net::Ipv4Addr;

use clank_core::ids::{AccountId, ChannelId, GameId};
use clank_core::store::{
    Account, AccountMissing, AddBan, AddBuddy, Arrival, BanKind, ChangePassword, CheckPassword, CheckPasswordRefusal,
    ClanMissing, CreateAccountRefusal, CreateClan, DeleteAccount, DropGame, FindAccountByName, FindBan,
    FindClanOfAccount, FindLadderPosition, FinishGame, GameRow, IgnorePlayer, InviteBuddy, LadderBy, LadderOwner,
    LadderStatsRefusal, ListBuddyInvitations, NoteLogin, NoteOnline, OnlineRow, PasswordRefusal, Profile, ReadArrival,
    ReadLadderStats, ReadProfiles, ResetOnline, SaveAccountStats, SaveGame,
};
use clank_core::wire::{BuddyAddType, GameHostType, WorldStatus};

use super::{APP, Client, HOME, NOBODY, RESET, SIBLING, STRANGER, channel, refused, registration, secret};

fn check(name: &str, password: &str) -> CheckPassword {
    CheckPassword {
        app_id: APP,
        name: name.into(),
        password: secret(password),
        address: HOME,
        machine_id: Some(secret("console")),
        unix_s: 700,
    }
}

/// Names are unique per group of titles, whatever their case (DM-4, DM-5).
pub fn names(client: &mut Client) {
    let ratchet = client.register("Ratchet");
    assert_eq!(ratchet.name, "Ratchet");
    for app_id in [APP, SIBLING] {
        assert_eq!(client.ask(registration(app_id, "RATCHET")), refused(CreateAccountRefusal::NameTaken));
        let found = client.ask(FindAccountByName { app_id, name: "rAtChEt".into() });
        assert_eq!(found, Ok(ratchet.clone()));
    }
    let missing = FindAccountByName { app_id: STRANGER, name: "Ratchet".into() };
    assert_eq!(client.ask(missing.clone()), refused(AccountMissing::NoAccount));
    let other = client.ask(registration(STRANGER, "ratchet")).expect("free there");
    assert!(other.id > ratchet.id && other.name == "ratchet");
    assert_eq!(client.ask(missing), Ok(other));
}

/// A password is right, wrong or reset; a ban comes first (MAS-31).
pub fn passwords(client: &mut Client) {
    let account = client.register("right");
    assert_eq!(client.ask(check("nobody", "right")), refused(CheckPasswordRefusal::NoAccount));
    assert_eq!(client.ask(check("right", "Right")), refused(CheckPasswordRefusal::WrongPassword));
    assert_eq!(client.ask(check("RIGHT", "right")), Ok(account.clone()));
    // The next password is the new one.
    assert!(client.ask(check("reset", "fresh")).is_ok_and(|account| account.id == RESET));
    assert_eq!(client.ask(check("reset", "forgotten")), refused(CheckPasswordRefusal::WrongPassword));
    let bans = [
        (BanKind::Address, HOME.to_string()),
        (BanKind::Machine, "console".into()),
        (BanKind::Account, account.id.to_string()),
    ];
    for (kind, subject) in bans {
        let ban = AddBan { kind, subject, reason: "because".into(), from: 700, to: None };
        assert_eq!(client.ask(ban), Ok(()));
        assert_eq!(client.ask(check("right", "wrong")), refused(CheckPasswordRefusal::Banned(kind)));
    }
    assert!(client.ask(CheckPassword { unix_s: 699, ..check("right", "right") }).is_ok());
}

/// A password changes only with the old one (MAS-40).
pub fn new_passwords(client: &mut Client) {
    let account_id = client.register("a").id;
    let change = |account_id, old: &str| ChangePassword { account_id, old: secret(old), new: secret("new") };
    assert_eq!(client.ask(change(NOBODY, "a")), refused(PasswordRefusal::NoAccount));
    assert_eq!(client.ask(change(account_id, "b")), refused(PasswordRefusal::WrongPassword));
    assert_eq!(client.ask(change(account_id, "a")), Ok(()));
    assert_eq!(client.ask(check("a", "a")), refused(CheckPasswordRefusal::WrongPassword));
    assert!(client.ask(check("a", "new")).is_ok());
}

/// An account goes with all that is its own; its name is free, and its id is not given again (DM-3).
pub fn deletion(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let clan = client.ask(CreateClan { app_id: APP, name: "clan".into(), leader: a.id }).expect("a clan");
    assert_eq!(client.ask(AddBuddy { own: b.id, other: a.id, max: 9 }), Ok(a.clone()));
    let invite = InviteBuddy { from: a.id, to: b.id, add_type: BuddyAddType::SINGLE, max: 9 };
    assert_eq!(client.ask(invite), Ok(()));
    let delete = |account_id, password: &str| DeleteAccount { account_id, password: secret(password) };
    assert_eq!(client.ask(delete(NOBODY, "a")), refused(PasswordRefusal::NoAccount));
    assert_eq!(client.ask(delete(a.id, "b")), refused(PasswordRefusal::WrongPassword));
    assert_eq!(client.ask(delete(a.id, "a")), Ok(()));
    assert_eq!(client.ask(delete(a.id, "a")), refused(PasswordRefusal::NoAccount));
    let missing = client.ask(FindAccountByName { app_id: APP, name: "a".into() });
    assert_eq!(missing, refused(AccountMissing::NoAccount));
    let position = FindLadderPosition { app_id: APP, by: LadderBy::Stat(0), account_id: a.id };
    assert_eq!(client.ask(position), refused(AccountMissing::NoAccount));
    let stats = client.ask(ReadLadderStats { app_id: APP, who: LadderOwner::Player(a.id) });
    assert_eq!(stats, refused(LadderStatsRefusal::NoAccount));
    assert_eq!(client.ask(FindClanOfAccount { account_id: a.id }), refused(ClanMissing::NoClan));
    assert_eq!(client.ask(ListBuddyInvitations { to: b.id }), Ok(vec![]));
    let arrival = client.ask(ReadArrival { account_id: b.id, app_id: APP }).expect("an arrival");
    assert_eq!(arrival.buddies, []);
    let again = client.register("A");
    assert!(again.id > b.id);
    let other = client.ask(CreateClan { app_id: APP, name: "CLAN".into(), leader: again.id }).expect("a free name");
    assert!(other.id > clan.id);
}

/// The console of the last login is known from then on (MAS-11, MAS-33).
pub fn logins(client: &mut Client) {
    let account_id = client.register("a").id;
    let login = |account_id, machine_id: Option<&str>| NoteLogin {
        account_id,
        address: HOME,
        machine_id: machine_id.map(secret),
        unix_us: 1_099_353_600_000_000,
    };
    let ban = AddBan { kind: BanKind::Machine, subject: "m".into(), reason: String::new(), from: 0, to: None };
    assert_eq!(client.ask(ban), Ok(()));
    let suspect = FindBan { account_id, machine_id: None, address: HOME, unix_s: 1 };
    assert_eq!(client.ask(login(NOBODY, Some("m"))), refused(AccountMissing::NoAccount));
    assert_eq!(client.ask(suspect.clone()), Ok(None));
    assert_eq!(client.ask(login(account_id, Some("m"))), Ok(()));
    assert_eq!(client.ask(suspect.clone()), Ok(Some(BanKind::Machine)));
    // A login without a console says nothing of it.
    assert_eq!(client.ask(login(account_id, None)), Ok(()));
    assert_eq!(client.ask(suspect.clone()), Ok(Some(BanKind::Machine)));
    assert_eq!(client.ask(FindBan { machine_id: Some(secret("n")), ..suspect }), Ok(None));
}

/// A ban has a beginning and may have an end (MLS-9, OPS-7).
pub fn bans(client: &mut Client) {
    let account_id = client.register("a").id;
    let add = |kind, subject: &str, from, to| AddBan { kind, subject: subject.into(), reason: "r".into(), from, to };
    assert_eq!(client.ask(add(BanKind::Account, &account_id.to_string(), 10, Some(20))), Ok(()));
    // An id is not an address, and a console is not an id.
    assert_eq!(client.ask(add(BanKind::Machine, &account_id.to_string(), 0, None)), Ok(()));
    assert_eq!(client.ask(add(BanKind::Address, "192.0.2.2", 0, None)), Ok(()));
    let find = |unix_s, address| FindBan { account_id, machine_id: None, address, unix_s };
    for (unix_s, found) in [(9, None), (10, Some(BanKind::Account)), (19, Some(BanKind::Account)), (20, None)] {
        assert_eq!(client.ask(find(unix_s, HOME)), Ok(found));
    }
    let elsewhere = Ipv4Addr::new(192, 0, 2, 2);
    assert_eq!(client.ask(find(15, elsewhere)), Ok(Some(BanKind::Account)));
    assert_eq!(client.ask(find(25, elsewhere)), Ok(Some(BanKind::Address)));
    // Somebody without an account, before a login.
    assert_eq!(client.ask(FindBan { account_id: AccountId(0), ..find(25, elsewhere) }), Ok(Some(BanKind::Address)));
}

/// What others see of accounts comes in the order in which they are named (MLS-31, MLS-32).
pub fn profiles(client: &mut Client) {
    let [a, b] = ["a", "b"].map(|name| client.register(name));
    let save = |account_id| SaveAccountStats { account_id, stats: vec![7; 256] };
    assert_eq!(client.ask(save(NOBODY)), refused(AccountMissing::NoAccount));
    assert_eq!(client.ask(save(b.id)), Ok(()));
    let found = client.ask(ReadProfiles { ids: vec![b.id, NOBODY, a.id] });
    let profile = |account: &Account, byte| Profile { account: account.clone(), stats: vec![byte; 256] };
    assert_eq!(found, Ok(vec![profile(&b, 7), profile(&a, 0)]));
}

/// A player arrives with clan, buddies, ignored players and the channels of their group (ST-30).
pub fn arrivals(client: &mut Client) {
    let [a, b, c] = ["a", "b", "c"].map(|name| client.register(name));
    let channels = || vec![channel(1), channel(3)];
    let read = |account_id, app_id| ReadArrival { account_id, app_id };
    let nothing = Arrival { channels: channels(), ..Arrival::default() };
    assert_eq!(client.ask(read(a.id, APP)), Ok(nothing.clone()));
    assert_eq!(client.ask(read(AccountId(-7), SIBLING)), Ok(nothing));
    let clan = client.ask(CreateClan { app_id: APP, name: "clan".into(), leader: a.id }).expect("a clan");
    for other in [&c, &b] {
        assert_eq!(client.ask(AddBuddy { own: a.id, other: other.id, max: 9 }), Ok(other.clone()));
    }
    assert!(client.ask(IgnorePlayer { own: a.id, other: RESET, max: 9 }).is_ok());
    let arrival = Arrival { clan_id: Some(clan.id), buddies: vec![c, b], ignored: vec![RESET], channels: channels() };
    assert_eq!(client.ask(read(a.id, SIBLING)), Ok(arrival));
    let strange = client.ask(read(AccountId(-7), STRANGER)).expect("an arrival");
    assert_eq!(strange.channels, [channel(2)]);
}

/// Where players are and how games go is noted; who looks at it does so from outside (ST-26, ST-28, ST-43).
pub fn presence(client: &mut Client) {
    let account_id = client.register("a").id;
    let row = OnlineRow {
        account_id,
        app_id: APP,
        logged_in: true,
        channel_id: Some(ChannelId(1)),
        game_id: Some(GameId(2)),
        game_name: Some("game".into()),
    };
    let game = |game_id| GameRow {
        game_id: GameId(game_id),
        app_id: APP,
        name: "game".into(),
        status: WorldStatus::STAGING,
        host_type: GameHostType::CLIENT_SERVER,
        min_players: 1,
        max_players: 8,
        players: vec![account_id],
        players_at_start: Vec::new(),
        kind: [1, 2, 3],
        fields: [0; 8],
        stats: vec![0; 256],
        times: [Some(1), None, None],
    };
    for _ in 0..2 {
        assert_eq!(client.ask(NoteOnline { row: row.clone() }), Ok(()));
        assert_eq!(client.ask(SaveGame { row: Box::new(game(2)) }), Ok(()));
        assert_eq!(client.ask(FinishGame { row: Box::new(game(2)) }), Ok(()));
        assert_eq!(client.ask(SaveGame { row: Box::new(game(3)) }), Ok(()));
        assert_eq!(client.ask(DropGame { game_id: GameId(3) }), Ok(()));
        assert_eq!(client.ask(DropGame { game_id: GameId(3) }), Ok(()));
        assert_eq!(client.ask(ResetOnline {}), Ok(()));
    }
}
