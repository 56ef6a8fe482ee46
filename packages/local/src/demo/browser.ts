/** A form of a page, with what its fields hold. */
export interface PageForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a browser shows after all redirects, or where it was sent when that was somewhere it does not follow. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly forms: readonly PageForm[];
}

/** A browser without script: it keeps cookies, follows redirects and submits forms. */
export interface Browser {
  /** Opens an address. Stops at the first redirect to another origin, whose address the page then has, with status 0. */
  open(url: string): Promise<Page>;
  /** Fills in and submits the form of a page; `which` counts forms from 0. */
  submit(page: Page, values: Readonly<Record<string, string>>, which?: number): Promise<Page>;
  /** By name. */
  readonly cookies: Map<string, string>;
}

const MAX_REDIRECTS = 10;

export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  const load = async (url: string, init: RequestInit = {}): Promise<Page> => {
    let target = url;
    let request = init;
    for (let count = 0; count < MAX_REDIRECTS; count += 1) {
      const response = await fetch(target, withCookies(request, cookies));
      for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
      const location = response.headers.get("location");
      if (location === null) return pageOf(target, response);
      await response.body?.cancel();
      const next = resolved(location, target);
      if (originOf(next) !== new URL(target).origin) return elsewhere(next, response.headers);
      target = next;
      request = {};
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${url}`);
  };
  return {
    cookies,
    open: (url) => load(url),
    submit(page, values, which = 0) {
      const form = page.forms[which];
      if (form === undefined) throw new Error(`${page.url} has no form ${which}: ${page.text.slice(0, 500)}`);
      const body = new URLSearchParams({ ...form.fields, ...values });
      return load(form.action, { method: "POST", body, headers: { origin: new URL(page.url).origin } });
    },
  };
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Signs in as a person would: opens the address, fills in user name and password, and answers the address that the browser is sent to,
 * which starts with `until`. Throws when the pages lead anywhere else.
 */
export async function signInThroughPages(
  url: string,
  credentials: Credentials,
  until: string,
  browser: Browser = createBrowser(),
): Promise<string> {
  const opened = await browser.open(url);
  const isForm = !opened.url.startsWith(until) && opened.forms.length > 0;
  const page = isForm ? await browser.submit(opened, { ...credentials }) : opened;
  if (page.url.startsWith(until)) return page.url;
  throw new Error(`The sign-in ended at ${page.url} (${page.status}): ${textOf(page)}`);
}

/** What a page says, without markup. */
export function textOf({ text }: Page): string {
  const body = text.replace(/<(style|title)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ");
  return unescaped(body).replace(/\s+/g, " ").trim();
}

function withCookies(request: RequestInit, cookies: ReadonlyMap<string, string>): RequestInit {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { accept: "text/html", ...(request.headers as Record<string, string>), ...(cookie && { cookie }) };
  return { ...request, headers, redirect: "manual" };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [pair = "", ...attributes] = setCookie.split(";").map((part) => part.trim());
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals);
  if (attributes.some((part) => part.toLowerCase() === "max-age=0")) cookies.delete(name);
  else cookies.set(name, pair.slice(equals + 1));
}

async function pageOf(url: string, response: Response): Promise<Page> {
  const text = await response.text();
  const forms = [...text.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = "", content = ""]) => ({
    action: resolved(attribute(attributes, "action") ?? url, url),
    fields: Object.fromEntries(fieldsOf(content)),
  }));
  return { url, status: response.status, headers: response.headers, text, forms };
}

function fieldsOf(content: string): readonly (readonly [string, string])[] {
  return [...content.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = ""]) => {
    const name = attribute(attributes, "name");
    return name === undefined ? [] : [[name, attribute(attributes, "value") ?? ""] as const];
  });
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** As an address is: resolving would add a slash to `https://app.example`. */
const resolved = (location: string, base: string): string =>
  /^[a-z][a-z0-9+.-]*:/i.test(location) ? location : new URL(location, base).href;

const originOf = (url: string): string => new URL(url).origin;

const elsewhere = (url: string, headers: Headers): Page => ({ url, status: 0, headers, text: "", forms: [] });
