//! The mailer against a mail server played by a few lines: what goes over the wire, and what each answer means.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be had fails its test")]

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use touchstone_channels::{
    AttachedFile, DkimSigner, Mail, MailError, MailThread, Mailer, MailerConfig, Security, mail_content,
};
use touchstone_domain::time::Timestamp;

/// A server that gives `to_recipient` as its answer to RCPT and hands every message it takes to the receiver.
async fn server(to_recipient: &'static str) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, messages) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = taken.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 ready\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                        "EHLO" => "250-here\r\n250 8BITMIME\r\n".to_owned(),
                        "RCPT" => format!("{to_recipient}\r\n"),
                        "DATA" => {
                            write.write_all(b"354 go on\r\n").await.unwrap();
                            let mut message = String::new();
                            while let Ok(Some(line)) = lines.next_line().await {
                                if line == "." {
                                    break;
                                }
                                message.push_str(&line);
                                message.push('\n');
                            }
                            taken.send(message).unwrap();
                            "250 taken\r\n".to_owned()
                        }
                        "QUIT" => "221 bye\r\n".to_owned(),
                        _ => "250 fine\r\n".to_owned(),
                    };
                    if write.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (port, messages)
}

fn mailer(port: u16) -> Mailer {
    Mailer::new(&config(port)).unwrap()
}

fn config(port: u16) -> MailerConfig {
    MailerConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        credentials: None,
        from: "试金石 <desk@touchstone.example>".to_owned(),
        connections: 2,
        timeout: Duration::from_millis(500),
        signer: None,
    }
}

fn mail() -> Mail {
    Mail {
        to_address: "mei@example.com".to_owned(),
        to_name: Some("梅".to_owned()),
        subject: "您的请求已收到".to_owned(),
        text: "编号 1001\n".to_owned(),
        html: Some("<p>编号 1001</p>".to_owned()),
        files: Vec::new(),
        reference: "ntf_0000000000001".to_owned(),
        language: "zh-CN".to_owned(),
        at: Timestamp::from_micros(1_763_700_000_000_000),
        thread: MailThread::default(),
    }
}

#[tokio::test]
async fn a_message_goes_out_in_both_forms_and_says_it_is_automatic() {
    let (port, mut messages) = server("250 fine").await;
    mailer(port).send(&mail()).await.unwrap();
    let message = messages.recv().await.unwrap();
    assert!(message.contains("Auto-Submitted: auto-generated"), "{message}");
    assert!(message.contains("Content-Language: zh-CN"), "{message}");
    assert!(
        message.contains("Message-ID: <ntf_0000000000001@touchstone.example>"),
        "{message}"
    );
    assert!(message.contains("Date: Fri, 21 Nov 2025"), "{message}");
    assert!(
        message.contains("text/plain") && message.contains("text/html"),
        "{message}"
    );
}

#[tokio::test]
async fn files_go_along_as_they_are() {
    let (port, mut messages) = server("250 fine").await;
    let files = [
        ("退款凭证.pdf", "application/pdf", &b"%PDF\r\n.\r\n\0\xff"[..]),
        ("a\r\nBcc: x@y.example", "text/plain", b"x"),
    ];
    let attached = |(name, media_type, bytes): (&str, &str, &[u8])| AttachedFile {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    };
    let letter = Mail {
        files: files.map(attached).to_vec(),
        ..mail()
    };
    mailer(port).send(&letter).await.unwrap();
    let message = messages.recv().await.unwrap();
    let head = message.split("\n\n").next().unwrap();
    assert!(!head.contains("Bcc"), "{head}");
    assert!(
        message.contains("multipart/mixed") && message.contains("multipart/alternative"),
        "{message}"
    );
    let read = mail_content(message.as_bytes()).unwrap();
    assert_eq!(read.text.trim(), mail().text.trim());
    let read: Vec<_> = read.files.into_iter().map(|file| file.bytes).collect();
    assert_eq!(read, files.map(|(_, _, bytes)| bytes.to_vec()));
    assert!(message.contains("Content-Type: application/pdf"), "{message}");
    let odd = Mail {
        files: vec![attached(("x", "no type", b"x"))],
        ..mail()
    };
    assert!(matches!(
        mailer(port).send(&odd).await,
        Err(MailError::Unsendable(_))
    ));
}

