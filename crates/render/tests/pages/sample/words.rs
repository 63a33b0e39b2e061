//! Texts as people write them, and some as they should not.

use touchstone_render::view::CategoryGroup;

pub const LONG: &str = "上个月二十八号在平台下单购买了一台空气净化器，收到后发现外包装有明显挤压痕迹，开机后有持续异响，\
    联系商家客服三次，每次都说会有专人回电，至今没有任何人联系我。\n\n我已经按要求提供了开箱视频和订单截图，请尽快核实并给出处理方案。\n\n\
    https://example.com/order/2026102800017 （订单页）";

pub const HOSTILE: &str =
    "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **bold**";

pub const MARKDOWN: &str = "您好，已核实您的情况：\n\n1. 商家确认该批次存在**运输破损**；\n2. 我们已为您申请*换货*，预计 2 个工作日内发出；\n\
    3. 旧件由快递员上门取回，运费由商家承担。\n\n| 项目 | 时间 |\n| --- | --- |\n| 换货发出 | 11 月 23 日前 |\n| 上门取件 | 11 月 22 日 14:00–18:00 |\n\n\
    > 如需改约取件时间，请直接回复本消息。";

pub const SUBJECTS: &[&str] = &[
    "退款十天仍未到账",
    "收到的空气净化器有异响，商家一直不回电",
    "账号在异地登录，余额被转走",
    "Parcel marked as delivered but never arrived at my address in Pudong",
    "商品と説明が異なるため返品したい",
    "쿠폰이 결제 단계에서 적용되지 않습니다",
    "发票抬头开错，需要重开",
    "支付页面一直转圈，提示系统繁忙，换了三个浏览器、两台手机都一样，客服电话也打不通，请尽快处理这个已经影响到我们公司采购的问题",
    "保质期只剩三天的牛奶",
    "建议在订单页显示快递员电话",
];

pub const NAMES: &[&str] = &[
    "张*",
    "李**",
    "J*** S****",
    "佐* 花*",
    "김*수",
    "王**",
    "陈*",
    "M**** L**",
    "赵**",
    "刘*",
];

pub fn categories() -> Vec<CategoryGroup> {
    let tree: [(&'static str, &[&'static str]); 4] = [
        (
            "order",
            &["order/order-anomaly", "order/cancel", "order/wrong-item"],
        ),
        (
            "payment",
            &[
                "payment/payment-anomaly",
                "payment/refund-delay",
                "payment/invoice",
            ],
        ),
        (
            "logistics",
            &["logistics/delay", "logistics/damage", "logistics/loss"],
        ),
        ("product", &["product/quality-defect", "product/counterfeit"]),
    ];
    tree.into_iter()
        .map(|(code, children)| CategoryGroup {
            code: code.into(),
            children: children.iter().map(|child| (*child).into()).collect(),
        })
        .collect()
}
