sign-on-with = { $name } でサインイン
error-sign_on_refused = ID プロバイダーがサインインを許可しませんでした
error-sign_on_unknown = このアカウントに対応する利用者がいません。管理者に同じメールアドレスでの登録を依頼してください
error-sign_on_no_role = 所属グループに対応する役割がありません。管理者に連絡してください
error-sign_on_away = ID プロバイダーが応答しません。もう一度試すか、別の方法でサインインしてください
error-sign_on_unproven = ID プロバイダーの応答を確認できませんでした。もう一度お試しください
event-identity-linked = ID プロバイダーのアカウントと連携
event-identity-unlinked = ID プロバイダーのアカウントとの連携を解除
