// The cursor and the editor. One text field stands in the cell with the cursor: what is typed there, by an input
// method too, replaces the cell's text. Enter or F2 edits the text; closed lists open as a list.
const desk = window.CatalogDesk;
const table = document.getElementById("catalog-table");
const box = table.parentElement;
const field = desk.make("textarea", { className: "ct-field", rows: 1, spellcheck: false, autocomplete: "off" });
field.setAttribute("aria-describedby", "catalog-line");
let row = null;
let col = 0;
let anchor = null;
let editing = null; // {was: what the cell said when editing began, list: the list that is open}
let touch = false;
let place = 0;

const name = () => desk.names[col];
const td = () => row.el.cells[col + 1];
const at = () => desk.rows.indexOf(row);
const shown = (index) => desk.rows[0].el.cells[index + 1]?.offsetParent;
desk.active = () => row;

const settle = () => {
  field.value = desk.text(row, name());
  field.readOnly = desk.locked(row, name()) || !!desk.closed;
  field.inputMode = touch ? "none" : "";
  field.ariaLabel = `${desk.columns[col].label} ${desk.text(row, "code")}`;
  if (field.parentElement !== td()) td().append(field);
  desk.paintLine(row, name());
};
const focus = () => {
  settle();
  field.focus({ preventScroll: true });
  field.select();
  const left = box.scrollLeft;
  td().scrollIntoView({ block: "nearest", inline: "nearest" });
  if (td().matches(".ct-stick")) box.scrollLeft = left;
};
desk.stay = () => row && focus();

// The cells between the anchor and the cursor, row by row.
const range = () => {
  const [top, end] = [desk.rows.indexOf(anchor?.row ?? row), at()].sort((a, b) => a - b);
  const [left, right] = [anchor?.col ?? col, col].sort((a, b) => a - b);
  return desk.rows.slice(top, end + 1).map((each) => desk.names.slice(left, right + 1).map((key) => [each, key]));
};
const select = (cells) => {
  table.querySelectorAll("td.ct-sel").forEach((el) => (el.ariaSelected = el.classList.remove("ct-sel") ?? null));
  cells.forEach((pair) => (desk.cell(...pair).ariaSelected = `${desk.cell(...pair).classList.toggle("ct-sel")}`));
};

const go = (desk.go = (to, index, extend = false) => {
  close(true);
  anchor = extend ? anchor ?? { row, col } : null;
  [row, col] = [to, index];
  row.fresh.delete(name());
  desk.paint(row, name());
  select(anchor ? range().flat() : []);
  focus();
});
const step = (down, right, extend) => {
  let index = col + right;
  while (right && desk.names[index] && !shown(index)) index += right;
  go(desk.rows[Math.max(0, Math.min(at() + down, desk.rows.length - 1))], shown(index) ? index : col, extend);
};

// Where a column is not shown (on a phone), the form has it.
desk.jump = (to, key) => {
  const index = Math.max(0, desk.names.indexOf(key));
  if (shown(index)) go(to, index);
  else to.el.querySelector("a").click();
};
desk.toClash = () => {
  const [to, key] = desk.refused().find(([one, each]) => each in one.clash) ?? [];
  if (to && !editing && document.activeElement === field) desk.jump(to, key);
};

const edit = (typed) => {
  if (editing || field.readOnly) return;
  editing = { was: row.saved[name()] ?? "" };
  td().classList.add("ct-edit");
  if (desk.columns[col].options.length && !typed) return openList();
  field.inputMode = "";
  if (!typed) field.setSelectionRange(field.value.length, field.value.length);
  grow();
};
const openList = () => {
  const texts = new Set(["", ...desk.columns[col].options, field.value]);
  const list = desk.make("select", { className: "ct-list", ariaLabel: field.ariaLabel });
  list.append(...[...texts].map((text) => new Option(text || desk.words.empty, text)));
  list.value = field.value;
  list.onchange = () => write(list.value);
  list.onblur = () => editing?.list === list && close(true);
  editing.list = list;
  td().append(list);
  list.focus();
};
const grow = () => (field.style.height = `${Math.max(field.scrollHeight + 2, td().clientHeight)}px`);

// Over what the cell said when editing began: what somebody wrote since is not lost.
const write = (text) => {
  const { was } = editing;
  desk.write([[row, name(), text]]);
  if (row.mine[name()] && was !== row.saved[name()]) row.mine[name()].was = was;
};
// A text that begins like one entry of the list only means that entry.
const meant = (text) => {
  const like = text.trim() ? desk.columns[col].options.filter((option) => option.startsWith(text.trim())) : [];
  return like.length === 1 ? like[0] : text;
};
const close = (keep) => {
  if (!editing) return;
  const { list, was } = editing;
  if (keep) write(list ? list.value : meant(field.value));
  else if (list) write(was);
  editing = null;
  field.style.height = "";
  td().classList.remove("ct-edit");
  list?.remove();
  settle();
};

