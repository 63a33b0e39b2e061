# 公开的服务标准。

nav-standards = 服务标准
public-standard-old = 此版本已被取代；在其生效期间到达的请求仍按此版本衡量。
public-standard-current = 查看现行版本
public-pledges = 服务承诺
public-remedy = 未能做到时：
public-catalogue = 服务目录
public-channels = 服务渠道：
public-tiers = 服务等级：
public-not-served = 不在服务范围内
public-versions = 历次版本
audience-individuals = 个人消费者
audience-enterprises = 企业客户
audience-merchants = 入驻商家
