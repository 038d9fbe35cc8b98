// Reads pages as a browser shows them, light and dark, wide and narrow, and prints what it found as JSON.
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
    for (const [colorScheme, width] of [["light", 1000], ["dark", 1000], ["light", 320]]) {
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
  const closed = await page.evaluate(() => [...document.querySelectorAll("details")].map((one) => one.open));
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.emulateMedia({ media: "print", colorScheme });
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = false; }));
  const [hints, printedHints] = await page.evaluate(() => {
    const all = [...document.querySelectorAll("details.hint p")];
    return [all.length, all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0).length];
  });
  const focused = await tabThrough(page);
  await page.close();
  return {
    file, colorScheme, width, overflow, requests, complaints, closed, hints, printedHints, focused,
    violations: violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) })),
  };
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
