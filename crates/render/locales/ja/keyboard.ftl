# キーボードとコマンドパレット。
keyboard-title = キーボードショートカット
keyboard-close = 閉じる
keyboard-everywhere = 共通
keyboard-page = このページ
keyboard-walk = 一覧を下へ、上へ
keyboard-open = 選択中のチケットを開く
keyboard-back = 一覧に戻る
keyboard-tick = 選択中のチケットにチェックを付ける
keyboard-send = 入力中の内容を送信
keyboard-leave = 入力欄から離れる
keyboard-switch = 1文字のショートカットを使う（このブラウザーのみ）

palette-title = コマンドパレット
palette-placeholder = 操作、ページ、または検索する言葉…
palette-action = 操作
palette-list = 一覧
palette-setting = 設定
palette-place = ページ
palette-none = 一致するものがありません
palette-search = 「{ $text }」でチケットを検索
