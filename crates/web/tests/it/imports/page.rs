//! The pages of imports, as an administrator's browser uses them.

use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use super::work;
use crate::pages_admin::{administrator, browser, follow, send};

with_app! {
    async fn a_file_is_sent_mapped_run_and_undone_by_page(app: &TestApp) {
        let here = administrator(app).await;
        let page = here.get("/admin/imports").send().await.expect(200).text();
        assert!(page.contains("No import yet"), "{page}");
        let csrf = here.get("/admin/imports/new").send().await.expect(200).field("csrf");
        let fields = [("csrf", csrf.as_str()), ("import_kind", "teams"), ("import_preset", "plain"), ("import_encoding", "")];
        let file: &[u8] = b"No,Called\n1,North\n2,\n";
        let sent = here.post("/admin/imports").multipart(&fields, &[("file", "teams.csv", file)]).send().await;
        let address = sent.expect(303).location().split('?').next().unwrap().to_owned();
        let page = here.get(&address).send().await.expect(200).text();
        assert!(page.contains("teams.csv") && page.contains("A column must be chosen") || page.contains("Not used"), "{page}");
        let refused = send(&here, &address, &format!("{address}/run"), &[]).await.expect(422).text();
        assert!(refused.contains("A column must be chosen"), "{refused}");
        let version = here.get(&address).send().await.expect(200).field("version");
        let typed = [
            ("version", version.as_str()), ("import_source", "old"), ("column_external_id", "No"),
            ("column_name", "Called"), ("words_name", "no equals sign"),
        ];
        let back = send(&here, &address, &format!("{address}/mapping"), &typed).await.expect(422).text();
        assert!(back.contains("no equals sign"), "what was typed is kept: {back}");
        let typed = [
            ("version", version.as_str()), ("import_source", "old"), ("column_external_id", "No"),
            ("column_name", "Called"), ("words_name", "north = Northern; * = ="),
        ];
        let page = follow(&here, send(&here, &address, &format!("{address}/mapping"), &typed).await).await;
        assert!(page.contains("Northern") && page.contains("Something required is missing"), "the preview shows both: {page}");
        follow(&here, send(&here, &address, &format!("{address}/check"), &[]).await).await;
        work(app).await;
        let page = here.get(&address).send().await.expect(200).text();
        assert!(page.contains("Of 2 rows 1 would be made"), "{page}");
        let page = follow(&here, send(&here, &address, &format!("{address}/run"), &[]).await).await;
        assert!(page.contains("Under way") && page.contains("hx-get"), "{page}");
        work(app).await;
        let page = here.get(&format!("{address}?outcome=failed")).send().await.expect(200).text();
        assert!(page.contains("1 made, 0 linked") && page.contains("Download failed rows"), "{page}");
        here.get(&format!("{address}/failed")).send().await.expect(200);
        follow(&here, send(&here, &address, &format!("{address}/undo"), &[]).await).await;
        work(app).await;
        let page = here.get(&address).send().await.expect(200).text();
        assert!(page.contains("1 undone, 0 kept"), "{page}");
        follow(&here, send(&here, &address, &format!("{address}/discard"), &[]).await).await;
    }

    async fn others_do_not_see_the_pages(app: &TestApp) {
        let here = browser(app, &app.member(Role::TeamLead).await).await;
        for path in ["/admin/imports", "/admin/imports/new"] {
            here.get(path).send().await.expect(404);
        }
    }
}
