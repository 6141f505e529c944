### Drawings in pages: their text, their tools, and flows step by step.

## Under a drawing

drawing-opens = Opens the drawing “{ $view }”
drawing-as-text = As text
drawing-said-at = As text: the table of connections
drawing-file = SVG file
relation-merged =
    { $count ->
        [one] stands for { $count } connection
       *[other] stands for { $count } connections
    }

## For scripts, which find them under the same name without “ui-”

ui-figure-tools = Tools for this drawing
ui-figure-zoom-in = Zoom in
ui-figure-zoom-out = Zoom out
ui-figure-fit = Fit to the frame
ui-figure-full = Full screen
ui-figure-leave = Leave full screen
ui-figure-copy-svg = Copy as SVG
ui-figure-copy-png = Copy as PNG
ui-figure-copied = Copied
ui-figure-saved = Saved as a file
ui-figure-failed = This browser could not do it
ui-figure-zoom = { $percent } %
ui-figure-player = Step by step
ui-figure-previous = Previous step
ui-figure-next = Next step
ui-figure-restart = Start over
ui-figure-step = Step { $number } of { $count }
ui-figure-start = { $count } steps
