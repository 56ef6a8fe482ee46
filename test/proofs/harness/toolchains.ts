import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What a proof needs beside Node. */
export type Toolchain = "ruby" | "go" | "java";

interface Requirement {
  /** Commands that succeed when all of it is there. */
  readonly probes: readonly (readonly [command: string, ...args: string[]])[];
  /** What to install, in one line. */
  readonly install: string;
}

const REQUIREMENTS: Readonly<Record<Toolchain, Requirement>> = {
  ruby: {
    probes: [["ruby", "-romniauth_openid_connect", "-romniauth-oauth2", "-rerb", "-rpsych", "-e", "exit"]],
    install: "Ruby with OmniAuth: apt-get install ruby ruby-omniauth-openid-connect ruby-omniauth-oauth2",
  },
  go: {
    probes: [["go", "version"]],
    install: "Go: https://go.dev/doc/install",
  },
  java: {
    probes: [
      ["javac", "-version"],
      ["mvn", "--version"],
    ],
    install: "a JDK and Maven: apt-get install default-jdk-headless maven",
  },
};

const PROBE_WITHIN_MS = 60_000;
const run = promisify(execFile);

/** Undefined when the toolchain is there, otherwise what is missing and how to get it. */
export async function missing(toolchain: Toolchain): Promise<string | undefined> {
  const { probes, install } = REQUIREMENTS[toolchain];
  for (const [command, ...args] of probes) {
    try {
      await run(command, args, { timeout: PROBE_WITHIN_MS });
    } catch {
      return `needs ${install}`;
    }
  }
  return undefined;
}
