"""The table of a catalog, as somebody at the keyboard works in it."""

from __future__ import annotations

from tests.browser.visitor import Visitor

START = """
([token, from]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/admin/catalog/start/";
    for (const [name, value] of [["csrfmiddlewaretoken", token], ["from", from]]) {
        form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
}
"""
GIVE_UP = """
async token => {
    const answer = await fetch(location.pathname + "changes/?since=0");
    if (!answer.ok) return;
    const told = await answer.json();
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, revision: told.revision });
    await fetch(location.pathname + "discard/", { method: "POST", body });
}
"""
# What a check would find in the second row.
FINDING = """
() => {
    const { uuid } = CatalogDesk.rows[1];
    const said = { item: uuid, code: "ZJ-02", field: "basis", level: "warning", word: "提醒", message: "写全名" };
    CatalogDesk.found.push({ ...said, fix: { basis: "《条例》第七条" }, label: "" });
    CatalogDesk.paintAll();
}
"""

# The next change arrives, and its answer does not.
LOSE = """
() => {
    const real = fetch;
    window.fetch = async (address, options) => {
        const answer = await real(address, options);
        if (options?.method !== "POST") return answer;
        window.fetch = real;
        throw new TypeError("lost");
    };
}
"""
SAVED = "document.querySelector('#catalog-status').dataset.state === 'saved'"


class Table:
    """A version that was just started from the registered one, open in a browser."""

    def __init__(self, person: Visitor):
        self.person, self.page = person, person.page

    def _token(self) -> str:
        return next(one["value"] for one in self.person.context.cookies() if one["name"] == "gongkai_csrf")

    def start(self, source: str = "1") -> Table:
        """A version from an earlier one, by its number, or empty; where somebody works on one already, that one."""
        with self.page.expect_navigation():
            self.page.evaluate(START, [self._token(), source])
        self.page.wait_for_selector(".ct-ready")
        return self

    def give_up(self) -> None:
        self.page.evaluate(GIVE_UP, self._token())

    def cell(self, code: str, name: str):
        return self.page.locator(f"#catalog-table tbody tr:has(td.ct-code:text-is('{code}')) td.ct-{name}")

    def text(self, code: str, name: str) -> str:
        """What the cell says, without what is said about it."""
        return self.cell(code, name).evaluate("td => td.firstChild?.data ?? ''")

    def codes(self) -> list[str]:
        return self.page.locator("td.ct-code").evaluate_all("all => all.map(td => td.firstChild?.data ?? '')")

    def go(self, code: str, name: str) -> None:
        self.cell(code, name).click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def write(self, code: str, name: str, text: str) -> None:
        self.go(code, name)
        self.type(text)
        self.press("Enter")

    def saved(self) -> None:
        """Wait until everything is."""
        self.page.wait_for_function(SAVED)

    def state(self, state: str) -> None:
        self.page.wait_for_selector(f"#catalog-status[data-state={state}]")

    def reload(self) -> None:
        self.page.reload()
        self.page.wait_for_selector(".ct-ready")

    def find(self) -> None:
        """As if a check had found something in the second row, and how to mend it."""
        self.page.evaluate(FINDING)

    def lose_an_answer(self) -> None:
        """The next change arrives at the server, and its answer does not arrive here."""
        self.page.evaluate(LOSE)

    def paste(self, text: str) -> None:
        """What another program put on the clipboard, with Ctrl+V."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.press("Control+v")

    def compose(self, *steps: str) -> None:
        """Write with an input method: what it shows step by step, and at last what is chosen."""
        devtools = self.person.context.new_cdp_session(self.page)
        for step in steps[:-1]:
            here = {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
            devtools.send("Input.imeSetComposition", here)
        devtools.send("Input.insertText", {"text": steps[-1]})
