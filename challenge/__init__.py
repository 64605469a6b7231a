"""Challenge Sportif & Solidaire: effort becomes points, points become euros, euros reach projects."""
