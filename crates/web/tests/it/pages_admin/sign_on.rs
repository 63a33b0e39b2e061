//! Single sign-on with an identity provider: known by address, linked, made anew, given a role; and what proves nothing.

use serde_json::{Value, json};
use touchstone_app::account::{SignOn, SignOnSettings};
use touchstone_channels::Outbound;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{Answer, CLIENT, Client, PASSWORD, Provider, START, TestApp, TestSettings};
use touchstone_testkit::both_engines;
use zeroize::Zeroizing;

use super::sign_in;

fn settings(provider: &Provider) -> SignOnSettings {
    SignOnSettings {
        issuer: provider.issuer(),
        client_id: CLIENT.0.to_owned(),
        client_secret: Some(Zeroizing::new(CLIENT.1.to_owned())),
        name: "Example ID".to_owned(),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        role_claim: "groups".to_owned(),
        roles: Vec::new(),
        default_role: None,
        create_users: false,
        second_factor: false,
    }
}

/// The product beside a provider.
async fn opened(config: StoreConfig, change: impl FnOnce(&mut SignOnSettings)) -> (TestApp, Provider) {
    let provider = Provider::start(START).await;
    let mut wanted = settings(&provider);
    change(&mut wanted);
    let sign_on = SignOn::new(wanted, Outbound::new().unwrap());
    let settings = TestSettings {
        sign_on: Some(sign_on),
        ..TestSettings::default()
    };
    (TestApp::start(config, settings).await, provider)
}

fn with_roles(settings: &mut SignOnSettings) {
    settings.roles = vec![
        "bosses=administrator".parse().unwrap(),
        "care=agent".parse().unwrap(),
    ];
    settings.create_users = true;
}

/// To the provider and back, up to the answer of our own page.
async fn came_back(browser: &Client, provider: &Provider) -> Answer {
    let left = browser.get("/sign-in/sso?next=/account").send().await.expect(303);
    let back = at_provider(provider, left.location()).await;
    browser.get(&back).send().await
}

/// What the provider sends the browser back to.
async fn at_provider(provider: &Provider, address: &str) -> String {
    let issuer = provider.issuer();
    let client = Client::new(issuer.trim_start_matches("http://").parse().unwrap());
    let asked = address.strip_prefix(&issuer).unwrap();
    let answer = client.get(asked).send().await.expect(303);
    let (_, path) = answer
        .location()
        .trim_start_matches("http://")
        .split_once('/')
        .unwrap();
    format!("/{path}")
}

async fn me(browser: &Client) -> Value {
    browser.get("/api/v1/me").send().await.expect(200).json()
}

fn verified(email: &str) -> Value {
    json!({"email": email, "email_verified": true, "name": "Sun Li", "locale": "ja-JP"})
}

