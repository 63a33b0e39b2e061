//! Saved lists: who has them, who may change them, what they count.

use serde_json::{Value, json};
use touchstone_app::saved_view::{self, SavedView, ViewContent};
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::id::SavedViewId;
use touchstone_domain::saved_view::{ListColumn, ViewShare};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, fields, request};

impl Floor {
    async fn saves(&self, by: &Call, body: Value) -> Result<SavedView, AppError> {
        let content = ViewContent::read(fields(body))?;
        saved_view::view_create(self.app(), by, content).await
    }

    async fn has(&self, by: &Call) -> Vec<SavedView> {
        saved_view::views(self.app(), &by.caller).await.unwrap()
    }

    async fn names(&self, by: &Call) -> Vec<String> {
        self.has(by).await.into_iter().map(|view| view.name).collect()
    }

    async fn counted(&self, by: &Call, id: SavedViewId) -> (u32, bool) {
        let found = self.has(by).await.into_iter().find(|view| view.id == id).unwrap();
        let count = found.count.unwrap();
        (count.count, count.more)
    }
}

fn complaints(name: &str) -> Value {
    json!({"name": name, "filter": {"status": ["new", "open"], "when": {"kind": "complaint"}}, "sort": "-priority"})
}

both_engines! {
    async fn a_saved_list_is_on_the_desks_of_those_it_is_for(store: Store) {
        let floor = Floor::on(store).await;
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        floor.saves(&floor.agent, complaints("自己的")).await.unwrap();
        let mut team = complaints("组里的");
        team["share"] = json!("team");
        team["team"] = json!(floor.team.to_string());
        assert_eq!(refused(floor.saves(&floor.agent, team.clone()).await), ["share view_share_refused"]);
        let shared = floor.saves(&floor.lead, team.clone()).await.unwrap();
        let mut all = complaints("大家的");
        all["share"] = json!("all");
        assert_eq!(refused(floor.saves(&floor.lead, all.clone()).await), ["share view_share_refused"]);
        floor.saves(&floor.admin, all).await.unwrap();
        assert_eq!(floor.names(&floor.agent).await, ["自己的", "组里的", "大家的"]);
        assert_eq!(floor.names(&floor.colleague).await, ["组里的", "大家的"]);
        assert_eq!(floor.names(&stranger).await, ["大家的"]);
        team["team"] = json!(floor.other_team.to_string());
        assert_eq!(refused(floor.saves(&floor.lead, team).await), ["share view_share_refused"], "not their team");

        // Who has it may not therefore change it; who does not have it does not find it.
        let content = || ViewContent::read(fields(complaints("改名"))).unwrap();
        let app = floor.app();
        assert_eq!(code(saved_view::view_replace(app, &floor.agent, shared.id, content()).await), "forbidden");
        assert_eq!(code(saved_view::view_get(app, &stranger.caller, shared.id).await), "not_found");
        assert_eq!(code(saved_view::view_remove(app, &stranger, shared.id).await), "not_found");
        let mut stale = floor.lead.clone();
        stale.expected_version = Some(7);
        assert_eq!(code(saved_view::view_replace(app, &stale, shared.id, content()).await), "version_conflict");
        let own = saved_view::view_replace(app, &floor.lead, shared.id, content()).await.unwrap();
        assert_eq!((own.share, own.version, own.name.as_str()), (ViewShare::Own, 2, "改名"));
        assert_eq!(floor.names(&floor.colleague).await, ["大家的"], "it is the lead's alone now");
        saved_view::view_remove(app, &floor.lead, shared.id).await.unwrap();
        assert_eq!(floor.names(&floor.lead).await, ["大家的"]);
        let lead = floor.lead.caller.actor.user().unwrap().id;
        let kinds = floor.desk.kinds(Subject::User(lead)).await;
        let told = |wanted| kinds.iter().filter(|kind| **kind == wanted).count();
        assert_eq!((told(EventKind::ViewSaved), told(EventKind::ViewRemoved)), (2, 1));
    }

    async fn a_saved_list_counts_what_its_reader_may_see(store: Store) {
        let floor = Floor::on(store).await;
        let mut all = complaints("投诉");
        all["share"] = json!("all");
        let id = floor.saves(&floor.admin, all).await.unwrap().id;
        assert_eq!(floor.counted(&floor.agent, id).await, (0, false));
        let complaint = || request(json!({"kind": "complaint"}));
        let first = floor.submit(complaint()).await.unwrap().ticket;
        floor.submit(complaint()).await.unwrap();
        floor.received().await;
        assert_eq!(floor.counted(&floor.agent, id).await, (0, false), "a moment ago it was so");
        floor.desk.wait(Span::seconds(11));
        assert_eq!(floor.counted(&floor.agent, id).await, (2, false));
        floor.act(&floor.admin, first, "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        floor.desk.wait(Span::seconds(11));
        assert_eq!(floor.counted(&floor.agent, id).await, (1, false));
        assert_eq!(floor.counted(&floor.admin, id).await, (2, false));
        for _ in 0..100 {
            floor.submit(complaint()).await.unwrap();
        }
        floor.desk.wait(Span::seconds(11));
        assert_eq!(floor.counted(&floor.admin, id).await, (99, true), "99+");
    }

    async fn everybody_orders_their_own_desk(store: Store) {
        let floor = Floor::on(store).await;
        let mut all = complaints("大家的");
        all["share"] = json!("all");
        let shared = floor.saves(&floor.admin, all).await.unwrap().id;
        let one = floor.saves(&floor.agent, complaints("一")).await.unwrap().id;
        floor.saves(&floor.agent, complaints("二")).await.unwrap();
        let set = saved_view::views_order(floor.app(), &floor.agent, vec![shared, one]).await.unwrap();
        let names: Vec<_> = set.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["大家的", "一", "二"]);
        assert_eq!(floor.names(&floor.agent).await, names);
        assert_eq!(refused(saved_view::views_order(floor.app(), &floor.colleague, vec![one]).await), ["views[0] not_found"]);
        saved_view::view_remove(floor.app(), &floor.admin, shared).await.unwrap();
        assert_eq!(floor.names(&floor.agent).await, ["一", "二"]);
    }

    async fn what_cannot_be_saved_says_where(store: Store) {
        let floor = Floor::on(store).await;
        let wrong = json!({"name": "", "columns": ["stage", "colour"], "filter": {"status": ["gone"], "when": {"colour": "red"}}});
        let said = refused(floor.saves(&floor.agent, wrong).await);
        for place in ["name required", "columns[1] unknown_value", "filter.status unknown_value"] {
            assert!(said.iter().any(|one| one == place), "{place} in {said:?}");
        }
        assert!(said.iter().any(|one| one.starts_with("filter.when")), "{said:?}");
        let plain = floor.saves(&floor.agent, json!({"name": "全部"})).await.unwrap();
        assert_eq!(plain.columns, ListColumn::USUAL);
        assert!(plain.filter.is_empty());
        let reader = floor.desk.staff("reader", Role::Executive, &[]).await;
        floor.saves(&reader, json!({"name": "看看", "columns": []})).await.unwrap();
    }
}
