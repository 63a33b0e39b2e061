//! A mailbox that mail is fetched from, on one line: `imaps://USER@HOST/FOLDER?for=MAILBOX&password_file=FILE`.

use super::settings::Draft;
use super::source::Source;
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use std::str::FromStr;
use touchstone_app::mail::MailSource;
use touchstone_channels::{ImapAccount, ImapSecret, Security, TokenRefresh};
use touchstone_domain::contact::email_normalise;
use touchstone_domain::mail::{MailboxRule, mailbox_of};

/// One line, read.
#[derive(Clone)]
pub(super) struct ImapLine(MailSource);

impl FromStr for ImapLine {
    type Err = String;

    /// What it says of a mistake never repeats the line: a password may stand in it.
    fn from_str(line: &str) -> Result<Self, String> {
        let (scheme, rest) = line
            .split_once("://")
            .ok_or("an entry begins with imaps://, imap+starttls:// or imap+plain://")?;
        let (security, usual) = match scheme {
            "imaps" => (Security::Tls, 993),
            "imap+starttls" => (Security::StartTls, 143),
            "imap+plain" => (Security::Plain, 143),
            _ => return Err(format!("`{scheme}` is none of imaps, imap+starttls, imap+plain")),
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, folder) = place.split_once('/').unwrap_or((place, ""));
        let (user, server) = authority
            .rsplit_once('@')
            .ok_or("an entry names whom to log in as: imaps://USER@HOST")?;
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| format!("`{port}` is no port"))?),
            None => (server, usual),
        };
        if user.is_empty() || host.is_empty() {
            return Err("an entry names whom to log in as, and where: imaps://USER@HOST".to_owned());
        }
        let mut asked = Asked::of(query)?;
        let folder = if folder.is_empty() {
            "INBOX".to_owned()
        } else {
            decoded(folder)?
        };
        Ok(Self(MailSource {
            account: ImapAccount {
                host: host.to_owned(),
                port,
                security,
                user: decoded(user)?,
                secret: asked.secret()?,
                folder,
            },
            mailbox: asked
                .mailbox
                .ok_or("for= is missing: the mailbox that its mail is taken for")?,
            all: asked.all,
        }))
    }
}

/// What stands behind the question mark.
#[derive(Default)]
struct Asked {
    mailbox: Option<String>,
    secret: Option<ImapSecret>,
    all: bool,
    refresh: Refresh,
}

/// What a refresh token needs beside it.
#[derive(Default)]
struct Refresh {
    url: Option<String>,
    client: Option<String>,
    secret_file: Option<PathBuf>,
    scope: Option<String>,
}

impl Asked {
    fn of(query: &str) -> Result<Self, String> {
        let mut asked = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value)?;
            let secret = match name {
                "for" => {
                    asked.mailbox =
                        Some(email_normalise(&value).map_err(|_| "for= is no address".to_owned())?);
                    continue;
                }
                "start" => {
                    asked.all = match value.as_str() {
                        "all" => true,
                        "new" => false,
                        _ => return Err(format!("start is all or new, not `{value}`")),
                    };
                    continue;
                }
                "token_url" => {
                    asked.refresh.url = Some(endpoint(value)?);
                    continue;
                }
                "client_id" => {
                    asked.refresh.client = Some(value);
                    continue;
                }
                "client_secret_file" => {
                    asked.refresh.secret_file = Some(PathBuf::from(value));
                    continue;
                }
                "scope" => {
                    asked.refresh.scope = Some(value);
                    continue;
                }
                // What else it needs may stand behind it.
                "refresh_token_file" => ImapSecret::Refresh(Box::new(TokenRefresh {
                    url: String::new(),
                    client: String::new(),
                    secret_file: None,
                    token_file: PathBuf::from(value),
                    scope: None,
                })),
                "password" => ImapSecret::Password(value),
                "password_file" => ImapSecret::PasswordFile(PathBuf::from(value)),
                "token_command" => {
                    ImapSecret::TokenCommand(value.split_whitespace().map(str::to_owned).collect())
                }
                _ => {
                    return Err(format!(
                        "`{name}` is none of for, start, password, password_file, token_command, refresh_token_file, \
                         token_url, client_id, client_secret_file, scope"
                    ));
                }
            };
            if asked.secret.replace(secret).is_some() {
                return Err(
                    "password, password_file, token_command and refresh_token_file exclude each other: give one"
                        .to_owned(),
                );
            }
        }
        Ok(asked)
    }

    /// How somebody shows who they are, whole.
    fn secret(&mut self) -> Result<ImapSecret, String> {
        let secret = self
            .secret
            .take()
            .ok_or("password_file, password, token_command or refresh_token_file is missing")?;
        let given = std::mem::take(&mut self.refresh);
        match secret {
            ImapSecret::Refresh(refresh) => Ok(ImapSecret::Refresh(Box::new(TokenRefresh {
                url: given.url.ok_or("refresh_token_file needs token_url")?,
                client: given.client.ok_or("refresh_token_file needs client_id")?,
                secret_file: given.secret_file,
                scope: given.scope,
                ..*refresh
            }))),
            _ if given.url.is_some() || given.client.is_some() => {
                Err("token_url and client_id go with refresh_token_file".to_owned())
            }
            other => Ok(other),
        }
    }
}

