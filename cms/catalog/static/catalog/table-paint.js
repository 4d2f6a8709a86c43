// Shows what the store holds: cells with their marks, the order of rows, what was found, whether all is saved.
(() => {
  const desk = window.CatalogDesk;
  if (!desk.url) return;
  const $ = (id) => document.getElementById(id);
  const body = $("catalog-table").tBodies[0];
  const LEVELS = ["error", "warning", "doubt"];

  desk.make = (tag, props = {}, ...inside) => {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...inside);
    return el;
  };
  const button = (label, onclick, className = "button button-small button-secondary") =>
    desk.make("button", { type: "button", className, onclick }, label);
  desk.cell = (row, name) => row.el.cells[desk.names.indexOf(name) + 1];
  desk.blank = () => $("catalog-row").content.firstElementChild.cloneNode(true);
  desk.name = (row) => {
    row.el.id = `item-${row.uuid}`;
    row.el.querySelector("a").href = desk.form.replace(/[^/]+\/$/, `${row.uuid}/`);
  };

  desk.foundAt = (row, name) => desk.found.filter((one) => row.uuid && one.item === row.uuid && one.field === name);

  const choice = (row, name) => {
    const theirs = row.clash[name];
    const take = (text) => () => {
      desk.write([[row, name, text]]);
      desk.stay?.();
    };
    const who = desk.say("by", theirs);
    return desk.make(
      "div",
      { className: "ct-choice" },
      desk.make("p", {}, `${desk.words.theirs}：${theirs.theirs || "—"}（${who}）`),
      desk.make("p", {}, `${desk.words.yours}：${desk.text(row, name) || "—"}`),
      button(desk.words.useYours, take(row.mine[name].text)),
      button(desk.words.useTheirs, take(theirs.theirs)),
    );
  };

  // The text node stays what it is: the editor may stand beside it.
  desk.paint = (row, name) => {
    const td = desk.cell(row, name);
    if (td.firstChild?.nodeType !== 3) td.prepend("");
    const text = desk.text(row, name);
    if (td.firstChild.data !== text) td.firstChild.data = text;
    const clash = name in row.clash;
    const why = row.why[name];
    const level = LEVELS.find((one) => desk.foundAt(row, name).some((found) => found.level === one)) ?? "";
    const marks = { mine: name in row.mine, bad: why, clash, fresh: row.fresh.has(name), lock: desk.locked(row, name) };
    const key = `${Object.entries(marks).filter(([, on]) => on).map(([mark]) => mark)} ${level} ${why} ${clash && text}`;
    if (td.painted === key) return;
    td.painted = key;
    for (const [mark, on] of Object.entries(marks)) td.classList.toggle(`ct-${mark}`, !!on);
    for (const one of LEVELS) td.classList.toggle(`ct-${one}`, one === level);
    td.querySelectorAll(".ct-why, .ct-choice").forEach((el) => el.remove());
    if (why) td.append(desk.make("div", { className: "ct-why" }, why));
    if (clash) td.append(choice(row, name));
    td.toggleAttribute("aria-invalid", !!(why || clash || level === "error"));
    if (td.hasAttribute("aria-invalid")) td.setAttribute("aria-invalid", "true");
    if (marks.lock) td.setAttribute("aria-readonly", "true");
  };

  // Rows in their order, numbered. What stands already where it belongs is not touched: it may have the focus.
  desk.arrange = () => {
    const focused = document.activeElement;
    desk.rows.forEach((row, at) => {
      if (body.rows[at] !== row.el) body.insertBefore(row.el, body.rows[at] ?? null);
      const number = row.el.querySelector(".ct-number");
      if (number.textContent !== `${at + 1}`) number.textContent = at + 1;
    });
    while (body.rows.length > desk.rows.length) body.lastElementChild.remove();
    $("catalog-size").textContent = desk.rows.length;
    if (focused !== document.activeElement && body.contains(focused)) focused.focus({ preventScroll: true });
    desk.arranged?.();
  };

  const jump = (row, name) => () => desk.jump(row, name);

  desk.paintFound = () => {
    const list = $("catalog-found");
    const lines = desk.refused().map(([row, name]) => ({
      ...{ level: "error", word: desk.words.unsaved, code: row.saved.code ?? "", field: name, fix: {} },
      ...{ message: row.why[name] ?? desk.say("by", row.clash[name]), row },
    }));
    const found = [...lines, ...desk.found.map((one) => ({ ...one, row: one.item && desk.of(one.item) }))];
    list.replaceChildren(...found.map((one) => line(one)));
    const counts = new Map();
    for (const one of found) counts.set(one.word, (counts.get(one.word) ?? 0) + 1);
    const said = [...counts].map(([word, n]) => `${word} ${n}`).join(" · ");
    $("catalog-counts").textContent = said || desk.words.none;
  };

  const line = (one) => {
    const label = desk.columns.find((column) => column.name === one.field)?.label ?? "";
    const item = desk.make("li", { className: `ct-${one.level}` }, desk.make("span", { className: "ct-word" }, one.word), " ");
    const text = [one.code, label].filter(Boolean).join(" ");
    if (one.row) item.append(button(text || one.code, jump(one.row, one.field), "ct-jump"), " ");
    item.append(one.message, " ");
    if (Object.keys(one.fix).length) item.append(fix(one));
    return item;
  };

  const fix = (one) => {
    const texts = Object.entries(one.fix);
    const label = one.label || desk.say("fix", { text: texts.map(([, text]) => text).join("、") });
    return button(label, () => {
      if (one.row) desk.write(texts.map(([name, text]) => [one.row, name, text]));
      else if (!one.item) desk.add([one.fix]);
    });
  };

  // What is to be said about the cell with the cursor: one line that stays where it is.
  desk.paintLine = (row, name) => {
    const column = desk.columns.find((one) => one.name === name);
    const found = desk.foundAt(row, name);
    const told = found.flatMap((one) => [
      desk.make("span", { className: `ct-${one.level}` }, desk.make("span", { className: "ct-word" }, one.word), ` ${one.message} `),
      ...(Object.keys(one.fix).length ? [fix({ ...one, row })] : []),
    ]);
    const hint = desk.locked(row, name) ? desk.words.filed : row.why[name] ?? "";
    const head = desk.make("strong", {}, `${desk.text(row, "code")} ${column.label}`.trim());
    $("catalog-line").replaceChildren(head, " ", ...(told.length ? told : [hint]));
  };

  desk.announce = (text) => ($("catalog-said").textContent = text);

  desk.tell = () => {
    const state = desk.standing();
    const refused = desk.refused().length;
    const at = [desk.at, desk.by].filter(Boolean).join(" ");
    let text = state === "saved" ? `${desk.words.saved} ${at}` : desk.words[state];
    if (state === "saved" && refused) text = desk.say("refused", { n: refused });
    if (state === "saved" && desk.refusal) text = desk.refusal;
    if (state === "unsaved") text = navigator.onLine ? desk.words.failed : desk.words.offline;
    desk.refusal = "";
    const status = $("catalog-status");
    status.dataset.state = desk.closed ? "closed" : refused ? "refused" : state;
    status.firstElementChild.textContent = desk.closed || text;
    $("catalog-again").hidden = state !== "unsaved" || !!desk.closed;
    desk.arranged?.();
  };
})();
