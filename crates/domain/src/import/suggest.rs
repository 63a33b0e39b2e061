//! Which column is probably which field, by what it is called in one of four languages.

use super::mapping::{Column, Mapping};
use super::{Field as F, ImportKind, fields_of};

/// Names of fields, in small letters without blanks and signs.
const NAMES: &[(F, &[&str])] = &[
    (
        F::ExternalId,
        &[
            "externalid",
            "id",
            "编号",
            "外部编号",
            "識別番号",
            "外部id",
            "외부id",
            "번호",
            "ticketid",
            "userid",
        ],
    ),
    (
        F::Number,
        &[
            "number",
            "ticketnumber",
            "ticketno",
            "工单号",
            "单号",
            "チケット番号",
            "티켓번호",
        ],
    ),
    (
        F::Name,
        &[
            "name",
            "fullname",
            "displayname",
            "姓名",
            "名称",
            "名字",
            "氏名",
            "名前",
            "이름",
            "성명",
            "login",
        ],
    ),
    (
        F::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "邮箱",
            "电子邮件",
            "邮件",
            "メール",
            "メールアドレス",
            "이메일",
        ],
    ),
    (
        F::Phone,
        &[
            "phone",
            "mobile",
            "telephone",
            "tel",
            "电话",
            "手机",
            "手机号",
            "電話",
            "電話番号",
            "携帯",
            "전화",
            "전화번호",
            "휴대폰",
        ],
    ),
    (
        F::Language,
        &["language", "locale", "lang", "语言", "言語", "언어"],
    ),
    (F::Role, &["role", "角色", "役割", "ロール", "역할"]),
    (
        F::Teams,
        &[
            "teams",
            "team",
            "groups",
            "group",
            "团队",
            "小组",
            "部门",
            "チーム",
            "部署",
            "팀",
            "부서",
        ],
    ),
    (F::Active, &["active", "enabled", "启用", "在职", "有効", "활성"]),
    (
        F::Lead,
        &["lead", "leader", "manager", "组长", "负责人", "リーダー", "팀장"],
    ),
    (F::Tier, &["tier", "level", "等级", "客户等级", "ランク", "등급"]),
    (
        F::Subject,
        &["subject", "title", "主题", "标题", "件名", "タイトル", "제목"],
    ),
    (
        F::Body,
        &[
            "body",
            "description",
            "content",
            "message",
            "内容",
            "描述",
            "正文",
            "本文",
            "説明",
            "내용",
            "설명",
        ],
    ),
    (
        F::Status,
        &["status", "state", "状态", "ステータス", "状態", "상태"],
    ),
    (
        F::Urgency,
        &[
            "urgency",
            "priority",
            "紧急程度",
            "优先级",
            "緊急度",
            "優先度",
            "긴급도",
            "우선순위",
        ],
    ),
    (F::Kind, &["kind", "type", "类型", "種別", "種類", "유형", "종류"]),
    (
        F::Category,
        &["category", "分类", "类别", "カテゴリ", "分類", "분류", "카테고리"],
    ),
    (
        F::Channel,
        &[
            "channel",
            "via",
            "source",
            "渠道",
            "来源",
            "チャネル",
            "경로",
            "채널",
        ],
    ),
    (F::Tags, &["tags", "labels", "标签", "タグ", "태그"]),
    (
        F::OrderNo,
        &[
            "orderno",
            "ordernumber",
            "order",
            "订单号",
            "订单编号",
            "注文番号",
            "주문번호",
        ],
    ),
    (
        F::Assignee,
        &[
            "assignee",
            "agent",
            "owner",
            "assignedto",
            "受理人",
            "处理人",
            "客服",
            "担当者",
            "담당자",
        ],
    ),
    (
        F::Team,
        &[
            "team",
            "group",
            "queue",
            "团队",
            "小组",
            "技能组",
            "チーム",
            "グループ",
            "팀",
            "그룹",
        ],
    ),
    (
        F::Requester,
        &[
            "requesterid",
            "customerid",
            "requester",
            "customer",
            "客户编号",
            "顾客编号",
            "顧客id",
            "고객id",
        ],
    ),
    (
        F::RequesterName,
        &[
            "requestername",
            "customername",
            "客户姓名",
            "客户",
            "顾客",
            "顧客名",
            "顧客",
            "고객명",
            "고객",
        ],
    ),
    (
        F::RequesterEmail,
        &[
            "requesteremail",
            "customeremail",
            "客户邮箱",
            "顧客メール",
            "고객이메일",
        ],
    ),
    (
        F::RequesterPhone,
        &[
            "requesterphone",
            "customerphone",
            "客户电话",
            "客户手机",
            "顧客電話",
            "고객전화",
        ],
    ),
    (
        F::CreatedAt,
        &[
            "createdat",
            "created",
            "createdtime",
            "创建时间",
            "创建日期",
            "作成日時",
            "受付日時",
            "생성일",
            "생성일시",
            "접수일시",
        ],
    ),
    (
        F::UpdatedAt,
        &[
            "updatedat",
            "updated",
            "modified",
            "更新时间",
            "更新日時",
            "수정일",
            "수정일시",
        ],
    ),
    (
        F::AssignedAt,
        &[
            "assignedat",
            "initiallyassignedat",
            "分配时间",
            "受理时间",
            "割当日時",
            "배정일시",
        ],
    ),
    (
        F::FirstReplyAt,
        &[
            "firstreplyat",
            "firstresponseat",
            "首次响应时间",
            "首次回复时间",
            "初回応答日時",
            "최초응답일시",
        ],
    ),
    (
        F::ResolvedAt,
        &["resolvedat", "solvedat", "解决时间", "解決日時", "해결일시"],
    ),
    (
        F::ClosedAt,
        &[
            "closedat",
            "closeat",
            "关闭时间",
            "完了日時",
            "종료일시",
            "마감일시",
        ],
    ),
];

/// The mapping, with columns added for fields that it does not name and whose usual names the file has.
#[must_use]
pub fn suggest(mut mapping: Mapping, kind: ImportKind, columns: &[String]) -> Mapping {
    for spec in fields_of(kind) {
        if mapping.column(spec.field).is_some() {
            continue;
        }
        let usual = NAMES.iter().find(|(field, _)| *field == spec.field);
        let names = usual.map_or(&[][..], |(_, names)| names);
        let free = |column: &&String| !mapping.columns.iter().any(|taken| taken.from == **column);
        // Names stand in the order of how surely they mean the field.
        let found = names.iter().find_map(|name| {
            let named = |column: &&String| plain(column) == *name;
            columns.iter().filter(free).find(named)
        });
        if let Some(found) = found {
            mapping.columns.push(Column::plain(found, spec.field));
        }
    }
    mapping
}

fn plain(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
