//! Some mail for the demonstration, as it comes in any week: people's questions in several languages and character sets, an
//! answer of a machine, a newsletter, and something that is no mail at all. It is taken in the way all mail is.

use anyhow::{Context as _, Result};
use std::path::Path;
use std::sync::Arc;
use touchstone_app::core::AppError;
use touchstone_app::mail::{MailIntake, mail_keep};
use touchstone_app::{App, Caller};
use touchstone_channels::{MailCatcher, Mailer};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::mail::MailboxRule;
use touchstone_domain::ticket::Kind;

pub(super) const CARE: &str = "care@touchstone-demo.example";
pub(super) const COMPLAINTS: &str = "complaints@touchstone-demo.example";

/// The addresses that the demonstration takes mail for.
pub(super) fn intake() -> MailIntake {
    let mailbox = |address: &str, kind| MailboxRule {
        address: address.to_owned(),
        kind,
    };
    MailIntake {
        mailboxes: vec![mailbox(CARE, Kind::General), mailbox(COMPLAINTS, Kind::Complaint)],
        ..MailIntake::default()
    }
}

/// The way out: letters are kept in a directory and leave this machine never.
pub(super) fn catching(directory: &Path) -> Result<Mailer> {
    let catcher = MailCatcher::open(directory);
    let catcher = catcher.with_context(|| format!("{} cannot be used for letters", directory.display()))?;
    Ok(Mailer::catching(
        &format!("Touchstone <{CARE}>"),
        Arc::new(catcher),
    )?)
}

/// Hands the mail in, once.
pub(super) async fn arrive(app: &App) -> Result<(), AppError> {
    let caller = Caller::system(SystemActor::Demo, Origin::Mail);
    let backlog = touchstone_app::mail::mail_backlog(app, &caller).await?;
    if backlog.counts.iter().any(|(_, n)| *n > 0) {
        return Ok(());
    }
    for raw in letters() {
        if let Err(refusal) = mail_keep(app, None, raw).await {
            tracing::warn!(%refusal, "a mail of the demonstration is not taken");
        }
    }
    Ok(())
}

fn letters() -> Vec<Vec<u8>> {
    let plain = |n: u32, from: &str, to: &str, fields: &str, subject: &str, text: &str| {
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <demo-{n}@mail.example>\r\n{fields}\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        )
        .into_bytes()
    };
    let encoded = [
        b"From: =?gb18030?B?zfXIqg==?= <wang.quan@mail.example>\r\nTo: care@touchstone-demo.example\r\n\
          Subject: =?gb18030?B?zcu/7sqyw7TKsbrytb3Vyw==?=\r\nMessage-ID: <demo-2@mail.example>\r\n\
          Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            .as_slice(),
        b"\xcd\xcb\xbf\xee\xb5\xc4\xb6\xa9\xb5\xa5\xca\xc7 A-20931\xa3\xac\xca\xb2\xc3\xb4\xca\xb1\xba\xf2\xb5\xbd\xd5\xcb\xa3\xbf\r\n",
    ]
    .concat();
    vec![
        plain(
            1,
            "=?UTF-8?B?5p2O5aic?= <li.na@mail.example>",
            COMPLAINTS,
            "",
            "=?UTF-8?B?5pS25Yiw55qE6ZSF5pyJ6KOC57q5?=",
            "订单 A-20417,收到的铸铁锅锅底有一道裂纹,不敢用。希望换一口新的。\r\n\r\n-- \r\n李娜",
        ),
        encoded,
        plain(
            3,
            "Sato Yui <yui.sato@mail.example>",
            CARE,
            "",
            "=?UTF-8?B?6Z2044Gu44K144Kk44K65Lqk5o+b?=",
            "先日購入した靴(注文 A-20688)のサイズを 24.5 に交換していただけますか。",
        ),
        plain(
            4,
            "Kim Minji <minji.kim@mail.example>",
            CARE,
            "",
            "=?UTF-8?B?67Cw7IahIOyngOyXsA==?=",
            "주문 A-20702 배송이 일주일째 멈춰 있습니다. 확인 부탁드립니다.",
        ),
        plain(
            5,
            "Emma Clarke <emma.clarke@mail.example>",
            CARE,
            "",
            "Charged twice",
            "My card was charged twice for order A-20755. Could you look into it?\r\n\r\nSent from my phone",
        ),
        plain(
            6,
            "Zhou Ming <zhou.ming@mail.example>",
            CARE,
            "Auto-Submitted: auto-replied\r\n",
            "=?UTF-8?B?6Ieq5Yqo5Zue5aSN77ya5LyR5YGH5Lit?=",
            "我在休假,下周一回来后处理邮件。",
        ),
        plain(
            7,
            "Logistics Weekly <news@logistics.example>",
            CARE,
            "List-Id: <weekly.logistics.example>\r\nPrecedence: bulk\r\n",
            "This week in logistics",
            "Five trends in last-mile delivery.",
        ),
        b"Content-Type: text/plain\r\nSubject: (no sender)\r\n\r\n\xff\xfe\r\n".to_vec(),
    ]
}

#[cfg(test)]
mod tests {
    use super::letters;
    use touchstone_channels::mail_content;

    #[test]
    fn every_mail_but_the_last_has_a_sender_and_words() {
        let letters = letters();
        for raw in &letters[..letters.len() - 1] {
            let content = mail_content(raw).unwrap();
            assert!(content.head.from.unwrap().address.contains('@'));
            assert!(
                !content.text.is_empty() && !content.text.contains('\u{fffd}'),
                "{}",
                content.text
            );
            assert!(!content.head.subject.contains("=?"), "{}", content.head.subject);
        }
    }
}
