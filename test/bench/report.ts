import { type Gate, isMet, type PartResult, type Row, type Table } from "./part.ts";

/** Tables and gates as Markdown, which reads well in a terminal too. */
export const report = ({ tables, gates }: PartResult): string =>
  [...tables.map(tableText), ...(gates.length > 0 ? [gatesText(gates)] : [])].join("\n\n");

const tableText = ({ title, note, rows }: Table): string => `### ${title}\n\n${note}\n\n${grid(rows)}`;

const gatesText = (gates: readonly Gate[]): string => `### Gates\n\n${grid(gates.map(gateRow))}`;

function gateRow(gate: Gate): Row {
  const { name, measured, interval, limit, kind = "at-most" } = gate;
  const sign = { "at-most": "<=", "at-least": ">=", exactly: "=" }[kind];
  return {
    gate: name,
    measured: interval ? `${number(measured)} (${number(interval.low)}-${number(interval.high)})` : number(measured),
    limit: `${sign} ${number(limit)}`,
    met: isMet(gate) ? "yes" : "NO",
  };
}

/** Rows of equal columns, padded so that they stand below each other. */
function grid(rows: readonly Row[]): string {
  const [first = {}] = rows;
  const columns = Object.keys(first);
  const cells = rows.map((row) => columns.map((column) => text(row[column] ?? "")));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const numeric = columns.map((column) => rows.every((row) => typeof row[column] === "number"));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => (numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, index) => (numeric[index] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(columns), line(rule), ...cells.map(line)].join("\n");
}

const text = (value: string | number): string => (typeof value === "number" ? number(value) : value);

/** Whole numbers as they are, others with as many digits as say something. */
function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
