# 公開されたサービス基準。

nav-standards = サービス基準
public-standard-old = この版はすでに改められています。施行中に届いた依頼はこの版で判断されます。
public-standard-current = 施行中の版
public-pledges = お約束
public-remedy = 守れなかったときは：
public-catalogue = サービス一覧
public-channels = 窓口：
public-tiers = サービス区分：
public-not-served = 対象外
public-versions = すべての版
audience-individuals = 個人のお客様
audience-enterprises = 法人のお客様
audience-merchants = 出店者
