import { STYLE } from "@latchkey/local/login/pages/style";
import { describe, expect, it } from "vitest";

/** Text on its ground wants 4.5:1, the edge of an input and the focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const PAIRS: readonly (readonly [foreground: string, background: string, ratio: number])[] = [
  ["ink", "ground", 4.5],
  ["ink", "sheet", 4.5],
  ["ink", "well", 4.5],
  ["ink", "tint", 4.5],
  ["soft", "ground", 4.5],
  ["soft", "sheet", 4.5],
  ["soft", "tint", 4.5],
  ["brand", "sheet", 4.5],
  ["brand-deep", "sheet", 4.5],
  ["bad", "sheet", 4.5],
  ["bad", "bad-tint", 4.5],
  ["on-brand", "brand", 4.5],
  ["on-brand", "brand-deep", 4.5],
  ["edge", "well", 3],
  ["edge", "sheet", 3],
];

const [light = "", dark = ""] = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);

const colours = (block: string): ReadonlyMap<string, string> =>
  new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [high = 0, low = 0] = [luminance(left), luminance(right)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s scheme", (_scheme, block) => {
  it.each(PAIRS)("shows %s on %s with a contrast of at least %d", (foreground, background, ratio) => {
    const scheme = colours(block);
    expect(contrast(scheme.get(foreground) ?? "", scheme.get(background) ?? "")).toBeGreaterThanOrEqual(ratio);
  });
});

it("loads nothing from anywhere", () => {
  expect(STYLE).not.toMatch(/@import|url\((?!"data:)/);
});
