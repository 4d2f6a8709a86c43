// Saves the changes one after the other, keeps those that could not be sent, and asks what others did meanwhile.
(() => {
  const desk = window.CatalogDesk;
  if (!desk.url) return;
  const EVERY = 20000;
  const AGAIN = 10000;
  const WAIT = 350;
  const queue = [];
  let busy = false;
  let failed = false;
  let timer = 0;

  const only = (op) => op && Object.keys(op).every((key) => key === "writes");

  // Ask for a change: {writes: [[row, name]], add: rows, remove: rows, move: rows, undo: true}.
  desk.ask = (op) => {
    const last = queue.at(-1);
    if (only(op) && only(last) && !(busy && queue.length === 1)) last.writes.push(...op.writes);
    else queue.push(op);
    clearTimeout(timer);
    timer = setTimeout(send, failed ? 0 : WAIT);
    desk.tell();
  };

  desk.pending = () => queue.length > 0 || desk.refused().length > 0;
  desk.standing = () => (failed ? "unsaved" : queue.length ? "saving" : "saved");

  const good = (row, name) => name in row.mine && !(name in row.why) && !(name in row.clash);

  // The op as the server wants it, and what of it is sent; null where nothing is left.
  const sent = (op) => {
    const cells = new Map((op.writes ?? []).filter(([row, name]) => row.uuid && !row.gone && good(row, name))
      .map(([row, name]) => [`${row.uuid} ${name}`, [row, name, row.mine[name].text]]));
    const adding = (op.add ?? []).filter((row) => !row.uuid && !row.gone);
    const known = (rows) => (rows ?? []).filter((row) => row.uuid);
    const placed = adding.length ? adding : known(op.move);
    const texts = (row) => Object.keys(row.mine).filter((name) => good(row, name)).map((name) => [name, row.mine[name].text]);
    const body = {
      writes: [...cells.values()].map(([row, name, text]) => [row.uuid, name, row.mine[name].was, text]),
      add: adding.map((row) => Object.fromEntries(texts(row))),
      remove: known(op.remove).map((row) => row.uuid),
      move: known(op.move).map((row) => row.uuid),
      before: placed.length ? desk.behind(placed) : null,
      revision: desk.revision,
      ...(op.undo ? { undo: true } : {}),
    };
    const any = op.undo || ["writes", "add", "remove", "move"].some((key) => body[key].length);
    const adds = adding.map((row) => [row, texts(row)]);
    return any ? { op, body, cells, adds } : null;
  };

  const send = async () => {
    if (busy || desk.closed || !queue.length) return;
    const out = sent(queue[0]);
    if (!out) {
      queue.shift();
      desk.tell();
      return send();
    }
    busy = true;
    const answer = await fetch(desk.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": desk.token },
      body: JSON.stringify(out.body),
    }).catch(() => null);
    const told = answer && [200, 400, 409].includes(answer.status) && !answer.redirected && (await answer.json().catch(() => null));
    busy = false;
    failed = !told;
    if (told) {
      queue.shift();
      settle(answer.status, told, out);
    }
    desk.tell();
    clearTimeout(timer);
    if (queue.length) timer = setTimeout(send, failed ? AGAIN : 0);
  };
  desk.again = send;

  const settle = (status, told, out) => {
    if (status === 200) return accept(told, out);
    if (told.closed) {
      desk.closed = told.closed;
      return desk.announce(told.closed);
    }
    const marked = told.clashes ? clash(told, out) : refuse(told, out);
    if (marked && !out.op.undo) queue.unshift(out.op);
  };

  const accept = (told, { op, cells, adds }) => {
    adds.forEach(([row, texts], at) => {
      row.uuid = told.added[at];
      desk.name(row);
      cells.set(row.uuid, [row, ""]);
      for (const [name, text] of texts) cells.set(`${row.uuid} ${name}`, [row, name, text]);
    });
    for (const [row, name, text] of cells.values()) {
      if (!(name in row.mine) || name in row.why) continue;
      if (row.mine[name].text === text) delete row.mine[name];
      else row.mine[name].was = told.items.find((item) => item.uuid === row.uuid)?.cells[name] ?? text;
    }
    const moves = queue.some((one) => !only(one));
    desk.take(told, new Set(cells.keys()), moves);
    if (op.undo) desk.announce(desk.words.undone);
  };

  // Somebody else was faster: theirs is shown beside what was written here, and nothing is sent until one is chosen.
  const clash = (told, { op }) => {
    for (const one of told.clashes) {
      const row = desk.of(one.item);
      if (!row || one.theirs === null) continue;
      if (op.undo) row.mine[one.field] = { text: one.yours, was: one.theirs };
      row.clash[one.field] = one;
    }
    desk.take(told, new Set(), queue.some((one) => !only(one)));
    desk.toClash?.();
    return true;
  };

  // What means nothing stays in its cell with the reason; the rest of the change is sent without it.
  const refuse = (told, { cells, adds, op }) => {
    const where = told.refused.length
      ? told.refused.map((one) => [one.item ? desk.of(one.item) : adds[one.row][0], one.field, one.reason])
      : [...cells.values()].map(([row, name]) => [row, name, told.reasons.join("；")]);
    for (const [row, name, reason] of where) {
      if (!row) continue;
      row.why[name] = reason;
      desk.paint(row, name);
    }
    desk.announce(told.reasons.join("；"));
    if (!where.length) desk.refusal = told.reasons.join("；");
    desk.paintFound();
    return where.length && !op.undo;
  };

  const look = async () => {
    if (busy || queue.length || desk.closed || document.hidden) return;
    const answer = await fetch(`${desk.url}?since=${desk.revision}`).catch(() => null);
    const told = answer?.ok && !answer.redirected && (await answer.json().catch(() => null));
    if (!told || busy || queue.length || told.revision <= desk.revision) return;
    desk.take(told, new Set(), false);
    desk.announce(desk.say("others", { by: told.by }));
    desk.tell();
  };
  setInterval(look, EVERY);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => desk.pending() && !desk.closed && event.preventDefault());
})();
