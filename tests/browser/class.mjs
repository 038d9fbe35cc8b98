// Uses the class page as an instructor does, and prints as JSON what it showed and how long each step took until the
// browser had drawn it.
// node class.mjs CHROMIUM FILE
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const profile = mkdtempSync(join(tmpdir(), "grader-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath, headless: true, args, viewport: { width: 1600, height: 900 },
});
const steps = [];
try {
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const address = pathToFileURL(file).href;
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(drawn);
  const opened = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { load: navigation.loadEventEnd, paint: paint?.startTime ?? null, drawn: performance.now() };
  });
  await step(page, "as opened", () => {});
  for (const column of ["name", "total", "total again", "total once more"]) await step(page, `sort by ${column}`, press, column.split(" ")[0]);
  await step(page, "sort by an exercise", sortExercise);
  await step(page, "open an exercise", openExercise, 1);
  await step(page, "sort by a check", pressLast);
  await step(page, "close it", openExercise, 1);
  await step(page, "clear", clear);
  await step(page, "search", type, "s01");
  await step(page, "search for nobody", type, "nobody of that name");
  await step(page, "search again", type, "");
  await step(page, "choose a section", choose, ["section", "B"]);
  await step(page, "all sections", choose, ["section", ""]);
  await step(page, "choose a status", choose, ["status", "attention"]);
  await step(page, "late only", choose, ["late-only", "1"]);
  await step(page, "clear again", clear);
  await step(page, "unreachable only", choose, ["unreachable-only", "1"]);
  await step(page, "clear once more", clear);
  await step(page, "one exercise", choose, ["exercise", "0"]);
  await step(page, "all exercises", choose, ["exercise", ""]);
  await step(page, "a figure", () => document.querySelector("[data-show=attention]").click());
  await step(page, "clear the figure", clear);
  for (const name of ["students", "checks", "problems", "runs", "matrix"]) await step(page, `view ${name}`, view, name);

  await step(page, "open a cell", () => document.querySelector("#grid tbody td:is(.failed, .partial)").click());
  await step(page, "next student", () => document.querySelector("#panel .after").click());
  await page.keyboard.press("Escape");
  await step(page, "closed", () => {});
  await step(page, "open every exercise", () => document.querySelectorAll("#grid thead .ex [aria-expanded=false]").forEach((one) => one.click()));
  await step(page, "close every exercise", () => document.querySelectorAll("#grid thead .ex [aria-expanded=true]").forEach((one) => one.click()));

  await step(page, "by keyboard", () => document.querySelector("#grid thead .total [role=button]").focus());
  for (const key of ["Enter", "Space", "ArrowDown", "ArrowRight", "Enter", "Escape"]) {
    await page.keyboard.press(key);
    await step(page, `key ${key}`, () => {});
  }
  const shared = await page.evaluate(share);
  await page.goto("about:blank");
  await page.goto(`${address}#view=matrix&section=B&sort=-total&open=ex02&cell=s09%2Fex02%2Fengine-runs`);
  await step(page, "a shared address", () => {});
  const elements = await page.evaluate(() => document.getElementsByTagName("*").length);
  console.log(JSON.stringify({ opened, elements, complaints, steps, shared }));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

async function step(page, name, does, argument) {
  const milliseconds = await page.evaluate(async ([source, drawnSource, given]) => {
    const act = (0, eval)(`(${source})`), wait = (0, eval)(`(${drawnSource})`);
    const before = performance.now();
    act(given);
    await wait();
    return performance.now() - before;
  }, [does.toString(), drawn.toString(), argument]);
  steps.push({ name, milliseconds, ...(await page.evaluate(look)) });
}

function drawn() {
  return new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(null);
  }));
}

function press(column) { document.querySelector(`#grid thead .${column} [role=button]`).click(); }
function pressLast() { [...document.querySelectorAll("#grid thead .ck [role=button]")].at(-1).click(); }
function sortExercise() { document.querySelector("#grid thead .sorter").click(); }
function openExercise(place) { document.querySelectorAll("#grid thead .ex [role=button]")[place].click(); }
function clear() { document.getElementById("clear").click(); }
function view(name) { document.getElementById(`tab-${name}`).click(); }
function type(text) {
  const search = document.getElementById("search");
  search.value = text;
  search.dispatchEvent(new Event("input", { bubbles: true }));
}
function choose([id, value]) {
  const control = document.getElementById(id);
  if (control.type === "checkbox") control.checked = Boolean(value);
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
function share() {
  document.querySelector("[data-show=attention]").click();
  return location.hash;
}

function look() {
  const table = document.getElementById("grid");
  const sorted = table.querySelector("[aria-sort]");
  const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const panel = document.getElementById("panel");
  return {
    status: document.getElementById("shown").textContent,
    sorted: sorted && [sorted.textContent.trim(), sorted.getAttribute("aria-sort")],
    students: rows.slice(0, 40).map((row) => row.cells[0].querySelector("small").textContent),
    totals: rows.slice(0, 40).map((row) => row.querySelector(".total").lastChild.data),
    columns: [...table.tHead.rows[0].cells].filter((cell) => cell.checkVisibility()).map((cell) => cell.textContent.trim()),
    view: [...document.querySelectorAll("main > .view")].filter((one) => one.checkVisibility()).map((one) => one.id),
    panel: panel.hidden ? null : panel.textContent,
    focus: [document.activeElement.id, document.activeElement.className, document.activeElement.getAttribute("aria-label")],
    tabStops: [...table.querySelectorAll("[tabindex='0']")].length,
  };
}
