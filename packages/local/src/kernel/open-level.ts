import { mkdir } from "node:fs/promises";
import { ClassicLevel } from "classic-level";
import { DataDirectoryError } from "./data-directory-error.ts";

/**
 * Opens a LevelDB database in `dir`, which is created for its owner only when missing. Values are text, or JSON. Throws
 * `DataDirectoryError`.
 */
export async function openLevel<Value = string>(
  dir: string,
  valueEncoding: "utf8" | "json" = "utf8",
): Promise<ClassicLevel<string, Value>> {
  try {
    // Secrets and signing keys lie in there as plain text.
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const level = new ClassicLevel<string, Value>(dir, { valueEncoding });
    await level.open();
    return level;
  } catch (error) {
    throw refusalOf(dir, error);
  }
}

/** What the database's or the file system's error means for the person who chose the directory. */
export function refusalOf(dir: string, error: unknown): DataDirectoryError {
  // abstract-level wraps the reason of a failed open.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  switch (codeOf(cause)) {
    case "LEVEL_LOCKED":
      return new DataDirectoryError("in-use", dir, "another process has it open; stop that one first", { cause });
    case "LEVEL_CORRUPTION":
      return new DataDirectoryError("corrupt", dir, "it is damaged; delete it to start anew", { cause });
    default:
      return new DataDirectoryError("unreadable", dir, `it cannot be opened (${codeOf(cause)})`, { cause });
  }
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
