//! Which file of a crate uses which: its paths, followed to the files that define what they name.
#![allow(clippy::missing_panics_doc, reason = "a broken test setup should stop the test")]

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::sources::{SourceFile, below, without_tests};

/// A path from the root of its crate, segment by segment.
type Path = Vec<String>;

/// One name that a `use` brings into a file, out of the same crate.
#[derive(Debug)]
struct Import {
    /// What is named; for a glob, the module.
    path: Path,
    /// The name that it has here; `*` for a glob.
    name: String,
    is_public: bool,
}

/// One file of a crate.
#[derive(Debug)]
struct Module {
    file: String,
    /// Its code without imports and unit tests.
    code: String,
    imports: Vec<Import>,
    /// The names of items that it defines.
    defined: BTreeSet<String>,
    /// Every word of its code.
    words: BTreeSet<String>,
}

/// The files of one crate, by the paths of their modules.
#[derive(Debug)]
pub struct Modules(BTreeMap<Path, Module>);

/// Something that a file names and that another file defines, or that is in another room.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file that names it.
    pub from: String,
    /// The room of that file.
    pub room: String,
    /// The room of what is named.
    pub to_room: String,
    /// The file that defines it; none where a module itself is named.
    pub to: Option<String>,
}

impl Modules {
    /// Reads the modules of a crate. Programs beside its library are left out: they use it from outside.
    #[must_use]
    pub fn read(package: &str) -> Self {
        let mut modules = BTreeMap::new();
        for source in below(&format!("{package}/src")) {
            if !source.path.contains("/src/bin/") {
                let path = module_path(&source.path);
                modules.entry(path.clone()).or_insert_with(|| Module::read(source, &path));
            }
        }
        Self(modules)
    }

    /// Returns the rooms: what stands directly below the root.
    #[must_use]
    pub fn rooms(&self) -> BTreeSet<String> {
        self.0.keys().filter_map(|path| path.first().cloned()).collect()
    }

    /// Returns everything that files name in other files; what the root names is left out.
    #[must_use]
    pub fn references(&self) -> BTreeSet<Reference> {
        let mut found = BTreeSet::new();
        for (path, module) in &self.0 {
            let Some(room) = path.first() else { continue };
            for named in self.named(path, module) {
                let Some(to_room) = named.first().cloned() else { continue };
                let to = self.definition(&named, 0).filter(|to| *to != module.file);
                if to.is_some() || to_room != *room {
                    found.insert(Reference { from: module.file.clone(), room: room.clone(), to_room, to });
                }
            }
        }
        found
    }

    /// Returns the paths that a file names, from the root. A file that only passes a name on does not name it.
    fn named(&self, path: &[String], module: &Module) -> Vec<Path> {
        let used = module.imports.iter().filter(|import| !import.is_public || module.words.contains(&import.name));
        let mut named: Vec<Path> = used.map(|import| import.path.clone()).collect();
        let written = Regex::new(r"\b([A-Za-z_]\w*)((?:\s*::\s*\w+)+)").expect("an expression");
        for one in written.captures_iter(&module.code) {
            let segments: Path = one[0].split("::").map(|segment| segment.trim().to_owned()).collect();
            let imported = module.imports.iter().find(|import| import.name == segments[0]);
            match imported.filter(|import| self.0.contains_key(&import.path)) {
                Some(import) => named.push([&import.path, &segments[1..]].concat()),
                None => named.extend(absolute(path, &module.code, &segments)),
            }
        }
        named
    }

    /// Returns the file that defines what a path names, behind all modules that only pass it on.
    fn definition(&self, named: &[String], depth: u32) -> Option<String> {
        let length = (0..=named.len()).rev().find(|length| self.0.contains_key(&named[..*length]))?;
        let module = &self.0[&named[..length]];
        let name = named.get(length)?;
        if depth > 8 || module.defined.contains(name) {
            return Some(module.file.clone());
        }
        if let Some(import) = module.imports.iter().find(|import| import.name == *name) {
            return self.definition(&[&import.path, &named[length + 1..]].concat(), depth + 1);
        }
        let behind = self.behind_globs(module, name, depth);
        Some(behind.unwrap_or_else(|| module.file.clone()))
    }

