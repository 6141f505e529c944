### Learning a stack: the path, what each service does there, the glossary in texts, the costs.

## The path

learning-path = Learning path
learning-path-of = { $stack }, step by step
learning-path-intro =
    { $count ->
        [one] This stack uses a single service.
       *[other] The { $count } services of this stack, in an order that reads from start to end: from the doors inwards, what holds before what it holds, and last what no request reaches.
    }
learning-path-start = Follow the learning path
lesson-here = What it does here
lesson-why = Why now
stage-door = The doors
stage-door-text = What is reached directly from outside, and what houses it.
stage-behind = Right behind
stage-behind-text = What the services at the doors talk to.
stage-deeper = Further inside
stage-deeper-text = What is only reached by way of several other services.
stage-around = Around it
stage-around-text = What no request from outside reaches: most often, these services look after the others.
reason-names = It is asked for the address of the others before anybody talks to them.
reason-door = It is reached directly from outside.
reason-holds =
    { $count ->
        [one] It holds { $services }, which comes next.
       *[other] It holds { $services }, which come next.
    }
reason-inside = It stands inside { $services }.
reason-called-by =
    { $count ->
        [one] { $services } talks to it.
       *[other] { $services } talk to it.
    }
reason-cares-for = It looks after { $services }.

## What a part does in its stack. The variables: they and them are the part's pronoun, form its gender and number (ms,
## fs, mp, fp), own its number; others are the other parts, count their number.

role-place =
    { $the } { $own ->
        [one] stands
       *[other] stand
    } in { $group }.
role-part =
    { $the } { $own ->
        [one] is
       *[other] are
    } part of the stack.
role-in-request =
    { $others } { $count ->
        [one] talks
       *[other] talk
    } to { $them }.
role-in-dns =
    { $others } { $count ->
        [one] asks
       *[other] ask
    } { $them } for addresses.
role-in-event =
    { $others } { $count ->
        [one] sends
       *[other] send
    } events to { $them }.
role-in-data =
    { $others } { $count ->
        [one] exchanges
       *[other] exchange
    } data with { $them }.
role-in-config =
    { $others } { $count ->
        [one] has
       *[other] have
    } a part in { $own ->
        [one] its
       *[other] their
    } configuration.
role-in-settings =
    { $others } { $count ->
        [one] relies
       *[other] rely
    } on { $them } for configuration.
role-out-request =
    { $they } { $own ->
        [one] talks
       *[other] talk
    } to { $others }.
role-out-dns =
    { $they } { $own ->
        [one] asks
       *[other] ask
    } { $others } for addresses.
role-out-event =
    { $they } { $own ->
        [one] sends
       *[other] send
    } events to { $others }.
role-out-data =
    { $they } { $own ->
        [one] exchanges
       *[other] exchange
    } data with { $others }.
role-out-config =
    { $they } { $own ->
        [one] has
       *[other] have
    } a part in the configuration of { $others }.
role-out-settings =
    { $they } { $own ->
        [one] relies
       *[other] rely
    } on { $others } for configuration.
role-holds =
    { $they } { $own ->
        [one] holds
       *[other] hold
    } { $others }.
role-optional = The stack also works without { $them }.
role-detail = { $name } ({ $details })
role-detail-more = { $first }; { $second }
role-detail-optional = optional
role-others =
    { $count ->
        [one] one more part
       *[other] { $count } more parts
    }

## Names in sentences. form: ms, fs, mp, fp, plain (a proper name) or quoted.

noun-the =
    { $form ->
        [plain] { $name }
        [quoted] “{ $name }”
       *[ms] the { $name }
    }
noun-to =
    { $form ->
        [plain] to { $name }
        [quoted] to “{ $name }”
       *[ms] to the { $name }
    }
noun-of =
    { $form ->
        [plain] of { $name }
        [quoted] of “{ $name }”
       *[ms] of the { $name }
    }
pronoun-they =
    { $form ->
        [mp] they
        [fp] they
       *[ms] it
    }
pronoun-them =
    { $form ->
        [mp] them
        [fp] them
       *[ms] it
    }
list-two = { $first } and { $second }
list-middle = { $first }, { $second }
list-last = { $first }, and { $second }

## The grammar of common nouns. A project adds to the lexicon by messages `nouns-mp-…` of its own.

# What becomes of a common noun that the lexicon does not know: quoted or ms.
grammar-unknown = ms
# The word that verbs agree with: the first one, or the last one before one of these words.
grammar-head = last
grammar-head-stops = of for in on at with without from to by behind under per and
grammar-plural-endings = s
grammar-plural-not = ss us is sis news
# Before these letters an article is cut short, but for these words.
grammar-elided = { "" }
grammar-not-elided = { "" }

nouns-ms = access alias analysis bus cors dns kubernetes https process redis sms sns status sqs tls
nouns-fs = { "" }
nouns-mp = people staff media data children men women
nouns-fp = { "" }

## On a server of one’s own, and in the cloud

on-premises = From your own server to the cloud
on-premises-intro = What you would run on your own machines, and the service that takes its place.
on-premises-own = On your own machines
on-premises-cloud = In the cloud

## Costs

cost-warnings = Cost warnings
cost-warnings-intro = What the catalog says about costs, in one place. Services that a stack uses come first.
cost-stacks = In:

## For scripts

ui-learned = Learned
ui-learned-of = Services learned: { $done } of { $count }
ui-learn-start = Start: { $service }
ui-learn-continue = Continue: { $service }
ui-learn-finished = You have reached the end of the path.
ui-learn-reset = Start over
