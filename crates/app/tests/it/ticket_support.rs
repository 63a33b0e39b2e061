//! A desk with people: teams, an administrator, a lead, two agents, and requesters who send things in.

use futures::stream;
use serde_json::{Value, json};
use touchstone_app::core::{Limits, RequesterActor};
use touchstone_app::standard::standard_begin;
use touchstone_app::ticket::{self, DeskAction, Fields, Receipt, Said, Ticket, Uploaded};
use touchstone_app::{Actor, App, AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::event::{EventKind, Origin, Subject};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::time::Span;
use touchstone_store::Store;

use crate::support::{Desk, public, system};

/// A desk that is open for business.
pub struct Floor {
    pub desk: Desk,
    pub team: TeamId,
    pub other_team: TeamId,
    pub admin: Call,
    pub lead: Call,
    pub agent: Call,
    pub agent_id: UserId,
    pub colleague: Call,
    pub colleague_id: UserId,
}

fn user_id(call: &Call) -> UserId {
    call.caller.actor.user().expect("a user").id
}

impl Floor {
    pub async fn on(store: Store) -> Self {
        Self::of(Desk::on(store)).await
    }

    pub async fn with_limits(store: Store, limits: Limits) -> Self {
        Self::of(Desk::with(store, limits, None)).await
    }

    /// A desk that may have a mail server.
    pub async fn of(desk: Desk) -> Self {
        standard_begin(&desk.app).await.expect("the standard");
        let team = team(&desk.app, "售后组").await;
        let other_team = self::team(&desk.app, "支付组").await;
        let admin = desk.staff("admin", Role::Administrator, &[]).await;
        let lead = desk.staff("lead", Role::TeamLead, &[team]).await;
        let agent = desk.staff("agent", Role::Agent, &[team]).await;
        let colleague = desk.staff("colleague", Role::Agent, &[team]).await;
        let (agent_id, colleague_id) = (user_id(&agent), user_id(&colleague));
        Self {
            desk,
            team,
            other_team,
            admin,
            lead,
            agent,
            agent_id,
            colleague,
            colleague_id,
        }
    }

    pub fn app(&self) -> &App {
        &self.desk.app
    }

    pub async fn submit(&self, body: Value) -> Result<Receipt, AppError> {
        ticket::submit(self.app(), &public("198.51.100.9"), fields(body)).await
    }

    /// A request with an e-mail address and a category, as most are.
    pub async fn received(&self) -> Receipt {
        self.submit(request(json!({})))
            .await
            .expect("a request is received")
    }

    /// A request of which nothing is known but words.
    pub async fn act(
        &self,
        call: &Call,
        id: TicketId,
        action: &str,
        body: Value,
    ) -> Result<Ticket, AppError> {
        let action: DeskAction = action.parse().expect("an action");
        ticket::act(self.app(), call, id, action, fields(body)).await
    }

    /// The same by the agent, and it must work.
    pub async fn does(&self, id: TicketId, action: &str, body: Value) -> Ticket {
        self.act(&self.agent, id, action, body)
            .await
            .unwrap_or_else(|error| panic!("{action}: {error:?}"))
    }

    pub async fn reply(&self, id: TicketId, body: &str) -> Said {
        let input = json!({"body": body, "visibility": "public"});
        ticket::reply(self.app(), &self.agent, id, fields(input))
            .await
            .expect("a reply")
    }

    /// A request the agent has taken and begun.
    pub async fn in_progress(&self) -> Receipt {
        let receipt = self.received().await;
        self.does(receipt.ticket, "take", json!({})).await;
        self.does(receipt.ticket, "start", json!({})).await;
        receipt
    }

    /// A request the agent has solved.
    pub async fn resolved(&self) -> Receipt {
        let receipt = self.in_progress().await;
        self.does(
            receipt.ticket,
            "resolve",
            json!({"solution": "已退款 **199 元**"}),
        )
        .await;
        receipt
    }

    /// The requester of a ticket, as if they had shown that it is theirs.
    pub async fn requester(&self, id: TicketId) -> Call {
        let ticket = self.read(id).await;
        let mut call = public("198.51.100.9");
        call.caller.actor = Actor::Requester(RequesterActor {
            person: ticket.requester.id,
            ticket: id,
        });
        call.caller.origin = Origin::TrackingPage;
        call
    }

    pub async fn writes(&self, id: TicketId, body: &str) -> Said {
        let call = self.requester(id).await;
        ticket::write(self.app(), &call, id, fields(json!({"body": body})))
            .await
            .expect("a message")
    }

    pub async fn confirms(&self, id: TicketId) {
        let call = self.requester(id).await;
        ticket::confirm(self.app(), &call, id)
            .await
            .expect("a confirmation");
    }

    /// The ticket as the product itself sees it.
    pub async fn read(&self, id: TicketId) -> Ticket {
        ticket::read(self.app(), &system().caller, id)
            .await
            .expect("a ticket")
    }

    /// Moves the clock on and lets time act.
    pub async fn passes(&self, span: Span) -> u32 {
        self.desk.wait(span);
        touchstone_app::clockwork::clockwork_drive(self.app())
            .await
            .expect("time acts")
    }

    pub async fn kinds(&self, id: TicketId) -> Vec<EventKind> {
        self.desk.kinds(Subject::Ticket(id)).await
    }

    pub async fn count(&self, id: TicketId, kind: EventKind) -> usize {
        self.kinds(id)
            .await
            .into_iter()
            .filter(|found| *found == kind)
            .count()
    }

    pub async fn upload(&self, call: &Call, name: &str, bytes: &[u8]) -> Result<Uploaded, AppError> {
        let pieces: Vec<Result<_, String>> = bytes
            .chunks(64 * 1024)
            .map(|piece| Ok(bytes::Bytes::copy_from_slice(piece)))
            .collect();
        ticket::upload(self.app(), call, name, stream::iter(pieces)).await
    }
}

async fn team(app: &App, name: &str) -> TeamId {
    let input = touchstone_app::account::TeamInput {
        name: name.to_owned(),
        ..Default::default()
    };
    touchstone_app::account::team_create(app, &system(), input)
        .await
        .expect("a team")
        .id
}

pub fn fields(body: Value) -> Fields {
    Fields::from_json(body).expect("an object")
}

/// A request's body, with some of it replaced.
pub fn request(with: Value) -> Value {
    let mut body = json!({
        "subject": "退款一直没有到账",
        "body": "上周退的货,钱还没有收到。",
        "category": "payment/refund-delay",
        "requester": {"name": "王小芳", "email": "wang@example.com", "language": "zh-CN"},
    });
    for (name, value) in with.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}

/// Where the latest clock of a metric stands.
pub fn clock(ticket: &Ticket, metric: Metric) -> Option<ClockState> {
    let of_metric = ticket.clocks.iter().filter(|clock| clock.metric == metric);
    of_metric
        .max_by_key(|clock| clock.instance)
        .map(|clock| clock.state)
}