both_engines! {
    async fn a_known_address_is_linked_and_lets_in(config: StoreConfig) {
        let (app, provider) = opened(config, |_| ()).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email.to_uppercase()));
        let browser = app.public();
        let page = browser.get("/sign-in").send().await.expect(200).text();
        assert!(page.contains("Sign in with Example ID"), "{page}");
        assert_eq!(came_back(&browser, &provider).await.expect(303).location(), "/account");
        assert_eq!(me(&browser).await["id"], json!(agent.id));
        // From now on the provider's own name for them counts, whatever the address becomes there.
        provider.say(|saying| saying.claims = json!({"email": "else@example.com", "email_verified": true}));
        let again = app.public();
        came_back(&again, &provider).await.expect(303);
        assert_eq!(me(&again).await["id"], json!(agent.id));
        let boss = app.client(Role::Administrator).await;
        let path = format!("/api/v1/users/{}/identities", agent.id);
        let held = boss.get(&path).send().await.expect(200).json();
        assert_eq!(held["items"][0]["issuer"], json!(provider.issuer()));
        boss.delete(&path).send().await.expect(204);
        came_back(&app.public(), &provider).await.expect_page(403, "Nobody here belongs");
        app.stop().await;
    }

    async fn whom_nobody_knows_stays_out(config: StoreConfig) {
        let (app, provider) = opened(config, |_| ()).await;
        let agent = app.member(Role::Agent).await;
        for claims in [
            verified("nobody.known@example.com"),
            json!({"email": agent.email, "email_verified": false}),
            json!({"email": agent.email}),
            json!({}),
        ] {
            let browser = app.public();
            let told = format!("{claims}");
            provider.say(|saying| saying.claims = claims);
            let answer = came_back(&browser, &provider).await;
            assert_eq!(answer.status.as_u16(), 403, "{told}");
            answer.expect_page(403, "Nobody here belongs");
            browser.get("/api/v1/me").send().await.expect(401);
        }
        app.stop().await;
    }

    async fn groups_make_users_and_move_their_roles(config: StoreConfig) {
        let (app, provider) = opened(config, with_roles).await;
        app.member(Role::Administrator).await;
        provider.say(|saying| {
            saying.claims = verified("sun@example.com");
            saying.claims["groups"] = json!(["care", "x"]);
        });
        let browser = app.public();
        came_back(&browser, &provider).await.expect(303);
        let made = me(&browser).await;
        assert_eq!((&made["role"], &made["name"], &made["language"]), (&json!("agent"), &json!("Sun Li"), &json!("ja")));
        provider.say(|saying| saying.claims["groups"] = json!("bosses"));
        came_back(&browser, &provider).await.expect(303);
        assert_eq!(me(&browser).await["role"], json!("administrator"));
        provider.say(|saying| saying.claims["groups"] = json!(["others"]));
        came_back(&app.public(), &provider).await.expect_page(403, "Your groups give you no role");
        // Told only when asked.
        provider.say(|saying| {
            saying.claims = json!({});
            saying.user_info = json!({"groups": ["care"], "email": "sun@example.com", "email_verified": true});
        });
        came_back(&browser, &provider).await.expect(303);
        assert_eq!(me(&browser).await["role"], json!("agent"));
        app.stop().await;
    }

    async fn the_last_administrator_keeps_the_role(config: StoreConfig) {
        let (app, provider) = opened(config, with_roles).await;
        let boss = app.member(Role::Administrator).await;
        provider.say(|saying| {
            saying.claims = verified(&boss.email);
            saying.claims["groups"] = json!(["care"]);
        });
        came_back(&app.public(), &provider).await.expect_page(409, "administrator");
        assert_eq!(boss.client.get("/api/v1/me").send().await.expect(200).json()["role"], json!("administrator"));
        app.stop().await;
    }

    async fn what_proves_nothing_opens_nothing(config: StoreConfig) {
        let (app, provider) = opened(config, |_| ()).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email));
        let unproven = "proves nothing";
        provider.say(|saying| saying.nonce = Some("another".to_owned()));
        came_back(&app.public(), &provider).await.expect_page(409, unproven);
        provider.say(|saying| (saying.nonce, saying.audience) = (None, "another".to_owned()));
        came_back(&app.public(), &provider).await.expect_page(409, unproven);
        provider.say(|saying| (saying.audience, saying.forge) = (CLIENT.0.to_owned(), true));
        came_back(&app.public(), &provider).await.expect_page(409, unproven);
        provider.say(|saying| (saying.forge, saying.at) = (false, START - Span::hours(1)));
        came_back(&app.public(), &provider).await.expect_page(409, unproven);
        provider.say(|saying| saying.at = START);
        provider.say(|saying| saying.claims["iss"] = json!("https://evil.example"));
        came_back(&app.public(), &provider).await.expect_page(409, unproven);
        provider.say(|saying| saying.claims = verified(&agent.email));
        came_back(&app.public(), &provider).await.expect(303);
        app.stop().await;
    }

    async fn an_answer_belongs_to_the_browser_that_asked(config: StoreConfig) {
        let (app, provider) = opened(config, |_| ()).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email));
        let (mine, other) = (app.public(), app.public());
        let left = mine.get("/sign-in/sso").send().await.expect(303);
        let back = at_provider(&provider, left.location()).await;
        // Somebody else's answer, sent to a browser that asked nothing, or something else.
        other.get(&back).send().await.expect_page(409, "sign in again");
        other.get("/sign-in/sso").send().await.expect(303);
        other.get(&back).send().await.expect_page(409, "sign in again");
        mine.get(&back).send().await.expect(303);
        mine.get(&back).send().await.expect(409);
        mine.get("/sign-in/sso/return?error=access_denied&error_description=no").send().await
            .expect_page(401, "did not let you in");
        let left = mine.get("/sign-in/sso").send().await.expect(303);
        let late = at_provider(&provider, left.location()).await;
        app.advance(Span::minutes(20)).await;
        mine.get(&late).send().await.expect_page(409, "sign in again");
        app.stop().await;
    }

    async fn keys_that_changed_are_read_again_and_an_absence_is_told(config: StoreConfig) {
        let (app, provider) = opened(config, |_| ()).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email));
        came_back(&app.public(), &provider).await.expect(303);
        provider.keys_change();
        came_back(&app.public(), &provider).await.expect(303);
        app.advance(Span::hours(1)).await;
        provider.stop();
        let page = app.public().get("/sign-in/sso").send().await;
        page.expect_page(503, "does not answer");
        sign_in(&app.public(), &agent.email, PASSWORD, "/account").await.expect(303);
        app.stop().await;
    }

    async fn our_second_factor_is_asked_for_unless_the_provider_has_one(config: StoreConfig) {
        let (app, provider) = opened(config, |settings| settings.second_factor = false).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email));
        require_of_agents(&app).await;
        let browser = app.public();
        came_back(&browser, &provider).await.expect(303);
        assert_eq!(browser.get("/desk").send().await.expect(303).location(), "/account/security");
        app.stop().await;
    }

    async fn a_provider_with_a_second_factor_is_enough(config: StoreConfig) {
        let (app, provider) = opened(config, |settings| settings.second_factor = true).await;
        let agent = app.member(Role::Agent).await;
        provider.say(|saying| saying.claims = verified(&agent.email));
        require_of_agents(&app).await;
        let browser = app.public();
        came_back(&browser, &provider).await.expect(303);
        browser.get("/desk").send().await.expect(200);
        app.stop().await;
    }

    async fn without_a_provider_there_is_no_way_to_it(config: StoreConfig) {
        let app = TestApp::start(config, TestSettings::default()).await;
        app.public().get("/sign-in/sso").send().await.expect(404);
        app.public().get("/sign-in/sso/return?code=x&state=y").send().await.expect(404);
        app.stop().await;
    }
}

async fn require_of_agents(app: &TestApp) {
    let boss = app.client(Role::Administrator).await;
    let path = "/api/v1/roles/agent/second-factor";
    boss.post(path)
        .json(&json!({"required": true}))
        .send()
        .await
        .expect(204);
}