#[tokio::test]
async fn connections_are_used_again() {
    let (port, mut messages) = server("250 fine").await;
    let mailer = mailer(port);
    for _ in 0..3 {
        mailer.send(&mail()).await.unwrap();
        messages.recv().await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_told_from_a_refusal_for_now() {
    let (port, _messages) = server("550 no such person").await;
    assert!(matches!(
        mailer(port).send(&mail()).await,
        Err(MailError::Refused(_))
    ));
    let (port, _messages) = server("451 try later").await;
    assert!(mailer(port).send(&mail()).await.unwrap_err().is_temporary());
}

#[tokio::test]
async fn a_server_that_is_not_there_or_says_nothing_is_tried_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    assert!(
        mailer(port).send(&mail()).await.unwrap_err().is_temporary(),
        "silence"
    );
    drop(listener);
    assert!(
        mailer(port).send(&mail()).await.unwrap_err().is_temporary(),
        "nobody"
    );
}

#[tokio::test]
async fn addresses_cannot_smuggle_headers() {
    let (port, _messages) = server("250 fine").await;
    let hostile = Mail {
        to_address: "a@example.com\r\nBcc: all@example.com".to_owned(),
        ..mail()
    };
    assert!(matches!(
        mailer(port).send(&hostile).await,
        Err(MailError::Unsendable(_))
    ));
    let (port, mut messages) = server("250 fine").await;
    let hostile = Mail {
        subject: "hello\r\nBcc: all@example.com".to_owned(),
        ..mail()
    };
    if mailer(port).send(&hostile).await.is_ok() {
        let message = messages.recv().await.unwrap();
        assert!(!message.lines().any(|line| line.starts_with("Bcc:")), "{message}");
    }
}

#[tokio::test]
async fn a_person_s_letter_stands_in_its_conversation() {
    let (port, mut messages) = server("250 fine").await;
    let thread = MailThread {
        reply_to: Some("desk+7-abc@touchstone.example".to_owned()),
        before: vec![
            "one@mail.example".to_owned(),
            "x\r\nBcc: all@mail.example".to_owned(),
            "two@mail.example".to_owned(),
        ],
        personal: true,
        ..MailThread::default()
    };
    mailer(port).send(&Mail { thread, ..mail() }).await.unwrap();
    let message = messages.recv().await.unwrap();
    assert!(!message.contains("Auto-Submitted"), "{message}");
    assert!(
        message.contains("Reply-To: desk+7-abc@touchstone.example"),
        "{message}"
    );
    assert!(message.contains("In-Reply-To: <two@mail.example>"), "{message}");
    assert!(
        message.contains("References: <one@mail.example> <two@mail.example>"),
        "{message}"
    );
    assert!(!message.contains("Bcc"), "{message}");
}

#[tokio::test]
async fn a_letter_is_signed_where_a_key_is_given() {
    let (port, mut messages) = server("250 fine").await;
    let drawn = ring::rand::SystemRandom::new();
    let der = ring::signature::Ed25519KeyPair::generate_pkcs8(&drawn).unwrap();
    let label = ["PRIVATE", "KEY"].join(" ");
    let body = data_encoding::BASE64.encode(der.as_ref());
    let pem = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    let signer = Arc::new(DkimSigner::new("touchstone.example", "one", &pem).unwrap());
    let signing = MailerConfig {
        signer: Some(Arc::clone(&signer)),
        ..config(port)
    };
    Mailer::new(&signing).unwrap().send(&mail()).await.unwrap();
    let message = messages.recv().await.unwrap();
    assert!(
        message.starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"),
        "{message}"
    );
    assert!(message.contains("d=touchstone.example; s=one;"), "{message}");
    assert!(
        message.contains("h=from:to:subject:date:message-id:"),
        "{message}"
    );
    assert!(signer.record().starts_with("v=DKIM1; k=ed25519; p="));
}
