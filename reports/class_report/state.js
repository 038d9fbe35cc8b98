// What is shown: filters, order, view and open exercises. It lives in the address, so that it can be shared.
const KEYS = ["view", "q", "section", "status", "exercise", "sort", "late", "unreachable", "open", "cell"];
const state = { view: "matrix", q: "", section: "", status: "", exercise: "", sort: "", late: "", unreachable: "", open: "", cell: "" };
const views = [...document.querySelectorAll("main > .view")].map((one) => one.id);
const plain = (words) => words.normalize("NFKC").toLowerCase();
const searched = students.map((one) => plain(`${one.name} ${one.id}`));
let shownStudents = students;

function readAddress() {
  const hash = location.hash.slice(1);
  if (hash && !hash.includes("=")) return views.includes(hash) ? Object.assign(state, { view: hash }) : state;
  const given = new URLSearchParams(hash);
  for (const key of KEYS) state[key] = given.get(key) ?? "";
  if (!views.includes(state.view)) state.view = "matrix";
  return state;
}

function writeAddress() {
  const kept = new URLSearchParams(KEYS.filter((key) => state[key] && !(key === "view" && state[key] === "matrix")).map((key) => [key, state[key]]));
  const address = kept.size ? `#${kept}` : location.pathname + location.search;
  try {
    history.replaceState(null, "", address);
  } catch {
    // Some browsers do not let a file change its address; then it is not shared.
  }
}

const isOpen = (exercise) => state.open.split(".").includes(exercises[exercise].id);

function toggleOpen(exercise) {
  const open = new Set(state.open.split(".").filter(Boolean));
  const { id } = exercises[exercise];
  if (!open.delete(id)) open.add(id);
  state.open = [...open].join(".");
}

// Filters

const STATUSES = {
  attention: (student) => student.needs.length > 0,
  ungraded: (student) => student.total === null,
  failed: (student) => some(student, (attempt) => /[fw]/.test(attempt.letters)),
  error: (student) => some(student, (attempt) => attempt.letters.includes("e") || attempt.score === null),
  full: (student) => student.complete && !some(student, (attempt) => /[^p]/.test(attempt.letters)),
};

function some(student, test) {
  const chosen = state.exercise === "" ? null : Number(state.exercise);
  return data.attempts[student.place].some((raw, exercise) =>
    raw && (chosen === null || chosen === exercise) && test({ score: raw[0], letters: raw[1], late: raw[9] }));
}

function fits(student, words) {
  return (!state.section || student.section === state.section) &&
    (!state.late || some(student, (attempt) => attempt.late)) &&
    (!state.unreachable || student.unreachable !== null) &&
    (!STATUSES[state.status] || STATUSES[state.status](student)) &&
    words.every((word) => searched[student.place].includes(word));
}

function filtered() {
  const words = plain(state.q).split(/\s+/).filter(Boolean);
  return students.filter((student) => fits(student, words));
}

// Order

const names = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
const WORTH = { failed: 0, blocked: 1, partial: 2, passed: 3 };

function sortKey(key) {
  if (key === "name" || key === "section") return (student) => student[key];
  if (key === "total") return (student) => student.total;
  const [exercise, check] = key.split("/");
  const place = exercises.findIndex((one) => one.id === exercise);
  if (place < 0) return () => null;
  if (check === undefined) return (student) => attemptOf(student.place, place)?.score ?? null;
  const at = exercises[place].checks.findIndex((one) => one.id === check);
  if (at < 0) return () => null;
  return (student) => {
    const found = checkOf(student.place, place, at);
    // Equal points, as of failed and blocked, are told apart by what happened.
    return found.points === null ? null : found.points + WORTH[found.status] / 1e6;
  };
}

function ordered(list) {
  if (!state.sort) return list;
  const descending = state.sort.startsWith("-");
  const value = sortKey(state.sort.replace(/^-/, ""));
  const keys = new Map(list.map((student) => [student, value(student)]));
  const way = descending ? -1 : 1;
  return [...list].sort((one, other) => {
    const a = keys.get(one), b = keys.get(other);
    if (a === null || b === null) return (a === null) - (b === null);
    return way * (typeof a === "string" ? names.compare(a, b) : a - b);
  });
}
