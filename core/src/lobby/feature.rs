//! A feature of a component: the messages that it answers, what it asks the store, and what answers that.

/// Declares a feature of a handler in its module, as three tables:
///
/// * `routes`: a message, and the method that works on it;
/// * `pending`: what is kept of a console's request while the store works, the store's request, and the method that
///   makes the answer of it, or `status(Response, refused)` where the answer is a status alone;
/// * `unattended`: the same for what the machine asks on its own account.
///
/// Makes of them a type for each line of the latter two, the enum `Pending` of them all, and the functions `route` and
/// `deliver`, which [`compose_features!`] puts together. A feature of several components is declared for any handler
/// with a trait: `H: Trait;`.
macro_rules! declare_feature {
    ($handler:ident $(: $bound:ident)?;
        routes { $($($message:ident)::+ => $route:ident,)* }
        pending {
            $($name:ident $({ $($field:ident: $type:ty),* $(,)? })?: $request:ty => $how:ident $(($($how_args:tt)*))?,)*
        }
        unattended {
            $($own:ident $({ $($own_field:ident: $own_type:ty),* $(,)? })?: $own_request:ty => $own_how:ident,)*
        }
    ) => {
        $($crate::lobby::feature::awaits! { $name { $($($field: $type),*)? } $request })*
        $($crate::lobby::feature::awaits! { $own { $($($own_field: $own_type),*)? } $own_request })*

        /// What this feature waits for.
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub(crate) enum Pending {
            $($name($name),)*
            $($own($own),)*
        }

        /// Works on a message, if it is one of this feature.
        #[allow(unused_variables, reason = "a feature may answer no message")]
        pub(crate) fn route $(<$handler: $bound>)? (
            handler: &mut $handler,
            cx: &mut $crate::connections::Context<'_, <$handler as $crate::connections::Handler>::State>,
            key: $crate::wire::MessageKey,
            body: &[u8],
        ) -> Option<$crate::connections::HandlerResult> {
            match key {
                $(<$($message)::+ as $crate::wire::Message>::KEY => Some(
                    $crate::connections::decode::<$($message)::+>(body, cx.dialect())
                        .and_then(|message| handler.$route(cx, message)),
                ),)*
                _ => None,
            }
        }

        /// Hands an answer of the store to what waits for it.
        #[allow(unused_variables, reason = "a feature may ask the store nothing")]
        pub(crate) fn deliver $(<$handler: $bound>)? (
            handler: &mut $handler,
            scope: &mut $crate::connections::Scope<'_, <$handler as $crate::connections::Handler>::State>,
            asked: Option<$crate::lobby::store_client::ReplyTo>,
            pending: Pending,
            reply: $crate::store::StoreReply,
        ) {
            match pending {
                $(Pending::$name(pending) => {
                    $crate::lobby::store_client::finish::<$request, _>(scope, asked, reply, |cx, asked, answer| {
                        $crate::lobby::feature::outcome!(handler cx asked pending answer $how $(($($how_args)*))?)
                    });
                })*
                $(Pending::$own(pending) => {
                    let answer = $crate::lobby::store_client::answer_to::<$own_request, _>(scope, reply);
                    handler.$own_how(scope, pending, answer);
                })*
            }
        }
    };
}

/// Declares one thing that a feature waits for.
macro_rules! awaits {
    ($name:ident { $($field:ident: $type:ty),* } $request:ty) => {
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub(crate) struct $name {
            $($field: $type,)*
        }

        impl $crate::lobby::store_client::Awaits for $name {
            type Request = $request;
            type Feature = Pending;
        }

        impl From<$name> for Pending {
            fn from(pending: $name) -> Self {
                Self::$name(pending)
            }
        }
    };
}

/// Makes the answer to a console's request of the store's.
macro_rules! outcome {
    ($handler:ident $cx:ident $asked:ident $pending:ident $answer:ident status($response:ty, $refused:expr)) => {{
        let _ = $pending;
        $crate::lobby::store_client::status_reply::<$response, _, _, _>($cx, $asked, &$answer, $refused).into()
    }};
    ($handler:ident $cx:ident $asked:ident $pending:ident $answer:ident $method:ident) => {
        $handler.$method($cx, $asked, $pending, $answer).into()
    };
}

/// Lists the features of a component, and says in which of its fields the client of the store is: makes the enum
/// `Pending` of all that it waits for, the function `route`, and its [`StoreUser`](super::store_client::StoreUser).
macro_rules! compose_features {
    ($handler:ident asks $($store:ident).+; $($variant:ident = $($module:ident)::+,)*) => {
        /// What the component waits for, by feature.
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub(crate) enum Pending {
            $($variant($($module)::+::Pending),)*
        }

        $(impl From<$($module)::+::Pending> for Pending {
            fn from(pending: $($module)::+::Pending) -> Self {
                Self::$variant(pending)
            }
        })*

        /// Has a message worked on by the feature whose it is.
        pub(super) fn route(
            handler: &mut $handler,
            cx: &mut $crate::connections::Context<'_, <$handler as $crate::connections::Handler>::State>,
            key: $crate::wire::MessageKey,
            body: &[u8],
        ) -> Option<$crate::connections::HandlerResult> {
            None$(.or_else(|| $($module)::+::route(handler, cx, key, body)))*
        }

        impl $crate::lobby::store_client::StoreUser for $handler {
            type Pending = Pending;

            fn store(&mut self) -> &mut $crate::lobby::store_client::StoreClient<Self> {
                &mut self.$($store).+
            }

            fn deliver(
                &mut self,
                scope: &mut $crate::connections::Scope<'_, <$handler as $crate::connections::Handler>::State>,
                asked: Option<$crate::lobby::store_client::ReplyTo>,
                pending: Pending,
                reply: $crate::store::StoreReply,
            ) {
                match pending {
                    $(Pending::$variant(pending) => $($module)::+::deliver(self, scope, asked, pending, reply),)*
                }
            }
        }
    };
}

pub(crate) use {awaits, compose_features, declare_feature, outcome};
