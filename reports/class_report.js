// Starts the class page: its controls change the state, and everything shown follows from the state.
const CONTROLS = { q: "search", section: "section", status: "status", exercise: "exercise", sort: "sort", late: "late-only", unreachable: "unreachable-only" };
const output = find("shown");

function refresh() {
  shownStudents = filtered();
  for (const [key, id] of Object.entries(CONTROLS)) {
    const control = find(id);
    if (!control) continue;
    if (control.type === "checkbox") control.checked = Boolean(state[key]);
    else if (control.value !== state[key]) control.value = state[key];
  }
  const some = ["q", "section", "status", "exercise", "late", "unreachable", "sort"].some((key) => state[key]);
  find("clear").hidden = !some;
  output.textContent = output.dataset.shown.replace("{shown}", shownStudents.length).replace("{all}", students.length);
  find("nobody").hidden = shownStudents.length > 0 || students.length === 0;
  find("filters").hidden = state.view === "statistics";
  showView();
  arrange();
  showRows();
  showFiltered();
  writeAddress();
}

for (const [key, id] of Object.entries(CONTROLS)) {
  find(id)?.addEventListener("input", ({ target }) => {
    state[key] = target.type === "checkbox" ? (target.checked ? "1" : "") : target.value;
    refresh();
  });
}
find("filters").addEventListener("submit", (event) => event.preventDefault());
find("clear").addEventListener("click", (event) => {
  event.preventDefault();
  Object.assign(state, { q: "", section: "", status: "", exercise: "", sort: "", late: "", unreachable: "" });
  refresh();
  find("search").focus();
});
for (const card of document.querySelectorAll("[data-show]")) {
  card.addEventListener("click", (event) => {
    event.preventDefault();
    const { show } = card.dataset;
    Object.assign(state, { view: "matrix", q: "", section: "", late: show === "late" ? "1" : "", unreachable: "", status: show === "late" ? "" : show });
    refresh();
  });
}
addEventListener("hashchange", () => {
  readAddress();
  refresh();
  if (state.cell) openNamed(state.cell);
});

startTabs();
startMatrix();
startPanel();
startProblems();
startChecks();
readAddress();
refresh();
if (state.cell) openNamed(state.cell);
