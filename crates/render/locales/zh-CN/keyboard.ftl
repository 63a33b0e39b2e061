# 键盘操作与命令面板。
keyboard-title = 键盘快捷键
keyboard-close = 关闭
keyboard-everywhere = 通用
keyboard-page = 当前页面
keyboard-walk = 在列表中上下移动
keyboard-open = 打开所选工单
keyboard-back = 返回列表
keyboard-tick = 勾选所在的工单
keyboard-send = 发送正在写的内容
keyboard-leave = 离开输入框
keyboard-switch = 启用单键快捷键（仅限此浏览器）

palette-title = 命令面板
palette-placeholder = 输入操作、页面或要搜索的内容…
palette-action = 操作
palette-list = 列表
palette-setting = 设置
palette-place = 页面
palette-none = 没有匹配的命令
palette-search = 搜索工单：{ $text }
