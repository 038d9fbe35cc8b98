// Sorts and filters the matrix of a class. Without it, the page shows the same in the order of the roster.
"use strict";
(() => {
  const table = document.getElementById("matrix");
  const [head] = table.tHead.rows;
  const [body] = table.tBodies;
  const [columns] = table.getElementsByTagName("colgroup");
  const find = (id) => document.getElementById(id);
  const search = find("search"), section = find("section"), which = find("columns"), guttman = find("guttman");
  const shown = find("shown");
  const roster = [...body.rows];
  const original = [...head.cells];
  const names = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const worth = ["failed", "blocked", "partial", "passed"];
  const sheet = document.styleSheets[0];
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  let words = null;

  // Sorting

  function value(cell) {
    return parseFloat(cell.lastChild ? cell.lastChild.data : "");
  }

  function keys(place, rows) {
    const byName = head.cells[place].matches(".name, .section");
    return new Map(rows.map((row) => {
      const cell = row.cells[place];
      if (byName) return [row, cell.textContent];
      const points = value(cell);
      // Equal points, as of failed and blocked, are told apart by what happened.
      return [row, Number.isNaN(points) ? null : points + worth.indexOf(cell.classList[0]) / 1e6];
    }));
  }

  function sort(place, descending) {
    const rows = [...body.rows];
    const key = keys(place, rows);
    const way = descending ? -1 : 1;
    rows.sort((one, other) => {
      const a = key.get(one), b = key.get(other);
      if (a === null || b === null) return (a === null) - (b === null);
      return way * (typeof a === "string" ? names.compare(a, b) : a - b);
    });
    body.replaceChildren(...rows);
    mark(head.cells[place], descending);
  }

  function mark(cell, descending) {
    for (const one of original) one.removeAttribute("aria-sort");
    cell?.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  function clicked(cell) {
    const before = cell.getAttribute("aria-sort");
    const first = cell.matches(".name, .section") ? "ascending" : "descending";
    sort(cell.cellIndex, (before ? before === "ascending" : first === "descending"));
  }

  // Order of columns: as in the rubric, or the easiest check first

  function arrange(order) {
    const places = order.map((cell) => cell.cellIndex);
    for (const row of [columns, head, ...body.rows]) {
      const cells = row.children;
      const arranged = places.map((place) => cells[place]);
      row.replaceChildren(...arranged);
    }
  }

  function easiestFirst() {
    const rank = (cell) => (cell.matches(".fix") ? 3e3 : cell.matches(".score") ? 2e3 : Number(cell.dataset.facility));
    arrange([...original].sort((one, other) => rank(other) - rank(one)));
    sort(original.find((cell) => cell.matches(".total")).cellIndex, true);
  }

  function asBefore() {
    arrange(original);
    body.replaceChildren(...roster);
    mark(null);
  }

  // Filters

  function filter() {
    words ??= new Map(roster.map((row) => [row, plain(row.cells[0].textContent)]));
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of roster) {
      const fits = (!section?.value || row.dataset.section === section.value) &&
        wanted.every((word) => words.get(row).includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    }
    tell(count);
  }

  function tell(count) {
    shown.textContent = shown.dataset.shown.replace("{shown}", count).replace("{all}", roster.length);
  }

  function choose() {
    if (choose.rule !== undefined) sheet.deleteRule(choose.rule);
    choose.rule = undefined;
    if (which.value) {
      choose.rule = sheet.insertRule(
        `#matrix :is(th, td, col):not(.fix):not(.${which.value}) { display: none !important; }`, sheet.cssRules.length);
    }
    crowd();
  }

  function crowd() {
    const all = original.filter((cell) => cell.matches(".check-head"));
    const seen = which.value ? all.filter((cell) => cell.classList.contains(which.value)) : all;
    table.classList.toggle("many", seen.length > 24);
  }

  // No <button>: browsers leave these out where a table's head is repeated on the next printed page.
  for (const cell of original) {
    const button = cell.firstElementChild;
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.addEventListener("click", () => clicked(cell));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      clicked(cell);
    });
  }
  search.addEventListener("input", filter);
  section?.addEventListener("change", filter);
  which.addEventListener("change", choose);
  guttman.addEventListener("change", () => {
    table.classList.toggle("mixed", guttman.checked);
    if (guttman.checked) easiestFirst();
    else asBefore();
  });
  tell(roster.length);
  crowd();
  find("controls").hidden = false;
})();
