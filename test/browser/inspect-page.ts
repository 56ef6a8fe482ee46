import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { accessibilityViolations, horizontalOverflow, pageHeight, unlabelledFields } from "./browser.ts";

const pictures = fileURLToPath(new URL("../../.build/pictures", import.meta.url));

/** Pixels: Chromium does not come to an end with a picture of a page as long as the API reference. */
const MAX_PICTURE = 8_000;

/** Looks at the page as it is: takes its picture, and expects it to be accessible, labelled, and no wider than the window. */
export async function inspectPage(page: Page, label: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${label}.png`, fullPage: (await pageHeight(page)) <= MAX_PICTURE });
  expect(await accessibilityViolations(page), label).toEqual([]);
  expect(await horizontalOverflow(page), label).toBe(0);
  expect(await unlabelledFields(page), label).toEqual([]);
}
