# Tiers, advisers, and where new requests go by themselves.

input-adviser = 专属顾问
service-change = 服务等级与专属顾问
service-tier-hint = 只影响之后的新请求。
service-adviser-none = 没有顾问
service-adviser-hint = 新请求有了分类就直接交给顾问。只有尊享用户等承诺了顾问的等级才能指定。
own-adviser = 您的专属顾问
field-tier_without_adviser = 这个服务等级没有专属顾问。

routing = 按服务等级分派
routing-text = 新请求自动进入负责该等级的团队。请求人有专属顾问的，先交给顾问。已有的请求留在原处。
routing-nobody = 不分派

public-tiers-heading = 服务等级
public-tier-first-answer = 首次答复用时为一般时限的 { $percent }%
public-tier-adviser = 有专属顾问

targets-owner = 责任岗位：{ $role }
kpi-figure-owner = 责任岗位

actor-router = 系统分派
detail-adviser = 专属顾问
