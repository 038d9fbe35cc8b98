// Reads pages as a browser shows them, light and dark, wide and narrow, on a screen and printed; prints what it found as
// JSON.
// node read.mjs CHROMIUM FILE...
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = require("axe-core");
const [executablePath, ...files] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const profile = mkdtempSync(join(tmpdir(), "grader-browser-"));
const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });
const found = [];
try {
  for (const file of files) {
    for (const [colorScheme, width] of [["light", 1000], ["dark", 390], ["light", 320]]) {
      found.push(await read(file, colorScheme, width));
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(found));

async function read(file, colorScheme, width) {
  const page = await context.newPage();
  const requests = [], complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  const open = await page.evaluate(() => [...document.querySelectorAll("details[open]")].map((one) => one.className));
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await page.evaluate(axe.source);
  const violations = await judged(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.emulateMedia({ media: "print", colorScheme });
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = false; }));
  violations.push(...await judged(page));
  const unprinted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("details.hint p, details.passed li")];
    return all.filter((one) => !one.checkVisibility() || !one.getBoundingClientRect().height).map((one) => one.textContent);
  });
  const focused = await tabThrough(page);
  await page.close();
  return {
    file, colorScheme, width, overflow, requests, complaints, open, unprinted, focused, violations,
  };
}

async function judged(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) }));
}

async function tabThrough(page) {
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => { document.body.focus(); });
  const focused = [];
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press("Tab");
    focused.push(await page.evaluate(() => document.activeElement.textContent.trim().slice(0, 40)));
  }
  return focused;
}
