# One's own profile, sessions of others, teams.
profile-heading = プロフィール
profile-language = 言語
profile-language-hint = あなた宛てのメールと、ほかの言語が選ばれていない場合に使います。
session-until = 期限
user-sessions = { $name } さんのサインイン先
user-devices = 端末
user-sessions-none = 現在サインインしていません
user-sessions-none-text = セッションは放置後または一週間後に自動的に終了します。
team-no-lead = リーダーなし
team-led-by = リーダー：{ $name }
team-archive-ask = 「{ $name }」はチケットを受け付けなくなり、メンバーも外れます。続けますか？
notice-team_archived = チームをアーカイブしました
error-team_in_use = 未完了のチケットがあるため、先に別のチームへ移してください。未完了：{ $n }
field-team_in_use = 未完了のチケットがあるため、先に別のチームへ移してください。未完了：{ $n }
