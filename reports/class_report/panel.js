// The panel at the side: a student, one of their exercises, or one check of it.
const panel = make("div", { id: "panel", role: "dialog", "aria-labelledby": "panel-title", hidden: true });
let opener = null;
let shown = null;

function startPanel() {
  document.body.append(panel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) closePanel();
  });
}

function openPanel(student, exercise, check, from) {
  if (from) opener = from;
  shown = { student, exercise, check };
  state.cell = [students[student].id, exercise === null ? null : exercises[exercise].id,
    check === null ? null : exercises[exercise].checks[check].id].filter((one) => one !== null).map(encodeURIComponent).join("/");
  writeAddress();
  for (const old of document.querySelectorAll(".picked")) old.classList.remove("picked");
  opener?.classList?.add("picked");
  panel.replaceChildren(panelHead(), panelBody());
  panel.hidden = false;
  document.body.classList.add("beside");
  panel.scrollTop = 0;
  if (grid.contains(opener)) opener.scrollIntoView({ block: "nearest", inline: "nearest" });
  find("panel-title").focus({ preventScroll: true });
}

function closePanel() {
  panel.hidden = true;
  document.body.classList.remove("beside");
  opener?.classList?.remove("picked");
  state.cell = "";
  writeAddress();
  opener?.focus?.({ preventScroll: true });
}

// Opens what the address names, where that still exists.
function openNamed(cell) {
  const [student, exercise, check] = cell.split("/").map(decodeURIComponent);
  const who = students.find((one) => one.id === student);
  if (!who) return;
  const place = exercises.findIndex((one) => one.id === exercise);
  const at = place < 0 ? -1 : exercises[place].checks.findIndex((one) => one.id === check);
  const what = [who.place, place < 0 ? null : place, at < 0 ? null : at];
  openPanel(...what, cellOf(...what));
}

function step(by) {
  const list = ordered(shownStudents);
  const at = list.findIndex((one) => one.place === shown.student);
  const next = list[at + by];
  if (!next) return;
  const from = opener && gridBody.contains(opener) ? cellOf(next.place, shown.exercise, shown.check) : opener;
  openPanel(next.place, shown.exercise, shown.check, from);
  panel.querySelector(by < 0 ? ".before" : ".after").focus();
}

function cellOf(student, exercise, check) {
  const row = rows[student];
  attach(listed.indexOf(row) + 1);
  complete(row);
  if (exercise === null) return row.querySelector(".total");
  return (check !== null && row.querySelector(`.ck[data-e="${exercise}"][data-c="${check}"]`)) || row.querySelectorAll(".x")[exercise];
}

function panelHead() {
  const { student, exercise, check } = shown;
  const who = students[student];
  const list = ordered(shownStudents);
  const at = list.findIndex((one) => one.place === student);
  const crumbs = make("p", { class: "crumbs" });
  if (exercise !== null) crumbs.append(make("button", { type: "button", class: "plain-button", onclick: () => openPanel(student, null, null) }, say("exercises")));
  if (check !== null) crumbs.append(" › ", make("button", { type: "button", class: "plain-button", onclick: () => openPanel(student, exercise, null) }, exercises[exercise].id));
  return make("div", { class: "panel-head" },
    make("div", { class: "panel-bar" },
      crumbs,
      make("button", { type: "button", class: "round before", "aria-label": say("previous"), disabled: at <= 0, onclick: () => step(-1) }, "↑"),
      make("button", { type: "button", class: "round after", "aria-label": say("next"), disabled: at < 0 || at >= list.length - 1, onclick: () => step(1) }, "↓"),
      make("button", { type: "button", class: "round", "aria-label": say("close-panel"), onclick: closePanel }, "✕")),
    make("h2", { id: "panel-title", tabindex: "-1" }, who.name, " ", make("small", {}, who.id, who.section && ` · ${who.section}`)));
}

function panelBody() {
  const { student, exercise, check } = shown;
  if (exercise === null) return studentBody(students[student]);
  return check === null ? exerciseBody(student, exercise) : checkBody(student, exercise, check);
}

function studentBody(student) {
  const scored = exercises.map((one, place) => [one, place, attemptOf(student.place, place)]);
  return make("section", { class: "panel-body" },
    make("p", { class: "panel-score" }, figure(student.total), make("small", {}, ` / ${figure(mostPoints(student.place))} ${say("points")}`)),
    needList(student),
    student.unreachable && make("p", { class: "notice text" }, student.unreachable),
    make("ul", { class: "panel-list" }, ...scored.map(([one, place, attempt]) => make("li", {},
      make("button", { type: "button", onclick: () => openPanel(student.place, place, null) },
        mark(attemptStatus(student.place, place, attempt)),
        make("span", { class: "grow" }, make("b", {}, one.id), ` ${one.title}`),
        make("span", { class: "points" }, attempt ? `${figure(attempt.score)} / ${figure(one.max)}` : ""))))),
    facts([[say("host"), make("span", { class: "code" }, student.host)], [say("page"), student.page && link(student.page, decodeURIComponent(student.page.split("#")[0]))]]),
    commandList(commandsFor(student.id, null, null)));
}

function mostPoints(student) {
  return exercises.reduce((sum, one, place) => sum + ((attemptOf(student, place)?.score ?? null) === null ? 0 : one.max), 0);
}

function needList(student) {
  return student.needs.length > 0 && make("ul", { class: "needs" }, ...student.needs.map((need) => make("li", {}, say(`need-${need}`))));
}

