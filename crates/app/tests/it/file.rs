//! Files: taken in piece by piece, claimed by a message, bounded, swept.

use serde_json::json;
use touchstone_app::core::Limits;
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_app::ticket::{self, Stretch};
use touchstone_domain::event::EventKind;
use touchstone_domain::text::FILE_BYTES;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, public};
use crate::ticket_support::{Floor, fields, request};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";

async fn whole(floor: &Floor, id: touchstone_domain::id::FileId) -> Vec<u8> {
    use futures::TryStreamExt;
    let download = ticket::file_open(floor.app(), id).await.expect("a file");
    let pieces: Vec<bytes::Bytes> = download.bytes.try_collect().await.expect("its bytes");
    pieces.concat()
}

both_engines! {
    async fn an_upload_is_claimed_by_the_message_that_names_it(store: Store) {
        let floor = Floor::on(store).await;
        let anyone = public("198.51.100.9");
        let big = [PNG, &vec![7; 3 << 20]].concat();
        let photo = floor.upload(&anyone, "../照片.png", &big).await.unwrap();
        assert_eq!((photo.name.as_str(), photo.media_type.as_str(), photo.size), ("照片.png", "image/png", big.len() as u64));
        assert_eq!(code(ticket::file_open(floor.app(), photo.id).await.map(|_| ())), "not_found", "nobody's yet");
        let note = floor.upload(&anyone, "photo.png", "其实是文字".as_bytes()).await.unwrap();
        assert_eq!(note.media_type, "text/plain", "content decides, not the name");
        let receipt = floor.submit(request(json!({"attachments": [photo.id, note.id, photo.id]}))).await.unwrap();
        assert_eq!(receipt.files, 2);
        let messages = ticket::messages(floor.app(), &floor.agent.caller, receipt.ticket, Stretch::default()).await.unwrap();
        let files: Vec<_> = messages.items[0].files.iter().map(|file| (file.id, file.sha256.clone())).collect();
        assert!(files.contains(&(photo.id, photo.sha256)) && files.len() == 2);
        assert_eq!(whole(&floor, photo.id).await, big);
        assert_eq!(floor.count(receipt.ticket, EventKind::FileAdded).await, 2);
        let twice = floor.submit(request(json!({"attachments": [photo.id]}))).await;
        assert_eq!(crate::support::fields(twice), ["attachments[0] not_found"]);
    }

    async fn nobody_takes_the_upload_of_another(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let of_agent = floor.upload(&floor.agent, "a.txt", b"agent").await.unwrap();
        let anonymous = floor.upload(&public("198.51.100.9"), "b.txt", b"anybody").await.unwrap();
        let taken = floor.submit(request(json!({"attachments": [of_agent.id]}))).await;
        assert_eq!(code(taken), "validation_failed");
        let reply = |file| fields(json!({"body": "x", "visibility": "public", "attachments": [file]}));
        for (call, file) in [(&floor.colleague, of_agent.id), (&floor.agent, anonymous.id)] {
            let refused = ticket::reply(floor.app(), call, id, reply(file)).await;
            assert_eq!(crate::support::fields(refused), ["attachments[0] not_found"]);
        }
        ticket::reply(floor.app(), &floor.agent, id, reply(of_agent.id)).await.unwrap();
        let requester = floor.requester(id).await;
        let own = floor.upload(&requester, "c.txt", b"mine").await.unwrap();
        let written = fields(json!({"body": "x", "attachments": [own.id, anonymous.id]}));
        ticket::write(floor.app(), &requester, id, written).await.unwrap();
        let executive = floor.desk.staff("executive", touchstone_domain::access::Role::Executive, &[]).await;
        assert_eq!(code(floor.upload(&executive, "d.txt", b"x").await), "forbidden");
    }

    async fn what_is_too_large_empty_or_broken_leaves_nothing(store: Store) {
        let floor = Floor::on(store).await;
        let anyone = public("198.51.100.9");
        let limit = usize::try_from(FILE_BYTES).unwrap();
        let exact = vec![1; limit];
        assert_eq!(floor.upload(&anyone, "exact", &exact).await.unwrap().size, FILE_BYTES);
        assert_eq!(code(floor.upload(&anyone, "large", &[exact.as_slice(), &[1]].concat()).await), "too_large");
        assert_eq!(crate::support::fields(floor.upload(&anyone, "empty", b"").await), ["file required"]);
        let broken = futures::stream::iter([Ok(bytes::Bytes::from_static(b"abc")), Err("connection reset")]);
        let broken = ticket::upload(floor.app(), &anyone, "broken", broken).await;
        assert_eq!(crate::support::fields(broken), ["file interrupted"]);
        let eleven = vec!["fil_0000000000001"; 11];
        let many = floor.submit(request(json!({"attachments": eleven}))).await;
        assert_eq!(crate::support::fields(many), ["attachments too_many"]);
        floor.desk.wait(Span::hours(25));
        assert_eq!(housekeeping_sweep(floor.app()).await.unwrap().uploads, 1, "only the exact one was ever there");
    }

    async fn uploads_without_sign_in_are_rationed(store: Store) {
        let limits = Limits {
            anonymous_upload_bytes_per_address: 1000,
            anonymous_upload_bytes: 2500,
            ..Limits::default()
        };
        let floor = Floor::with_limits(store, limits).await;
        let from = |last: u8| public(&format!("198.51.100.{last}"));
        floor.upload(&from(1), "a", &[1; 999]).await.unwrap();
        floor.upload(&from(1), "b", &[1; 500]).await.unwrap();
        assert_eq!(code(floor.upload(&from(1), "c", &[1; 1]).await), "rate_limited");
        let second = floor.upload(&from(2), "d", &[1; 1001]).await.unwrap();
        assert_eq!(code(floor.upload(&from(3), "e", &[1; 1]).await), "rate_limited", "altogether too much");
        floor.upload(&floor.agent, "f", &[1; 5000]).await.unwrap();
        floor.submit(request(json!({"attachments": [second.id]}))).await.unwrap();
        floor.upload(&from(3), "g", &[1; 10]).await.unwrap();
        floor.desk.wait(Span::hours(1) + Span::seconds(1));
        floor.upload(&from(1), "h", &[1; 10]).await.unwrap();
    }

    async fn unclaimed_uploads_vanish_after_a_day(store: Store) {
        let floor = Floor::on(store).await;
        let anyone = public("198.51.100.9");
        let kept = floor.upload(&anyone, "kept", b"kept").await.unwrap();
        let receipt = floor.submit(request(json!({"attachments": [kept.id]}))).await.unwrap();
        let lost = floor.upload(&anyone, "lost", b"lost").await.unwrap();
        floor.desk.wait(Span::hours(23));
        assert_eq!(housekeeping_sweep(floor.app()).await.unwrap().uploads, 0);
        floor.desk.wait(Span::hours(1) + Span::seconds(1));
        let swept = housekeeping_sweep(floor.app()).await.unwrap();
        assert_eq!(swept.uploads, 1);
        assert_eq!(whole(&floor, kept.id).await, b"kept");
        let late = floor.submit(request(json!({"attachments": [lost.id]}))).await;
        assert_eq!(crate::support::fields(late), ["attachments[0] not_found"]);
        assert!(floor.app().blobs.get(&lost.id.to_string()).await.is_err(), "the bytes are gone too");
        assert_eq!(floor.read(receipt.ticket).await.id, receipt.ticket);
    }
}
