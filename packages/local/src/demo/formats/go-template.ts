/** A Go template that does nothing but put values in. Throws for any other action. */
export function renderGoTemplate(template: string, values: ReadonlyMap<string, string | undefined>): string {
  return template.replace(/\{\{(.*?)\}\}/gs, (_action, code: string) => {
    const value = values.get(/^ \.([A-Za-z]+) $/.exec(code)?.[1] ?? "");
    if (value === undefined) throw new Error(`the template runs {{${code}}}`);
    return value;
  });
}