/// A refresh token is a password: it goes over TLS, or nowhere else than to this machine.
fn endpoint(url: String) -> Result<String, String> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    match scheme {
        "https" if !host.is_empty() => Ok(url),
        "http" if is_here(host) => Ok(url),
        _ => Err("token_url is an https:// address".to_owned()),
    }
}

fn decoded(text: &str) -> Result<String, String> {
    let text = percent_decode_str(text).decode_utf8();
    Ok(text
        .map_err(|_| "what stands behind a % is no text".to_owned())?
        .into_owned())
}

/// The mailboxes to fetch from, all of them for addresses that mail is taken for.
pub(super) fn imap(source: &mut Source, draft: &Draft, mailboxes: &[MailboxRule]) -> Vec<MailSource> {
    let lines = draft.mail_imap.clone().unwrap_or_default();
    let mut sources: Vec<MailSource> = Vec::with_capacity(lines.len());
    for ImapLine(line) in lines {
        let (name, mailbox) = (line.name(), &line.mailbox);
        if mailbox_of(mailboxes, mailbox).is_none() {
            source.wrong("mail.imap", format!("`{mailbox}` is none of mail.mailboxes"));
        }
        if sources.iter().any(|other| other.name() == name) {
            source.wrong("mail.imap", format!("`{name}` stands there twice"));
        }
        if line.account.security == Security::Plain && !is_here(&line.account.host) {
            source.wrong(
                "mail.imap",
                format!("`{name}`: imap+plain sends the password in clear, so it is for this machine only"),
            );
        }
        sources.push(line);
    }
    sources
}

fn is_here(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<MailSource, String> {
        line.parse().map(|ImapLine(source)| source)
    }

    #[test]
    fn a_line_names_everything() {
        let one = read("imaps://care%40shop.example@imap.example/Support%20desk?for=Care@shop.example&password_file=/etc/x").unwrap();
        assert_eq!(one.name(), "care@shop.example@imap.example/Support desk");
        assert_eq!(
            (one.account.port, one.mailbox.as_str(), one.all),
            (993, "care@shop.example", false)
        );
        assert_eq!(one.account.secret, ImapSecret::PasswordFile("/etc/x".into()));
        let two = read("imap+plain://care@127.0.0.1:1143?for=care@shop.example&token_command=/bin/token%20care&start=all").unwrap();
        assert_eq!(
            (two.account.folder.as_str(), two.account.port, two.all),
            ("INBOX", 1143, true)
        );
        assert_eq!(
            two.account.secret,
            ImapSecret::TokenCommand(vec!["/bin/token".into(), "care".into()])
        );
    }

    #[test]
    fn a_refresh_token_comes_with_where_it_is_good_for() {
        let line = "imaps://care%40shop.example@imap.example?for=care@shop.example&refresh_token_file=/etc/r&client_id=c\
            &token_url=https://login.example/token&scope=mail%20offline&client_secret_file=/etc/s";
        let expected = TokenRefresh {
            url: "https://login.example/token".to_owned(),
            client: "c".to_owned(),
            secret_file: Some("/etc/s".into()),
            token_file: "/etc/r".into(),
            scope: Some("mail offline".to_owned()),
        };
        assert_eq!(
            read(line).unwrap().account.secret,
            ImapSecret::Refresh(Box::new(expected))
        );
        let rest = "imaps://c@imap.example?for=care@shop.example&refresh_token_file=/r";
        for wrong in [
            "",
            "&client_id=c",
            "&token_url=https://l.example/t",
            "&client_id=c&token_url=http://l.example/t",
        ] {
            assert!(read(&format!("{rest}{wrong}")).is_err(), "{wrong}");
        }
        let here = format!("{rest}&client_id=c&token_url=http://127.0.0.1:9/t");
        assert!(read(&here).is_ok());
        let mixed = "imaps://c@imap.example?for=care@shop.example&password=x&client_id=c&token_url=https://l.example/t";
        assert!(read(mixed).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for line in [
            "care@imap.example",
            "pop3://care@imap.example?for=care@shop.example&password=hush",
            "imaps://imap.example?for=care@shop.example&password=hush",
            "imaps://care@imap.example:x?for=care@shop.example&password=hush",
            "imaps://care@imap.example?password=hush",
            "imaps://care@imap.example?for=care@shop.example",
            "imaps://care@imap.example?for=care&password=hush",
            "imaps://care@imap.example?for=care@shop.example&password=hush&password_file=/x",
            "imaps://care@imap.example?for=care@shop.example&password=hush&start=soon",
            "imaps://care@imap.example?for=care@shop.example&password=hush&folder=x",
        ] {
            let said = read(line).unwrap_err();
            assert!(!said.is_empty() && !said.contains("hush"), "{line}: {said}");
        }
    }
}
