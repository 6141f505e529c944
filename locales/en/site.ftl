### The words of the site. The identifiers are the same in every language.

language-name = English

## Numbers and dates

number-group = ,
date =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

## Around every page

skip-to-content = Skip to content
site-navigation = Site navigation
menu = Menu
search = Search
as-markdown = This page as Markdown
breadcrumbs = Breadcrumbs
language-switch = Language
page-contents = On this page
page-order = Neighbouring pages
previous-page = Previous page
next-page = Next page
translation-notice = This page is not translated yet; here it is in its original language ({ $language }).
more-pages = All pages…
all-pages = All pages
written-by = By { $authors }
made-with = Site made by maquette from YAML and Markdown files

## The main parts

home = Home
services = Services
stacks = Stacks
glossary = Glossary
health = Catalog health

## The front page and the missing page

front-choose = Choose your language
front-continue = Read in English
not-found-title = Page not found
not-found-text = This page does not exist, or no longer does.
not-found-home = Back to the home page

## Services

services-intro =
    { $count ->
        [one] The service described on this site, in its category.
       *[other] The { $count } services described on this site, by category.
    }
services-of-category =
    { $count ->
        [0] no service
        [one] { $count } service
       *[other] { $count } services
    }
service-category = Category
service-on-premises = On your own machines
service-aliases = Other names
service-admin = Admin page
service-admin-here = Open the console
service-admin-in = in region { $region }, { $code }
service-admin-global = the same for all regions
service-admin-absent = This service has no admin page.
service-admin-missing = The admin page has not been found yet.
service-admin-not-offered = This service is not offered in region { $region }, { $code }.
service-sign-in = You have to be signed in to the console; if not, the link leads to the sign-in page first.
service-presentation = Presentation page
service-presentation-read = Read the presentation
service-presentation-absent = This service has no presentation page.
service-presentation-missing = The presentation page has not been found yet.
service-notes = Good to know
service-regions = Region by region
service-regions-caption = The admin page in each region
service-places = Its place in the stacks
service-talks-to = Talks to
service-called-by = Hears from
service-alone = No connection is drawn.
region = Region
region-code = Code
region-admin = Admin page
region-not-offered = service not offered in this region
region-absent = no admin page
region-missing = page not found yet
note-info = Note
note-tip = Tip
note-warning = Warning
note-cost = Cost

## Relations

relation-from-part = from { $node }
relation-to-part = to { $node }
relation-optional = optional
relation-both = both ways

## Stacks

stacks-intro =
    { $count ->
        [one] The stack described on this site, its parts and what connects them.
       *[other] The { $count } stacks described on this site, their parts and what connects them.
    }
stack-region = Region
stack-drawing = The whole stack
stack-views = Views
stack-flows = Flows
stack-relations = Connections
stack-relations-caption = What talks to what
stack-parts = Parts
stack-parts-caption = What the stack is made of
stack-see = See the whole stack
relation-from = From
relation-to = To
relation-label = For
relation-protocol = Protocol
relation-kind = Kind
part-name = Part
part-kind = Kind
part-service = Service
part-group = In
part-count = Number

## The glossary

glossary-intro = The words these pages use, in a sentence or two.
glossary-service = The service:

## The health of the catalog

health-intro = What the catalog lacks, noted each time the site is built.
health-complete = Nothing is missing: every service has its pages, and everything is translated.
health-no-admin = Services without an admin page
health-no-admin-region = Regions without an admin page
health-no-presentation = Services without a presentation page
health-untranslated-facts = Untranslated texts of the catalog and the stacks
health-untranslated-pages = Untranslated pages
health-untranslated-words = Untranslated texts of the interface
health-links-dead = Dead links
health-links-soft-404 = Links to pages that say they are not there
health-links-redirected = Links that have moved for good
health-links-blocked = Links whose server refuses programs
health-links-unreachable = Links that gave no answer
health-links-login-wall = Links behind a sign-in
health-links-times =
    { $count ->
        [one] and one more place
       *[other] and { $count } more places
    }
health-links-judged =
    { $count ->
        [one] One outside link was asked after, last on { $date }
       *[other] { $count } outside links were asked after, last on { $date }
    }: { $alive ->
        [0] none answers.
        [one] one answers.
       *[other] { $alive } answer.
    }
health-links-unjudged = No outside link was asked after yet.
health-none = None.
health-none-feminine = None.
health-regions =
    { $count ->
        [one] { $count } region
       *[other] { $count } regions
    }

## In texts

section-pages = The pages of this part
alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Caution
table = Table
task-done = done:
task-open = to do:

## The parts of the world, by what codes of regions start with

continent-us = North America
continent-ca = North America
continent-mx = North America
continent-sa = South America
continent-eu = Europe
continent-eusc = Europe
continent-af = Africa
continent-me = Middle East
continent-il = Middle East
continent-ap = Asia Pacific
continent-cn = China
continent-other = Other regions

## For scripts, which find them under the same name without “ui-”

ui-region-choose = Choose a region
ui-region-search = Find a region
ui-region-none = No region of that name
ui-region-current = Region of the links to the console: { $region }
ui-region-in = in region { $region }, { $code }
ui-region-not-offered = not offered in region { $region }
ui-region-no-page = no admin page in region { $region }
ui-region-default = region of the site
ui-close = Close
ui-scheme = Colours: { $scheme }
ui-scheme-system = those of the system
ui-scheme-light = light
ui-scheme-dark = dark
