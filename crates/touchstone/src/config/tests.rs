//! A configuration that is wrong says where and why; one that is right says what it comes to.

use super::settings::SETTINGS;
use super::{Config, LogFormat, Mistakes, Place, assembled, told};
use std::path::Path;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    assembled(Path::new("touchstone.toml"), text, variables, &Place::default())
}

fn refused(text: &str, variables: &[(&str, &str)]) -> String {
    match read(text, variables) {
        Ok(_) => panic!("accepted: {text} {variables:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn nothing_set_is_a_configuration() {
    let config = read("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert_eq!(config.key_ring, Path::new("touchstone-data-keys/key-ring.toml"));
    assert!(config.smtp.is_none() && config.database_url.is_none());
    assert!(told(&config).ends_with("the configuration is sound"));
}

#[test]
fn the_environment_wins_over_the_file_and_the_command_line_over_both() {
    let text = "listen = \"0.0.0.0:80\"\npublic_url = \"https://service.example/\"\n[log]\nformat = \"json\"";
    let config = read(text, &[("TOUCHSTONE_LISTEN", "[::1]:9000"), ("HOME", "/root")]).unwrap();
    assert_eq!(config.listen.to_string(), "[::1]:9000");
    assert_eq!(config.public_url, "https://service.example");
    assert_eq!(config.log.format, LogFormat::Json);
    let place = Place {
        listen: Some("127.0.0.1:1".parse().unwrap()),
        data_dir: Some("x".into()),
        file: None,
    };
    let config = assembled(Path::new("x"), text, std::iter::empty(), &place).unwrap();
    assert_eq!(
        (config.listen.port(), config.data_dir.as_path()),
        (1, Path::new("x"))
    );
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_reason() {
    for (text, place, reason) in [
        (
            "lisen = \"127.0.0.1:80\"",
            (1, 1),
            "there is no setting lisen; did you mean listen?",
        ),
        (
            "data_dir = \"x\"\nlisten = \"here\"",
            (2, 10),
            "listen: `here` is not an address and a port such as 127.0.0.1:8080",
        ),
        (
            "\n\n  public_url = \"service.example\"",
            (3, 16),
            "public_url: `service.example` is not an address",
        ),
        (
            "public_url = \"https://a.example/desk\"",
            (1, 14),
            "without a path",
        ),
        (
            "\ntrusted_proxies = [\n\"10.0.0.0/8\",\n\"ten\"]",
            (2, 19),
            "`ten` is not an address or a network",
        ),
        (
            "trusted_proxies = \"10.0.0.0/8\"",
            (1, 19),
            "expected a list of texts, found string",
        ),
        (
            "[log]\nformat = \"xml\"",
            (2, 10),
            "log.format: `xml` is none of: text, json",
        ),
        ("[log]\nfilter = \"info,=,=\"", (2, 10), "cannot be understood"),
        (
            "[limits]\nwrites_per_minute = 0",
            (2, 21),
            "`0` is not a whole number from 1 to",
        ),
        ("[limits]\nwrites_per_minute = \"many\"", (2, 21), "found string"),
        (
            "[smtp]\nport = 70000",
            (2, 8),
            "`70000` is not a whole number from 1 to 65535",
        ),
        (
            "[smpt]\nhost = \"x\"",
            (1, 2),
            "there is no section [smpt]; did you mean smtp?",
        ),
        ("[smtp]\n\"邮件\" = 1", (2, 1), "there is no setting smtp.邮件"),
        ("smtp = \"mail.example\"", (1, 1), "smtp is a section"),
        (
            "[server]\nplain_http = 1",
            (2, 14),
            "expected true or false, found integer",
        ),
        ("zone = \"Asia/Atlantis\"", (1, 8), "Atlantis"),
        ("listen = ", (1, 10), ""),
    ] {
        let error = refused(text, &[]);
        let (line, column) = place;
        let begins = format!("touchstone.toml, line {line}, column {column}: ");
        assert!(error.starts_with(&begins), "{text}: {error}");
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[test]
fn all_mistakes_are_named_at_once_in_their_order() {
    let text = "listn = \"x\"\n[smtp]\nport = 0\nsecurity = \"none\"\n[log]\nformat = 7\n";
    let error = refused(text, &[("TOUCHSTONE_SERVER_CONNECTIONS", "3")]);
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 5, "{error}");
    for (i, line) in ["line 1, ", "line 3, ", "line 4, ", "line 6, "]
        .iter()
        .enumerate()
    {
        assert!(lines[i].contains(line), "{error}");
    }
    assert!(
        lines[4].starts_with("the environment variable TOUCHSTONE_SERVER_CONNECTIONS: "),
        "{error}"
    );
}

#[test]
fn what_follows_a_broken_line_is_still_read() {
    let error = refused("listen = = 1\n[smtp]\nport = 0\n", &[]);
    assert!(
        error.contains("line 1, ") && error.contains("line 3, "),
        "{error}"
    );
}

#[test]
fn where_tls_is_ended_the_public_address_says_so() {
    let tls = "[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n";
    assert_eq!(read(tls, &[]).unwrap().public_url, "https://127.0.0.1:8080");
    let error = refused(&format!("public_url = \"http://a.example\"\n{tls}"), &[]);
    assert!(
        error.contains("line 1, column 14") && error.contains("https://"),
        "{error}"
    );
    let proxied = "trusted_proxies = [\"10.0.0.1\"]\npublic_url = \"http://a.example\"\n";
    assert!(refused(proxied, &[]).contains("line 2"));
    assert!(refused("trusted_proxies = [\"10.0.0.1\"]", &[]).contains("public_url is missing"));
    assert!(read(proxied, &[("TOUCHSTONE_SERVER_PLAIN_HTTP", "true")]).is_ok());
    assert!(refused("[tls]\nkey = \"k.pem\"", &[]).contains("tls.certificate is missing"));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    for (text, word) in [
        ("[smtp]\nhost = \"mail.example\"", "smtp.from"),
        ("[smtp]\nfrom = \"a@b.example\"", "smtp.host"),
        (
            "[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"",
            "belong together",
        ),
        ("database_url = \"mysql://x\"", "postgres://"),
    ] {
        let error = refused(text, &[]);
        assert!(error.contains(word), "{text}: {error}");
    }
}

#[test]
fn a_variable_that_is_no_setting_is_refused() {
    assert!(
        refused("", &[("TOUCHSTONE_LISTN", "x")])
            .contains("TOUCHSTONE_LISTN: there is no such setting; did you mean TOUCHSTONE_LISTEN?")
    );
    assert!(refused("", &[("TOUCHSTONE_SMTP_PORT", "many")]).contains("TOUCHSTONE_SMTP_PORT"));
    assert!(refused("", &[("TOUCHSTONE_LOG_FORMAT", "xml")]).contains("json"));
    assert!(read("", &[("TOUCHSTONE_TEST_POSTGRES", "postgres://x")]).is_ok());
    let text = "public_url = \"https://a.example\"";
    let variables = [("TOUCHSTONE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")];
    let proxies = read(text, &variables).unwrap().trusted_proxies;
    assert_eq!(proxies.len(), 2);
}

#[test]
fn secrets_are_not_told() {
    let text = "database_url = \"postgres://u:hunter2@h/d\"\n[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"\npassword = \"hunter3\"";
    let told = told(&read(text, &[]).unwrap());
    assert!(!told.contains("hunter"), "{told}");
}

#[test]
fn the_shipped_example_is_sound_and_shows_every_setting() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/touchstone.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let config = assembled(&path, &text, std::iter::empty(), &Place::default()).unwrap();
    assert!(told(&config).ends_with("the configuration is sound"));
    // What is commented out must be as sound as what is not; what follows `or` stands in for the line before it.
    let uncommented = |starts: &[&str]| -> String {
        let shown = text.lines().map(|line| {
            let bare = starts.iter().find_map(|start| line.strip_prefix(start));
            bare.filter(|setting| {
                setting
                    .split(" = ")
                    .next()
                    .is_some_and(|name| !name.contains(' '))
            })
            .unwrap_or(line)
        });
        shown.map(|line| format!("{line}\n")).collect()
    };
    let shown = uncommented(&["# "]);
    if let Err(mistakes) = assembled(&path, &shown, std::iter::empty(), &Place::default()) {
        panic!("the commented settings: {mistakes}");
    }
    let mut source = super::source::Source::default();
    source.read_file(&path, &uncommented(&["# or ", "# "]));
    for setting in SETTINGS {
        assert!(
            source.places.contains_key(setting.path),
            "{} is not shown",
            setting.path
        );
    }
}

#[test]
fn every_setting_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let page = std::fs::read_to_string(path).unwrap();
    for setting in SETTINGS {
        let name = setting.path.rsplit('.').next().unwrap();
        assert!(
            page.contains(&format!("{name} = ")),
            "{} is not in operations.md",
            setting.path
        );
    }
}
