import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

/** Chromium from Debian's packages, or wherever the environment says. */
const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });

export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

/** Every finding of axe on the page as it is, WCAG levels A and AA and best practices. */
export async function accessibilityViolations(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Put there by the line above.
    const runner = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations } = await runner.run();
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
  });
}

/** Pixels by which the page is wider than its window; 0 when nothing scrolls sideways. */
export const horizontalOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    // The test's own types have no DOM.
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });

/** The whole page's height in pixels, whatever the window shows of it. */
export const pageHeight = (page: Page): Promise<number> =>
  page.evaluate(() => {
    // The test's own types have no DOM.
    const { document } = globalThis as unknown as { document: { documentElement: { scrollHeight: number } } };
    return document.documentElement.scrollHeight;
  });

/** Whether every visible field has a label that a person can read. */
export const unlabelledFields = (page: Page): Promise<readonly string[]> =>
  page.$$eval("input:not([type=hidden])", (fields) =>
    // Fields as the browser knows them; the test's own types have no DOM.
    (fields as unknown as { name: string; labels: { textContent: string | null }[] | null }[])
      .filter(({ labels }) => !Array.from(labels ?? []).some(({ textContent }) => (textContent ?? "").trim() !== ""))
      .map(({ name }) => name),
  );
