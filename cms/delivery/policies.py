"""What is said with every answer that is data and no page, by us and by a front server that gives our files."""

CORS = {
    # From anywhere, and so without cookies: a browser refuses the two together.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# What is data is never a document: nothing in it is run, framed or guessed at.
OF_DATA = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
