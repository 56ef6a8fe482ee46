import { createHash } from "node:crypto";

/** The cuts of a key's edge, repeated along the top of every page. */
function keyEdge(colour: string): string {
  const path = "M0 0H168V6H152L145 13H132L125 6H112L108 10H92L88 6H70L61 15H48L39 6H30L25 11H12L7 6H0Z";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="168" height="15"><path fill="${colour}" d="${path}"/></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}

/** The one style sheet of all pages, inlined into each. Contrasts are at least WCAG AA in both colour schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f3f1ea; --sheet: #fffefb; --well: #ffffff; --ink: #1b1f1d; --soft: #56605a; --rule: #dcd8cb; --edge: #7d8079;
  --brand: #17594a; --brand-deep: #0f4337; --on-brand: #ffffff; --tint: #e6efe9;
  --bad: #9d2419; --bad-tint: #fbecea; --key-edge: ${keyEdge("#17594a")}; --shadow: 0 1px 2px #1b1f1d14, 0 12px 32px -12px #1b1f1d24;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101413; --sheet: #181d1c; --well: #111615; --ink: #edf1ee; --soft: #a9b4ae; --rule: #2c3331; --edge: #7c8782;
    --brand: #8fd6bd; --brand-deep: #b3e6d3; --on-brand: #0c231c; --tint: #1d2b27;
    --bad: #ffa79c; --bad-tint: #33201e; --key-edge: ${keyEdge("#24463c")}; --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; grid-template-rows: auto 1fr auto;
  background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
.edge { height: 15px; background: var(--key-edge) repeat-x top center; }
main { width: 100%; max-width: 29rem; margin: 0 auto; padding: clamp(1.5rem, 6vh, 5rem) 1rem 2rem; align-self: center; }
main.wide { max-width: 46rem; align-self: start; }
.mark { display: flex; align-items: center; gap: .75rem; margin: 0 0 1.75rem; color: var(--brand); font-weight: 650; letter-spacing: .01em; }
.mark svg { flex: none; width: 2.75rem; height: 2.75rem; }
.mark span { color: var(--ink); }
.sheet { background: var(--sheet); border: 1px solid var(--rule); border-radius: 1rem; padding: clamp(1.375rem, 5vw, 2.5rem); box-shadow: var(--shadow); }
h1 { margin: 0; font-size: clamp(1.625rem, 5.5vw, 2rem); line-height: 1.2; font-weight: 680; letter-spacing: -.018em; text-wrap: balance; }
h2 { margin: 0; font-size: 1.125rem; line-height: 1.35; }
.lead { margin: .5rem 0 0; color: var(--soft); }
.lead strong { color: var(--ink); font-weight: 620; }
form { margin: 1.75rem 0 0; display: grid; gap: 1.25rem; }
.field { display: grid; gap: .375rem; }
label { font-weight: 580; }
.hint { margin: 0; color: var(--soft); font-size: .9375rem; line-height: 1.45; }
.problem { margin: 0; color: var(--bad); font-size: .9375rem; line-height: 1.45; font-weight: 560; }
input {
  width: 100%; min-height: 3rem; padding: .625rem .875rem; font: inherit; color: inherit;
  background: var(--well); border: 1px solid var(--edge); border-radius: .625rem;
}
input[aria-invalid="true"] { border-color: var(--bad); border-width: 2px; padding: calc(.625rem - 1px) calc(.875rem - 1px); }
input.code { font-variant-numeric: tabular-nums; letter-spacing: .2em; font-size: 1.25rem; }
button { min-height: 3rem; padding: .625rem 1.25rem; font: inherit; font-weight: 620; border-radius: .625rem; border: 1px solid transparent; cursor: pointer; background: var(--brand); color: var(--on-brand); }
button:hover { background: var(--brand-deep); }
button.plain { min-height: 2.75rem; padding: .375rem 0; border: 0; background: none; color: var(--brand); font-weight: 400; text-decoration: underline; text-underline-offset: .2em; text-align: left; }
button.plain:hover { color: var(--brand-deep); }
.choices { list-style: none; margin: 1.75rem 0 0; padding: 0; display: grid; gap: .75rem; }
.choices li, .choices form { margin: 0; }
.choice { display: block; width: 100%; min-height: 3rem; padding: .625rem 1.25rem; font: inherit; font-weight: 580; text-align: center; text-decoration: none; border-radius: .625rem; border: 1px solid var(--edge); cursor: pointer; background: var(--well); color: var(--ink); }
.choice:hover { background: var(--tint); color: var(--ink); }
a { color: var(--brand); text-underline-offset: .2em; }
a:hover { color: var(--brand-deep); }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
.banner { margin: 1.5rem 0 0; padding: .75rem 1rem; border-radius: .625rem; border: 1px solid; line-height: 1.45; }
.banner.bad { color: var(--bad); background: var(--bad-tint); font-weight: 560; }
.banner.good { background: var(--tint); border-color: var(--brand); }
.links { margin: 1.5rem 0 0; padding: 1.25rem 0 0; border-top: 1px solid var(--rule); display: grid; gap: .25rem; list-style: none; }
.links li { margin: 0; }
.links a { display: inline-block; padding: .375rem 0; }
.links form { margin: 0; }
.detail { margin: 1.5rem 0 0; padding: .875rem 1rem; border-radius: .625rem; background: var(--tint); color: var(--soft); font-size: .9375rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { padding: 1rem 1rem 1.5rem; text-align: center; color: var(--soft); font-size: .875rem; }
.mail { list-style: none; margin: 1.75rem 0 0; padding: 0; display: grid; gap: 1rem; }
.mail .sheet { padding: 1.25rem clamp(1.125rem, 4vw, 1.75rem); box-shadow: none; }
.mail p { margin: .25rem 0 0; color: var(--soft); font-size: .9375rem; }
.mail time { white-space: nowrap; }
.mail .text { margin-top: .875rem; color: var(--ink); font-size: 1rem; white-space: pre-wrap; }
.mail .digits { display: inline-block; margin-top: .875rem; padding: .25rem .75rem; border-radius: .5rem; background: var(--tint); color: var(--ink); font-size: 1.25rem; font-weight: 620; letter-spacing: .12em; font-variant-numeric: tabular-nums; }
`;

/** What a Content-Security-Policy allows the style sheet by. */
export const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;
