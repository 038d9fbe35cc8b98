// The keyboard in the matrix: one stop for Tab; arrow keys move, Enter opens.
let current = null;

const focusable = (cell) => cell.querySelector("[role=button], a") ?? cell;
const seenCells = (row) => [...row.cells].filter((cell) => !cell.hidden && (cell.offsetWidth > 0 || cell.dataset.e !== undefined));

function startCells() {
  setCurrent(headers[0]);
  sheet.removeAttribute("tabindex");
  grid.addEventListener("click", ({ target }) => {
    const cell = target.closest("td");
    if (!cell || !gridBody.contains(cell)) return;
    setCurrent(cell);
    openCell(cell);
  });
  grid.addEventListener("focusin", ({ target }) => setCurrent(target.closest("td, th")));
  grid.addEventListener("keydown", press);
}

function setCurrent(cell) {
  if (!cell || cell === current) return;
  if (current) focusable(current).tabIndex = -1;
  current = cell;
  focusable(cell).tabIndex = 0;
}

function openCell(cell) {
  const student = placeOf.get(cell.parentElement);
  if (cell.dataset.c !== undefined) openPanel(student, Number(cell.dataset.e), Number(cell.dataset.c), cell);
  else if (cell.dataset.e !== undefined) openPanel(student, Number(cell.dataset.e), null, cell);
  else openPanel(student, null, null, cell);
}

function press(event) {
  const cell = event.target.closest("td, th");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") {
    if (event.target.tagName === "A" && event.key === "Enter") return;
    event.preventDefault();
    if (cell.parentElement.parentElement === grid.tHead) pressHeader(cell);
    else openCell(cell);
    return;
  }
  const target = neighbour(cell, event);
  if (!target) return;
  event.preventDefault();
  setCurrent(target);
  const place = focusable(target);
  place.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function neighbour(cell, { key }) {
  const row = cell.parentElement;
  const own = seenCells(row);
  const at = own.indexOf(cell);
  const ends = { Home: own[0], End: own.at(-1) };
  if (key in ends) return ends[key];
  if (key === "ArrowRight" || key === "ArrowLeft") return own[at + (key === "ArrowRight" ? 1 : -1)];
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[key];
  if (!steps) return null;
  const next = Math.max(-1, Math.min(listed.length - 1, listed.indexOf(row) + steps));
  if (next < 0) return seenCells(grid.tHead.rows[0])[at];
  attach(next + 1);
  complete(listed[next]);
  return seenCells(listed[next])[at];
}
