//! The model: a small installation that the product itself made over HTTP, in which every row there is stands as a command
//! leaves it. Its rows are copied; see [`crate::copies`].

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value as Json, json};
use touchstone_app::core::SystemClock;
use touchstone_app::keys::{KeyRing, KeyRingPlace};
use touchstone_domain::time::Clock as _;
use touchstone_store::portable::{Cell, Snapshot, Step, Table};
use touchstone_store::{Store, StoreError, Value};
use touchstone_testkit::app::Client;

use crate::now;
use crate::site::{Served, Site};

/// Tickets that are over, and those that are worked on.
const CLOSED: usize = 100;
const OPEN: usize = 20;
const AGENTS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(120);

/// Stands in subjects where a copy has a word of its own, and in place of its order number.
pub(crate) const WORD: &str = "qzwordqz";
pub(crate) const ORDER: &str = "qzorder";
/// Every requester's name; addresses are made anew for each copy.
pub(crate) const NAME: &str = "王敏";

const SUBJECTS: [(&str, &str, &str); 10] = [
    (
        "payment/refund-delay",
        "退款三天仍未到账",
        "订单显示退款成功，但银行卡一直没有收到款项，请帮忙查询处理进度。",
    ),
    (
        "logistics/delay",
        "快递一直没有更新",
        "物流信息停在分拣中心已经五天，打电话给快递公司没有人接听。",
    ),
    (
        "logistics/damage",
        "收到的包裹破损",
        "外包装压扁，里面的商品有明显裂痕，已经拍照，希望尽快换货。",
    ),
    (
        "after-sales/return",
        "申请七天无理由退货",
        "商品没有拆封，颜色和页面图片不一样，想退货但找不到入口。",
    ),
    (
        "product/quality-defect",
        "用了两天就坏了",
        "按照说明书操作，第二天就不能充电，要求更换或者退款。",
    ),
    (
        "order/wrong-item",
        "发错了型号",
        "我订的是大号，收到的是小号，急用，请先补发正确的。",
    ),
    (
        "payment/invoice",
        "发票抬头开错了",
        "企业发票的税号少了一位，财务不能报销，请重新开具。",
    ),
    (
        "logistics/tracking-query",
        "荷物はどこですか",
        "配送状況が三日間変わりません。いつ届くか教えてください。",
    ),
    (
        "after-sales/warranty",
        "Warranty repair takes too long",
        "The repair partner has had my kettle for three weeks and nobody answers.",
    ),
    (
        "service/slow-answer",
        "답변이 너무 늦어요",
        "문의한 지 나흘이 지났는데 아무 답변이 없습니다. 확인 부탁드립니다.",
    ),
];

/// A table with its rows.
pub(crate) struct Sheet {
    pub(crate) table: Table,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Every table of a database, by name.
pub(crate) type Sheets = BTreeMap<String, Sheet>;

/// The model in three states: the house alone, with what is over, and with what is under way besides.
pub(crate) struct Model {
    pub(crate) site: Site,
    pub(crate) steps: Vec<Step>,
    pub(crate) house: Sheets,
    pub(crate) closed: Sheets,
    pub(crate) open: Sheets,
    pub(crate) keys: KeyRing,
}

impl Model {
    /// Makes it. `told` hears how far it is.
    pub(crate) async fn make(told: &dyn Fn(usize, usize)) -> Result<Model> {
        let site = Site::sqlite(None)?;
        site.create_administrator()?;
        let served = site.serve().await?;
        let admin = served.administrator().await?;
        let house_made = House::make(&admin).await?;
        let house = rest(&site, served, 0).await?;

        let served = site.serve().await?;
        let admin = served.administrator().await?;
        for n in 0..CLOSED {
            told(n, CLOSED + OPEN);
            house_made.closed(&admin, n).await?;
        }
        let closed = rest(&site, served, CLOSED).await?;

        let served = site.serve().await?;
        let admin = served.administrator().await?;
        for n in 0..OPEN {
            told(CLOSED + n, CLOSED + OPEN);
            // Numbered on, so that nobody asks twice.
            house_made.open(&admin, CLOSED + n).await?;
        }
        let open = rest(&site, served, CLOSED + OPEN).await?;

        let config = site.store();
        let place = KeyRingPlace {
            path: site.key_ring(),
            data_dir: Some(site.data_dir()),
        };
        let (keys, steps) = blocking(move || {
            let store = Store::open(config)?;
            let (keys, _) = place.open(&store, SystemClock.now())?;
            let steps = Snapshot::of(&store)?.steps()?;
            store.close();
            Ok((keys, steps))
        })
        .await?;
        Ok(Model {
            site,
            steps,
            house,
            closed,
            open,
            keys,
        })
    }
}

/// Those who work in the model.
struct House {
    agents: Vec<String>,
    teams: Vec<String>,
}

impl House {
    async fn make(admin: &Client) -> Result<House> {
        let mut agents = Vec::new();
        for n in 0..AGENTS {
            let user = json!({"name": format!("Agent {n}"), "email": format!("agent{n}@example.com"), "role": "agent",
                "password": "correct horse battery staple"});
            agents.push(made(admin, "/api/v1/users", &user).await?);
        }
        let mut teams = Vec::new();
        for (n, name) in ["售后一组", "物流组", "支付组"].into_iter().enumerate() {
            let members: Vec<&String> = agents.iter().skip(n).step_by(3).collect();
            teams.push(made(admin, "/api/v1/teams", &json!({"name": name, "members": members})).await?);
        }
        Ok(House { agents, teams })
    }

