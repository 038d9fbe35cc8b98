// The list of students: what each has reached, and what to do next. Items are filled when they come near.
const people = find("people");
const items = [];
let filled = new WeakSet();

const personWatch = whenNear(null, (item, isNear) => {
  if (!isNear || filled.has(item)) return;
  filled.add(item);
  item.append(...person(students[item.dataset.i]));
});

function showStudents() {
  if (!items.length) {
    items.push(...students.map((student) => make("li", { "data-i": student.place })));
    for (const item of items) personWatch.observe(item);
  }
  people.replaceChildren(...ordered(shownStudents).map((student) => items[student.place]));
}

function person(student) {
  const of = mostPoints(student.place);
  const share = student.total === null || !of ? 0 : Math.min(100, 100 * student.total / of);
  const bar = make("span", { class: "fill" });
  bar.style.width = `${share}%`;
  return [
    make("div", { class: "person" },
      student.page ? link(student.page, student.name) : make("span", {}, student.name),
      make("small", {}, ` ${student.id}${student.section && ` · ${student.section}`}`),
      needList(student)),
    make("div", { class: "reached" }, make("span", { class: "points" }, figure(student.total), make("small", {}, ` / ${figure(of)}`)),
      make("span", { class: `meter h${heat(share, 100)}`, "aria-hidden": "true" }, bar)),
    make("div", { class: "tiles" }, ...exercises.map((one, place) => tile(student, one, place))),
    make("div", { class: "first" }, nextStep(student)),
  ];
}

function tile(student, one, place) {
  const attempt = attemptOf(student.place, place);
  const status = attemptStatus(student.place, place, attempt);
  const warm = attempt && attempt.score !== null ? ` h${heat(attempt.score, one.max)}` : "";
  const button = make("button", { type: "button", class: `tile ${status}${warm}` },
    make("small", {}, one.id), " ", attempt && attempt.score !== null ? figure(attempt.score) : SYMBOL[attempt ? "unreachable" : status]);
  button.addEventListener("click", () => openPanel(student.place, place, null, button));
  return button;
}

// The check whose failure costs most, with those that wait for it.
function nextStep(student) {
  if (student.unreachable !== null) return student.unreachable;
  let best = null;
  exercises.forEach((one, place) => {
    const attempt = attemptOf(student.place, place);
    if (!attempt) return;
    const all = one.checks.map((_, at) => checkOf(student.place, place, at, attempt));
    all.forEach((check, at) => {
      if (!["failed", "partial"].includes(check.status)) return;
      const waiting = all.filter((other) => other.status === "blocked" && other.waits === at);
      const lost = waiting.reduce((sum, other) => sum + other.max, check.max - check.points);
      if (!best || lost > best.lost) best = { lost, place, at, check };
    });
  });
  if (!best) return student.total === null ? "" : say("nothing-wrong");
  const button = make("button", { type: "button", class: "plain-button" }, best.check.said ?? best.check.title);
  button.addEventListener("click", () => openPanel(student.place, best.place, best.at, button));
  return make("span", {}, make("span", { class: "place" }, exercises[best.place].id), " ", button);
}