const last = desk.names.length - 1;
const clear = () => desk.write(range().flat().filter((pair) => !desk.locked(...pair)).map((pair) => [...pair, ""]));
const restore = () => desk.write([[row, name(), row.saved[name()] ?? ""]]);
const KEYS = {
  ArrowUp: (e) => (e.altKey ? desk.shift(-1) : step(e.ctrlKey ? -1e4 : -1, 0, e.shiftKey)),
  ArrowDown: (e) => (e.altKey ? desk.shift(1) : step(e.ctrlKey ? 1e4 : 1, 0, e.shiftKey)),
  ArrowLeft: (e) => step(0, -1, e.shiftKey),
  ArrowRight: (e) => step(0, 1, e.shiftKey),
  PageUp: (e) => step(-10, 0, e.shiftKey),
  PageDown: (e) => step(10, 0, e.shiftKey),
  Home: (e) => go(e.ctrlKey ? desk.rows[0] : row, 0, e.shiftKey),
  End: (e) => go(e.ctrlKey ? desk.rows.at(-1) : row, last, e.shiftKey),
  Enter: () => (name() in row.clash ? td().querySelector("button").focus() : edit(false)),
  F2: () => edit(false),
  Delete: clear,
  Backspace: clear,
  Escape: () => (name() in row.why ? restore() : anchor ? go(row, col) : document.getElementById("catalog-add").focus()),
};
const COMMANDS = { z: () => desk.ask({ undo: true }), a: () => desk.select(desk.rows) };

const tab = (event) => {
  const by = event.shiftKey ? -1 : 1;
  const other = desk.rows[at() + by];
  if (!desk.names[col + by] && !other) return close(true);
  event.preventDefault();
  if (desk.names[col + by]) step(0, by);
  else go(other, by < 0 ? last : 0);
};

const whileEditing = (event) => {
  const lines = desk.columns[col].long && (event.altKey || event.shiftKey);
  if (event.key === "Escape") {
    close(false);
    focus();
  } else if (event.key !== "Enter") return;
  else if (lines) {
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    grow();
  } else step(event.shiftKey ? -1 : 1, 0);
  event.preventDefault();
};

box.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.target.closest(".ct-choice") && event.key === "Escape") return focus();
  if (event.target !== field && event.target !== editing?.list) return;
  if (event.key === "Tab") return tab(event);
  if (editing) return whileEditing(event);
  let act = event.ctrlKey || event.metaKey ? COMMANDS[event.key] ?? KEYS[event.key] : KEYS[event.key];
  if (event.shiftKey && event.key === " ") act = () => desk.toggle(row);
  if (!act) return;
  event.preventDefault();
  act(event);
});
field.addEventListener("compositionstart", () => edit(true));
field.addEventListener("input", () => (editing ? grow() : edit(true)));
field.addEventListener("focus", () => editing || field.select());
field.addEventListener("blur", () => setTimeout(() => !editing?.list && document.activeElement !== field && close(true)));

const pointed = ({ target }) => {
  const cell = !target.closest("button, select, .ct-field") && target.closest("tbody td");
  return cell ? [desk.rows.find((one) => one.el === cell.parentElement), cell.cellIndex - 1] : [];
};
table.addEventListener("pointerdown", (event) => (touch = event.pointerType !== "mouse"));
table.addEventListener("mousedown", (event) => {
  const [to, index] = pointed(event);
  if (!to || event.button) return;
  event.preventDefault();
  if (to === row && index === col && document.activeElement === field && touch) edit(false);
  else go(to, index, event.shiftKey);
});
table.addEventListener("mouseover", (event) => {
  const [to, index] = event.buttons === 1 && !touch && !editing && !desk.dragging ? pointed(event) : [];
  if (to) go(to, index, true);
});
table.addEventListener("dblclick", (event) => pointed(event)[0] && edit(false));

const copy = (event) => {
  if (event.target !== field || editing) return;
  const rows = desk.selected();
  const cells = rows.length ? rows.map((each) => desk.names.map((key) => [each, key])) : range();
  event.clipboardData.setData("text/plain", desk.format(cells.map((line) => line.map((pair) => desk.text(...pair)))));
  event.preventDefault();
  if (event.type === "cut" && !rows.length) clear();
};
box.addEventListener("copy", copy);
box.addEventListener("cut", copy);
box.addEventListener("paste", (event) => {
  if (event.target !== field || editing || desk.closed) return;
  event.preventDefault();
  desk.paste(desk.parse(event.clipboardData.getData("text/plain")), row, col, range().flat());
});

// After every change of the rows: the cursor stays in its row, or goes to the one that took its place.
desk.arranged = () => {
  const lost = !desk.rows.includes(row);
  const focused = document.activeElement === field || (lost && row && !field.isConnected);
  if (lost) [row, editing] = [desk.rows[Math.min(place, desk.rows.length - 1)], null];
  place = Math.max(at(), 0);
  if (!row || editing) return;
  settle();
  if (focused) focus();
};
table.role = "grid";
table.ariaMultiSelectable = "true";
