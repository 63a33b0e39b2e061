//! A configuration that is wrong says where and why; one that is right says what it comes to.

use super::{Config, LogFormat, Place, assembled, told};
use anyhow::Result;
use std::path::Path;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    assembled(Path::new("touchstone.toml"), text, variables, &Place::default())
}

fn refused(text: &str, variables: &[(&str, &str)]) -> String {
    match read(text, variables) {
        Ok(_) => panic!("accepted: {text} {variables:?}"),
        Err(error) => format!("{error:#}"),
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
fn what_is_wrong_is_named_with_its_line() {
    for (text, line, word) in [
        ("lisen = \"127.0.0.1:80\"", "line 1", "lisen"),
        (
            "data_dir = \"x\"\nlisten = \"here\"",
            "line 2",
            "`here` is not an address and a port",
        ),
        (
            "\n\npublic_url = \"service.example\"",
            "line 3",
            "service.example",
        ),
        (
            "public_url = \"https://a.example/desk\"",
            "line 1",
            "without a path",
        ),
        (
            "\ntrusted_proxies = [\n\"10.0.0.0/8\",\n\"ten\"]",
            "line 2",
            "`ten` is not",
        ),
        ("[log]\nformat = \"xml\"", "line 2", "xml"),
        ("[limits]\nwrites_per_minute = 0", "line 2", "nonzero"),
        ("[smtp]\nport = 70000", "line 2", "70000"),
        ("[smpt]\nhost = \"x\"", "line 1", "smpt"),
        ("listen = ", "line 1", ""),
    ] {
        let error = refused(text, &[]);
        assert!(
            error.starts_with("touchstone.toml, ") && error.contains(line),
            "{text}: {error}"
        );
        assert!(error.contains(word), "{text}: {error}");
    }
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
        ("zone = \"Asia/Atlantis\"", "Atlantis"),
    ] {
        let error = refused(text, &[]);
        assert!(error.contains(word), "{text}: {error}");
    }
}

#[test]
fn a_variable_that_is_no_setting_is_refused() {
    assert!(refused("", &[("TOUCHSTONE_LISTN", "x")]).contains("TOUCHSTONE_LISTN is not a setting"));
    assert!(refused("", &[("TOUCHSTONE_SMTP_PORT", "many")]).contains("TOUCHSTONE_SMTP_PORT"));
    assert!(refused("", &[("TOUCHSTONE_LOG_FORMAT", "xml")]).contains("json"));
    assert!(read("", &[("TOUCHSTONE_TEST_POSTGRES", "postgres://x")]).is_ok());
    let proxies = read("", &[("TOUCHSTONE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")])
        .unwrap()
        .trusted_proxies;
    assert_eq!(proxies.len(), 2);
}

#[test]
fn secrets_are_not_told() {
    let text = "database_url = \"postgres://u:hunter2@h/d\"\n[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"\npassword = \"hunter3\"";
    let told = told(&read(text, &[]).unwrap());
    assert!(!told.contains("hunter"), "{told}");
}
