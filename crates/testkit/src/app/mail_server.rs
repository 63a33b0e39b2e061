//! A mail server of a test: takes messages, or misbehaves in the ways that mail servers do.

use std::sync::Arc;

use data_encoding::BASE64;
use parking_lot::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server behaves; may be changed while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// Takes everything; asks nobody to log in.
    Takes,
    /// Takes messages of whoever logs in as `care` with the password `letter-box`.
    AsksForPassword,
    /// Refuses every recipient for good.
    Refuses,
    /// Accepts connections and never says a word.
    Silent,
}

/// A running server.
#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    temper: Arc<Mutex<Temper>>,
    taken: Arc<Mutex<Vec<String>>>,
    senders: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    #[expect(clippy::panic, reason = "a fixture that cannot be had fails its test")]
    pub async fn start(temper: Temper) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.unwrap_or_else(|error| panic!("no port for a mail server: {error}"));
        let port = listener.local_addr().map_or(0, |address| address.port());
        let server = Self {
            port,
            temper: Arc::new(Mutex::new(temper)),
            taken: Arc::default(),
            senders: Arc::default(),
        };
        let here = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, here.clone()));
            }
        });
        server
    }

    pub fn become_(&self, temper: Temper) {
        *self.temper.lock() = temper;
    }

    /// What was said of who sends each message, on its envelope.
    pub fn senders(&self) -> Vec<String> {
        self.senders.lock().clone()
    }

    /// Messages it took, as they came.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().clone()
    }
}

/// One conversation. Whatever breaks it ends it.
async fn converse(stream: TcpStream, server: MailServer) -> Option<()> {
    let temper = *server.temper.lock();
    let (read, mut write) = stream.into_split();
    if temper == Temper::Silent {
        // Until the other side has had enough.
        let mut lines = BufReader::new(read).lines();
        while let Ok(Some(_)) = lines.next_line().await {}
        return None;
    }
    let mut lines = BufReader::new(read).lines();
    let mut known = temper != Temper::AsksForPassword;
    write.write_all(b"220 ready\r\n").await.ok()?;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" if temper == Temper::AsksForPassword => "250-here\r\n250 AUTH PLAIN",
            "AUTH" => {
                let right = BASE64.encode(b"\0care\0letter-box");
                known = line.strip_prefix("AUTH PLAIN ") == Some(right.as_str());
                if known {
                    "235 welcome"
                } else {
                    "535 5.7.8 no such user care"
                }
            }
            "MAIL" if !known => "530 5.7.0 log in first",
            // Asked anew: a connection may outlast a mood.
            "RCPT" if *server.temper.lock() == Temper::Refuses => "550 5.1.1 no such mailbox here",
            "MAIL" => {
                server.senders.lock().push(line);
                "250 fine"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    message += &format!("{line}\n");
                }
                server.taken.lock().push(message);
                "250 taken"
            }
            _ => "250 fine",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}
