import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One command as a shell has run it. */
export interface ShellCommand {
  readonly name: string;
  readonly args: readonly string[];
  /** What was piped into it; empty otherwise. */
  readonly input: string;
}

/** The commands that a script may run, and in shell what each does beside being noted; usually nothing. */
export type ShellDoubles = Readonly<Record<string, string>>;

const MARK = "\u001Elatchkey\u001E";

/**
 * The commands that a POSIX shell runs for a script. It is run by the machine's own `sh`, in an empty folder and without a search
 * path: the commands of `doubles` are noted, any other is not found and an error. Throws when the script fails.
 */
export function runScript(
  script: string,
  doubles: ShellDoubles,
  env: Readonly<Record<string, string>> = {},
): readonly ShellCommand[] {
  const functions = Object.entries(doubles).map(double).join("");
  const folder = mkdtempSync(join(tmpdir(), "latchkey-script-"));
  try {
    const { status, stderr, output } = spawnSync("/bin/sh", ["-c", functions + script], {
      cwd: folder,
      env: { LC_ALL: "C.UTF-8", ...env, PATH: "/nonexistent" },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      encoding: "utf8",
      timeout: 10_000,
    });
    if (status !== 0 || stderr !== "") throw new Error(`the script fails: ${stderr}`);
    return (output[3] ?? "").split(`${MARK}\0`).slice(1).map(commandOf);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A shell function that notes on descriptor 3 its name, the number of its arguments, these, and what it reads. */
const double = ([name, action]: readonly [string, string]): string => `${name}() {
  printf '%s\\0' '${MARK}' ${name} "$#" "$@" >&3
  while IFS= read -r line; do printf '%s\\n' "$line" >&3; done
  printf '\\0' >&3
  ${action === "" ? ":" : action}
}
`;

function commandOf(noted: string): ShellCommand {
  const [name = "", count = "", ...rest] = noted.split("\0");
  return { name, args: rest.slice(0, Number(count)), input: rest[Number(count)] ?? "" };
}
