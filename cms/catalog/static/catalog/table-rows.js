// Whole rows: selecting, changing one column of many, moving by key, button and handle, deleting, adding, pasting.
const desk = window.CatalogDesk;
const $ = (id) => document.getElementById(`catalog-${id}`);
const body = $("table").tBodies[0];
const chosen = new Set();
let from = null;

const rowOf = (el) => desk.rows.find((row) => row.el === el?.closest("tbody tr"));
desk.selected = () => desk.rows.filter((row) => chosen.has(row));
desk.select = (rows, on = true) => {
  rows.forEach((row) => chosen[on ? "add" : "delete"](row));
  for (const row of desk.rows) {
    row.el.classList.toggle("ct-on", chosen.has(row));
    row.el.ariaSelected = row.el.querySelector("input").checked = chosen.has(row);
  }
  const n = desk.selected().length;
  $("bulk").hidden = !n;
  $("chosen").textContent = desk.say("rows", { n });
  $("all").checked = n > 0 && n === desk.rows.length;
};
desk.toggle = (row) => desk.select([row], !chosen.has(row));

body.addEventListener("click", (event) => {
  if (event.target.type !== "checkbox") return;
  const row = rowOf(event.target);
  const [one, two] = [event.shiftKey && from ? from : row, row].map((each) => desk.rows.indexOf(each)).sort((a, b) => a - b);
  desk.select(desk.rows.slice(Math.max(one, 0), two + 1), event.target.checked);
  from = row;
});
$("all").onchange = (event) => desk.select(desk.rows, event.target.checked);

// The selected rows, or the one with the cursor, one place up or down.
desk.shift = (by) => {
  const rows = desk.selected().length ? desk.selected() : [desk.active()];
  const at = by < 0 ? desk.rows.indexOf(rows[0]) - 1 : desk.rows.indexOf(rows.at(-1)) + 2;
  if (at >= 0 && at <= desk.rows.length) desk.move(rows, desk.rows[at]);
};

const askValue = () => {
  const { options, long } = desk.columns.find((column) => column.name === $("column").value);
  const field = desk.make(options.length ? "select" : long ? "textarea" : "input", { id: "catalog-text", ariaLabel: desk.words.value });
  if (options.length) field.append(...["", ...options].map((text) => new Option(text || desk.words.empty, text)));
  $("value").replaceChildren(field);
};
$("column").append(...desk.columns.slice(1).map(({ name, label }) => new Option(label, name)));
$("column").onchange = askValue;
askValue();

const ACTS = {
  change: () => desk.write(desk.selected().map((row) => [row, $("column").value, $("text").value])),
  up: () => desk.shift(-1),
  down: () => desk.shift(1),
  clear: () => desk.select(desk.rows, false),
  add: () => desk.go(desk.write([], [{}])[0], 1),
  undo: () => desk.ask({ undo: true }),
  again: () => desk.send(),
  delete() {
    const rows = desk.selected();
    desk.select(rows, false);
    desk.remove(rows);
    desk.announce(desk.say("removed", { n: rows.length }));
  },
};
for (const [id, act] of Object.entries(ACTS)) $(id).onclick = () => desk.closed || act();

// From the cursor on; rows beyond the end are added. A whole row of the table goes to its columns, wherever the
// cursor is, and a single text fills what is selected.
desk.paste = (lines, row, col, range) => {
  if (`${lines.map((line) => line.length)}` === "1") return desk.write(range.map((pair) => [...pair, lines[0][0]]));
  const names = desk.names.slice(lines[0].length === desk.names.length ? 0 : col);
  if (lines.some((line) => line.length > names.length)) return desk.announce(desk.words.wide);
  const here = desk.rows.slice(desk.rows.indexOf(row));
  const texts = lines.map((line) => names.slice(0, line.length).map((name, at) => [name, line[at]]))
    .map((line) => line.filter(([name, text]) => name !== "code" || text.trim()));
  const cells = here.flatMap((each, at) => (texts[at] ?? []).map((pair) => [each, ...pair]));
  desk.write(cells, texts.slice(here.length).map((line) => Object.fromEntries(line)));
  desk.announce(desk.say("pasted", { n: lines.length }));
};

// By the handle, with mouse, pen or finger: a line shows where the row will be.
const over = ({ clientX, clientY }) => {
  const row = rowOf(document.elementFromPoint(clientX, clientY));
  const { top, height } = row?.el.getBoundingClientRect() ?? {};
  return row && { row, below: clientY > top + height / 2 };
};
const mark = (to) => {
  body.querySelectorAll(".ct-above, .ct-below").forEach((el) => el.classList.remove("ct-above", "ct-below"));
  to?.row.el.classList.add(to.below ? "ct-below" : "ct-above");
  to?.row.el[to.below ? "nextElementSibling" : "previousElementSibling"]?.scrollIntoView({ block: "nearest" });
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
    desk.dragging = handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
    mark(null);
    const rows = chosen.has(row) ? desk.selected() : [row];
    if (to && up.type === "pointerup") desk.move(rows, to.below ? desk.rows[desk.rows.indexOf(to.row) + 1] : to.row);
  };
});

document.documentElement.classList.add("ct-ready");
desk.paintAll();
desk.tell();
const opened = desk.of(location.hash.slice(6));
if (opened) desk.go(opened, 2);
