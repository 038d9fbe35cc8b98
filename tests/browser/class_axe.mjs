// Lets axe-core read each view of a class page, with the panel closed and open, light and dark, wide, narrow and printed.
// Prints as JSON what it complains about.
// node class_axe.mjs CHROMIUM FILE
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = require("axe-core");
const [executablePath, file] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const profile = mkdtempSync(join(tmpdir(), "grader-browser-"));
const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });
const found = [];
try {
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(axe.source);
  const views = await page.evaluate(() => [...document.querySelectorAll("#tabs a")].map((one) => one.id));
  for (const [colorScheme, width] of [["light", 1440], ["dark", 1440], ["light", 390]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const view of views) {
      await page.evaluate((id) => {
        document.getElementById(id).click();
        document.querySelectorAll("details").forEach((one) => { one.open = true; });
      }, view);
      await read(`${view}, ${colorScheme}, ${width}`);
    }
    await page.evaluate(() => document.getElementById("tab-matrix").click());
    await page.evaluate(() => document.querySelectorAll("#grid thead .ex [role=button]")[0].click());
    for (const cell of [".x.partial", ".total", ".ck"]) {
      await page.evaluate((which) => document.querySelector(`#grid tbody td${which}`).click(), cell);
      await read(`panel of ${cell}, ${colorScheme}, ${width}`);
      await page.keyboard.press("Escape");
    }
    await page.evaluate(() => document.querySelectorAll("#grid thead .ex [role=button]")[0].click());
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await read("printed");

  async function read(name) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    for (const { id, help, nodes } of violations) found.push({ name, id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) });
    if (overflow > 0 && name !== "printed") found.push({ name, id: "overflow", help: `${overflow} px wider than the screen`, nodes: [] });
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(found));
