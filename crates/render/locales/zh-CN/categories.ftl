# Categories of the default standards pack: `category-<path with hyphens>`. An operator's own ones may be added in an override.

category-technical = 技术问题
category-technical-registration = 注册
category-technical-login = 登录
category-technical-password = 密码
category-technical-app-fault = 应用故障
category-technical-page-fault = 页面异常
category-technical-data-query = 数据查询
category-technical-system-fault = 系统故障

category-account-security = 账号安全
category-account-security-theft = 账号被盗
category-account-security-suspicious-login = 异常登录
category-account-security-real-name = 实名认证
category-account-security-unsubscribe = 账号注销

category-order = 订单
category-order-order-anomaly = 订单异常
category-order-cancel = 取消订单
category-order-change = 修改订单
category-order-missing-item = 少发漏发
category-order-out-of-stock = 缺货
category-order-wrong-item = 发错货

category-payment = 支付
category-payment-payment-anomaly = 支付异常
category-payment-payment-failure = 支付失败
category-payment-refund-delay = 退款延迟
category-payment-double-charge = 重复扣款
category-payment-invoice = 发票
category-payment-coupon = 优惠券

category-logistics = 物流
category-logistics-tracking-query = 物流查询
category-logistics-delay = 配送延误
category-logistics-damage = 包裹破损
category-logistics-loss = 包裹丢失
category-logistics-wrong-address = 地址错误
category-logistics-courier-conduct = 快递员服务
category-logistics-pick-up = 上门取件

category-after-sales = 售后
category-after-sales-return = 退货
category-after-sales-exchange = 换货
category-after-sales-repair = 维修
category-after-sales-refund-only = 仅退款
category-after-sales-warranty = 保修
category-after-sales-price-protection = 价格保护

category-product = 商品质量
category-product-quality-defect = 质量缺陷
category-product-counterfeit = 假冒商品
category-product-not-as-described = 与描述不符
category-product-safety = 安全隐患
category-product-expired = 过期商品
category-product-instructions = 使用说明

category-service = 客服服务
category-service-slow-answer = 回复缓慢
category-service-attitude = 服务态度
category-service-wrong-answer = 答复有误
category-service-promise-broken = 未兑现承诺

category-merchant = 商家
category-merchant-false-advertising = 虚假宣传
category-merchant-refuses-service = 拒绝履约
category-merchant-induced-off-platform = 诱导站外交易
category-merchant-fake-reviews = 虚假评价

category-privacy = 隐私
category-privacy-leak = 信息泄露
category-privacy-access-request = 查阅个人信息
category-privacy-erasure-request = 删除个人信息
category-privacy-harassment = 骚扰

category-suggestion = 建议
category-suggestion-platform = 平台功能
category-suggestion-product = 商品
category-suggestion-service = 服务
category-suggestion-logistics = 物流
