// What the table holds: its rows as the server has them, and over them what was written here and is not saved yet.
(() => {
  const data = document.getElementById("catalog-desk");
  const desk = (window.CatalogDesk = data ? JSON.parse(data.textContent) : {});
  if (!data) return;
  const body = document.querySelector("#catalog-table tbody");
  desk.filed = new Set(desk.filed);
  desk.names = desk.columns.map((column) => column.name);
  desk.say = (word, values = {}) => desk.words[word].replace(/{(\w+)}/g, (_, name) => values[name] ?? "");

  // mine: {name: {text, was}} not saved yet; why: {name: reason} refused; clash: {name: theirs and by whom}.
  desk.row = (el, uuid, saved) => ({ el, uuid, saved, mine: {}, why: {}, clash: {}, fresh: new Set() });
  desk.rows = [...body.rows].map((el) => {
    const texts = desk.names.map((name, at) => [name, el.cells[at + 1].firstChild?.data ?? ""]);
    return desk.row(el, el.id.slice(5), Object.fromEntries(texts));
  });
  desk.of = (uuid) => desk.rows.find((row) => row.uuid === uuid);
  desk.text = (row, name) => row.mine[name]?.text ?? row.saved[name] ?? "";
  desk.locked = (row, name) => name === "code" && desk.filed.has(row.saved.code);
  desk.refused = () =>
    desk.rows.flatMap((row) => [...new Set([...Object.keys(row.why), ...Object.keys(row.clash)])].map((name) => [row, name]));

  // Put a text into a cell. True where it is now to be saved.
  desk.put = (row, name, text) => {
    text = text.replace(/\r\n?/g, "\n").trim();
    const flagged = name in row.why || name in row.clash;
    if (text === desk.text(row, name) && !flagged) return false;
    const was = row.mine[name] && !(name in row.clash) ? row.mine[name].was : row.saved[name] ?? "";
    delete row.why[name];
    delete row.clash[name];
    if (flagged && text === row.saved[name]) delete row.mine[name];
    else row.mine[name] = { text, was };
    if (name in row.mine && desk.locked(row, name)) row.why[name] = desk.words.filed;
    return name in row.mine && !(name in row.why);
  };

  // Write cells, [[row, name, text], …], as one change.
  desk.write = (cells) => {
    const writes = [];
    for (const [row, name, text] of cells) {
      if (desk.put(row, name, text)) writes.push([row, name]);
      desk.paint(row, name);
    }
    if (writes.length) desk.ask({ writes });
    else desk.tell();
  };

  // New rows with these texts, before a row or at the end.
  desk.add = (texts, before, writes = []) => {
    const rows = texts.map((one) => {
      const row = desk.row(desk.blank(), null, {});
      for (const [name, text] of Object.entries(one)) desk.put(row, name, text);
      return row;
    });
    const at = before ? desk.rows.indexOf(before) : desk.rows.length;
    desk.rows.splice(at, 0, ...rows);
    for (const row of rows) desk.names.forEach((name) => desk.paint(row, name));
    desk.arrange();
    desk.ask({ add: rows, writes });
    return rows;
  };

  desk.remove = (rows) => {
    desk.rows = desk.rows.filter((row) => !rows.includes(row));
    rows.forEach((row) => (row.gone = true));
    desk.arrange();
    desk.ask({ remove: rows });
  };

  // Move rows, in their order, before a row or to the end.
  desk.move = (rows, before) => {
    if (rows.includes(before)) return;
    const moving = desk.rows.filter((row) => rows.includes(row));
    const rest = desk.rows.filter((row) => !rows.includes(row));
    rest.splice(before ? rest.indexOf(before) : rest.length, 0, ...moving);
    if (rest.every((row, at) => row === desk.rows[at])) return;
    desk.rows = rest;
    desk.arrange();
    desk.ask({ move: moving });
    desk.announce(desk.say("moved", { n: rest.indexOf(moving[0]) + 1 }));
  };

  // The first row behind these that the server knows: where added and moved ones go.
  desk.behind = (rows) => {
    const at = desk.rows.indexOf(rows.at(-1));
    return desk.rows.slice(at + 1).find((row) => row.uuid && !rows.includes(row))?.uuid ?? null;
  };

  // Take over what the server says. `own` are the cells and rows that this very change wrote: "uuid name", "uuid".
  desk.take = (told, own, keepOrder) => {
    Object.assign(desk, { revision: told.revision, at: told.at, by: told.by, found: told.found });
    for (const { uuid, cells } of told.items) {
      let row = desk.of(uuid);
      if (!row) desk.rows.push((row = desk.row(desk.blank(), uuid, {})));
      for (const name of desk.names) {
        const ours = own.has(uuid) || own.has(`${uuid} ${name}`);
        if (row.saved[name] !== cells[name] && !ours) row.fresh.add(name);
        row.saved[name] = cells[name];
      }
    }
    if (!keepOrder) order(told.order);
    desk.arrange();
    for (const row of desk.rows) desk.names.forEach((name) => desk.paint(row, name));
    desk.paintFound();
  };

  // Rows that the server does not know yet stay behind their neighbour; rows that are gone there go here.
  const order = (uuids) => {
    const before = desk.rows;
    const places = new Map(uuids.map((uuid, at) => [uuid, at]));
    const known = before.filter((row) => places.has(row.uuid)).sort((a, b) => places.get(a.uuid) - places.get(b.uuid));
    before.forEach((row, at) => {
      if (!row.uuid) known.splice(at ? known.indexOf(before[at - 1]) + 1 : 0, 0, row);
      else if (!places.has(row.uuid)) row.gone = true;
    });
    if (before.some((row) => row.gone)) desk.announce(desk.words.gone);
    desk.rows = known;
  };
})();
