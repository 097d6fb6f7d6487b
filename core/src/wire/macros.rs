//! The catalogue's mechanism: one declaration, one line per field.
//!
//! A field is `name "SpecName": Type`, with an optional condition behind `=>`:
//!
//! * `if |d| d.version >= Version::V109`: the field is there only then. The condition may also name
//!   fields before it: `if |_| info_filter.has(4)`.
//! * `suffix`: the field is there if anything is left.
//! * `times |_| count(rows)`: a list with as many rows.
//! * `run |_| count(size)`: so many bytes, as [`Chars`](crate::wire::Chars) or
//!   [`Octets`](crate::wire::Octets).
//!
//! Conditional fields are `Option`s, lists are `Vec`s. On output the condition decides: a field that
//! has to be there and is `None` is written as zeros.

/// How one field reads, writes and shows itself, by its condition.
macro_rules! field {
    (type $type:ty) => { $type };
    (type $type:ty, if |$d:pat_param| $when:expr) => { Option<$type> };
    (type $type:ty, suffix) => { Option<$type> };
    (type $type:ty, run |$d:pat_param| $count:expr) => { Vec<u8> };
    (type $type:ty, times |$d:pat_param| $count:expr) => { Vec<$type> };

    (kind $type:ty, run |$d:pat_param| $count:expr) => { <$type as $crate::wire::Run>::describe };
    (kind $type:ty $(, $($when:tt)+)?) => { <$type as $crate::wire::Wire>::describe };

    (bytes $type:ty, $times:tt |$d:pat_param| $count:expr) => { $crate::wire::macros::field!(bytes $times $type) };
    (bytes $type:ty $(, suffix)?) => { $crate::wire::macros::field!(bytes if $type) };
    (bytes if $type:ty) => { || $crate::wire::Wire::size(&<$type>::default(), $crate::wire::Dialect::default()) };
    (bytes $times:tt $type:ty) => { || 0 };

    (read $from:ident $dialect:ident $type:ty) => { <$type as $crate::wire::Wire>::read($from, $dialect) };
    (read $from:ident $dialect:ident $type:ty, if |$d:pat_param| $when:expr) => {{
        let $d = $dialect;
        if $when { <$type as $crate::wire::Wire>::read($from, $dialect).map(Some) } else { Ok(None) }
    }};
    (read $from:ident $dialect:ident $type:ty, suffix) => {
        if $from.left() > 0 { <$type as $crate::wire::Wire>::read($from, $dialect).map(Some) } else { Ok(None) }
    };
    (read $from:ident $dialect:ident $type:ty, times |$d:pat_param| $count:expr) => {{
        let $d = $dialect;
        // Rows are read one by one, so that a wrong count allocates nothing.
        let count: usize = $count;
        (0..count).map(|_| <$type as $crate::wire::Wire>::read($from, $dialect)).collect::<Result<Vec<_>, _>>()
    }};
    (read $from:ident $dialect:ident $type:ty, run |$d:pat_param| $count:expr) => {{
        let $d = $dialect;
        $from.take($count).map(<[u8]>::to_vec)
    }};

    (write $field:ident $to:ident $dialect:ident $type:ty) => { $crate::wire::Wire::write($field, $to, $dialect) };
    (write $field:ident $to:ident $dialect:ident $type:ty, if |$d:pat_param| $when:expr) => {{
        let $d = $dialect;
        if $when {
            match $field {
                Some(value) => $crate::wire::Wire::write(value, $to, $dialect),
                None => $crate::wire::Wire::write(&<$type>::default(), $to, $dialect),
            }
        }
    }};
    (write $field:ident $to:ident $dialect:ident $type:ty, suffix) => {
        if let Some(value) = $field {
            $crate::wire::Wire::write(value, $to, $dialect);
        }
    };
    (write $field:ident $to:ident $dialect:ident $type:ty, run |$d:pat_param| $count:expr) => {
        $to.extend_from_slice($field)
    };
    (write $field:ident $to:ident $dialect:ident $type:ty, times |$d:pat_param| $count:expr) => {
        for value in $field {
            $crate::wire::Wire::write(value, $to, $dialect);
        }
    };

    (size $field:ident $dialect:ident $type:ty) => { $crate::wire::Wire::size($field, $dialect) };
    (size $field:ident $dialect:ident $type:ty, if |$d:pat_param| $when:expr) => {{
        let $d = $dialect;
        match $field {
            _ if !($when) => 0,
            Some(value) => $crate::wire::Wire::size(value, $dialect),
            None => $crate::wire::Wire::size(&<$type>::default(), $dialect),
        }
    }};
    (size $field:ident $dialect:ident $type:ty, suffix) => {
        $field.as_ref().map_or(0, |value| $crate::wire::Wire::size(value, $dialect))
    };
    (size $field:ident $dialect:ident $type:ty, run |$d:pat_param| $count:expr) => { $field.len() };
    (size $field:ident $dialect:ident $type:ty, times |$d:pat_param| $count:expr) => {
        $field.iter().map(|value| $crate::wire::Wire::size(value, $dialect)).sum::<usize>()
    };

    (visit $field:ident $name:literal $to:ident $dialect:ident $type:ty) => {
        $crate::wire::Wire::visit($field, $name, $to, $dialect)
    };
    (visit $field:ident $name:literal $to:ident $dialect:ident $type:ty, times |$d:pat_param| $count:expr) => {
        for (value, row) in $field.iter().zip(0..) {
            $to.enter($name, Some(row));
            $crate::wire::Wire::visit(value, "", $to, $dialect);
            $to.leave();
        }
    };
    (visit $field:ident $name:literal $to:ident $dialect:ident $type:ty, run |$d:pat_param| $count:expr) => {
        $to.field($name, <$type as $crate::wire::Run>::value($field))
    };
    (visit $field:ident $name:literal $to:ident $dialect:ident $type:ty, $($when:tt)+) => {
        if let Some(value) = $field {
            $crate::wire::Wire::visit(value, $name, $to, $dialect);
        }
    };

    (when) => { "" };
    (when if |$d:pat_param| $when:expr) => { stringify!($when) };
    (when suffix) => { "if anything is left" };
    (when $times:tt |$d:pat_param| $count:expr) => { concat!(stringify!($times), " ", stringify!($count)) };
}

