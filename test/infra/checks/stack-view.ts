import type { Settings } from "../../../infra/settings/settings.ts";
import type { RecordedResource } from "../offline/recorded-resource.ts";

/** A resource's inputs are those of AWS's own API, by way of Pulumi; a check reads what it expects. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Inputs = any;

export interface Resource extends Omit<RecordedResource, "inputs"> {
  readonly inputs: Inputs;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Inputs;
}

/** What a stage asked for, with the ways to look at it. */
export interface StackView {
  readonly settings: Settings;
  readonly resources: readonly Resource[];
  readonly outputs: Inputs;
  /** Names of the deployed functions, as in tools/functions.ts. */
  readonly functions: readonly string[];
  /** Resources of a type, `aws:lambda/function:Function` or the end of it. */
  of(type: string): readonly Resource[];
  /** The one of that type and logical name. Throws when there is none. */
  one(type: string, name?: string): Resource;
  /** What the policies of a function's role say. */
  statements(functionName: string): readonly Statement[];
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

/** Statements of a policy document, lists made of single values. */
export const statementsIn = (document: Inputs): readonly Statement[] => {
  const parsed = typeof document === "string" ? JSON.parse(document) : document;
  return [parsed.Statement].flat().map((statement: Inputs) => ({
    ...statement,
    Action: list(statement.Action),
    Resource: list(statement.Resource),
  }));
};

/** `pre-sign-up` -> `PreSignUp` */
export const componentName = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

export function stackView(
  settings: Settings,
  { resources, outputs }: { readonly resources: readonly RecordedResource[]; readonly outputs: Inputs },
): StackView {
  const of = (type: string): readonly Resource[] => resources.filter((each) => each.type.endsWith(type));
  const one = (type: string, name?: string): Resource => {
    const found = of(type).filter((each) => name === undefined || each.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(`${found.length} resources of ${type}${name === undefined ? "" : ` named ${name}`}, not one`);
    return first;
  };
  const statements = (functionName: string): readonly Statement[] => {
    const role = one("iam/role:Role", `${componentName(functionName)}Role`);
    const attached = of("iam/rolePolicy:RolePolicy").filter(({ inputs }) => inputs.role === role.id);
    return [
      ...attached.flatMap(({ inputs }) => statementsIn(inputs.policy)),
      ...(role.inputs.inlinePolicies ?? []).flatMap(({ policy }: Inputs) => statementsIn(policy)),
    ];
  };
  const functions = of("lambda/function:Function").map(({ inputs }) =>
    String(inputs.description).replace(/^Latchkey: /, ""),
  );
  return { settings, resources, outputs, functions, of, one, statements };
}