function exerciseBody(student, exercise) {
  const one = exercises[exercise];
  const attempt = attemptOf(student, exercise);
  const all = one.checks.map((check, at) => [at, checkOf(student, exercise, at, attempt)]);
  const worst = { failed: 0, error: 1, partial: 2, blocked: 3, passed: 4, absent: 5, unreachable: 5 };
  all.sort(([, a], [, b]) => worst[a.status] - worst[b.status]);
  return make("section", { class: "panel-body" },
    make("p", { class: "panel-kicker" }, make("b", {}, one.id), ` ${one.title}`),
    make("p", { class: "panel-score" }, attempt ? figure(attempt.score) : mark(attemptStatus(student, exercise)), attempt && make("small", {}, ` / ${figure(one.max)} ${say("points")}`)),
    attempt?.cause && make("p", { class: "notice text" }, attempt.cause),
    lateLine(attempt),
    attempt?.byHand && make("p", { class: "text" }, attempt.byHand),
    attempt && make("ul", { class: "panel-list" }, ...all.map(([at, check]) => make("li", { class: check.status },
      make("button", { type: "button", onclick: () => openPanel(student, exercise, at) },
        mark(check.status),
        make("span", { class: "grow" }, check.title, check.said && check.status !== "passed" && check.status !== "blocked" && make("small", {}, check.said)),
        make("span", { class: "points" }, check.points === null ? `? / ${figure(check.max)}` : `${figure(check.points)} / ${figure(check.max)}`))))),
    sources(student, exercise, attempt),
    commandList(commandsFor(students[student].id, one.id, null, attempt)));
}

function checkBody(student, exercise, at) {
  const attempt = attemptOf(student, exercise);
  const check = checkOf(student, exercise, at, attempt);
  const waiting = exercises[exercise].checks.map((_, place) => [place, checkOf(student, exercise, place, attempt)])
    .filter(([, one]) => one.status === "blocked" && one.waits === at);
  return make("section", { class: "panel-body" },
    make("p", { class: "panel-kicker" }, make("b", {}, exercises[exercise].id), ` ${exercises[exercise].title} · `, make("code", {}, check.id)),
    make("h3", {}, check.title),
    make("p", { class: "panel-status" }, mark(check.status), make("span", { class: "points" }, check.points === null ? `? / ${figure(check.max)}` : `${figure(check.points)} / ${figure(check.max)} ${say("points")}`)),
    check.status === "blocked" && check.waits >= 0
      ? make("p", {}, checkButton(student, exercise, check.waits, say("waits", { check: exercises[exercise].checks[check.waits].id })))
      : check.said && make("p", { class: "message text" }, check.said),
    valueList(check.values),
    check.hint && make("p", { class: "panel-hint text" }, make("b", {}, `${say("hint")}: `), check.hint),
    waiting.length > 0 && make("div", {}, make("h4", {}, say("causes")),
      make("p", { class: "hanging" }, ...waiting.flatMap(([place, one]) => [checkButton(student, exercise, place, one.id), " "]))),
    excerptList(check, students[student]),
    sources(student, exercise, attempt),
    commandList(commandsFor(students[student].id, exercises[exercise].id, check.id, attempt, waiting.length > 0)));
}

function checkButton(student, exercise, at, words) {
  return make("button", { type: "button", class: "plain-button", onclick: () => openPanel(student, exercise, at) }, words);
}

function valueList(values) {
  if (!values.length) return null;
  const isDiff = values.length === 1;
  return make("dl", { class: "values" }, ...values.map(({ name, parts }) => make("div", {}, make("dt", {}, name),
    make("dd", {}, ...parts.map(({ words, differs }) =>
      (differs ? make("mark", { class: isDiff && words.startsWith("+ ") && "plus" }, words) : words))))));
}

function excerptList(check, student) {
  if (!["failed", "partial"].includes(check.status)) return null;
  if (!check.excerpts.length) {
    if (!student.page) return null;
    const [before, after] = say("no-excerpt").split("{command}");
    return make("p", { class: "aside" }, before, make("code", {}, "grader explain"), after);
  }
  const pairs = check.excerpts.flatMap((one, place) => (place % 2 ? [] : [[one, check.excerpts[place + 1]]]));
  return make("div", {}, make("h4", {}, say("excerpt")),
    ...pairs.map(([asked, answered]) => make("figure", { class: "excerpt" }, make("figcaption", {}, make("code", {}, asked)), make("pre", { tabindex: "0" }, answered))));
}

function lateLine(attempt) {
  if (!attempt?.late) return null;
  const [days, kept, before] = attempt.late;
  return make("p", { class: "panel-late" }, say("late", { days, kept: figure(kept), before: figure(before) }));
}

function sources(student, exercise, attempt) {
  if (!attempt) return facts([[say("host"), make("span", { class: "code" }, students[student].host)]]);
  const { page, host } = students[student];
  return facts([
    [say("due"), attempt.due], [say("done"), attempt.due && attempt.done], [say("graded"), attempt.started],
    [say("host"), make("span", { class: "code" }, host)],
    [say("evidence"), attempt.evidence && link(attempt.evidence, attempt.evidence.split("/").slice(-2).map(decodeURIComponent).join("/"))],
    [say("page"), page && link(page, decodeURIComponent(page.split("#")[0]))],
  ]);
}

function facts(pairs) {
  return make("dl", { class: "facts" }, ...pairs.filter(([, value]) => value).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}
