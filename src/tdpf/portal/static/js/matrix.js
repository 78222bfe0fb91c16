// The matrix as one tab stop: arrow keys move through the cells, and a line says what a cell is.
export function start(matrix) {
  const table = matrix.querySelector("table");
  const readout = matrix.querySelector("[data-readout]");
  const rows = [...table.querySelectorAll("tr")]
    .map((row) => [...row.querySelectorAll("a.cell")])
    .filter((cells) => cells.length);
  const heads = [...table.querySelectorAll(".matrix__set")];
  rows.flat().forEach((cell) => (cell.tabIndex = -1));
  if (rows.length) rows[0][0].tabIndex = 0;
  let lit = [];

  const place = (cell) => {
    const y = rows.findIndex((cells) => cells.includes(cell));
    return [y, rows[y].indexOf(cell)];
  };

  const show = (cell) => {
    lit.forEach((head) => head.classList.remove("is-on"));
    lit = [];
    readout.textContent = cell ? cell.getAttribute("aria-label") : readout.dataset.hint;
    if (!cell) return;
    const [, x] = place(cell);
    lit = [heads[x], cell.closest("tr").querySelector(".matrix__name")];
    lit.forEach((head) => head.classList.add("is-on"));
  };

  const steps = {
    ArrowLeft: ([y, x]) => [y, x - 1],
    ArrowRight: ([y, x]) => [y, x + 1],
    ArrowUp: ([y, x]) => [y - 1, x],
    ArrowDown: ([y, x]) => [y + 1, x],
    Home: ([y]) => [y, 0],
    End: ([y]) => [y, rows[y].length - 1],
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("a.cell");
    if (!cell || !steps[event.key]) return;
    event.preventDefault();
    const [y, x] = steps[event.key](place(cell));
    const next = rows[y]?.[x];
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  for (const kind of ["pointerover", "focusin"])
    table.addEventListener(kind, (event) => show(event.target.closest("a.cell")));
  table.addEventListener("pointerleave", () => show(null));
}
