// What every browser test needs: the packages that install.sh brought, and Debian's Chromium. Where one
// of them is not there the test is skipped (77).
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

// ctest names the folder; tests/web/install.sh fills it.
const folder = process.env.BOYIN_WEB_MODULES ?? "";
if (!existsSync(join(folder, "installed.json"))) skip("run tests/web/install.sh BUILD-FOLDER first");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
if (!executablePath) skip("no chromium");

const load = createRequire(join(folder, "/"));
export const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

export function launch(...more) {
  return load("playwright-core").chromium.launch({ executablePath, args: ["--no-sandbox", ...more] });
}