    /// Returns the file that defines a name which a module passes on with all others of some module.
    fn behind_globs(&self, module: &Module, name: &str, depth: u32) -> Option<String> {
        if depth > 8 {
            return None;
        }
        let globs = module.imports.iter().filter(|import| import.name == "*");
        let mut children = globs.filter_map(|glob| self.0.get(&glob.path));
        children.find_map(|child| {
            // What a macro makes is no item that can be seen.
            if child.defined.contains(name) || child.words.contains(name) {
                return Some(child.file.clone());
            }
            match child.imports.iter().find(|import| import.is_public && import.name == name) {
                Some(import) => self.definition(&import.path, depth + 1),
                None => self.behind_globs(child, name, depth + 1),
            }
        })
    }
}

impl Module {
    fn read(source: SourceFile, path: &[String]) -> Self {
        let code = without_tests(&source.code);
        let item = Regex::new(r"(?m)^\s*(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").expect("an expression");
        let definition =
            Regex::new(r"\b(?:struct|enum|union|trait|type|fn|static|mod|macro_rules!)\s+(\w+)|\bconst\s+(\w+)\s*:")
                .expect("an expression");
        let word = Regex::new(r"\w+").expect("an expression");
        let mut imports = Vec::new();
        for one in item.captures_iter(&code) {
            for (segments, name) in leaves(&one[2]) {
                let is_public = one.get(1).is_some();
                imports.extend(absolute(path, &code, &segments).map(|path| Import { path, name, is_public }));
            }
        }
        let code = item.replace_all(&code, "").into_owned();
        let defined = definition.captures_iter(&code).filter_map(|one| one.get(1).or(one.get(2)));
        let defined = defined.map(|name| name.as_str().to_owned()).collect();
        let words = word.find_iter(&code).map(|word| word.as_str().to_owned()).collect();
        Self { file: source.path, code, imports, defined, words }
    }
}

/// Returns the module that a file is.
fn module_path(file: &str) -> Path {
    let (_, inside) = file.split_once("/src/").unwrap_or_default();
    let segments = inside.trim_end_matches(".rs").split('/').map(str::to_owned);
    segments.filter(|segment| !["lib", "main", "mod"].contains(&segment.as_str())).collect()
}

/// Returns a path of a module's code, from the root; nothing for one into another crate.
fn absolute(module: &[String], code: &str, segments: &[String]) -> Option<Path> {
    let mut path = module.to_vec();
    for (at, segment) in segments.iter().enumerate() {
        match segment.as_str() {
            "crate" if at == 0 => path.clear(),
            "self" if at == 0 => {}
            "super" => {
                path.pop();
            }
            // The first one has to be a child.
            child if at == 0 && !code.contains(&format!("mod {child};")) => return None,
            _ => path.push(segment.clone()),
        }
    }
    Some(path)
}