/// A structure of named fields, with everything that follows from their list.
macro_rules! structure {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident $spec:literal: $type:ty $(=> $cond:tt $(|$d:pat_param| $when:expr)?)?,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[allow(missing_docs, reason = "the fields carry the specification's names")]
        pub struct $name {
            $(pub $field: $crate::wire::macros::field!(type $type $(, $cond $(|$d| $when)?)?),)*
        }

        impl $name {
            /// The fields: name, type and condition.
            pub const FIELDS: &'static [$crate::wire::FieldDoc] = &[$($crate::wire::FieldDoc {
                name: $spec,
                kind: $crate::wire::macros::field!(kind $type $(, $cond $(|$d| $when)?)?),
                size: $crate::wire::macros::field!(bytes $type $(, $cond $(|$d| $when)?)?),
                when: $crate::wire::macros::field!(when $($cond $(|$d| $when)?)?),
            },)*];
        }

        impl $crate::wire::Wire for $name {
            #[allow(unused_variables, reason = "not every structure has conditions")]
            fn read(
                from: &mut $crate::wire::Reader<'_>,
                dialect: $crate::wire::Dialect,
            ) -> Result<Self, $crate::wire::WireError> {
                $(let $field = $crate::wire::macros::field!(
                    read from dialect $type $(, $cond $(|$d| $when)?)?
                ).map_err(|error| error.in_field($spec))?;)*
                Ok(Self { $($field,)* })
            }

            #[allow(unused_variables, reason = "not every structure has conditions")]
            fn write(&self, to: &mut Vec<u8>, dialect: $crate::wire::Dialect) {
                let Self { $($field,)* } = self;
                $($crate::wire::macros::field!(
                    write $field to dialect $type $(, $cond $(|$d| $when)?)?
                );)*
            }

            #[allow(unused_variables, reason = "not every structure has conditions")]
            fn size(&self, dialect: $crate::wire::Dialect) -> usize {
                let Self { $($field,)* } = self;
                0 $(+ $crate::wire::macros::field!(size $field dialect $type $(, $cond $(|$d| $when)?)?))*
            }

            #[allow(unused_variables, reason = "not every structure has fields")]
            fn visit(&self, name: &'static str, to: &mut dyn $crate::wire::Visitor, dialect: $crate::wire::Dialect) {
                let Self { $($field,)* } = self;
                if !name.is_empty() {
                    to.enter(name, None);
                }
                $($crate::wire::macros::field!(
                    visit $field $spec to dialect $type $(, $cond $(|$d| $when)?)?
                );)*
                if !name.is_empty() {
                    to.leave();
                }
            }

            fn describe() -> String {
                stringify!($name).into()
            }
        }
    };
}

