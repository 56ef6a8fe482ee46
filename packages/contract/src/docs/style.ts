/** The page's styles, inline in it. Colours meet WCAG 2.2 AA in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1c2430; --muted: #55606f; --line: #d5dbe3; --paper: #ffffff; --soft: #f3f5f8; --link: #0b57b0;
  --get: #14653c; --post: #0b57b0; --delete: #a3231c; --patch: #7a4b00; --good: #14653c; --bad: #a3231c; --other: #55606f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e9f0; --muted: #a2adbb; --line: #38424f; --paper: #12171e; --soft: #1b222b; --link: #7db8ff;
    --get: #6ad59b; --post: #7db8ff; --delete: #ff938b; --patch: #f0be6a; --good: #6ad59b; --bad: #ff938b; --other: #a2adbb;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 78rem; padding: 0 1.25rem 4rem; color: var(--text); background: var(--paper);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); }
header { padding: 2rem 0 1rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
h3 { margin: 0 0 .5rem; font-size: 1.2rem; line-height: 1.3; }
h4 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
p { margin: .5rem 0; max-width: 46rem; }
.version { color: var(--muted); font-weight: 400; font-size: 1rem; }
nav { padding: 1rem 0; font-size: .9375rem; }
nav summary { font-weight: 600; }
nav p { margin: .75rem 0 0; color: var(--muted); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li a { display: block; padding: .2rem 0; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
.operation, .schema { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.route { font-size: 1.0625rem; }
.method, .status {
  display: inline-block; min-width: 3.25rem; padding: 0 .45rem; border: 1px solid currentColor; border-radius: .3rem;
  font-size: .8125rem; font-weight: 600; text-align: center;
}
.get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); } .patch { color: var(--patch); }
.s2, .s3 { color: var(--good); } .s4, .s5 { color: var(--bad); } .sd { color: var(--other); }
.type, .required { color: var(--muted); font-size: .875rem; }
.required { font-weight: 600; }
.fields { margin: .5rem 0; }
.field { padding: .6rem 0; border-top: 1px solid var(--line); }
.field:first-child { border-top: 0; }
dd { margin: 0; }
dd p { margin: 0; }
.constraints { margin: .15rem 0 0; padding: 0; list-style: none; color: var(--muted); font-size: .875rem; }
.index { columns: 14rem; padding-left: 1.25rem; }
pre {
  margin: .5rem 0; padding: .75rem 1rem; overflow: auto; max-height: 32rem; background: var(--soft);
  border: 1px solid var(--line); border-radius: .4rem; line-height: 1.5;
}
pre code { overflow-wrap: normal; }
summary { cursor: pointer; padding: .25rem 0; }
.answer { border-top: 1px solid var(--line); }
.answer > summary, .example > summary { margin-left: 1.25rem; list-style-position: outside; }
.answer[open] { padding-bottom: 1rem; }
.answer > :not(summary) { margin-left: 1.25rem; }
.answer ul { padding-left: 1.25rem; }
.media { margin-top: .75rem; }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 15rem minmax(0, 1fr); column-gap: 3rem; align-content: start; }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; }
  main { min-width: 0; }
  .field { display: grid; grid-template-columns: 17rem minmax(0, 1fr); column-gap: 1.5rem; }
}
@media print { nav, .skip { display: none; } }
`;
