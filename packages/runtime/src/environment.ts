/** The variables of a process, as given to it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables and collects what is wrong with all of them, so that one start shows every mistake. */
export interface EnvironmentReader {
  text(name: string): string;
  optional(name: string): string | undefined;
  /** A whole number of at least `min`, and at most `max`. */
  integer(name: string, fallback: number, min?: number, max?: number): number;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
  /** An `https:` URL, or `http:` on a loopback host, without a trailing slash. */
  url(name: string): string;
  /** Comma-separated, at least one. */
  list(name: string, fallback: readonly string[]): readonly string[];
  /** Throws one error that names every variable that is missing or wrong. */
  check(): void;
}

export function environmentReader(env: Environment): EnvironmentReader {
  const problems: string[] = [];
  const value = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const text = (name: string): string => {
    const found = value(name);
    if (found === undefined) problems.push(`${name} is missing`);
    return found ?? "";
  };
  return {
    text,
    optional: value,
    integer(name, fallback, min = 0, max = Number.MAX_SAFE_INTEGER) {
      const found = value(name) ?? String(fallback);
      if (/^\d{1,15}$/.test(found) && Number(found) >= min && Number(found) <= max) return Number(found);
      const upTo = max === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${max}`;
      problems.push(`${name} has to be a whole number of at least ${min}${upTo}`);
      return fallback;
    },
    choice(name, choices, fallback) {
      const found = value(name) ?? fallback;
      const chosen = choices.find((choice) => choice === found);
      if (chosen === undefined) problems.push(`${name} has to be one of ${choices.join(", ")}`);
      return chosen ?? fallback;
    },
    url(name) {
      const found = text(name);
      if (
        found !== "" &&
        !/^(https:\/\/[^/]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(\/.*)?(?<!\/)$/.test(found)
      )
        problems.push(`${name} has to be an https URL without a trailing slash`);
      return found;
    },
    list(name, fallback) {
      const found =
        value(name)
          ?.split(",")
          .map((item) => item.trim()) ?? fallback;
      if (found.length === 0 || found.includes("")) problems.push(`${name} has to be a comma-separated list`);
      return found;
    },
    check() {
      if (problems.length > 0) throw new Error(`The configuration is wrong: ${problems.join("; ")}.`);
    },
  };
}
