//! OAuth 2 access tokens out of a refresh token (RFC 6749, 6), as Google, Microsoft and identity providers of one's own give them.
//! A provider that hands out a new refresh token each time has it kept in the place of the former.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;
use touchstone_domain::mail::FetchProblem;
use url::form_urlencoded::Serializer;

use crate::http::Outbound;

/// Where tokens come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefresh {
    /// The provider's token endpoint.
    pub url: String,
    pub client: String,
    /// Without one, the client shows nothing but its name.
    pub secret_file: Option<PathBuf>,
    /// Holds the refresh token, and takes the next one.
    pub token_file: PathBuf,
    pub scope: Option<String>,
}

/// What a provider answers.
#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    refresh_token: Option<String>,
    /// Its code of a refusal; no words, which could hold anything.
    error: Option<String>,
}

type Failure = (FetchProblem, String);

impl TokenRefresh {
    /// A fresh access token.
    pub(crate) async fn token(&self) -> Result<String, Failure> {
        let refresh = read(&self.token_file).await?;
        let secret = match &self.secret_file {
            Some(file) => Some(read(file).await?),
            None => None,
        };
        let answer = self.ask(&refresh, secret.as_deref()).await?;
        if let Some(next) = answer.refresh_token.filter(|next| *next != refresh) {
            let file = self.token_file.clone();
            let kept = tokio::task::spawn_blocking(move || keep(&file, &next)).await;
            let failed = match kept {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(error) = failed {
                let file = self.token_file.display();
                tracing::error!(%file, %error, "a new refresh token cannot be kept; the former may be of no use any more");
            }
        }
        answer.access_token.ok_or_else(|| {
            let why = answer.error.unwrap_or_else(|| "no token".to_owned());
            (FetchProblem::LogIn, format!("{}: {why}", self.url))
        })
    }

    async fn ask(&self, refresh: &str, secret: Option<&str>) -> Result<Answer, Failure> {
        let unreachable =
            |error: &dyn std::fmt::Display| (FetchProblem::Unreachable, format!("{}: {error}", self.url));
        let request = http::Request::post(&self.url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(self.form(refresh, secret).into_bytes())
            .map_err(|error| unreachable(&error))?;
        let outbound = Outbound::new().map_err(|error| unreachable(&error))?;
        let answer = outbound
            .call(request)
            .await
            .map_err(|error| unreachable(&error))?;
        let status = answer.status();
        if status.is_server_error() {
            return Err(unreachable(&status));
        }
        serde_json::from_slice(answer.body()).map_err(|_| unreachable(&format!("{status}, and no JSON")))
    }

    fn form(&self, refresh: &str, secret: Option<&str>) -> String {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", refresh)
            .append_pair("client_id", &self.client);
        if let Some(secret) = secret {
            form.append_pair("client_secret", secret);
        }
        if let Some(scope) = &self.scope {
            form.append_pair("scope", scope);
        }
        form.finish()
    }
}

async fn read(file: &Path) -> Result<String, Failure> {
    let text = tokio::fs::read_to_string(file).await;
    let text = text.map_err(|error| (FetchProblem::LogIn, format!("{}: {error}", file.display())))?;
    Ok(text.trim().to_owned())
}

/// Whole or not at all, with the rights of the file before.
fn keep(file: &Path, token: &str) -> io::Result<()> {
    let rights = std::fs::metadata(file)?.permissions();
    let draft = file.with_extension("next");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    written.write_all(token.as_bytes())?;
    written.set_permissions(rights)?;
    written.sync_all()?;
    std::fs::rename(&draft, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// A provider that answers one request, and what it was asked.
    async fn provider(status: &'static str, body: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            let mut part = [0; 4_096];
            while !String::from_utf8_lossy(&heard).contains("client_id=care") {
                let n = stream.read(&mut part).await.unwrap();
                heard.extend_from_slice(&part[..n]);
            }
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all((head + body).as_bytes()).await.unwrap();
            String::from_utf8(heard).unwrap()
        });
        (url, asked)
    }

    fn refresh(url: &str, place: &Path) -> TokenRefresh {
        std::fs::write(place.join("refresh"), "first one\n").unwrap();
        TokenRefresh {
            url: url.to_owned(),
            client: "care".to_owned(),
            secret_file: None,
            token_file: place.join("refresh"),
            scope: Some("mail offline".to_owned()),
        }
    }

    #[tokio::test]
    async fn a_token_is_fetched_and_its_successor_kept() {
        let place = tempfile::tempdir().unwrap();
        let body = "{\"access_token\":\"now\",\"refresh_token\":\"second\",\"x\":1}";
        let (url, asked) = provider("200 OK", body).await;
        let from = refresh(&url, place.path());
        assert_eq!(from.token().await.unwrap(), "now");
        let asked = asked.await.unwrap();
        assert!(
            asked.contains("grant_type=refresh_token&refresh_token=first+one&client_id=care"),
            "{asked}"
        );
        assert_eq!(std::fs::read_to_string(&from.token_file).unwrap(), "second");
    }

    #[tokio::test]
    async fn a_refusal_and_an_outage_are_told_apart() {
        let place = tempfile::tempdir().unwrap();
        let body = "{\"error\":\"invalid_grant\"}";
        let (url, _asked) = provider("400 Bad Request", body).await;
        let from = refresh(&url, place.path());
        let (problem, words) = from.token().await.unwrap_err();
        assert_eq!(problem, FetchProblem::LogIn);
        assert!(
            words.ends_with("invalid_grant") && !words.contains("first"),
            "{words}"
        );
        assert_eq!(
            std::fs::read_to_string(&from.token_file).unwrap().trim(),
            "first one"
        );
        let (url, _asked) = provider("503 Later", "").await;
        let (problem, _) = refresh(&url, place.path()).token().await.unwrap_err();
        assert_eq!(problem, FetchProblem::Unreachable);
        std::fs::remove_file(place.path().join("refresh")).unwrap();
        let (problem, _) = from.token().await.unwrap_err();
        assert_eq!(problem, FetchProblem::LogIn);
    }
}
