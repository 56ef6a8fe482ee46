import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataDirectoryError } from "../kernel/data-directory-error.ts";

const MARK = "latchkey-data.json";
const FORMAT = 1;

/** Where a stack keeps its state. Undefined paths mean memory only. */
export interface DataDirectory {
  /** Holds `stack.json`: the data directory, or a fresh temporary folder in memory mode. */
  readonly descriptionDir: string;
  readonly aws: string | undefined;
  readonly dynamodb: string | undefined;
  /** Removes what does not outlive the process: the temporary folder of memory mode. */
  dispose(): Promise<void>;
}

/**
 * Opens or creates a data directory, for its owner only, because it holds secrets. Throws `DataDirectoryError` for one that belongs to
 * something else, was written by another format, or cannot be read and written.
 */
export async function openDataDirectory(dir: string | undefined): Promise<DataDirectory> {
  if (dir === undefined) {
    const descriptionDir = await mkdtemp(join(tmpdir(), "latchkey-"));
    return {
      descriptionDir,
      aws: undefined,
      dynamodb: undefined,
      dispose: () => rm(descriptionDir, { recursive: true, force: true }),
    };
  }
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await claim(dir);
  } catch (cause) {
    if (cause instanceof DataDirectoryError) throw cause;
    throw new DataDirectoryError("unreadable", dir, `it cannot be read and written (${codeOf(cause)})`, { cause });
  }
  return {
    descriptionDir: dir,
    aws: join(dir, "aws"),
    dynamodb: join(dir, "dynamodb"),
    dispose: () => Promise.resolve(),
  };
}

async function claim(dir: string): Promise<void> {
  const mark = join(dir, MARK);
  const entries = await readdir(dir);
  if (entries.length === 0) return writeFile(mark, `${JSON.stringify({ format: FORMAT })}\n`, { mode: 0o600 });
  if (!entries.includes(MARK))
    throw new DataDirectoryError(
      "foreign",
      dir,
      "it is not empty and was not made by Latchkey; name another one with --data-dir",
    );
  if (formatOf(await readFile(mark, "utf8")) !== FORMAT)
    throw new DataDirectoryError(
      "version",
      dir,
      "it was written by another version; name another one with --data-dir, or delete it",
    );
}

function formatOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format;
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? "unknown";
