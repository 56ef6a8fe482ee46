import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Proof } from "./proof.ts";

/** What a client program is built and run with. */
export type Toolchain = "ruby" | "go" | "java";

/** What scripts among the artifacts are run with. */
export type Tool = "bash" | "curl";

interface Requirement {
  /** A command that succeeds in the client's folder when it is there. */
  readonly probe: readonly [command: string, ...args: string[]];
  /** What it is and how to get it. */
  readonly install: string;
}

const TOOLCHAINS: Readonly<Record<Toolchain, readonly Requirement[]>> = {
  ruby: [
    {
      probe: ["ruby", "-romniauth_openid_connect", "-romniauth-oauth2", "-rerb", "-rpsych", "-e", "exit"],
      install: "Ruby with OmniAuth: apt-get install ruby ruby-omniauth-openid-connect ruby-omniauth-oauth2",
    },
  ],
  // It reads go.mod, which says what version of Go the client is for; by default Go fetches that one.
  go: [{ probe: ["go", "list", "-m"], install: "Go 1.26 or later: https://go.dev/doc/install" }],
  java: [
    // As the client's pom.xml has it.
    {
      probe: ["javac", "--release", "17", "-version"],
      install: "a JDK 17 or later: apt-get install default-jdk-headless",
    },
    { probe: ["mvn", "--version"], install: "Maven: apt-get install maven" },
  ],
};

const TOOLS: Readonly<Record<Tool, Requirement>> = {
  bash: { probe: ["bash", "--version"], install: "bash: apt-get install bash" },
  curl: { probe: ["curl", "--version"], install: "curl: apt-get install curl" },
};

// Long enough for Go to fetch another version of itself.
const PROBE_WITHIN_MS = 5 * 60_000;
const LONGEST_COMPLAINT = 200;
const run = promisify(execFile);

/** Undefined when everything is there that a proof with its client in `folder` needs, otherwise what is missing and how to get it. */
export async function missing(
  { toolchain, tools = [] }: Pick<Proof, "toolchain" | "tools">,
  folder: string,
): Promise<string | undefined> {
  const lacking: string[] = [];
  for (const { probe, install } of [...TOOLCHAINS[toolchain], ...tools.map((tool) => TOOLS[tool])]) {
    const complaint = await complaintOf(probe, folder);
    if (complaint !== undefined) lacking.push(`${install} (${complaint})`);
  }
  return lacking.length === 0 ? undefined : `needs ${lacking.join("; ")}`;
}

/** What a command says before it fails; undefined when it succeeds. */
async function complaintOf([command, ...args]: Requirement["probe"], folder: string): Promise<string | undefined> {
  try {
    await run(command, args, { cwd: folder, env: { ...process.env, GOWORK: "off" }, timeout: PROBE_WITHIN_MS });
    return undefined;
  } catch (error) {
    // Parse boundary: execFile adds the code of the system or the exit status, and what the command printed.
    const { code, stderr } = error as { readonly code?: string | number; readonly stderr?: string };
    if (code === "ENOENT") return `there is no ${command}`;
    const [line = ""] = (stderr ?? "").split("\n").filter((each) => each.trim() !== "");
    return line.slice(0, LONGEST_COMPLAINT) || `${command} fails`;
  }
}
