// Searches the page on what students share, and prints as JSON what it showed.
// node same_as.mjs CHROMIUM FILE
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const profile = mkdtempSync(join(tmpdir(), "grader-browser-"));
const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });
const steps = [];
try {
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  for (const words of ["", "ada machine", "nobody of that name", ""]) {
    await page.fill("#search", words);
    steps.push(await page.evaluate(() => ({
      groups: [...document.querySelectorAll(".group")].filter((one) => one.checkVisibility()).length,
      status: document.getElementById("shown").textContent,
    })));
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(steps));
