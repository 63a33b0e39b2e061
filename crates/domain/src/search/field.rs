//! Filters by name: their codes, what they are called in four languages, and which was perhaps meant.

use super::fold::tokens;

codes! {
    /// What a filter narrows by.
    pub enum FilterField ("filter") {
        Status = "status",
        Kind = "kind",
        Category = "category",
        Urgency = "urgency",
        Channel = "channel",
        Tier = "tier",
        Team = "team",
        /// Who works on it.
        Assignee = "assignee",
        /// The first contact.
        Owner = "owner",
        Tag = "tag",
        Created = "created",
        Updated = "updated",
        /// A contact of the requester.
        From = "from",
        Order = "order",
        /// How it stands: breached, overdue …
        Is = "is",
    }
}

/// Names of filters besides their codes.
const ALIASES: &[(FilterField, &[&str])] = &[
    (
        FilterField::Status,
        &["state", "状态", "狀態", "ステータス", "状態", "상태"],
    ),
    (
        FilterField::Kind,
        &["type", "类型", "種別", "種類", "유형", "종류"],
    ),
    (
        FilterField::Category,
        &[
            "分类",
            "类别",
            "カテゴリ",
            "カテゴリー",
            "分類",
            "분류",
            "카테고리",
        ],
    ),
    (FilterField::Urgency, &["紧急程度", "紧急", "緊急度", "긴급도"]),
    (FilterField::Channel, &["渠道", "チャネル", "経路", "채널"]),
    (
        FilterField::Tier,
        &["用户等级", "等级", "会員", "会員種別", "등급"],
    ),
    (FilterField::Team, &["团队", "小组", "チーム", "팀"]),
    (
        FilterField::Assignee,
        &["处理人", "负责人", "担当者", "担当", "담당자"],
    ),
    (
        FilterField::Owner,
        &["首问负责人", "首问", "初回担当", "初回担当者", "최초담당자"],
    ),
    (FilterField::Tag, &["label", "标签", "タグ", "태그"]),
    (
        FilterField::Created,
        &[
            "received",
            "date",
            "创建",
            "提交",
            "受理时间",
            "作成",
            "受付",
            "접수",
            "생성",
        ],
    ),
    (FilterField::Updated, &["changed", "更新", "修改", "수정", "갱신"]),
    (
        FilterField::From,
        &[
            "requester",
            "用户",
            "客户",
            "来自",
            "依頼者",
            "お客様",
            "요청자",
            "고객",
        ],
    ),
    (
        FilterField::Order,
        &["订单", "订单号", "注文", "注文番号", "주문", "주문번호"],
    ),
    (FilterField::Is, &["是", "状況", "여부"]),
];

impl FilterField {
    /// The filter of this name, in any language.
    pub fn named(name: &str) -> Option<Self> {
        let wanted = name_folded(name);
        Self::ALL.iter().copied().find(|field| {
            field.as_str() == wanted || field.aliases().iter().any(|alias| name_folded(alias) == wanted)
        })
    }

    /// Its other names.
    pub fn aliases(self) -> &'static [&'static str] {
        ALIASES
            .iter()
            .find(|(field, _)| *field == self)
            .map_or(&[], |(_, names)| names)
    }

    /// The one whose name is nearest, if one is near.
    pub(super) fn near(name: &str) -> Option<&'static str> {
        let name = name_folded(name);
        let near = |known: &&&'static str| distance(&name, known) <= 1 + usize::from(known.len() > 5);
        Self::NAMES
            .iter()
            .filter(near)
            .min_by_key(|known| distance(&name, known))
            .copied()
    }
}

/// A name as it is compared: width, case and what stands between its letters do not matter.
pub fn name_folded(name: &str) -> String {
    tokens(name).into_iter().map(|token| token.text).collect()
}

/// Letters to change, add, leave out or swap between two short words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(24).collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (rows[i][j] + usize::from(x != y))
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(rows[i - 1][j - 1] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_said_twice() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, names) in ALIASES {
            for name in *names {
                assert_eq!(
                    seen.insert(name_folded(name), field),
                    None,
                    "{name} is said twice"
                );
            }
        }
    }

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        for (typed, meant) in [
            ("statsu", Some("status")),
            ("catgory", Some("category")),
            ("tam", Some("team")),
            ("weather", None),
        ] {
            assert_eq!(FilterField::near(typed), meant, "{typed}");
        }
    }
}
