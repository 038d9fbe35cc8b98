// Tabs, and the parts of the page that follow the filters.
const tabs = [...document.querySelectorAll("#tabs a")];
const problems = [...document.querySelectorAll("#problems li[data-p]")];

function startTabs() {
  const list = find("tabs");
  list.setAttribute("role", "tablist");
  for (const item of list.children) {
    item.setAttribute("role", "presentation");
    item.hidden = false;
  }
  for (const tab of tabs) {
    const id = tab.getAttribute("href").slice(1);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", id);
    find(id).setAttribute("role", "tabpanel");
    find(id).setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      go(id);
    });
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key !== " " && !by) return;
      event.preventDefault();
      const next = by ? tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] : tab;
      go(next.getAttribute("href").slice(1));
      next.focus();
    });
  }
  document.body.classList.add("tabbed");
}

function go(view) {
  state.view = view;
  refresh();
}

function showView() {
  for (const tab of tabs) {
    const own = tab.getAttribute("href").slice(1) === state.view;
    tab.setAttribute("aria-selected", own);
    tab.tabIndex = own ? 0 : -1;
  }
  for (const id of views) find(id).hidden = id !== state.view;
}

function showFiltered() {
  const visible = new Set(shownStudents.map((student) => student.place));
  for (const row of find(state.view).querySelectorAll("tr[data-i]")) row.hidden = !visible.has(Number(row.dataset.i));
  if (state.view === "students") showStudents();
  if (state.view === "problems") showProblems(visible);
  if (state.view === "checks") showChecks();
}

// Common problems

function startProblems() {
  for (const item of problems) {
    item.firstElementChild.addEventListener("toggle", () => nameStudents(item));
  }
}

function affected(item, visible) {
  const [places, who] = data.problems[item.dataset.p];
  const chosen = state.exercise === "" || places.some(([exercise]) => String(exercise) === state.exercise);
  return chosen ? who.filter((student) => visible.has(student)) : [];
}

function showProblems(visible) {
  const counted = problems.map((item) => [item, affected(item, visible).length]);
  for (const [item, count] of counted) {
    item.hidden = count === 0;
    item.querySelector(".count").firstChild.data = String(count);
    if (item.firstElementChild.open) nameStudents(item);
  }
  const list = problems[0]?.parentElement;
  list?.append(...counted.sort(([, one], [, other]) => other - one).map(([item]) => item));
}

function nameStudents(item) {
  const visible = new Set(shownStudents.map((student) => student.place));
  const [places] = data.problems[item.dataset.p];
  item.querySelector(".names").replaceChildren(...affected(item, visible).flatMap((student) => {
    const button = make("button", { type: "button", class: "plain-button" }, students[student].name);
    button.addEventListener("click", () => {
      const [exercise, check] = places.find(([e, c]) => ["failed", "partial", "error"].includes(checkOf(student, e, c).status)) ?? places[0];
      openPanel(student, exercise, check, button);
    });
    return [button, " "];
  }));
}

// Checks

function startChecks() {
  for (const row of document.querySelectorAll("#checks tr[data-c]")) {
    const id = row.querySelector(".id");
    const exercise = Number(row.closest("table").dataset.e);
    const button = make("button", { type: "button", class: "plain-button" }, id.textContent);
    button.addEventListener("click", () => {
      Object.assign(state, { view: "matrix", exercise: String(exercise), sort: `${exercises[exercise].id}/${exercises[exercise].checks[row.dataset.c].id}` });
      refresh();
    });
    id.replaceChildren(button);
  }
}

let counted = students.map((student) => student.place).join();

function showChecks() {
  const wanted = shownStudents.map((student) => student.place).join();
  const isCounted = wanted === counted;
  counted = wanted;
  for (const table of document.querySelectorAll("#checks table")) {
    const exercise = Number(table.dataset.e);
    table.parentElement.hidden = state.exercise !== "" && state.exercise !== String(exercise);
    if (isCounted) continue;
    for (const row of table.tBodies[0].rows) countCheck(row, exercise, Number(row.dataset.c));
  }
}

function countCheck(row, exercise, check) {
  const counts = new Map(Object.values(STATUS).map((status) => [status, 0]));
  for (const { place } of shownStudents) {
    const attempt = data.attempts[place][exercise];
    if (attempt) counts.set(STATUS[attempt[1][check]], counts.get(STATUS[attempt[1][check]]) + 1);
  }
  counts.delete("absent");
  const sum = [...counts.values()].reduce((one, other) => one + other, 0);
  const determined = sum - counts.get("error");
  row.querySelector(".share").textContent = determined ? `${Math.round(100 * counts.get("passed") / determined)} %` : "–";
  const used = [...counts].filter(([, count]) => count > 0);
  row.querySelector("ul").replaceChildren(...used.map(([status, count]) => make("li", { class: status },
    make("span", { class: "symbol", "aria-hidden": "true" }, SYMBOL[status]), make("span", { class: "quiet" }, say(status)), ` ${count}`)));
  const drawing = row.querySelector("svg");
  let x = 0;
  drawing.replaceChildren(...used.map(([status, count]) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const width = 100 * count / sum;
    for (const [key, value] of Object.entries({ class: status, x, width, height: 1 })) part.setAttribute(key, value);
    x += width;
    return part;
  }));
}
