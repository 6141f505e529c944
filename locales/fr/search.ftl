### Les mots de la recherche.

ui-search-title = Rechercher dans le site
ui-search-placeholder = Service, pile, notion…
ui-search-results = Résultats
ui-search-hint = Les accents et les terminaisons ne comptent pas. Les autres noms d’un service y mènent aussi : « ELB », « répartiteur de charge ».
ui-search-keys = ↑ ↓ pour choisir, Entrée pour ouvrir, Échap pour fermer
ui-search-one = 1 résultat
ui-search-count = { $count } résultats
ui-search-first = Les { $shown } meilleurs résultats sur { $count }
ui-search-nothing = Rien ne correspond à « { $query } ».
ui-search-nothing-hint = Essayez avec moins de mots, ou seulement le début d’un mot.
ui-search-failed = La recherche n’a pas pu charger son index. Vérifiez la connexion, puis tapez de nouveau.
ui-search-kind-service = Service
ui-search-kind-stack = Pile
ui-search-kind-page = Page
ui-search-kind-term = Terme
ui-search-kind-list = Liste
