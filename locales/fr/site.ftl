### Les mots du site. Les identifiants sont les mêmes dans toutes les langues.

language-name = Français

## Nombres et dates

number-group = {" "}
date =
    { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }

## Autour de chaque page

skip-to-content = Aller au contenu
site-navigation = Navigation du site
menu = Menu
search = Rechercher
as-markdown = Cette page en Markdown
breadcrumbs = Fil d’Ariane
language-switch = Langue
page-contents = Sur cette page
page-order = Pages voisines
previous-page = Page précédente
next-page = Page suivante
translation-notice = Cette page n’est pas encore traduite ; la voici dans sa langue d’origine ({ $language }).
more-pages = Toutes les pages…
all-pages = Toutes les pages
written-by = Par { $authors }
made-with = Site produit par maquette à partir de fichiers YAML et Markdown

## Les grandes parties

home = Accueil
services = Services
stacks = Piles
glossary = Glossaire
health = État du catalogue

## La page d’entrée et la page absente

front-choose = Choisissez votre langue
front-continue = Lire en français
not-found-title = Page introuvable
not-found-text = Cette page n’existe pas ou n’existe plus.
not-found-home = Revenir à l’accueil

## Les services

services-intro =
    { $count ->
        [one] Le service décrit sur ce site, rangé dans sa catégorie.
       *[other] Les { $count } services décrits sur ce site, rangés par catégorie.
    }
services-of-category =
    { $count ->
        [0] aucun service
        [one] { $count } service
       *[other] { $count } services
    }
service-category = Catégorie
service-on-premises = Sur vos propres machines
service-aliases = Autres noms
service-admin = Page d’administration
service-admin-here = Ouvrir la console
service-admin-in = dans la région { $region }, { $code }
service-admin-global = la même pour toutes les régions
service-admin-absent = Ce service n’a pas de page d’administration.
service-admin-missing = La page d’administration n’a pas encore été trouvée.
service-admin-not-offered = Ce service n’est pas proposé dans la région { $region }, { $code }.
service-sign-in = Il faut être connecté à la console ; sinon, le lien mène d’abord à la page de connexion.
service-presentation = Page de présentation
service-presentation-read = Lire la présentation
service-presentation-absent = Ce service n’a pas de page de présentation.
service-presentation-missing = La page de présentation n’a pas encore été trouvée.
service-notes = Bon à savoir
service-regions = Région par région
service-regions-caption = La page d’administration dans chaque région
service-places = Sa place dans les piles
service-talks-to = S’adresse à
service-called-by = Reçoit de
service-alone = Aucune connexion n’est dessinée.
region = Région
region-code = Code
region-admin = Page d’administration
region-not-offered = service non proposé dans cette région
region-absent = pas de page d’administration
region-missing = page pas encore trouvée
note-info = À noter
note-tip = Conseil
note-warning = Attention
note-cost = Coût

## Les relations

relation-from-part = depuis { $node }
relation-to-part = vers { $node }
relation-optional = facultatif
relation-both = dans les deux sens

## Les piles

stacks-intro =
    { $count ->
        [one] La pile décrite sur ce site, ses éléments et ce qui les relie.
       *[other] Les { $count } piles décrites sur ce site, leurs éléments et ce qui les relie.
    }
stack-region = Région
stack-drawing = La pile entière
stack-views = Vues
stack-flows = Parcours
stack-relations = Les connexions
stack-relations-caption = Ce qui s’adresse à quoi
stack-parts = Les éléments
stack-parts-caption = Ce dont la pile est faite
stack-see = Voir la pile entière
relation-from = De
relation-to = Vers
relation-label = Pour
relation-protocol = Protocole
relation-kind = Nature
part-name = Élément
part-kind = Sorte
part-service = Service
part-group = Dans
part-count = Nombre

## Le glossaire

glossary-intro = Les mots que ces pages emploient, en une ou deux phrases.
glossary-service = Le service :

## L’état du catalogue

health-intro = Ce qui manque au catalogue, relevé à chaque construction du site.
health-complete = Rien ne manque : chaque service a ses pages, et tout est traduit.
health-no-admin = Services sans page d’administration
health-no-admin-region = Régions sans page d’administration
health-no-presentation = Services sans page de présentation
health-untranslated-facts = Textes du catalogue et des piles non traduits
health-untranslated-pages = Pages non traduites
health-untranslated-words = Textes de l’interface non traduits
health-links-dead = Liens morts
health-links-soft-404 = Liens vers des pages qui se disent introuvables
health-links-redirected = Liens définitivement déplacés
health-links-blocked = Liens dont le serveur refuse les programmes
health-links-unreachable = Liens restés sans réponse
health-links-login-wall = Liens derrière une page de connexion
health-links-times =
    { $count ->
        [one] et à un autre endroit
       *[other] et à { $count } autres endroits
    }
health-links-judged =
    { $count ->
        [one] Un lien externe a été vérifié, le { $date } pour la dernière fois
       *[other] { $count } liens externes ont été vérifiés, le { $date } pour la dernière fois
    } : { $alive ->
        [0] aucun ne répond.
        [one] un seul répond.
       *[other] { $alive } répondent.
    }
health-links-unjudged = Aucun lien externe n’a encore été vérifié.
health-none = Aucun.
health-none-feminine = Aucune.
health-regions =
    { $count ->
        [one] { $count } région
       *[other] { $count } régions
    }

## Dans les textes

section-pages = Les pages de cette partie
alert-note = Note
alert-tip = Conseil
alert-important = Important
alert-warning = Attention
alert-caution = Prudence
table = Tableau
task-done = fait :
task-open = à faire :

## Les parties du monde, par le début du code des régions

continent-us = Amérique du Nord
continent-ca = Amérique du Nord
continent-mx = Amérique du Nord
continent-sa = Amérique du Sud
continent-eu = Europe
continent-eusc = Europe
continent-af = Afrique
continent-me = Moyen-Orient
continent-il = Moyen-Orient
continent-ap = Asie-Pacifique
continent-cn = Chine
continent-other = Autres régions

## Pour les scripts, qui les trouvent sous le même nom sans « ui- »

ui-region-choose = Choisir une région
ui-region-search = Chercher une région
ui-region-none = Aucune région de ce nom
ui-region-current = Région des liens vers la console : { $region }
ui-region-in = dans la région { $region }, { $code }
ui-region-not-offered = non proposé dans la région { $region }
ui-region-no-page = pas de page d’administration dans la région { $region }
ui-region-default = région du site
ui-close = Fermer
ui-scheme = Couleurs : { $scheme }
ui-scheme-system = celles du système
ui-scheme-light = claires
ui-scheme-dark = sombres