/// Returns each path of a `use`, with the name that it has from there on.
fn leaves(tree: &str) -> Vec<(Path, String)> {
    let Some((prefix, group)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name)));
        let mut path: Path = path.split("::").map(|segment| segment.trim().to_owned()).collect();
        let last = path.last().cloned().unwrap_or_default();
        if last == "*" || last == "self" && path.len() > 1 {
            path.pop();
        }
        let own = if last == "self" { path.last().cloned().unwrap_or_default() } else { last };
        return vec![(path, name.map_or(own, |name| name.trim().to_owned()))];
    };
    let group = group.rsplit_once('}').map_or(group, |(inside, _)| inside);
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let branch = group[start..at].trim();
                if !branch.is_empty() {
                    found.extend(leaves(&format!("{prefix}{branch}")));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Returns the circles of files: sets in which each one reaches each other one.
#[must_use]
pub fn circles(references: &BTreeSet<Reference>) -> BTreeSet<BTreeSet<String>> {
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for reference in references {
        edges.entry(&reference.from).or_default().extend(reference.to.as_deref());
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = edges.keys().map(|file| (*file, reached(&edges, file))).collect();
    let circle = |(file, all): (&&str, &BTreeSet<&str>)| {
        let back = all.iter().filter(|other| reached.get(**other).is_some_and(|all| all.contains(file)));
        back.map(|other| (*other).to_owned()).collect::<BTreeSet<_>>()
    };
    reached.iter().map(circle).filter(|circle| !circle.is_empty()).collect()
}

/// Returns every file that one reaches.
fn reached<'e>(edges: &BTreeMap<&'e str, BTreeSet<&'e str>>, from: &'e str) -> BTreeSet<&'e str> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(file) = waiting.pop() {
        let next = edges.get(file).into_iter().flatten();
        waiting.extend(next.filter(|next| found.insert(**next)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        text.split("::").map(str::to_owned).collect()
    }

    #[test]
    fn a_use_has_a_leaf_for_each_name() {
        let found = leaves("crate::{a, b::{self, C as D, e::*}, f::G}");
        let expected =
            [("crate::a", "a"), ("crate::b", "b"), ("crate::b::C", "D"), ("crate::b::e", "*"), ("crate::f::G", "G")];
        assert_eq!(found, expected.map(|(named, name)| (path(named), name.to_owned())));
    }

    /// Returns what some files name: from where, in which room, and where that is defined.
    fn found(files: &[(&str, &str)]) -> Vec<(String, String, Option<String>)> {
        let modules = files.iter().map(|(file, text)| {
            let source = SourceFile { path: (*file).into(), text: (*text).into(), code: text.replace("; ", ";\n") };
            (module_path(file), Module::read(source, &module_path(file)))
        });
        let found = Modules(modules.collect()).references().into_iter();
        found.map(|one| (one.from, one.to_room, one.to)).collect()
    }

    fn expected(references: &[(&str, &str, Option<&str>)]) -> Vec<(String, String, Option<String>)> {
        let owned = references.iter().map(|(from, room, to)| ((*from).into(), (*room).into(), to.map(Into::into)));
        owned.collect()
    }

    #[test]
    fn names_are_followed_to_where_they_are_defined() {
        let files = [
            ("x/src/low.rs", "pub struct Low;"),
            ("x/src/top/mod.rs", "mod part; pub use part::Part; use crate::low; fn f(_: low::Low) {}"),
            ("x/src/top/part.rs", "pub struct Part;"),
            ("x/src/user.rs", "use crate::top::Part; #[cfg(test)] mod tests { use crate::low::Low; }"),
        ];
        let references = [
            ("x/src/top/mod.rs", "low", None),
            ("x/src/top/mod.rs", "low", Some("x/src/low.rs")),
            ("x/src/user.rs", "top", Some("x/src/top/part.rs")),
        ];
        assert_eq!(found(&files), expected(&references));
    }

    #[test]
    fn names_are_followed_through_modules_that_pass_everything_on() {
        let files = [
            ("x/src/top/mod.rs", "mod middle; pub use middle::*;"),
            ("x/src/top/middle/mod.rs", "mod one; mod two; pub use one::*; pub use two::*;"),
            ("x/src/top/middle/one.rs", "pub struct One;"),
            ("x/src/top/middle/two.rs", "made! { Two }"),
            ("x/src/user.rs", "use crate::top::{One, Two};"),
        ];
        let references = [
            ("x/src/user.rs", "top", Some("x/src/top/middle/one.rs")),
            ("x/src/user.rs", "top", Some("x/src/top/middle/two.rs")),
        ];
        assert_eq!(found(&files), expected(&references));
    }

    #[test]
    fn circles_are_found() {
        let reference = |from: &str, to: &str| Reference {
            from: from.into(),
            room: String::new(),
            to_room: String::new(),
            to: Some(to.into()),
        };
        let references = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")].map(|(from, to)| reference(from, to));
        let expected = BTreeSet::from([BTreeSet::from(["b".to_owned(), "c".to_owned()])]);
        assert_eq!(circles(&references.into()), expected);
    }
}
