//! Every refusal the product can give has its sentence in every language, and no sentence is left of a refusal that is
//! gone. The codes are read off the source, so that a new one cannot be forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use touchstone_app::core::AppError;
use touchstone_domain::access::Permission;
use touchstone_domain::language::Language;
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Span;
use touchstone_render::{Options, Renderer};

/// Crates in which refusals are made.
const CRATES: [&str; 3] = ["domain", "app", "web"];
/// Calls whose last argument is the code of a refused field.
const FIELDS: [&str; 5] = [
    "AppError::field(",
    "FieldError::new(",
    "refuse_code(",
    "Misfit::new(",
    "about(",
];
/// Calls whose last argument is the code of a refusal.
const REFUSALS: [&str; 5] = [
    "Failure::new(",
    "Self::new(StatusCode::",
    "Failure::malformed(",
    "Conflict { code:",
    "Problems::of(",
];
/// Calls whose last argument is the code of a notice.
const NOTICES: [&str; 2] = ["done(", "Notice::new("];
/// Where refusals get another code for people.
const REFUSAL_CHOICES: [(&str, &str); 1] = [("fn form_code(", "\n}")];
/// Where codes of refused fields are chosen, with what ends the choice.
const FIELD_CHOICES: [(&str, &str); 2] = [("const fn code(", "\n    }"), ("let code = match", "};")];
/// Where codes of notices are chosen.
const NOTICE_CHOICES: [(&str, &str); 2] = [("fn notice(", "\n}"), ("let notice =", ";")];

/// Code → where it is given.
type Codes = BTreeMap<String, String>;

fn renderer() -> Renderer {
    Renderer::new(Options::default()).unwrap()
}

/// Source files with what is before their tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for name in CRATES {
        gather(&root.join(name).join("src"), &mut found);
    }
    found
}

fn gather(directory: &PathBuf, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            found.push((path.display().to_string(), code));
        }
    }
}

/// The codes given by calls of these names.
fn given(calls: &[&str]) -> Codes {
    let mut codes = Codes::new();
    for (path, text) in sources() {
        for call in calls {
            for (at, _) in text.match_indices(call) {
                if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let found = last_argument(&text[at + call.len()..]);
                codes.extend(found.into_iter().map(|code| (code, path.clone())));
            }
        }
    }
    codes
}

/// The codes in the last argument of a call, as far as the call reaches; those of calls inside are their own.
fn last_argument(arguments: &str) -> Vec<String> {
    let (mut calls, mut blocks, mut found) = (1, 0, Vec::new());
    let mut rest = arguments;
    while let Some(at) = rest.find(['(', ')', '{', '}', ',', '"']) {
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'(' => calls += 1,
            b')' => calls -= 1,
            b'{' => blocks += 1,
            b'}' => blocks -= 1,
            b',' if calls == 1 && blocks == 0 && !rest.trim_start().starts_with(')') => found.clear(),
            b'"' => {
                let Some((text, after)) = rest.split_once('"') else {
                    break;
                };
                if calls == 1 && is_code(text) {
                    found.push(text.to_owned());
                }
                rest = after;
            }
            _ => {}
        }
        if calls == 0 || blocks < 0 {
            break;
        }
    }
    found
}

