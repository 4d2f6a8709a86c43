// The cursor and the editor. One text field stands in the cell with the cursor: what is typed there, by an input
// method too, replaces the cell's text. Enter or F2 edits the text; closed lists open as a list.
(() => {
  const desk = window.CatalogDesk;
  if (!desk.url) return;
  const table = document.getElementById("catalog-table");
  const box = table.parentElement;
  const field = desk.make("textarea", { className: "ct-field", rows: 1, spellcheck: false, autocomplete: "off" });
  field.setAttribute("aria-describedby", "catalog-line");
  let row = null;
  let col = 0;
  let anchor = null;
  let editing = null; // {select} or {was}
  let touch = false;

  const last = () => desk.names.length - 1;
  const name = () => desk.names[col];
  const td = () => row.el.cells[col + 1];
  const at = () => desk.rows.indexOf(row);
  const shown = (index) => desk.rows[0]?.el.cells[index + 1].offsetParent;
  desk.active = () => row;

  const settle = () => {
    field.value = desk.text(row, name());
    field.readOnly = desk.locked(row, name()) || !!desk.closed;
    field.inputMode = touch ? "none" : "";
    field.setAttribute("aria-label", `${desk.columns[col].label} ${desk.text(row, "code")}`);
    desk.paintLine(row, name());
  };

  const place = (focus = true) => {
    table.querySelector(".ct-here")?.classList.remove("ct-here");
    if (field.parentElement !== td()) td().append(field);
    td().classList.add("ct-here");
    settle();
    if (!focus) return;
    field.focus({ preventScroll: true });
    field.select();
    const left = box.scrollLeft;
    td().scrollIntoView({ block: "nearest", inline: "nearest" });
    if (td().matches(".ct-stick")) box.scrollLeft = left;
  };

  // The cells between the anchor and the cursor, row by row.
  const range = () => {
    const [one, two] = [anchor?.row ?? row, row].map((each) => desk.rows.indexOf(each)).sort((a, b) => a - b);
    const [from, to] = [anchor?.col ?? col, col].sort((a, b) => a - b);
    return desk.rows.slice(one, two + 1).map((each) => desk.names.slice(from, to + 1).map((key) => [each, key]));
  };

  const paintRange = () => {
    table.querySelectorAll(".ct-sel").forEach((el) => {
      el.classList.remove("ct-sel");
      el.removeAttribute("aria-selected");
    });
    if (!anchor) return;
    for (const [each, key] of range().flat()) {
      desk.cell(each, key).classList.add("ct-sel");
      desk.cell(each, key).setAttribute("aria-selected", "true");
    }
  };

  const go = (to, index, { extend = false, focus = true } = {}) => {
    if (!to) return;
    close(true);
    anchor = extend ? anchor ?? { row, col } : null;
    [row, col] = [to, Math.max(0, Math.min(index, last()))];
    row.fresh.delete(name());
    desk.paint(row, name());
    place(focus);
    paintRange();
  };

  const step = (down, right, extend) => {
    const next = Math.max(0, Math.min(at() + down, desk.rows.length - 1));
    let index = col + right;
    while (desk.names[index] && !shown(index)) index += right;
    go(desk.rows[next], desk.names[index] ? index : col, { extend });
  };

  // Where a column is not shown (on a phone), the form has it.
  desk.jump = (to, key) => {
    const index = Math.max(0, desk.names.indexOf(key));
    if (shown(index)) return go(to, index);
    location.href = to.el.querySelector("a").href;
  };
  desk.toClash = () => {
    const [to, key] = desk.refused().find(([one, each]) => each in one.clash) ?? [];
    if (to && !editing && box.contains(document.activeElement)) go(to, desk.names.indexOf(key));
  };
  desk.stay = () => row && field.focus();

  const edit = (typed) => {
    const options = desk.columns[col].options;
    if (editing || desk.closed || desk.locked(row, name())) return;
    editing = { was: row.saved[name()] ?? "" };
    td().classList.add("ct-edit");
    if (options.length && !typed) return openList(options);
    field.inputMode = "";
    if (!typed) field.setSelectionRange(field.value.length, field.value.length);
    grow();
  };

  const openList = (options) => {
    const now = desk.text(row, name());
    const list = desk.make("select", { className: "ct-list" });
    for (const text of new Set(["", ...options, now])) list.append(new Option(text || desk.words.empty, text));
    list.value = now;
    list.setAttribute("aria-label", field.getAttribute("aria-label"));
    editing.select = list;
    list.onchange = () => write(list.value);
    list.onblur = () => editing?.select === list && close(true);
    td().append(list);
    list.focus();
  };

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.max(field.scrollHeight + 2, td().clientHeight)}px`;
  };

  // A text that begins like one entry of the list only means that entry.
  const meant = (text) => {
    const like = text && desk.columns[col].options.filter((option) => option.startsWith(text.trim()));
    return like?.length === 1 ? like[0] : text;
  };
  const write = (text) => {
    const kept = editing.was;
    desk.write([[row, name(), text]]);
    if (row.mine[name()] && kept !== row.saved[name()]) row.mine[name()].was = kept;
  };

  const close = (keep) => {
    if (!editing) return;
    const { select } = editing;
    const text = select ? select.value : meant(field.value);
    if (keep) write(text);
    else if (select) write(select.dataset.was ?? editing.was);
    editing = null;
    field.style.height = "";
    td().classList.remove("ct-edit");
    select?.remove();
    settle();
  };

  const NAV = {
    ArrowUp: (e) => (e.altKey ? desk.shift(-1) : step(e.ctrlKey ? -1e4 : -1, 0, e.shiftKey)),
    ArrowDown: (e) => (e.altKey ? desk.shift(1) : step(e.ctrlKey ? 1e4 : 1, 0, e.shiftKey)),
    ArrowLeft: (e) => (e.ctrlKey ? go(row, 0, { extend: e.shiftKey }) : step(0, -1, e.shiftKey)),
    ArrowRight: (e) => (e.ctrlKey ? go(row, last(), { extend: e.shiftKey }) : step(0, 1, e.shiftKey)),
    PageUp: (e) => step(-10, 0, e.shiftKey),
    PageDown: (e) => step(10, 0, e.shiftKey),
    Home: (e) => go(e.ctrlKey ? desk.rows[0] : row, 0, { extend: e.shiftKey }),
    End: (e) => go(e.ctrlKey ? desk.rows.at(-1) : row, last(), { extend: e.shiftKey }),
    Enter: () => (name() in row.clash ? td().querySelector(".ct-choice button").focus() : edit(false)),
    F2: () => edit(false),
    Delete: () => desk.write(range().flat().filter(([each, key]) => !desk.locked(each, key)).map((pair) => [...pair, ""])),
    Backspace: () => NAV.Delete(),
    Escape: () => (anchor ? go(row, col) : document.getElementById("catalog-add").focus()),
  };

  const tab = (event) => {
    const next = col + (event.shiftKey ? -1 : 1);
    const other = desk.rows[at() + (event.shiftKey ? -1 : 1)];
    if (desk.names[next]) go(row, next);
    else if (other) go(other, event.shiftKey ? last() : 0);
    else return close(true);
    event.preventDefault();
  };

  const whileEditing = (event) => {
    const long = desk.columns[col].long && !editing.select;
    if (event.key === "Escape") close(false);
    else if (event.key === "Enter" && long && (event.altKey || event.shiftKey)) {
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      grow();
    } else if (event.key === "Enter") {
      close(true);
      return step(event.shiftKey ? -1 : 1, 0), event.preventDefault();
    } else return event.key === "Tab" && tab(event);
    event.preventDefault();
    place();
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !row) return;
    if (event.target.closest(".ct-choice")) return event.key === "Escape" && place();
    if (event.target !== field && event.target !== editing?.select) return;
    if (editing) return whileEditing(event);
    if (event.key === "Tab") return tab(event);
    const command = event.ctrlKey || event.metaKey;
    let act = NAV[event.key];
    if (command && event.key === "z") act = () => desk.ask({ undo: true });
    if (command && event.key === "a") act = () => desk.select(desk.rows);
    if (event.shiftKey && event.key === " ") act = () => desk.toggle(row);
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  field.addEventListener("compositionstart", () => edit(true));
  field.addEventListener("input", () => (editing ? grow() : edit(true)));
  field.addEventListener("focus", () => editing || field.select());
  field.addEventListener("blur", () => setTimeout(() => editing && !editing.select && document.activeElement !== field && close(true)));

  const pointed = (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.target.closest("button, select, .ct-field")) return [];
    return [desk.rows.find((one) => one.el === cell.parentElement), cell.cellIndex - 1];
  };
  table.addEventListener("pointerdown", (event) => (touch = event.pointerType !== "mouse"));
  table.addEventListener("mousedown", (event) => {
    const [to, index] = pointed(event);
    if (!to || event.button) return;
    event.preventDefault();
    if (to === row && index === col && touch) edit(false);
    else go(to, index, { extend: event.shiftKey && !!row });
  });
  table.addEventListener("mouseover", (event) => {
    const [to, index] = event.buttons === 1 && !touch && !editing ? pointed(event) : [];
    if (to && row && !desk.dragging) go(to, index, { extend: true });
  });
  table.addEventListener("dblclick", (event) => pointed(event)[0] && edit(false));

  const onCells = (event) => event.target === field && !editing && row;
  const copy = (event) => {
    if (!onCells(event)) return false;
    const rows = desk.selected();
    const cells = rows.length ? rows.map((each) => desk.names.map((key) => [each, key])) : range();
    event.clipboardData.setData("text/plain", desk.format(cells.map((line) => line.map((pair) => desk.text(...pair)))));
    event.preventDefault();
    return true;
  };
  box.addEventListener("copy", copy);
  box.addEventListener("cut", (event) => copy(event) && !desk.selected().length && NAV.Delete());
  box.addEventListener("paste", (event) => {
    if (!onCells(event) || desk.closed) return;
    event.preventDefault();
    desk.paste(desk.parse(event.clipboardData.getData("text/plain")), row, col, range().flat());
  });

  // After every change of the rows: the cursor stays in its row, or goes to the one that took its place.
  desk.arranged = () => {
    if (!desk.rows.length) return (row = null);
    const had = box.contains(document.activeElement);
    if (!row || row.gone || !desk.rows.includes(row)) {
      editing = null;
      row = desk.rows[Math.min(Math.max(place.index ?? 0, 0), desk.rows.length - 1)];
      place(had || document.activeElement === document.body && !!place.index);
    } else if (!editing) {
      settle();
      if (document.activeElement === field) field.select();
    }
    place.index = at();
  };
  desk.go = go;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
})();
