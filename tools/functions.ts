interface FunctionSource {
  readonly entry: string;
  /** Files that stand beside the bundle, read when they are asked for. */
  readonly files?: readonly string[];
}

/** Function name -> what it is built from. The name is also the folder of its bundle, and its place in the cloud stack. */
export const functions = {
  read: { entry: "functions/api/read.ts", files: ["openapi.json", "packages/contract/docs.html"] },
  write: { entry: "functions/api/write.ts" },
  reveal: { entry: "functions/api/reveal.ts" },
  inspect: { entry: "functions/api/inspect.ts" },
  reconcile: { entry: "functions/reconcile/reconcile.ts" },
  "rotate-secret": { entry: "functions/rotate-secret/rotate-secret.ts" },
  "pre-sign-up": { entry: "functions/pre-sign-up/pre-sign-up.ts" },
  "post-confirmation": { entry: "functions/post-confirmation/post-confirmation.ts" },
  "pre-token-generation": { entry: "functions/pre-token-generation/pre-token-generation.ts" },
} as const satisfies Record<string, FunctionSource>;

export type FunctionName = keyof typeof functions;

/** What one function is built from. */
export const functionSource = (name: FunctionName): FunctionSource => functions[name];