    /// A ticket that was worked on and is over.
    async fn closed(&self, admin: &Client, n: usize) -> Result<()> {
        let id = self.taken_down(admin, n).await?;
        if n % 25 == 24 {
            return act(admin, &id, "close", json!({"reason": "重复来电"})).await;
        }
        self.begun(admin, &id, n).await?;
        let note = "已核实订单与付款记录，情况属实，按标准处理。";
        say(admin, &id, "internal", note).await?;
        let answer = "您好，已经为您核实并提交处理，预计一个工作日内有结果，给您带来不便非常抱歉。";
        say(admin, &id, "public", answer).await?;
        let solution = json!({"solution": "问题已经处理完毕，款项或商品将按原路退回或补发。"});
        act(admin, &id, "resolve", solution).await?;
        act(admin, &id, "close", json!({"reason": "已电话确认"})).await
    }

    /// A ticket that is worked on, each in another stage.
    async fn open(&self, admin: &Client, n: usize) -> Result<()> {
        let id = self.taken_down(admin, n).await?;
        match n % 5 {
            0 => Ok(()),
            1 => {
                act(
                    admin,
                    &id,
                    "classify",
                    json!({"category": category(n), "urgency": "normal"}),
                )
                .await
            }
            2 => self.begun(admin, &id, n).await,
            3 => {
                self.begun(admin, &id, n).await?;
                say(admin, &id, "public", "您好，我们正在向商家核实，请稍候。").await
            }
            _ => {
                self.begun(admin, &id, n).await?;
                act(admin, &id, "wait", json!({"on": "requester"})).await
            }
        }
    }

    async fn taken_down(&self, admin: &Client, n: usize) -> Result<String> {
        let (_, subject, body) = SUBJECTS[n % SUBJECTS.len()];
        let channel = ["phone", "email", "web", "chat"][n % 4];
        let kind = ["general", "after-sales", "complaint", "general"][n / 4 % 4];
        let tag = ["vip", "首单", "大促"][n % 3];
        let ticket = json!({
            "subject": format!("{subject} {WORD}"), "body": body, "channel": channel, "kind": kind,
            "category": category(n), "order_no": format!("{ORDER}{n}"), "tags": [tag],
            "requester": {"name": NAME, "email": format!("customer{n}-{}@example.com", kind), "language": "zh-CN"},
        });
        made(admin, "/api/v1/tickets", &ticket).await
    }

    async fn begun(&self, admin: &Client, id: &str, n: usize) -> Result<()> {
        let urgency = ["low", "normal", "normal", "high"][n / 2 % 4];
        let facts = json!({"category": category(n), "urgency": urgency});
        act(admin, id, "classify", facts).await?;
        let to = json!({"assignee": self.agents[n % AGENTS], "team": self.teams[n % self.teams.len()]});
        act(admin, id, "assign", to).await?;
        act(admin, id, "start", json!({})).await
    }
}

fn category(n: usize) -> &'static str {
    SUBJECTS[n % SUBJECTS.len()].0
}

async fn made(admin: &Client, path: &str, body: &Json) -> Result<String> {
    let made = admin.post(path).json(body).send().await.expect(201).json();
    Ok(made["id"].as_str().context("a record without an id")?.to_owned())
}

async fn act(admin: &Client, id: &str, action: &str, body: Json) -> Result<()> {
    let path = format!("/api/v1/tickets/{id}/actions/{action}");
    admin.post(&path).json(&body).send().await.expect(200);
    Ok(())
}

async fn say(admin: &Client, id: &str, visibility: &str, text: &str) -> Result<()> {
    let message = json!({"body": text, "format": "text", "visibility": visibility});
    let path = format!("/api/v1/tickets/{id}/messages");
    admin.post(&path).json(&message).send().await.expect(201);
    Ok(())
}

/// Waits until everything that follows by itself has followed, stops the server and reads what there is.
async fn rest(site: &Site, served: Served, tickets: usize) -> Result<Sheets> {
    let admin = served.administrator().await?;
    let begun = now();
    loop {
        let board = admin.get("/api/v1/board").send().await.expect(200).json();
        let index = admin.get("/api/v1/search/index").send().await.expect(200).json();
        let received = board["all"]["received"].as_u64().unwrap_or(0);
        if received == tickets as u64 && board["building"].is_null() && index["ready"] == true {
            break;
        }
        ensure!(
            begun.elapsed() < PATIENCE,
            "the model does not come to rest: {board}, {index}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Letters, notices and whatever else reads the log.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    served.stop().await?;
    let config = site.store();
    blocking(move || sheets(&mut Snapshot::alone(&config)?)).await
}

/// Every table with its rows.
fn sheets(snapshot: &mut Snapshot) -> Result<Sheets> {
    let mut all = Sheets::new();
    for table in snapshot.tables()? {
        let mut rows = Vec::new();
        snapshot.rows::<StoreError>(&table, |row| {
            rows.push(row.iter().map(cell).collect());
            Ok(())
        })?;
        all.insert(table.name.clone(), Sheet { table, rows });
    }
    Ok(all)
}

fn cell(value: &Value<'_>) -> Cell {
    match *value {
        Value::Null => Cell::Null,
        Value::Int(n) => Cell::Int(n),
        Value::Bool(b) => Cell::Int(b.into()),
        Value::Real(x) => Cell::Real(x),
        Value::Text(text) => Cell::Text(text.to_owned()),
        Value::Bytes(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

/// Work with a database outside the runtime's own threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await?
}