/// The codes among which the source chooses between a beginning and an end.
fn chosen(choices: &[(&str, &str)]) -> Codes {
    let mut codes = Codes::new();
    for (path, text) in sources() {
        for (begin, end) in choices {
            for part in text.split(begin).skip(1) {
                let body = part.split(end).next().unwrap();
                let texts = body.split('"').skip(1).step_by(2).filter(|text| is_code(text));
                codes.extend(texts.map(|code| (code.to_owned(), path.clone())));
            }
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// One of each kind; the `match` reminds whoever adds a kind.
fn app_errors() -> Vec<AppError> {
    let permission = Permission::TicketRead;
    let all = vec![
        AppError::Unauthenticated,
        AppError::Forbidden { permission },
        AppError::NotFound { what: "ticket" },
        AppError::Validation(Vec::new()),
        AppError::InvalidTransition {
            action: String::new(),
            stage: Stage::Received,
            allowed: Vec::new(),
        },
        AppError::VersionConflict { current: 1 },
        AppError::PreconditionRequired,
        AppError::IdempotencyConflict,
        AppError::InUse {
            code: "role_in_use",
            n: String::new(),
        },
        AppError::Held(Vec::new()),
        AppError::RateLimited {
            retry_after: Span::seconds(1),
        },
        AppError::TooLarge { limit: 1 },
        AppError::UnsupportedMediaType,
        AppError::Busy,
        AppError::Unavailable,
        AppError::StorageFull,
        AppError::Internal(String::new()),
    ];
    for error in &all {
        match error {
            AppError::Unauthenticated
            | AppError::Forbidden { .. }
            | AppError::NotFound { .. }
            | AppError::Validation(_)
            | AppError::InvalidTransition { .. }
            | AppError::VersionConflict { .. }
            | AppError::PreconditionRequired
            | AppError::IdempotencyConflict
            | AppError::Conflict { .. }
            | AppError::InUse { .. }
            | AppError::Held(_)
            | AppError::RateLimited { .. }
            | AppError::TooLarge { .. }
            | AppError::UnsupportedMediaType
            | AppError::Busy
            | AppError::Unavailable
            | AppError::StorageFull
            | AppError::Internal(_) => {}
        }
    }
    all
}

#[track_caller]
fn worded(family: &str, codes: &Codes) {
    let renderer = renderer();
    let mut silent = Vec::new();
    for (code, place) in codes {
        for &language in Language::ALL {
            let key = format!("{family}-{code}");
            // Without its own sentence a language borrows one; that every language has the same keys is tested there.
            if renderer.text(language, &key).is_none() {
                silent.push(format!("{key} ({place})"));
            }
        }
    }
    assert!(silent.is_empty(), "without a sentence: {silent:#?}");
}

/// Sentences of a family whose code stands nowhere in the source.
fn dead(family: &str) -> Vec<String> {
    let text: String = sources().into_iter().map(|(_, text)| text).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../render/locales/en/errors.ftl");
    let keys: BTreeSet<String> = fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter_map(|line| {
            Some(
                line.strip_prefix(&format!("{family}-"))?
                    .split_once(" =")?
                    .0
                    .to_owned(),
            )
        })
        .collect();
    assert!(!keys.is_empty(), "no {family}");
    keys.into_iter()
        .filter(|code| !text.contains(&format!("\"{code}\"")))
        .collect()
}

#[test]
fn every_refusal_has_a_sentence() {
    let mut codes = given(&REFUSALS);
    codes.extend(chosen(&REFUSAL_CHOICES));
    codes.extend(
        app_errors()
            .iter()
            .map(|error| (error.code().to_owned(), "AppError".to_owned())),
    );
    assert!(
        codes.contains_key("rating_final") && codes.contains_key("csrf_refused"),
        "{codes:?}"
    );
    worded("error", &codes);
}

#[test]
fn every_refused_field_has_a_sentence() {
    let mut codes = given(&FIELDS);
    codes.extend(chosen(&FIELD_CHOICES));
    assert!(
        codes.contains_key("ambiguous") && codes.contains_key("invalid_email"),
        "{codes:?}"
    );
    worded("field", &codes);
}

#[test]
fn every_notice_has_a_sentence() {
    let mut codes = given(&NOTICES);
    codes.extend(chosen(&NOTICE_CHOICES));
    assert!(
        codes.contains_key("follow_up") && codes.contains_key("note_saved"),
        "{codes:?}"
    );
    worded("notice", &codes);
}

#[test]
fn no_sentence_outlives_its_refusal() {
    for family in ["error", "field", "notice"] {
        let dead = dead(family);
        assert!(dead.is_empty(), "{family}: nothing gives {dead:?}");
    }
}
