//! Every JSON file of a case has the form its schema states, so that the schemas can be trusted by
//! whoever reads the cases in another language.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use conformance::case::{DOCUMENTED, root};
use serde_json::Value;

#[test]
fn every_case_fits_its_schema() {
    let mut checker = Checker::new();
    let (mut files, mut problems) = (0, Vec::new());
    for area in folders(&root()) {
        let name = name(&area);
        if name == DOCUMENTED {
            continue;
        }
        for case in folders(&area) {
            files += checker.check(&case.join("case.json"), &name, &mut problems);
            files += checker.check(&case.join("page.json"), "page", &mut problems);
            files += checker.check(&case.join("catalogue.json"), "page", &mut problems);
            files +=
                checker.check(&case.join("service-error.json"), "service-error", &mut problems);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(files > 500, "{files} files");
}

#[test]
fn a_schema_refuses_what_it_should() {
    let mut checker = Checker::new();
    let folder = root().join("verify/documented-example");
    let mut case = json(&folder.join("case.json"));
    assert_eq!(checker.problem(&case, "verify"), None);
    case["verdict"] = "maybe".into();
    assert!(checker.problem(&case, "verify").is_some());
    case["verdict"] = "accept".into();
    case["surprise"] = true.into();
    assert!(checker.problem(&case, "verify").is_some());
}

struct Checker {
    schemas: Schemas,
    compiler: Compiler,
}

impl Checker {
    fn new() -> Self {
        Self { schemas: Schemas::new(), compiler: Compiler::new() }
    }

    /// Checks a file if it is there, and returns how many were checked.
    fn check(&mut self, path: &Path, schema: &str, problems: &mut Vec<String>) -> usize {
        if !path.exists() {
            return 0;
        }
        if let Some(problem) = self.problem(&json(path), schema) {
            problems.push(format!("{}: {problem}", path.display()));
        }
        1
    }

    #[track_caller]
    fn problem(&mut self, value: &Value, schema: &str) -> Option<String> {
        let index = self.compiled(schema);
        self.schemas.validate(value, index).err().map(|error| format!("{error:#}"))
    }

    #[track_caller]
    fn compiled(&mut self, schema: &str) -> SchemaIndex {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{schema}.schema.json"));
        let compiled = self.compiler.compile(&path.to_string_lossy(), &mut self.schemas);
        compiled.unwrap_or_else(|error| panic!("{schema}: {error:#}"))
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_dir()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

#[track_caller]
fn json(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
