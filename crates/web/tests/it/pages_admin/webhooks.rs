//! The pages of webhooks: a secret is shown once, a trial shows the answer as text, and what is refused comes back filled.

use touchstone_testkit::app::{HookReceiver, HookReply};
use touchstone_testkit::with_app;

use super::{administrator, follow, send};

const PATH: &str = "/admin/webhooks";
const NEW: &str = "/admin/webhooks/new";

with_app! {
    async fn a_webhook_is_made_tried_changed_and_removed(app: &TestApp) {
        let (here, receiver) = (administrator(app).await, HookReceiver::start().await);
        let form = here.get(NEW).send().await.expect(200);
        assert!(form.text().contains("value=\"ticket.received\""));
        let key = form.field("idempotency_key");
        let mut typed = vec![("idempotency_key", key.as_str()), ("name", "ERP"), ("url", "http://hooks.example/"), ("events", "ticket.*")];
        let refused = send(&here, NEW, PATH, &typed).await.expect(422).text();
        assert!(refused.contains("Must begin with https://"), "{refused}");
        assert!(refused.contains("value=\"ticket.*\" checked") && refused.contains("value=\"http://hooks.example/\""));
        let url = receiver.url();
        let key = here.get(NEW).send().await.expect(200).field("idempotency_key");
        typed = vec![("idempotency_key", key.as_str()), ("name", "ERP"), ("url", url.as_str()), ("events", "ticket.*"), ("events", "message.added")];
        let made = send(&here, NEW, PATH, &typed).await.expect(200).text();
        let secret = made.split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(secret.starts_with("whsec_"), "{secret}");
        let again = send(&here, NEW, PATH, &typed).await.expect(200).text();
        assert!(again.contains(&secret), "sent twice, made once");
        let list = here.get(PATH).send().await.expect(200).text();
        assert_eq!(list.matches("/admin/webhooks/whk_").count(), 1);
        let (_, rest) = list.split_once("/admin/webhooks/whk_").unwrap();
        let path = format!("/admin/webhooks/whk_{}", rest.split('"').next().unwrap());
        let page = here.get(&path).send().await.expect(200);
        assert!(!page.text().contains(&secret), "shown once");
        receiver.answer(|_| HookReply::status(200).body("<b>fine</b>"));
        let tried = send(&here, &path, &format!("{path}/test"), &[]).await.expect(200).text();
        assert!(tried.contains("The test was taken") && tried.contains("&lt;b&gt;fine"), "the answer is text");
        let page = follow(&here, send(&here, &path, &format!("{path}/pause"), &[]).await).await;
        assert!(page.contains("Go on where it stopped"), "{page}");
        let page = follow(&here, send(&here, &path, &format!("{path}/resume"), &[]).await).await;
        assert!(page.contains("It goes on"));
        let refused = send(&here, &path, &format!("{path}/replay"), &[("from", "soon")]).await.expect(422).text();
        assert!(refused.contains("value=\"soon\"") && refused.contains("Cannot be read"));
        let page = follow(&here, send(&here, &path, &format!("{path}/replay"), &[("from", "2026-02-01T08:00")]).await).await;
        assert!(page.contains("The replay has begun") && page.contains("<progress"));
        let replay = page.split("/replays/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let page = follow(&here, send(&here, &path, &format!("{path}/replays/{replay}/cancel"), &[]).await).await;
        assert!(page.contains("The replay was cancelled"));
        let rotated = send(&here, &path, &format!("{path}/rotate"), &[("overlap_hours", "24")]).await.expect(200).text();
        assert!(rotated.contains("whsec_") && rotated.contains("The former secret signs until") && !rotated.contains(&secret));
        let version = here.get(&path).send().await.expect(200).field("version");
        let change = [("version", version.as_str()), ("name", "CRM"), ("url", url.as_str()), ("events", "*")];
        let page = follow(&here, send(&here, &path, &path, &change).await).await;
        assert!(page.contains("<h1>CRM</h1>") && page.contains("Saved"));
        let stale = send(&here, &path, &path, &change).await.expect(412).text();
        assert!(stale.contains("value=\"CRM\""));
        let page = follow(&here, send(&here, &path, &format!("{path}/resend"), &[]).await).await;
        assert!(page.contains("It is sent again"));
        let page = follow(&here, send(&here, &path, &format!("{path}/remove"), &[]).await).await;
        assert!(page.contains("Nobody is told yet"), "{page}");
    }
}
