// The commands about a student, quoted for a shell, to be copied.
const classWords = text(data.command);
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);
const words = (...all) => all.filter((word) => word !== null).map(quoted).join(" ");

function commandsFor(student, exercise, check, attempt, hasWaiting = false) {
  if (classWords === null) return [];
  const about = words(student, exercise, check);
  const only = words("--student", student, ...(exercise === null ? [] : ["--exercise", exercise]), ...(check === null ? [] : ["--check", check]));
  const found = [];
  if (exercise !== null && attempt) found.push([say("explain"), `grader explain ${classWords} ${about} --instructor`]);
  if (exercise !== null) found.push([say("override"), null, { about, check, hasWaiting, most: check === null ? exercises.find((one) => one.id === exercise).max : null }]);
  if (attempt || exercise === null) found.push([say("regrade"), `grader regrade ${classWords} ${only} --dry-run`]);
  if (check === null) found.push([say("grade"), `grader grade ${classWords} ${only}`]);
  return found;
}

function commandList(commands) {
  if (!commands.length) return null;
  return make("section", { class: "commands" }, make("h3", {}, say("commands")),
    ...commands.map(([name, command, override]) => (override ? overrideForm(name, override) : commandLine(name, () => command))));
}

function commandLine(name, current, ...controls) {
  const line = make("pre", { tabindex: "0" }, current());
  const button = make("button", { type: "button", class: "copy" }, say("copy"));
  button.setAttribute("aria-label", `${say("copy")}: ${name}`);
  button.addEventListener("click", () => copy(current(), line, button));
  const box = make("div", { class: "command-line" }, make("h4", {}, name), ...controls, make("div", { class: "command" }, line, button));
  box.update = () => { line.textContent = current(); };
  return box;
}

function overrideForm(name, { about, check, hasWaiting, most }) {
  const choice = check === null ? null : make("select", { "aria-label": say("set") },
    ...["passed", "failed", "points"].map((one) => make("option", { value: one }, say(one))));
  const points = make("input", { type: "number", min: "0", step: "any", "aria-label": say("points"), value: most === null ? "0" : figure(most) });
  const reason = make("input", { type: "text", placeholder: say("reason-default"), "aria-label": say("reason") });
  const byPoints = () => choice === null || choice.value === "points";
  const current = () => {
    const set = byPoints() ? ["--points", points.value || "0"] : ["--verdict", choice.value];
    if (hasWaiting && !byPoints() && choice.value === "passed") set.push("--with-dependants");
    return `grader override ${classWords} ${about} ${words(...set, "--why", reason.value.trim() || say("reason-default"))}`;
  };
  const box = commandLine(name, current, make("div", { class: "command-form" }, choice, points, reason));
  const update = () => {
    points.hidden = !byPoints();
    box.update();
  };
  for (const control of [choice, points, reason]) control?.addEventListener("input", update);
  update();
  return box;
}

async function copy(command, line, button) {
  try {
    await navigator.clipboard.writeText(command);
  } catch {
    getSelection().selectAllChildren(line);
    document.execCommand("copy");
  }
  button.textContent = say("copied");
  setTimeout(() => { button.textContent = say("copy"); }, 1500);
}
