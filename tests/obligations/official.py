"""Every day of 2024 to 2026, worked (w) or free (-), a line for each month: as the library chinesecalendar has them.

Independent of cms/obligations/data: it lists every day, where the data lists holidays and make-up days.
"""

DAYS = {
    2024: (
        "-wwww--wwwww--wwwww--wwwww--www",
        "ww-wwwwww--------wwwwww--wwww",
        "w--wwwww--wwwww--wwwww--wwwww--",
        "www---wwwwww--wwwww--wwwww-www",
        "-----wwwwww-wwwww--wwwww--wwwww",
        "--wwwww---wwww--wwwww--wwwww--",
        "wwwww--wwwww--wwwww--wwwww--www",
        "ww--wwwww--wwwww--wwwww--wwwww-",
        "-wwwww--wwwwww---www--wwwww-ww",
        "-------wwwww-wwwww--wwwww--wwww",
        "w--wwwww--wwwww--wwwww--wwwww-",
        "-wwwww--wwwww--wwwww--wwwww--ww",
    ),
    2025: (
        "-ww--wwwww--wwwww--wwwww-ww----",
        "----wwww-wwwww--wwwww--wwwww",
        "--wwwww--wwwww--wwwww--wwwww--w",
        "www---wwwww--wwwww--wwwww-wwww",
        "-----wwww--wwwww--wwwww--wwwww-",
        "--wwww--wwwww--wwwww--wwwww--w",
        "wwww--wwwww--wwwww--wwwww--wwww",
        "w--wwwww--wwwww--wwwww--wwwww--",
        "wwwww--wwwww--wwwww--wwwww-www",
        "--------www-wwwww--wwwww--wwwww",
        "--wwwww--wwwww--wwwww--wwwww--",
        "wwwww--wwwww--wwwww--wwwww--www",
    ),
    2026: (
        "---wwwwww--wwwww--wwwww--wwwww-",
        "-wwwww--wwwwww---------wwwww",
        "-wwwww--wwwww--wwwww--wwwww--ww",
        "www---wwww--wwwww--wwwww--wwww",
        "-----wwww-wwwww--wwwww--wwwww--",
        "wwwww--wwwww--wwww---wwwww--ww",
        "www--wwwww--wwwww--wwwww--wwwww",
        "--wwwww--wwwww--wwwww--wwwww--w",
        "wwww--wwwww--wwwww-wwwww---www",
        "-------www-wwwww--wwwww--wwwww-",
        "-wwwww--wwwww--wwwww--wwwww--w",
        "wwww--wwwww--wwwww--wwwww--wwww",
    ),
}
