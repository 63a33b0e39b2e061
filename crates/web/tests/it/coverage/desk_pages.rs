//! The cases of the desk's pages.

use touchstone_domain::access::Role;

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let agent = Some(world.agent.as_str());
    let lead = world.member(Role::TeamLead);
    let at = |rest: &str| format!("/desk/tickets/{}{rest}", world.ticket["id"].as_str().unwrap());
    vec![
        case("GET /desk", "/desk", agent, 200),
        case("GET /desk/search", "/desk/search?q=refund", agent, 200),
        case("GET /desk/new", "/desk/new", agent, 200),
        case(
            "GET /desk/export",
            "/desk/export?queue=all&format=xlsx",
            lead,
            200,
        ),
        case("GET /desk/tickets/{id}/export", at("/export"), lead, 200),
        case("GET /desk/people/export", "/desk/people/export", lead, 200),
        // A form with a file and nothing else comes back.
        case("POST /desk/new", "/desk/new", agent, 422).file(),
        case("POST /desk/new/duplicates", "/desk/new/duplicates", agent, 200).form("subject=refund"),
        case("GET /desk/tickets/{id}", at(""), agent, 200).foreign(404),
        case("POST /desk/tickets/{id}/messages", at("/messages"), agent, 422)
            .file()
            .foreign(404)
            .reader(403),
        case(
            "POST /desk/tickets/{id}/actions/{action}",
            at("/actions/wait"),
            agent,
            303,
        )
        .form("on=requester")
        .foreign(404)
        .reader(403),
        case("GET /desk/tickets/{id}/split", at("/split"), agent, 200).foreign(404),
        case("POST /desk/tickets/{id}/split", at("/split"), agent, 422)
            .form("messages=msg_0000000000001&subject=Another+matter")
            .foreign(404)
            .reader(403),
        case("POST /desk/tickets/{id}/links", at("/links"), agent, 422)
            .form("kind=related&linked_to=0")
            .foreign(404)
            .reader(403),
        case(
            "POST /desk/tickets/{id}/links/remove",
            at("/links/remove"),
            agent,
            404,
        )
        .form("relation=related&other=tkt_0000000000001")
        .foreign(404)
        .reader(403),
        case("POST /desk/tickets/{id}/service", at("/service"), agent, 412)
            .form("tier=premium&adviser=&version=900")
            .foreign(404)
            .reader(403),
        case("POST /desk/tickets/{id}/reveal", at("/reveal"), agent, 200)
            .form("fields=email&reason=to+call+back")
            .foreign(404)
            .reader(403),
    ]
}
