### The words of the search.

ui-search-title = Search this site
ui-search-placeholder = Service, stack, idea…
ui-search-results = Results
ui-search-hint = Accents and endings do not matter. Other names of a service lead to it too: “ELB”, “load balancer”.
ui-search-keys = ↑ ↓ to choose, Enter to open, Esc to close
ui-search-one = 1 result
ui-search-count = { $count } results
ui-search-first = The best { $shown } of { $count } results
ui-search-nothing = Nothing found for “{ $query }”.
ui-search-nothing-hint = Try fewer words, or only the start of one.
ui-search-failed = The search could not load its index. Check the connection, then type again.
ui-search-kind-service = Service
ui-search-kind-stack = Stack
ui-search-kind-page = Page
ui-search-kind-term = Term
ui-search-kind-list = List
