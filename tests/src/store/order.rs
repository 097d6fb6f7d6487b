//! Several requests in one call.

use clank_core::store::{
    Answer, CreateAccount, CreateAccountRefusal, CreateClan, DeleteAccount, FindAccountByName, FindClanByName,
    PasswordRefusal, Request, StoreReply,
};

use super::{APP, Client, refused, registration, secret};

fn next<R: Request>(replies: &mut impl Iterator<Item = StoreReply>) -> Answer<R> {
    R::answer_of(replies.next().expect("a reply for each request")).expect("in the order of the requests")
}

/// What a request does is seen by the one behind it.
pub fn effects_are_seen_in_order(client: &mut Client) {
    let find = || FindAccountByName { app_id: APP, name: "a".into() };
    let a = client.register("a");
    let delete = DeleteAccount { account_id: a.id, password: secret("a") };
    let requests = [find().into(), delete.into(), find().into(), registration(APP, "A").into(), find().into()];
    let mut replies = client.ask_all(requests).into_iter();
    assert_eq!(next::<FindAccountByName>(&mut replies), Ok(a));
    assert_eq!(next::<DeleteAccount>(&mut replies), Ok(()));
    assert!(next::<FindAccountByName>(&mut replies).is_err());
    let again = next::<CreateAccount>(&mut replies).expect("a free name");
    assert_eq!(next::<FindAccountByName>(&mut replies), Ok(again));
    assert_eq!(client.ask_all([]), []);
}

/// A request that is refused changes nothing, and neither stops nor undoes another of its call.
pub fn a_refusal_stands_alone(client: &mut Client) {
    let a = client.register("a");
    let clan = CreateClan { app_id: APP, name: "clan".into(), leader: a.id };
    let wrong = DeleteAccount { account_id: a.id, password: secret("wrong") };
    let find = FindClanByName { app_id: APP, name: "clan".into() };
    let requests = [clan.into(), registration(APP, "A").into(), wrong.into(), find.into()];
    let mut replies = client.ask_all(requests).into_iter();
    let clan = next::<CreateClan>(&mut replies).expect("a free name");
    assert_eq!(next::<CreateAccount>(&mut replies), refused(CreateAccountRefusal::NameTaken));
    assert_eq!(next::<DeleteAccount>(&mut replies), refused(PasswordRefusal::WrongPassword));
    assert_eq!(next::<FindClanByName>(&mut replies), Ok(clan));
}
