// Shows what the store holds: cells with their marks, the order of rows, what was found, whether all is saved.
const desk = window.CatalogDesk;
const $ = (id) => document.getElementById(`catalog-${id}`);
const body = $("table").tBodies[0];
const LEVELS = ["error", "warning", "doubt"];

const make = (desk.make = (tag, props, ...inside) => {
  const el = Object.assign(document.createElement(tag), props);
  el.append(...inside);
  return el;
});
const button = (label, onclick, className = "button button-small button-secondary") =>
  make("button", { type: "button", className, onclick }, label);
const word = (one) => make("span", { className: "ct-word" }, one.word);

desk.cell = (row, name) => row.el.cells[desk.names.indexOf(name) + 1];
desk.blank = () => $("row").content.firstElementChild.cloneNode(true);
let places = new Map();
const foundAt = (row, name) => places.get(`${row.uuid} ${name}`) ?? [];

const choice = (row, name) => {
  const take = (text) => () => {
    desk.write([[row, name, text]]);
    desk.stay();
  };
  const { theirs } = row.clash[name];
  const yours = desk.text(row, name);
  return [
    make("p", {}, `${desk.words.theirs}：${theirs || desk.words.empty}（${desk.say("by", row.clash[name])}）`),
    make("p", {}, `${desk.words.yours}：${yours || desk.words.empty}`),
    button(desk.words.useYours, take(yours)),
    button(desk.words.useTheirs, take(theirs)),
  ];
};

// The cell's text node stays what it is: the editor may stand beside it.
desk.paint = (row, name) => {
  const td = desk.cell(row, name);
  const text = desk.text(row, name);
  const { [name]: why } = row.why;
  const clash = name in row.clash;
  const levels = foundAt(row, name).map((one) => one.level);
  const marks = { mine: name in row.mine, bad: why, clash, fresh: row.fresh.has(name), lock: desk.locked(row, name) };
  for (const level of LEVELS) marks[level] = level === LEVELS.find((one) => levels.includes(one));
  const key = `${Object.keys(marks).filter((mark) => marks[mark])} ${why} ${text}`;
  if ((td.painted ?? ` ${undefined} ${td.firstChild?.data ?? ""}`) === key) return;
  td.painted = key;
  if (td.firstChild?.nodeType !== Node.TEXT_NODE) td.prepend(new Text());
  td.firstChild.data = text;
  for (const [mark, on] of Object.entries(marks)) td.classList.toggle(`ct-${mark}`, !!on);
  td.querySelectorAll(".ct-why, .ct-choice").forEach((el) => el.remove());
  if (clash || why) td.append(make("div", { className: "ct-why" }, clash ? desk.words.clash : why));
  if (clash) td.append(make("div", { className: "ct-choice" }, ...choice(row, name)));
  td.ariaInvalid = why || clash || marks.error ? "true" : null;
  td.ariaReadOnly = marks.lock ? "true" : null;
};

// Rows in their order, numbered. What stands already where it belongs is not touched: it may have the focus.
desk.arrange = () => {
  desk.rows.forEach(({ el, uuid }, at) => {
    if (body.rows[at] !== el) body.insertBefore(el, body.rows[at] ?? null);
    el.id = `item-${uuid}`;
    el.querySelector("a").href = desk.form.replace(/[^/]+\/$/, `${uuid}/`);
    el.querySelector(".ct-number").textContent = at + 1;
  });
  while (body.rows.length > desk.rows.length) body.lastElementChild.remove();
  $("size").textContent = desk.rows.length;
  desk.arranged();
};
desk.paintAll = () => {
  places = new Map();
  for (const one of desk.found) places.set(`${one.item} ${one.field}`, [...(places.get(`${one.item} ${one.field}`) ?? []), one]);
  desk.rows.forEach((row) => desk.names.forEach((name) => desk.paint(row, name)));
  desk.arrange();
  paintFound();
};

const fix = (one, row) => {
  const texts = Object.entries(one.fix);
  const label = one.label || desk.say("fix", { text: Object.values(one.fix).join("、") });
  const mend = () => (row ? desk.write(texts.map((text) => [row, ...text])) : desk.write([], [one.fix]));
  return texts.length && (row || !one.item) ? [button(label, mend)] : [];
};

const line = (one) => {
  const row = one.row ?? desk.of(one.item);
  const label = desk.columns.find((column) => column.name === one.field)?.label ?? "";
  const jump = button(`${one.code} ${label}`, () => desk.jump(row, one.field), "ct-jump");
  return make("li", { className: `ct-${one.level}` }, word(one), " ", ...(row ? [jump, " "] : []), one.message, " ", ...fix(one, row));
};

const paintFound = () => {
  const refused = desk.refused().map(([row, name]) => ({
    ...{ row, level: "error", word: desk.words.unsaved, code: row.saved.code ?? "", field: name, fix: {} },
    message: row.why[name] ?? desk.say("by", row.clash[name]),
  }));
  const all = [...refused, ...desk.found];
  $("found").replaceChildren(...all.map(line));
  const counts = new Map();
  all.forEach((one) => counts.set(one.word, (counts.get(one.word) ?? 0) + 1));
  $("counts").textContent = [...counts].map((pair) => pair.join(" ")).join(" · ") || desk.words.none;
};

// What is to be said about the cell with the cursor: one line that stays where it is.
desk.paintLine = (row, name) => {
  const { label } = desk.columns.find((column) => column.name === name);
  const told = foundAt(row, name).flatMap((one) => [make("span", { className: `ct-${one.level}` }, word(one), ` ${one.message} `), ...fix(one, row)]);
  const hint = desk.locked(row, name) ? desk.words.filed : row.why[name] ?? "";
  $("line").replaceChildren(make("strong", {}, `${desk.text(row, "code")} ${label}`), " ", ...(told.length ? told : [hint]));
};

desk.announce = (text) => ($("said").textContent = text);

desk.tell = () => {
  const state = desk.closed ? "closed" : desk.standing();
  const text = {
    ...{ saved: `${desk.words.saved} ${desk.at} ${desk.by}`, saving: desk.words.saving, closed: desk.closed },
    unsaved: navigator.onLine ? desk.words.failed : desk.words.offline,
    refused: desk.say("refused", { n: desk.refused().length }),
  };
  $("status").dataset.state = state;
  $("status").firstElementChild.textContent = text[state];
  $("again").hidden = state !== "unsaved";
  desk.arranged();
};
