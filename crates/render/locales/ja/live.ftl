# The live desk.

live-lost = リアルタイム更新が中断されました。再接続しています。入力内容はそのまま残ります。
live-ended = サインアウトされました。入力内容はこのページに残っています。
live-sign-in = もう一度サインイン
live-gone = このチケットは別の担当に移り、閲覧できなくなりました。
live-to-desk = デスクに戻る
live-changed = { $who }：{ $what }
live-show = 最新の内容を表示

presence-open = { $name } さんが開いています
presence-viewing = { $name } さんが閲覧中
presence-typing = { $name } さんが入力中

draft-kept = { $when } に保存した下書きを復元しました。
