/**
 * Why a data directory cannot be used:
 * - `foreign`: it holds files or a database of something else
 * - `in-use`: another process has it open
 * - `corrupt`: it was a database, and LevelDB cannot read it any more
 * - `unreadable`: the file system refuses
 * - `version`: written by another version of this stand-in
 */
export type DataDirectoryProblem = "foreign" | "in-use" | "corrupt" | "unreadable" | "version";

/** A data directory that is refused, untouched. The message says what to do. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
  readonly problem: DataDirectoryProblem;
  readonly dir: string;

  constructor(problem: DataDirectoryProblem, dir: string, message: string, options?: ErrorOptions) {
    super(`Data directory ${dir}: ${message}`, options);
    this.problem = problem;
    this.dir = dir;
  }
}
