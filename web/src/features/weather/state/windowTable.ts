import type { Quantity, Window } from '../api/weather';

/** Windows by quantity, oldest first, of each the newest revision. */
export type WindowTable = Readonly<Partial<Record<Quantity, readonly Window[]>>>;

/** Most windows of a quantity that are kept in the browser. */
export const mostWindows = 2000;

/** The table with other windows; a full push takes the place of all there were. A window that comes twice, or an older revision, changes nothing. */
export function withWindows(table: WindowTable, windows: readonly Window[], full: boolean): WindowTable {
  const next: Partial<Record<Quantity, readonly Window[]>> = full ? {} : { ...table };
  for (const quantity of new Set(windows.map((window) => window.quantity)))
    next[quantity] = merged(
      next[quantity] ?? [],
      windows.filter((window) => window.quantity === quantity),
    );
  return next;
}

function merged(known: readonly Window[], added: readonly Window[]): readonly Window[] {
  const byStart = new Map(known.map((window) => [window.start, window]));
  for (const window of added) {
    const before = byStart.get(window.start);
    if (before === undefined || before.revision < window.revision) byStart.set(window.start, window);
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start).slice(-mostWindows);
}

/** The last window that had ended at a moment; undefined where none is known. Null asks for the newest. */
export function windowAt(windows: readonly Window[] | undefined, at: number | null): Window | undefined {
  if (windows === undefined) return undefined;
  return at === null ? windows.at(-1) : windows.findLast(({ end }) => end <= at);
}

/** The last window with readings in it. */
export function filledAt(windows: readonly Window[] | undefined, at: number | null): Window | undefined {
  return windows?.findLast(({ end, count }) => count > 0 && (at === null || end <= at));
}
