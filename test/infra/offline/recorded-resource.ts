/** One resource that the stack asked for, as the engine would send it to AWS. */
export interface RecordedResource {
  /** Pulumi's type, for example `aws:lambda/function:Function`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly id: string;
  /** Looked up instead of made. */
  readonly read: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: ResourceOptions;
}

export interface ResourceOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly parent: string;
}

/** What one run of the offline engine leaves behind. */
export interface EngineReport {
  readonly command: string;
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly failures: readonly string[];
}
