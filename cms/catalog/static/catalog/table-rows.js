// Whole rows: selecting, changing one column of many, moving by key, button and handle, deleting, adding, pasting.
(() => {
  const desk = window.CatalogDesk;
  if (!desk.url) return;
  const $ = (id) => document.getElementById(id);
  const body = $("catalog-table").tBodies[0];
  const bar = $("catalog-bulk");
  const chosen = new Set();
  let from = null;

  const rowOf = (el) => desk.rows.find((row) => row.el === el?.closest("tbody tr"));
  desk.selected = () => desk.rows.filter((row) => chosen.has(row));

  const paint = () => {
    for (const row of desk.rows) {
      const on = chosen.has(row);
      row.el.classList.toggle("ct-on", on);
      row.el.setAttribute("aria-selected", on);
      row.el.querySelector("input").checked = on;
    }
    const n = desk.selected().length;
    bar.hidden = !n;
    $("catalog-chosen").textContent = desk.say("rows", { n });
    $("catalog-all").checked = n > 0 && n === desk.rows.length;
  };
  desk.select = (rows, on = true) => {
    rows.forEach((row) => chosen[on ? "add" : "delete"](row));
    paint();
  };
  desk.toggle = (row) => desk.select([row], !chosen.has(row));

  body.addEventListener("click", (event) => {
    if (!event.target.matches("input[type=checkbox]")) return;
    const row = rowOf(event.target);
    const [one, two] = [event.shiftKey && from ? from : row, row].map((each) => desk.rows.indexOf(each)).sort((a, b) => a - b);
    desk.select(desk.rows.slice(Math.max(one, 0), two + 1), event.target.checked);
    from = row;
  });
  $("catalog-all").addEventListener("change", (event) => desk.select(desk.rows, event.target.checked));

  // The selected rows, or the one with the cursor, one place up or down.
  desk.shift = (by) => {
    const rows = desk.selected().length ? desk.selected() : [desk.active()].filter(Boolean);
    if (!rows.length || desk.closed) return;
    const places = rows.map((row) => desk.rows.indexOf(row));
    const at = by < 0 ? places[0] - 1 : places.at(-1) + 2;
    if (at >= 0 && at <= desk.rows.length) desk.move(rows, desk.rows[at]);
  };

  const column = $("catalog-column");
  const value = $("catalog-value");
  const ask = () => {
    const { options, long } = desk.columns[desk.names.indexOf(column.value)];
    const field = desk.make(options.length ? "select" : long ? "textarea" : "input", { id: "catalog-text" });
    if (options.length) field.append(...["", ...options].map((text) => new Option(text || desk.words.empty, text)));
    field.setAttribute("aria-label", desk.words.value);
    value.replaceChildren(field);
  };
  column.append(...desk.columns.filter(({ name }) => name !== "code").map(({ name, label }) => new Option(label, name)));
  column.onchange = ask;
  ask();

  const drop = () => {
    const rows = desk.selected();
    chosen.clear();
    desk.remove(rows);
    paint();
    desk.announce(desk.say("removed", { n: rows.length }));
  };
  const append = () => {
    const [row] = desk.add([{}]);
    desk.go(row, desk.names.indexOf("section"));
  };
  const acts = {
    "catalog-change": () => desk.write(desk.selected().map((row) => [row, column.value, value.firstElementChild.value])),
    "catalog-up": () => desk.shift(-1),
    "catalog-down": () => desk.shift(1),
    "catalog-delete": drop,
    "catalog-clear": () => desk.select(desk.rows, false),
    "catalog-add": append,
    "catalog-undo": () => desk.ask({ undo: true }),
    "catalog-again": () => desk.again(),
  };
  for (const [id, act] of Object.entries(acts)) $(id).onclick = () => (desk.closed && id !== "catalog-clear" ? desk.tell() : act());

  // From the cursor on; rows beyond the end are added. A whole row of the table goes to its columns, wherever the
  // cursor is; a first line that names columns says where the others go; a single text fills what is selected.
  desk.paste = (lines, row, col, range) => {
    const labels = new Map(desk.columns.map(({ label, name }) => [label, name]));
    if (lines.length === 1 && lines[0].length === 1) return desk.write(range.map((pair) => [...pair, lines[0][0]]));
    const heads = lines[0].map((text) => labels.get(text.trim()));
    const named = heads.length > 1 && heads.every(Boolean);
    const first = lines[0].length === desk.names.length ? 0 : col;
    const names = named ? heads : desk.names.slice(first, first + Math.max(...lines.map((line) => line.length)));
    const rows = named ? lines.slice(1) : lines;
    const start = desk.rows.indexOf(row);
    const texts = rows.map((line) => names.map((name, at) => [name, line[at] ?? ""]).filter(([name, text]) => name !== "code" || text));
    const cells = texts.flatMap((line, at) => (desk.rows[start + at] ? line.map((pair) => [desk.rows[start + at], ...pair]) : []));
    const more = texts.slice(Math.max(desk.rows.length - start, 0)).map((line) => Object.fromEntries(line));
    const writes = cells.filter((cell) => desk.put(...cell)).map(([each, name]) => [each, name]);
    cells.forEach(([each, name]) => desk.paint(each, name));
    if (more.length) desk.add(more, null, writes);
    else if (writes.length) desk.ask({ writes });
    desk.paintFound();
    desk.tell();
    desk.announce(desk.say("pasted", { n: rows.length }));
  };

  // By the handle, with mouse, pen or finger: a line shows where the row will be.
  const over = (event) => {
    const row = rowOf(document.elementFromPoint(event.clientX, event.clientY));
    if (!row) return null;
    const { top, height } = row.el.getBoundingClientRect();
    return { row, below: event.clientY > top + height / 2 };
  };
  const mark = (to) => {
    body.querySelectorAll(".ct-above, .ct-below").forEach((el) => el.classList.remove("ct-above", "ct-below"));
    to?.row.el.classList.add(to.below ? "ct-below" : "ct-above");
  };
  body.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".ct-handle");
    if (!handle || desk.closed) return;
    event.preventDefault();
    const row = rowOf(handle);
    let to = null;
    desk.dragging = true;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (moved) => mark((to = over(moved) ?? to));
    handle.onpointerup = handle.onpointercancel = (up) => {
      handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
      desk.dragging = false;
      mark(null);
      if (up.type === "pointercancel" || !to) return;
      const rows = chosen.has(row) ? desk.selected() : [row];
      desk.move(rows, to.below ? desk.rows[desk.rows.indexOf(to.row) + 1] : to.row);
    };
  });

  const opened = location.hash.startsWith("#item-") && desk.of(location.hash.slice(6));
  desk.rows.forEach((row) => desk.names.forEach((name) => desk.paint(row, name)));
  desk.arrange();
  desk.paintFound();
  desk.tell();
  paint();
  if (opened) desk.go(opened, 2, { focus: true });
  document.documentElement.classList.add("ct-ready");
})();
