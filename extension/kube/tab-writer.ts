// Aligns text whose cells end in tabs, the way Go's text/tabwriter does for kubectl: a column is as wide as its neighbours above and below.

const padding = 2;

export function alignTabs(text: string): string {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const widths: number[][] = rows.map((cells) => cells.map(() => 0));
  widen(rows, widths, 0, rows.length, 0);
  return rows
    .map((cells, row) => cells.map((cell, column) => cell.padEnd(column < cells.length - 1 ? (widths[row]?.[column] ?? 0) : 0)).join(''))
    .join('\n');
}

/** Sets the widths of `column` and of what lies right of it, for the lines [from, to). */
function widen(rows: readonly (readonly string[])[], widths: number[][], from: number, to: number, column: number): void {
  // The last cell of a line ends no column.
  const isIn = (row: number): boolean => (rows[row]?.length ?? 0) > column + 1;
  for (let row = from; row < to; row++) {
    if (!isIn(row)) continue;
    let end = row;
    let width = 0;
    for (; end < to && isIn(end); end++) width = Math.max(width, rows[end]?.[column]?.length ?? 0);
    for (let line = row; line < end; line++) (widths[line] as number[])[column] = width === 0 ? 0 : width + padding;
    widen(rows, widths, row, end, column + 1);
    row = end - 1;
  }
}
