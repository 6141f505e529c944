### Les dessins dans les pages : leur texte, leurs outils, et les parcours pas à pas.

## Sous un dessin

drawing-opens = Ouvre le dessin « { $view } »
drawing-as-text = En texte
drawing-said-at = En texte : le tableau des connexions
drawing-file = Fichier SVG
relation-merged =
    { $count ->
        [one] remplace { $count } connexion
       *[other] remplace { $count } connexions
    }

## Pour les scripts, qui les trouvent sous le même nom sans « ui- »

ui-figure-tools = Outils de ce dessin
ui-figure-zoom-in = Agrandir
ui-figure-zoom-out = Réduire
ui-figure-fit = Ajuster au cadre
ui-figure-full = Plein écran
ui-figure-leave = Quitter le plein écran
ui-figure-copy-svg = Copier en SVG
ui-figure-copy-png = Copier en PNG
ui-figure-copied = Copié
ui-figure-saved = Enregistré dans un fichier
ui-figure-failed = Ce navigateur n’a pas pu le faire
ui-figure-zoom = { $percent } %
ui-figure-player = Pas à pas
ui-figure-previous = Étape précédente
ui-figure-next = Étape suivante
ui-figure-restart = Recommencer
ui-figure-step = Étape { $number } sur { $count }
ui-figure-start = { $count } étapes
