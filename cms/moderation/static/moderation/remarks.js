// Selected words of the text become the passage of a remark. Without this file they are copied by hand.
(() => {
  const text = document.querySelector("[data-passages]");
  const box = document.querySelector("[data-remarks]");
  const button = document.querySelector("[data-quote]");
  if (!text || !box || !button) return;

  const chosen = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return "";
    const range = selection.getRangeAt(0);
    return text.contains(range.commonAncestorContainer) ? selection.toString().trim().slice(0, 500) : "";
  };
  const emptyRow = () => {
    const rows = [...box.querySelectorAll("fieldset")];
    const free = rows.find((row) => [...row.querySelectorAll("textarea")].every((field) => !field.value.trim()));
    if (free) return free;
    const made = rows[rows.length - 1].cloneNode(true);
    made.querySelectorAll("textarea").forEach((field) => { field.value = ""; });
    rows[rows.length - 1].after(made);
    return made;
  };

  document.addEventListener("selectionchange", () => { button.hidden = !chosen(); });
  // A press must not lose the selection before the click is told of it.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const passage = chosen();
    if (!passage) return;
    const row = emptyRow();
    box.open = true;
    row.querySelector("[name=passage]").value = passage;
    document.getSelection().removeAllRanges();
    row.querySelector("[name=remark]").focus();
  });
})();
