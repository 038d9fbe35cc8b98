// The matrix: opens exercises to their checks, filters and sorts. Rows are completed when they come near.
const grid = find("grid"), sheet = find("sheet");
const [gridBody] = grid.tBodies;
const rows = [...gridBody.rows];
const placeOf = new Map(rows.map((row, place) => [row, place]));
const headers = [...grid.tHead.rows[0].cells];
const near = new Set();
let layout = 0;
let order = "";
const made = new WeakMap();

const rowWatch = whenNear(sheet, (row, isNear) => {
  if (!isNear) return near.delete(row);
  near.add(row);
  return complete(row);
});

function startMatrix() {
  grid.setAttribute("role", "grid");
  for (const cell of headers) {
    const button = cell.querySelector("span");
    // No <button>: browsers leave these out where the head of a table is repeated on the next printed page.
    button.setAttribute("role", "button");
    button.tabIndex = -1;
    button.addEventListener("click", () => pressHeader(cell));
    if (cell.dataset.e === undefined) continue;
    button.setAttribute("aria-expanded", "false");
    cell.append(make("span", { class: "sorter", "aria-hidden": "true", onclick: () => sortBy(exercises[cell.dataset.e].id) }, "↕"));
  }
  for (const row of rows) {
    focusable(row.cells[0]).tabIndex = -1;
    rowWatch.observe(row);
  }
  spacerWatch.observe(spacer);
  addEventListener("beforeprint", () => attach(listed.length));
  startCells();
}

function pressHeader(cell) {
  if (cell.dataset.key) sortBy(cell.dataset.key);
  else if (cell.dataset.c === undefined) toggleExercise(cell);
  else sortBy(`${exercises[cell.dataset.e].id}/${exercises[cell.dataset.e].checks[cell.dataset.c].id}`);
}

function toggleExercise(cell) {
  toggleOpen(Number(cell.dataset.e));
  refresh();
  const last = [...grid.tHead.querySelectorAll(`.ck[data-e="${cell.dataset.e}"]`)].at(-1);
  for (const seen of [last, cell]) seen?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function sortBy(key) {
  const first = key === "name" || key === "section" ? key : `-${key}`;
  const second = first === key ? `-${key}` : key;
  state.sort = state.sort === first ? second : state.sort === second ? "" : first;
  refresh();
}

// Columns

function arrange() {
  const wanted = exercises.map((one, place) => (isOpen(place) || state.exercise === String(place) ? "1" : "0")).join("") + state.exercise;
  if (wanted === order) return;
  order = wanted;
  layout += 1;
  for (const old of grid.tHead.querySelectorAll(".ck")) old.remove();
  headers.forEach((cell) => {
    if (cell.dataset.e === undefined) return;
    const place = Number(cell.dataset.e);
    const opened = wanted[place] === "1";
    cell.hidden = state.exercise !== "" && state.exercise !== String(place);
    cell.firstElementChild.setAttribute("aria-expanded", opened);
    if (opened && !cell.hidden) cell.after(...exercises[place].checks.map((check, at) => checkHeader(place, check, at)));
  });
  grid.classList.toggle("opened", wanted.slice(0, exercises.length).includes("1"));
  for (const row of near) complete(row);
}

function checkHeader(place, check, at) {
  const header = make("th", { role: "columnheader", scope: "col", class: "ck", "data-e": place, "data-c": at, title: check.title },
    make("span", { role: "button", tabindex: "-1" }, check.id, " ", make("small", {}, figure(check.max))));
  header.firstElementChild.addEventListener("click", () => pressHeader(header));
  return header;
}

function complete(row) {
  if (made.get(row) === layout) return;
  made.set(row, layout);
  const student = placeOf.get(row);
  for (const old of [...row.querySelectorAll(".ck")]) old.remove();
  row.querySelectorAll(".x").forEach((cell, place) => {
    cell.hidden = state.exercise !== "" && state.exercise !== String(place);
    describe(cell, student, place);
    if (order[place] !== "1" || cell.hidden) return;
    const attempt = attemptOf(student, place);
    cell.after(...exercises[place].checks.map((_, at) => checkCell(student, place, at, attempt)));
  });
}

function describe(cell, student, place) {
  if (cell.dataset.e !== undefined) return;
  cell.dataset.e = place;
  cell.setAttribute("role", "gridcell");
  cell.tabIndex = -1;
  const attempt = attemptOf(student, place);
  const status = attemptStatus(student, place, attempt);
  const word = { absent: "absent", unreachable: "unreachable-cell", error: "ungraded" }[status] ?? status;
  const late = attempt?.late ? `, ${say("late-cell")}` : "";
  const points = attempt && attempt.score !== null ? `, ${figure(attempt.score)} / ${figure(exercises[place].max)} ${say("points")}` : "";
  cell.setAttribute("aria-label", `${exercises[place].id}: ${say(word)}${points}${late}`);
}

function checkCell(student, place, at, attempt) {
  const check = checkOf(student, place, at, attempt);
  const warm = ["passed", "partial", "failed"].includes(check.status) ? ` h${heat(check.points, check.max)}` : "";
  const word = { absent: "absent", unreachable: "unreachable-cell" }[check.status] ?? check.status;
  const points = check.points === null ? "" : figure(check.points);
  return make("td", {
    role: "gridcell", class: `ck ${check.status}${warm}`, tabindex: "-1", "data-e": place, "data-c": at,
    "aria-label": `${check.id}: ${say(word)}${points && `, ${points} / ${figure(check.max)} ${say("points")}`}`,
  }, points);
}

// Rows. A large class has only as many in the page as are seen or have been; a spacer stands for the others.

const FIRST = 40;
const spacer = make("tr", { class: "spacer", role: "presentation" });
const spacerWatch = whenNear(sheet, (_, isNear) => {
  if (isNear) attachSeen();
});
let listed = null;
let attached = 0;

function showRows() {
  const wanted = ordered(shownStudents).map((student) => rows[student.place]);
  markSorted();
  if (wanted.length === listed?.length && wanted.every((row, place) => row === listed[place])) return;
  listed = wanted;
  attached = Math.min(listed.length, FIRST);
  gridBody.replaceChildren(...listed.slice(0, attached), spacer);
  sheet.scrollTop = 0;
  grid.setAttribute("aria-rowcount", listed.length + 1);
  if (!current?.isConnected) setCurrent(headers[0]);
  stretch();
}

function stretch() {
  const height = listed[0]?.offsetHeight || 40;
  spacer.style.height = `${(listed.length - attached) * height}px`;
  spacer.hidden = attached === listed.length;
}

function attach(count) {
  if (count <= attached) return;
  spacer.before(...listed.slice(attached, count));
  attached = Math.min(listed.length, count);
  stretch();
  spacerWatch.unobserve(spacer);
  spacerWatch.observe(spacer);
}

function attachSeen() {
  const seen = Math.max(sheet.getBoundingClientRect().bottom, 0) - spacer.getBoundingClientRect().top;
  const height = listed[0]?.offsetHeight || 40;
  attach(attached + FIRST + Math.ceil(Math.max(0, Math.min(seen, innerHeight + spacer.offsetHeight)) / height));
}

function markSorted() {
  const descending = state.sort.startsWith("-");
  const key = state.sort.replace(/^-/, "");
  for (const cell of grid.tHead.rows[0].cells) {
    const { key: own = exercises[cell.dataset.e]?.id, c } = cell.dataset;
    const name = c === undefined ? own : `${own}/${exercises[cell.dataset.e].checks[c].id}`;
    if (name === key) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
}
