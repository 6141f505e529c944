"<a href='gone.html'>";
