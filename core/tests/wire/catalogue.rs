//! Properties of every message of the catalogue and of every RT message, and the catalogue as a table.

use clank_core::wire::rt::{self, RtMessage as _};
use clank_core::wire::{
    Dialect, Entry, Flags, Message as _, MessageKey, RtId, Value, Version, Visitor, WireError, catalogue, lobby, plugin,
};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

type Recode = fn(&[u8], Dialect, &mut Vec<u8>) -> Result<(), WireError>;
type Show = fn(&[u8], Dialect, &mut dyn Visitor) -> Result<(), WireError>;

/// Everything with a layout: name and the two ways of reading it.
fn all() -> Vec<(&'static str, Recode, Show)> {
    let medius = catalogue::entries().map(|entry| (entry.name, entry.body.recode, entry.body.show));
    let rt = rt::ENTRIES.iter().filter_map(|entry| entry.body.map(|body| (entry.name, body.recode, body.show)));
    let plugin = plugin::ENTRIES.iter().map(|entry| (entry.name, entry.body.recode, entry.body.show));
    medius.chain(rt).chain(plugin).collect()
}

fn dialects() -> Vec<Dialect> {
    let versions = [Version(106), Version::V108, Version::V109, Version::V110, Version::V112, Version::V113];
    let layouts = clank_core::titles::applications().map(|application| application.quirks.layout);
    let all = layouts.fold(Flags::NONE, Flags::and);
    let flags = [Flags::NONE, all];
    versions.into_iter().flat_map(|version| flags.map(|flags| Dialect { version, flags })).collect()
}

/// Counts bytes of values: what a dump shows has to be what was read.
#[derive(Default)]
struct Weigh {
    fields: u32,
    depth: i32,
}

impl Visitor for Weigh {
    fn field(&mut self, _: &'static str, _: Value<'_>) {
        self.fields += 1;
    }

    fn enter(&mut self, _: &'static str, _: Option<u32>) {
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("proptest-regressions/wire-catalogue.txt"))),
        ..ProptestConfig::default()
    })]

    /// Decode then encode gives the same bytes, for every message, every dialect, any content of any
    /// length: rubbish behind texts and in padding survives. What does not fit is an error with a name.
    #[test]
    fn what_is_read_is_written_the_same(noise in proptest::collection::vec(any::<u8>(), 1400), short in 0_usize..400) {
        for dialect in dialects() {
            for (name, recode, show) in all() {
                let entry = catalogue::entries().find(|entry| entry.name == name);
                let whole = entry.map_or(short, |entry| (entry.body.size)(dialect));
                for size in [short, whole, whole + 1] {
                    let body = &noise[..size.min(noise.len())];
                    let mut written = Vec::new();
                    match recode(body, dialect, &mut written) {
                        Ok(()) => {
                            prop_assert_eq!(&written, body, "{} {:?}", name, dialect);
                            let mut weigh = Weigh::default();
                            prop_assert!(show(body, dialect, &mut weigh).is_ok());
                            prop_assert!(weigh.depth == 0 && (weigh.fields > 0 || body.is_empty()));
                        }
                        // A message without a layout takes any bytes.
                        Err(error) => prop_assert_eq!(error.message, name),
                    }
                }
            }
        }
    }
}

/// Each feature of the catalogue's mechanism, on one real message.
#[test]
fn sizes_follow_versions_flags_and_earlier_fields() {
    let size = |name: &str, dialect: Dialect| {
        let entry = catalogue::entries().find(|entry| entry.name == name).expect("in the catalogue");
        (entry.body.size)(dialect)
    };
    let plain = Dialect::plain;
    // Conditional on the version: the tail of the DNAS post.
    assert_eq!(size("MediusDnasSignaturePost", plain(Version::V110)), 80);
    assert_eq!(size("MediusDnasSignaturePost", plain(Version::V113)), 77);
    // Conditional on a title's flag.
    let patched = Dialect { version: Version::V110, flags: Flags::SPECIAL_PATCH };
    assert_eq!(size("MediusExtendedSessionBeginRequest", plain(Version::V110)), 40);
    assert_eq!(size("MediusExtendedSessionBeginRequest", patched), 44);
    // Conditional on an earlier field, packed: only the universe's name is asked for.
    let mut body = vec![0; 25];
    body.extend(8_u32.to_le_bytes());
    body.extend([b'u'; 128]);
    body.push(1);
    let entry = catalogue::find(MessageKey::new(4, 0x11)).expect("in the catalogue");
    assert!((entry.body.recode)(&body, plain(Version::V110), &mut Vec::new()).is_ok());
    body[25] = 0;
    let error = (entry.body.recode)(&body, plain(Version::V110), &mut Vec::new()).expect_err("128 bytes too many");
    assert_eq!(
        error.to_string(),
        "MediusUniverseVariableInformationResponse at offset 30: 128 bytes are left over \
         (the layout has 30 bytes, 158 came)"
    );
}

