//! Why clocks of a demo ticket ran out and who answers for it, as its agent would say.

use super::random::Random;
use touchstone_app::AppError;
use touchstone_app::core::Cx;
use touchstone_app::ticket::{Act, ticket_act};
use touchstone_domain::category::CategoryPath;
use touchstone_domain::clock::{BreachCause, Charge, ClockBasis, ClockState};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::stage::Stage;

const CARRIERS: &[&str] = &["青鸟速运", "远洋物流", "北联快运"];
const PAYMENT: &[&str] = &["联合支付", "易付通"];
const MERCHANTS: &[&str] = &["晨光数码旗舰店", "禾木家居", "南山茶行", "小满母婴"];

/// An explanation before anybody knows which ticket it is for.
#[derive(Clone, Copy)]
pub(super) struct Explanation {
    pub(super) cause: BreachCause,
    /// Picks among the names of partners and merchants.
    pub(super) pick: usize,
}

/// What is at fault in matters of this kind.
pub(super) fn explanation(category: &CategoryPath, random: &mut Random) -> Explanation {
    let text = category.to_string();
    let usual = match text.split('/').next() {
        Some("logistics") => BreachCause::Carrier,
        Some("payment") => BreachCause::Payment,
        Some("merchant" | "product") => BreachCause::Merchant,
        _ => BreachCause::Complexity,
    };
    let causes = [
        (usual, 34.0),
        (BreachCause::Workload, 22.0),
        (BreachCause::Absence, 14.0),
        (BreachCause::Handover, 8.0),
        (BreachCause::Misrouted, 7.0),
        (BreachCause::Oversight, 7.0),
        (BreachCause::Approval, 5.0),
        (BreachCause::System, 3.0),
    ];
    Explanation {
        cause: random.choose(&causes, BreachCause::Other),
        pick: random.below(60),
    }
}

/// Notes it for every promise of the ticket that was not kept and of which nobody has said why.
pub(super) fn explain(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    said: Explanation,
    (agent, team): (UserId, Option<TeamId>),
) -> Result<(), AppError> {
    let clocks = cx.app.standards.clocks(cx.tx, ticket)?;
    let open = clocks.into_iter().filter(|clock| {
        clock.state == ClockState::Breached
            && clock.cause == Some(BreachCause::Unset)
            && clock.basis != ClockBasis::Stage
    });
    for clock in open {
        let act = Act::NoteCause {
            metric: clock.metric,
            instance: clock.instance,
            cause: said.cause,
            charge: charge(said, agent, team, clock.breached_in),
        };
        ticket_act(cx, ticket, &act)?;
    }
    Ok(())
}

fn charge(said: Explanation, agent: UserId, team: Option<TeamId>, stage: Option<Stage>) -> Option<Charge> {
    let name = |names: &[&str]| {
        names
            .iter()
            .cycle()
            .nth(said.pick)
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    match said.cause {
        BreachCause::Carrier => Some(Charge::Partner(name(CARRIERS))),
        BreachCause::Payment => Some(Charge::Partner(name(PAYMENT))),
        BreachCause::Merchant => Some(Charge::Merchant(name(MERCHANTS))),
        BreachCause::Workload | BreachCause::Absence => team.map(Charge::Team),
        BreachCause::Oversight => Some(Charge::Person(agent)),
        BreachCause::Handover | BreachCause::Misrouted | BreachCause::Approval => stage.map(Charge::Stage),
        _ => None,
    }
}
