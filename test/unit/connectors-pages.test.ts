import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { connectors } from "@latchkey/connectors/catalogue";
import { bullets, code, codeBlock, steps, table } from "@latchkey/connectors/pages/markdown";
import { connectorPage } from "@latchkey/connectors/pages/page";
import { connectorPages } from "@latchkey/connectors/pages/pages";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = connectorPages();

describe("the documentation of connectors", () => {
  it.each(pages)("$path is current: npm run generate changes nothing", ({ path, text }) => {
    expect(readFileSync(`${root}${path}`, "utf8")).toBe(text);
  });

  it("has a page for each connector, and no other", () => {
    expect(readdirSync(`${root}docs/connectors`).sort()).toEqual(
      ["README.md", ...connectors.map(({ id }) => `${id}.md`)].sort(),
    );
  });

  it("leads from the list to every page", () => {
    const [index] = pages;
    for (const { id, name } of connectors) expect(index?.text).toContain(`[${name}](${id}.md)`);
  });

  it.each(connectors.map((connector) => [connector.id, connector] as const))(
    "says of %s what you give, what you get and where it goes, sign-out, groups, traps and proof",
    (_id, connector) => {
      const page = connectorPage(connector, null);
      expect(page.match(/^## .*$/gm)).toEqual(
        ["What you give", "What you get", "Sign-out", "Groups", "Traps", "Claims and scopes", "Proof"].map(
          (title) => `## ${title}`,
        ),
      );
      expect(page.match(/^# .*$/gm)?.slice(0, 1)).toEqual([`# ${connector.name}`]);
      for (const field of Object.keys(Object(connector.example.settings))) expect(page).toContain(`| \`${field}\` |`);
    },
  );

  it("shows of a proof what ran and what was shown, and says so where there is none", () => {
    const [connector] = connectors;
    const proof = {
      products: [{ name: "omniauth", version: "2.1.1" }],
      proven: ["a user signs in", "a wrong secret is refused"],
      date: "2026-11-21",
      fingerprint: "0".repeat(64),
    };
    const proven = connectorPage(connector!, proof);
    expect(proven).toContain("[Proven](#proof) since 2026-11-21.");
    expect(proven).toContain("by omniauth 2.1.1.");
    expect(proven).toContain("- a user signs in\n- a wrong secret is refused\n");
    expect(connectorPage(connector!, null)).toContain("Not proven: no run of the product's own code is on record");
  });
});

describe("Markdown", () => {
  it("keeps a table's cells apart, whatever is in them", () => {
    expect(table(["a"], [["x | y\nz"]])).toBe("| a |\n| --- |\n| x \\| y z |");
  });

  it.each([
    ["plain text", "a", "`a`"],
    ["a backtick", "a`b", "``a`b``"],
    ["backticks at its end", "a``", "``` a`` ```"],
  ])("fences %s as code", (_what, text, fenced) => {
    expect(code(text)).toBe(fenced);
  });

  it("fences lines that have a fence in them", () => {
    expect(codeBlock("sh", "a\n```\nb\n")).toBe("````sh\na\n```\nb\n````");
  });

  it("shows what looks like markup in a list as it is", () => {
    expect(bullets(["a <%% b & c", "?a=b&lt=c", "&lt;"])).toBe("- a &lt;%% b & c\n- ?a=b&lt=c\n- &amp;lt;");
    expect(steps(["<script>"])).toBe("1. &lt;script>");
  });
});
