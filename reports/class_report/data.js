// The results of the class, as grader/reports/class_report/payload.py writes them. A text is known by its number.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const STATUS = { p: "passed", w: "partial", f: "failed", b: "blocked", e: "error", ".": "absent" };
const SYMBOL = { passed: "✓", partial: "◐", failed: "✗", blocked: "–", error: "!", absent: "·", unreachable: "?" };

const text = (number) => (number < 0 ? null : data.texts[number]);
const say = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const figure = (points) => (points === null ? "?" : String(Math.round(points * 100) / 100));

const exercises = data.exercises.map((one) => ({
  id: text(one.id),
  title: text(one.title),
  max: one.max,
  checks: one.checks.map(([id, title, max]) => ({ id: text(id), title: text(title), max })),
}));

const students = data.students.map(([id, name, section, page, host, unreachable, total, complete, needs], place) => ({
  place, id: text(id), name: text(name), section: text(section) ?? "", page: text(page), host: text(host),
  unreachable: text(unreachable), total, complete: Boolean(complete), needs,
}));

function attemptOf(student, exercise) {
  const found = data.attempts[student][exercise];
  if (!found) return null;
  const [score, letters, points, details, started, due, done, cause, evidence, late, byHand] = found;
  return {
    score, letters, points: points || {}, details: details || {}, started: text(started), due: text(due),
    done: text(done), cause: text(cause), evidence: text(evidence), late: late || null,
    byHand: text(byHand),
  };
}

function valueOf([name, ...parts]) {
  const pairs = parts.flatMap((part, place) => (place % 2 ? [] : [{ words: text(part), differs: Boolean(parts[place + 1]) }]));
  return { name: text(name), parts: pairs };
}

function checkOf(student, exercise, check, attempt = attemptOf(student, exercise)) {
  const { id, title, max } = exercises[exercise].checks[check];
  const status = attempt ? STATUS[attempt.letters[check]] : students[student].unreachable === null ? "absent" : "unreachable";
  const usual = { passed: max, error: null, absent: null, unreachable: null };
  const points = attempt && check in attempt.points ? attempt.points[check] : status in usual ? usual[status] : 0;
  const [said, values, hint, waits, excerpts] = attempt?.details[check] ?? [-1, [], -1, -1, []];
  return {
    id, title, max, status, points, said: text(said), values: values.map(valueOf), hint: text(hint), waits,
    excerpts: excerpts.map(text),
  };
}

// How much of the points a score is, in steps from 0 to 10; only all of them are 10.
const heat = (points, of) => (of ? Math.max(0, Math.min(10, Math.floor(10 * points / of + 1e-9))) : 10);

function attemptStatus(student, exercise, attempt = attemptOf(student, exercise)) {
  if (!attempt) return students[student].unreachable === null ? "absent" : "unreachable";
  if (attempt.score === null) return "error";
  if (!/[^p]/.test(attempt.letters)) return "passed";
  return attempt.score > 0 ? "partial" : "failed";
}
