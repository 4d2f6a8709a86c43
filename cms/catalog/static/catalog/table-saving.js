// Saves the changes one after the other, keeps those that could not be sent, and asks what others did meanwhile.
const desk = window.CatalogDesk;
const LOOK = 20000;
const AGAIN = 10000;
const WAIT = 350;
const queue = [];
let busy = false;
let failed = false;
let timer = 0;

const inCells = (op) => op && !op.add && !op.remove && !op.move && !op.undo;
const reorders = () => queue.some((op) => !inCells(op));

// Ask for a change: {writes: [[row, name]], add: rows, remove: rows, move: rows, undo: true}.
desk.ask = (op) => {
  const last = queue.at(-1);
  if (inCells(op) && inCells(last) && !(busy && queue.length === 1)) last.writes.push(...op.writes);
  else if (!inCells(op) || op.writes.length) queue.push(op);
  clearTimeout(timer);
  timer = setTimeout(desk.send, failed ? 0 : WAIT);
  desk.tell();
};
desk.standing = () => (failed ? "unsaved" : queue.length ? "saving" : desk.refused().length ? "refused" : "saved");

// What is left to be sent of a change; null where nothing is.
const rest = ({ writes = [], add = [], remove = [], move = [], undo = false }) => {
  const known = (rows) => rows.filter((row) => row.known);
  const texts = (row, names) => names.filter((name) => desk.good(row, name)).map((name) => [row, name, row.mine[name].text]);
  const cells = [...new Map(writes.filter(([row]) => row.known && !row.gone).map(([row, name]) => [`${row.uuid} ${name}`, [row, name]])).values()]
    .flatMap(([row, name]) => texts(row, [name]));
  const rows = add.filter((row) => !row.known && !row.gone);
  const added = rows.map((row) => texts(row, Object.keys(row.mine)));
  const moved = known(move);
  const any = undo || [cells, rows, moved, known(remove)].some((each) => each.length);
  const body = {
    writes: cells.map(([row, name, text]) => [row.uuid, name, row.mine[name].was, text]),
    add: added.map((each) => Object.fromEntries(each.map(([, name, text]) => [name, text]))),
    keys: rows.map((row) => row.uuid),
    remove: known(remove).map((row) => row.uuid),
    move: moved.map((row) => row.uuid),
    before: desk.behind(rows.length ? rows : moved),
    revision: desk.revision,
    undo,
  };
  return any && { body, rows, cells: [...cells, ...added.flat()] };
};

const talk = async (address, options) => {
  const answer = await fetch(address, options).catch(() => null);
  if (answer?.status === 404) desk.closed = desk.words.discarded;
  const understood = answer && !answer.redirected && [200, 400, 409].includes(answer.status);
  const told = understood && (await answer.json().catch(() => null));
  return told && { ...told, status: answer.status };
};

desk.send = async () => {
  clearTimeout(timer);
  if (busy || desk.closed || !queue.length) return desk.tell();
  const out = rest(queue[0]);
  if (out) {
    busy = true;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": desk.token };
    const told = await talk(desk.url, { method: "POST", headers, body: JSON.stringify(out.body) });
    busy = false;
    failed = !told;
    if (told) settle(told, queue.shift(), out);
    // Who had to sign in again has a new token.
    else desk.token = (await talk(`${desk.url}?since=${desk.revision}`))?.token ?? desk.token;
  } else queue.shift();
  timer = setTimeout(desk.send, failed ? AGAIN : 0, desk.tell());
};

const settle = (told, op, { rows, cells }) => {
  if (told.closed) return desk.announce((desk.closed = told.closed));
  if (told.status === 200) return accept(told, rows, cells);
  if (told.clashes) clash(told, op);
  else refuse(told, rows, cells);
  if (!op.undo && (told.clashes || told.refused.length)) queue.unshift(op);
};

const accept = (told, rows, cells) => {
  for (const [row, name, text] of cells) {
    if (!(name in row.mine)) continue;
    if (row.mine[name].text === text) delete row.mine[name];
    else row.mine[name].was = told.items.find((item) => item.uuid === row.uuid)?.cells[name] ?? text;
  }
  desk.take(told, new Set([...rows.map((row) => row.uuid), ...cells.map(([row, name]) => `${row.uuid} ${name}`)]), reorders());
};

// Somebody else was faster: theirs is shown beside what was written here, and nothing is sent until one is chosen.
const clash = (told, op) => {
  for (const one of told.clashes) {
    const row = one.theirs !== null && desk.of(one.item);
    if (row && op.undo) row.mine[one.field] = { text: one.yours, was: one.theirs };
    if (row) row.clash[one.field] = one;
  }
  desk.take(told, new Set(), reorders());
  desk.toClash();
};

// What means nothing stays in its cell with the reason; the rest of the change is sent without it.
const refuse = ({ refused, reasons }, rows, cells) => {
  const all = reasons.join("；");
  for (const { item, row, field, reason } of refused) (item ? desk.of(item) : rows[row]).why[field] = reason;
  if (!refused.length) cells.forEach(([row, name]) => (row.why[name] = all));
  desk.paintAll();
  desk.announce(all);
};

const look = async () => {
  if (queue.length || desk.closed || document.hidden) return;
  const told = await talk(`${desk.url}?since=${desk.revision}`);
  if (!told || queue.length || told.revision <= desk.revision) return;
  desk.take(told, new Set());
  desk.tell();
  desk.announce(desk.say("others", told));
};
setInterval(look, LOOK);
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
addEventListener("online", desk.send);
addEventListener("beforeunload", (event) => desk.standing() !== "saved" && !desk.closed && event.preventDefault());