/// Structures that messages share, with their table.
macro_rules! structures {
    ($($(#[$doc:meta])* $name:ident $spec:literal { $($fields:tt)* })*) => {
        $($crate::wire::macros::structure! { $(#[$doc])* $name { $($fields)* } })*

        /// The structures of this file, by the specification's name.
        pub const STRUCTURES: &[(&str, &[$crate::wire::FieldDoc])] = &[$(($spec, $name::FIELDS)),*];
    };
}

/// Enumerations of the wire: numbers with names; unknown numbers are kept.
macro_rules! enumerations {
    ($(
        $(#[$doc:meta])*
        $name:ident $enum_spec:literal($repr:ty) { $($value:ident = $number:literal $spec:literal,)* }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
            pub struct $name(pub $repr);

            #[allow(missing_docs, reason = "the values carry the specification's names")]
            impl $name {
                $(pub const $value: Self = Self($number);)*

                /// The specification's names.
                pub const NAMES: &'static [(&'static str, $repr)] = &[$(($spec, $number)),*];

                /// The specification's name of this value, if it has one.
                #[must_use]
                pub fn name(self) -> Option<&'static str> {
                    Self::NAMES.iter().find(|(_, number)| *number == self.0).map(|(name, _)| *name)
                }
            }

            impl $crate::wire::Wire for $name {
                fn read(
                    from: &mut $crate::wire::Reader<'_>,
                    dialect: $crate::wire::Dialect,
                ) -> Result<Self, $crate::wire::WireError> {
                    <$repr as $crate::wire::Wire>::read(from, dialect).map(Self)
                }

                fn write(&self, to: &mut Vec<u8>, dialect: $crate::wire::Dialect) {
                    $crate::wire::Wire::write(&self.0, to, dialect);
                }

                fn size(&self, dialect: $crate::wire::Dialect) -> usize {
                    $crate::wire::Wire::size(&self.0, dialect)
                }

                fn visit(&self, name: &'static str, to: &mut dyn $crate::wire::Visitor, _: $crate::wire::Dialect) {
                    to.field(name, $crate::wire::Value::Enum(i64::from(self.0), self.name()));
                }

                fn describe() -> String {
                    concat!("enum ", stringify!($name)).into()
                }
            }
        )*

        /// The enumerations of this file.
        pub(crate) const TABLE: &[$crate::wire::entry::EnumEntry] = &[$($crate::wire::entry::EnumEntry {
            name: $enum_spec,
            values: || $name::NAMES.iter().map(|(name, number)| (*name, i64::from(*number))).collect(),
        }),*];
    };
}

/// The Medius messages of one file: structures with class, id, role and entry in the catalogue.
macro_rules! messages {
    ($class:literal $($(#[$doc:meta])* $id:literal $name:ident $spec:literal $role:ident
        $(-> ($answer_class:literal, $answer_id:literal))*
        $(list $end:literal)? $(forms $($form:ident)|+)? { $($fields:tt)* })*) => {
        $(
            $crate::wire::macros::structure! { $(#[$doc])* $name { $($fields)* } }

            impl $crate::wire::Layout for $name {
                const NAME: &'static str = $spec;
                $(const FORMS: $crate::wire::Flags = $crate::wire::Flags::NONE$(.and($crate::wire::Flags::$form))+;)?
            }

            impl $crate::wire::Message for $name {
                const KEY: $crate::wire::MessageKey = $crate::wire::MessageKey::new($class, $id);
            }
        )*

        /// The catalogue's entries of this file.
        pub(crate) const ENTRIES: &[$crate::wire::Entry] = &[$($crate::wire::Entry {
            key: $crate::wire::MessageKey::new($class, $id),
            name: $spec,
            role: $crate::wire::Role::$role,
            answers: &[$($crate::wire::MessageKey::new($answer_class, $answer_id)),*],
            end_of_list: $crate::wire::macros::messages!(end $($end)?),
            body: $crate::wire::entry::Body::of::<$name>($name::FIELDS),
        },)*];
    };
    (end) => { None };
    (end $end:literal) => { Some($end) };
}

pub(crate) use {enumerations, field, messages, structure, structures};
