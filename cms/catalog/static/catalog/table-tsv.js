// Cells as Excel puts them on the clipboard: tabs between, and quotes around a cell of several lines.
const desk = window.CatalogDesk;
const CELL = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(\t|\n|$)/y;
const bare = (text) => (/^"[^]*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text);
const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

desk.format = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\n");
desk.parse = (text) => {
  text = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const rows = [[]];
  CELL.lastIndex = 0;
  for (;;) {
    const [, cell, end] = CELL.exec(text);
    rows.at(-1).push(bare(cell));
    if (!end) return rows;
    if (end === "\n") rows.push([]);
  }
};