/// README 34, titles.md 10.1, 10.2: forms of one message are told apart by their length, whatever the
/// title's own form is, and the answer can be written in the form that the title showed.
#[test]
fn forms_are_told_apart_by_length() {
    use clank_core::wire::{Layout as _, lobby, report};
    let dialect = Dialect::plain(Version::V108);
    let forms = |id: u8, lengths: &[usize]| {
        let entry = catalogue::find(MessageKey::new(1, id)).expect("in the catalogue");
        for length in 0..600 {
            let body: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
            let mut written = Vec::new();
            let read = (entry.body.recode)(&body, dialect, &mut written);
            assert_eq!(read.is_ok(), lengths.contains(&length), "{} with {length} bytes", entry.name);
            assert!(read.is_err() || written == body);
        }
    };
    forms(0xF4, &[176, 180, 208, 212]);
    forms(0xF3, &[128, 132, 192, 196]);
    forms(0xED, &[112, 128]);
    forms(0x04, &[46, 48]);
    let (message, form) = lobby::JoinGameRequest::decode_form(&[b'x'; 128], dialect).expect("the prototype's form");
    assert!(message.join_type.is_none() && message.pub_key.is_none());
    assert_eq!(form.flags, Flags::NO_JOIN_TYPE.and(Flags::NO_JOIN_KEY));
    assert!(report::ServerWorldStatusResponse::decode(&[0; 37], dialect).is_ok());
    let error = lobby::JoinGameRequest::decode(&[0; 130], dialect).expect_err("no known form");
    assert_eq!(
        error.to_string(),
        "MediusJoinGameRequest.pubKey at offset 84: needs 64 bytes, 46 are left (the layout has 196 bytes, 130 came)"
    );
}

/// transport.md §10, PC-3: the keys of CLIENT_CONNECT_TCP are there, or not, or one byte short.
#[test]
fn connect_has_a_suffix_of_keys() {
    use clank_core::wire::Layout as _;
    use rt::ClientConnectTcp;
    let old = Dialect::default();
    for (length, keys) in [(73, (false, false)), (107, (true, true)), (106, (true, true)), (90, (true, false))] {
        let connect = ClientConnectTcp::decode(&vec![b'k'; length], old).expect("a known form");
        assert_eq!((connect.session_key.is_some(), connect.access_key.is_some()), keys, "{length} bytes");
    }
    assert!(ClientConnectTcp::decode(&[0; 72], old).is_err() && ClientConnectTcp::decode(&[0; 108], old).is_err());
    let new = Dialect::plain(Version::V110);
    assert!(ClientConnectTcp::decode(&[0; 72], new).is_ok() && ClientConnectTcp::decode(&[0; 106], new).is_ok());
}

/// transport.md §10: the two counted lists of CLIENT_HELLO, as captured.
#[test]
fn hello_has_two_counted_lists() {
    use clank_core::wire::Layout as _;
    use rt::ClientHello;
    let hello = ClientHello::decode(&[2, 0, 0x6e, 0, 0x6d, 0, 1, 0, 1, 0], Dialect::default()).expect("captured");
    assert_eq!((hello.versions, hello.encryptions), (vec![110, 109], vec![1]));
    // A count that the bytes do not keep allocates nothing and is an error.
    assert!(ClientHello::decode(&[0xff, 0xff, 1, 0], Dialect::default()).is_err());
}

fn row(entry: &Entry) -> String {
    let sizes = [108, 110, 112, 113].map(|version| (entry.body.size)(Dialect::plain(Version(version))).to_string());
    let answers: Vec<String> = entry.answers.iter().map(|key| format!("{}/{:02X}", key.class, key.id)).collect();
    let mut text =
        format!("{}/{:02X} {} {:?} {}", entry.key.class, entry.key.id, entry.name, entry.role, sizes.join(" "));
    if !answers.is_empty() {
        text += &format!(" -> {}", answers.join(" "));
    }
    if let Some(end) = entry.end_of_list {
        text += &format!(" list to {end}");
    }
    for field in entry.body.fields {
        text += &format!("\n    {}: {}", field.name, (field.kind)());
        if !field.when.is_empty() {
            text += &format!("  [{}]", field.when);
        }
    }
    text + "\n"
}

/// The catalogue as a table: sizes are those of 1.08, 1.10, 1.12 and 1.13.
#[test]
fn the_catalogue() {
    let rows: String = catalogue::entries().map(row).collect();
    insta::assert_snapshot!(rows);
}

/// Every id has one row.
#[test]
fn no_id_is_taken_twice() {
    let mut ids: Vec<MessageKey> = catalogue::entries().map(|entry| entry.key).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let mut ids: Vec<u8> = rt::ENTRIES.iter().map(|entry| entry.id.0).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..=0x42).collect::<Vec<u8>>());
}

/// What stands in a failed assertion and in a log: names where there are some, else the numbers.
#[test]
fn ids_show_their_names() {
    assert_eq!(format!("{:?}", rt::ClientEcho::ID), "RT_MSG_CLIENT_ECHO");
    assert_eq!(format!("{:?} 0x{:02x}", RtId(0x7f), RtId(0x05)), "0x7f 0x05");
    let key = lobby::AccountLoginRequest::KEY;
    assert_eq!(format!("{key:?} {key}"), "MediusAccountLoginRequest MediusAccountLoginRequest");
    let unknown = MessageKey::new(2, 0xab);
    assert_eq!(format!("{unknown:?} {unknown}"), "2/AB 2/AB");
    assert_eq!(MessageKey::split(&[1, 0x07, 9]), Some((key, &[9][..])));
    assert_eq!((MessageKey::split(&[1]), key.bytes()), (None, [1, 0x07]));
    assert_eq!(serde_json::to_string(&(RtId(5), key)).expect("numbers"), r#"[5,{"class":1,"id":7}]"#);
}
