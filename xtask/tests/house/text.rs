//! How our own files are kept: short, introduced, without secrets and without one machine's paths.

use crate::files::own_files;

/// What people write by hand, and so must stay short enough to read.
const WRITTEN: [&str; 9] = ["rs", "sql", "js", "css", "html", "ftl", "md", "toml", "txt"];
const LONGEST: usize = 500;

#[test]
fn no_file_is_longer_than_anyone_wants_to_read() {
    let too_long: Vec<String> = own_files()
        .into_iter()
        .filter(|file| file.has_extension(&WRITTEN) && !file.path.starts_with("data/holidays/"))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(
        too_long.is_empty(),
        "over {LONGEST} lines; split by what each part is about:\n{}",
        too_long.join("\n")
    );
}

#[test]
fn every_crate_and_program_opens_with_what_it_is_for() {
    let openers: Vec<_> = own_files()
        .into_iter()
        .filter(|file| file.path.ends_with("/src/lib.rs") || file.path.ends_with("/src/main.rs"))
        .collect();
    assert!(openers.len() >= 9, "only {} crates found", openers.len());
    for file in openers {
        let first = file.text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") && first.len() > 40,
            "{} opens with {first:?}",
            file.path
        );
    }
}

#[test]
fn no_secret_is_in_the_repository() {
    for file in own_files() {
        for (number, line) in file.text.lines().enumerate() {
            assert!(
                !looks_secret(line),
                "{}:{} looks like a secret",
                file.path,
                number + 1
            );
        }
    }
}

#[test]
fn no_path_of_one_machine_is_in_the_repository() {
    let homes = [
        ["/", "home/"],
        ["/", "root/"],
        ["/", "Users/"],
        ["/", "work/"],
        ["C:\\", "Users"],
    ]
    .map(|p| p.concat());
    for file in own_files() {
        for (number, line) in file.text.lines().enumerate() {
            let found = homes.iter().find(|home| is_path_in(line, home));
            assert!(
                found.is_none(),
                "{}:{} has a path of one machine",
                file.path,
                number + 1
            );
        }
    }
}

/// Whether an absolute path starts in the line with `home`; `crates/web/work/` or `https://host/work/` is none.
fn is_path_in(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|char| char.is_whitespace() || "\"'`(=:[<".contains(char))
    })
}

/// Keys and tokens by the shapes their makers gave them, so that leaks are found.
fn looks_secret(line: &str) -> bool {
    let private_key = ["PRIVATE", "KEY-----"].join(" ");
    (line.contains("-----BEGIN ") && line.contains(&private_key))
        || token(line, "AKIA", 16)
        || token(line, "ghp_", 36)
        || token(line, "github_pat_", 40)
        || token(line, "glpat-", 20)
        || token(line, "npm_", 36)
        || token(line, "xoxb-", 24)
        || token(line, "sk-", 40)
        || token(line, "sk_live_", 24)
}

/// Whether `prefix` is followed by at least `length` characters of a token.
fn token(line: &str, prefix: &str, length: usize) -> bool {
    line.match_indices(prefix).any(|(at, _)| {
        let rest = &line[at + prefix.len()..];
        rest.chars()
            .take_while(|char| char.is_ascii_alphanumeric())
            .count()
            >= length
    })
}

#[test]
fn secrets_and_machine_paths_are_recognised() {
    assert!(looks_secret(&format!("key = {}{}", "AKIA", "ABCDEFGHIJKLMNOP")));
    assert!(looks_secret(&["-----BEGIN RSA PRIVATE", "KEY-----"].join(" ")));
    assert!(!looks_secret("sk-learn is a library, AKIA a name"));
    let home = ["/", "home/"].concat();
    assert!(is_path_in(&format!("let path = \"{home}someone/x\";"), &home));
    assert!(!is_path_in("https://example.org/home/page", &home));
}
