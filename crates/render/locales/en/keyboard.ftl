# The keyboard and the command palette.
keyboard-title = Keyboard shortcuts
keyboard-close = Close
keyboard-everywhere = Everywhere
keyboard-page = On this page
keyboard-walk = Down and up a list
keyboard-open = Open the ticket one is at
keyboard-back = Back to the list
keyboard-tick = Tick the ticket one is at
keyboard-send = Send what is being written
keyboard-leave = Leave a field
keyboard-switch = Shortcuts of a single key (in this browser)

palette-title = Command palette
palette-placeholder = An action, a page, or words to search for…
palette-action = Action
palette-list = List
palette-setting = Setting
palette-place = Page
palette-none = Nothing of that name
palette-search = Search tickets for “{ $text }”
