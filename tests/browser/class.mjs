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
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  await page.evaluate(drawn);
  const opened = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { load: navigation.loadEventEnd, paint: paint?.startTime ?? null, drawn: performance.now() };
  });
  await step(page, "as opened", () => {});
  for (const column of ["name", "total", "total", "score", "check-head"]) await step(page, `sort by ${column}`, press, column);
  await step(page, "sort by the last check", pressLast);
  await step(page, "search", type, "s01");
  await step(page, "search for nobody", type, "nobody of that name");
  await step(page, "search again", type, "");
  await step(page, "choose a section", choose, ["section", "B"]);
  await step(page, "all sections", choose, ["section", ""]);
  await step(page, "easy checks first", tick);
  await step(page, "sort in that order", press, "check-head");
  await step(page, "as before", tick);
  await step(page, "scores only", choose, ["columns", "score"]);
  await step(page, "one exercise", choose, ["columns", "e1"]);
  await step(page, "all checks", choose, ["columns", ""]);
  await step(page, "by keyboard", () => document.querySelector("#matrix thead .total [role=button]").focus());
  for (const key of ["Enter", "Space"]) {
    await page.keyboard.press(key);
    await step(page, `key ${key}`, () => {});
  }
  const elements = await page.evaluate(() => document.getElementsByTagName("*").length);
  console.log(JSON.stringify({ opened, elements, complaints, steps }));
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

function press(column) { document.querySelector(`#matrix thead .${column} [role=button]`).click(); }
function pressLast() { [...document.querySelectorAll("#matrix thead .check-head [role=button]")].at(-1).click(); }
function tick() { document.getElementById("guttman").click(); }
function type(text) {
  const search = document.getElementById("search");
  search.value = text;
  search.dispatchEvent(new Event("input"));
}
function choose([id, value]) {
  const select = document.getElementById(id);
  select.value = value;
  select.dispatchEvent(new Event("change"));
}

function look() {
  const table = document.getElementById("matrix");
  const sorted = table.querySelector("[aria-sort]");
  const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  return {
    status: document.getElementById("shown").textContent,
    sorted: sorted && [sorted.textContent.trim(), sorted.getAttribute("aria-sort")],
    students: rows.slice(0, 40).map((row) => row.cells[0].querySelector("small").textContent),
    totals: rows.slice(0, 40).map((row) => row.querySelector(".total").lastChild.data),
    columns: [...table.tHead.rows[0].cells].filter((cell) => cell.checkVisibility()).map((cell) => cell.textContent.trim()),
  };
}
