// What the table holds: its rows as the server has them, and over them what was written here and is not saved yet.
const desk = JSON.parse(document.getElementById("catalog-desk").textContent);
window.CatalogDesk = desk;
const filed = new Set(desk.filed);
desk.names = desk.columns.map((column) => column.name);
desk.say = (word, values) => desk.words[word].replace(/{(\w+)}/g, (_, name) => values[name] ?? "");

// mine: {name: {text, was}} not saved yet; why: {name: reason} refused; clash: {name: what is there, by whom}.
// known: the server has the row.
const made = (el, uuid, saved, known = true) => ({ el, uuid, saved, known, mine: {}, why: {}, clash: {}, fresh: new Set() });
desk.rows = [...document.querySelector("#catalog-table tbody").rows].map((el) => {
  const texts = desk.names.map((name, at) => [name, el.cells[at + 1].firstChild?.data ?? ""]);
  return made(el, el.id.slice(5), Object.fromEntries(texts));
});
desk.of = (uuid) => desk.rows.find((row) => row.uuid === uuid);
desk.text = (row, name) => row.mine[name]?.text ?? row.saved[name] ?? "";
desk.locked = (row, name) => name === "code" && filed.has(row.saved.code);
desk.good = (row, name) => name in row.mine && !(name in row.why) && !(name in row.clash);
desk.refused = () =>
  desk.rows.flatMap((row) => Object.keys({ ...row.why, ...row.clash }).map((name) => [row, name]));

// Put a text into a cell, over what it says now. True where it is now to be saved.
const put = (row, name, text) => {
  text = text.replace(/\r\n?/g, "\n").trim();
  const { [name]: mine } = row.mine;
  const flagged = name in row.why || name in row.clash;
  if (text === desk.text(row, name) && !flagged) return false;
  const was = (mine && !row.clash[name] ? mine.was : row.saved[name]) ?? "";
  row.mine[name] = { text, was };
  if (flagged && text === row.saved[name]) delete row.mine[name];
  delete row.why[name];
  delete row.clash[name];
  if (desk.locked(row, name) && text !== row.saved.code) row.why[name] = desk.words.filed;
  return desk.good(row, name);
};

// A row is named here, so that one that is sent twice is not added twice. (crypto.randomUUID asks for HTTPS.)
const DIGIT = /[018]/g;
const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
const newName = () => "10000000-1000-4000-8000-100000000000".replace(DIGIT, random);

// One change: cells to write, [[row, name, text], …], and texts of rows to add before a row or at the end.
desk.write = (cells, texts = [], before = null) => {
  const writes = cells.filter((cell) => put(...cell));
  cells.forEach(([row, name]) => desk.paint(row, name));
  const add = texts.map((one) => {
    const row = made(desk.blank(), newName(), {}, false);
    for (const [name, text] of Object.entries(one)) put(row, name, text);
    return row;
  });
  if (add.length) desk.rows.splice(before ? desk.rows.indexOf(before) : desk.rows.length, 0, ...add);
  if (add.length) desk.paintAll();
  desk.ask({ writes, ...(add.length && { add }) });
  return add;
};

desk.remove = (rows) => {
  desk.rows = desk.rows.filter((row) => !rows.includes(row));
  rows.forEach((row) => (row.gone = true));
  desk.arrange();
  desk.ask({ remove: rows });
};

// Move rows, in their order, before a row or to the end.
desk.move = (rows, before) => {
  const move = desk.rows.filter((row) => rows.includes(row));
  const rest = desk.rows.filter((row) => !rows.includes(row));
  if (rows.includes(before)) return;
  rest.splice(before ? rest.indexOf(before) : rest.length, 0, ...move);
  if (rest.every((row, at) => row === desk.rows[at])) return;
  desk.rows = rest;
  desk.arrange();
  desk.ask({ move });
  desk.announce(desk.say("moved", { n: rest.indexOf(move[0]) + 1 }));
};

// The first row behind these that the server knows: added and moved ones go in front of it.
desk.behind = (rows) => {
  const at = desk.rows.indexOf(rows.at(-1));
  return desk.rows.slice(at + 1).find((row) => row.known && !rows.includes(row))?.uuid ?? null;
};

// Take over what the server says. `own` is what this very change wrote: "uuid name" of cells, "uuid" of rows.
desk.take = ({ revision, at, by, found, items, order }, own, keepsOrder) => {
  Object.assign(desk, { revision, at, by, found });
  for (const { uuid, cells } of items) {
    if (!desk.of(uuid)) desk.rows.push(made(desk.blank(), uuid, {}));
    const row = desk.of(uuid);
    for (const name of desk.names) {
      const ours = own.has(uuid) || own.has(`${uuid} ${name}`);
      if (row.saved[name] !== cells[name] && !ours) row.fresh.add(name);
    }
    Object.assign(row, { saved: cells, known: true });
  }
  if (!keepsOrder) sort(order);
  desk.paintAll();
};

// Rows that the server does not know yet stay behind their neighbour; rows that are gone there go here.
const sort = (uuids) => {
  const places = new Map(uuids.map((uuid, at) => [uuid, at]));
  const before = desk.rows;
  desk.rows = before.filter((row) => places.has(row.uuid)).sort((a, b) => places.get(a.uuid) - places.get(b.uuid));
  before.forEach((row, at) => {
    row.gone = row.known && !places.has(row.uuid);
    if (row.gone) desk.announce(desk.words.gone);
    if (!row.known && !places.has(row.uuid)) desk.rows.splice(desk.rows.indexOf(before[at - 1]) + 1, 0, row);
  });
};
