import type { Infection, TraceStep } from '../api/contacts';

/** Somebody in a tree of who met or infected whom. */
export interface TreeNode {
  /** Different for each place in the tree: a person can be in it more than once. */
  key: string;
  person: string;
  children: TreeNode[];
  /** How many are below. */
  below: number;
  /** When it happened, in ticks: the earliest and the latest. */
  earliest: number;
  latest: number;
}

const node = (key: string, person: string, earliest: number, latest: number): TreeNode => ({
  key,
  person,
  children: [],
  below: 0,
  earliest,
  latest,
});

/**
 * Whom the trace of a person leads to, as trees: its contacts, and theirs below them. The person itself is in none of them; where a chain comes back to it,
 * those whom it met after that are contacts of it like the others. A step without its step before is left out.
 */
export function traceTree(steps: readonly TraceStep[]): TreeNode[] {
  const itself = steps[0]?.person;
  const nodes = steps.map(({ person, earliest, latest }, i) => node(String(i), person, earliest, latest));
  const roots: TreeNode[] = [];
  steps.forEach(({ person, parent }, i) => {
    if (person === itself || parent < 0 || parent >= i) return;
    (steps[parent]!.person === itself ? roots : nodes[parent]!.children).push(nodes[i]!);
  });
  count(nodes);
  return roots;
}

/** Who infected whom in a run: those infected from the start or by nobody known are the roots, the one with most below first. */
export function transmissionTrees(infections: readonly Infection[]): TreeNode[] {
  const ordered = [...infections].sort((a, b) => a.tick - b.tick);
  const nodes = ordered.map(({ person, tick }, i) => node(String(i), person, tick, tick));
  // Whoever is infected again passes on the newer infection.
  const newest = new Map<string, TreeNode>();
  const roots: TreeNode[] = [];
  ordered.forEach(({ person, source }, i) => {
    const by = source === null || source === person ? undefined : newest.get(source);
    (by === undefined ? roots : by.children).push(nodes[i]!);
    newest.set(person, nodes[i]!);
  });
  count(nodes);
  return roots.sort((a, b) => b.below - a.below);
}

/** Children stand behind their parents, so that the sums are complete from the end on. */
function count(nodes: readonly TreeNode[]): void {
  for (let i = nodes.length - 1; i >= 0; i--)
    nodes[i]!.below = nodes[i]!.children.reduce((sum, child) => sum + 1 + child.below, 0);
}

/** The longest way down from any of the roots, in infections. */
export function depthOf(roots: readonly TreeNode[]): number {
  let depth = 0;
  let level = roots.map((root) => root);
  while (level.length > 0) {
    level = level.flatMap(({ children }) => children);
    if (level.length > 0) depth++;
  }
  return depth;
}

export interface Row {
  node: TreeNode;
  level: number;
  /** Index of the row of its parent; -1 for a root. */
  parent: number;
  position: number;
  siblings: number;
  /** How many of its siblings are not shown; only with the last one that is. */
  more: number;
}

/** The rows that are seen: roots, and what is below those that are open. Of many siblings only the first are shown. */
export function rowsOf(
  roots: readonly TreeNode[],
  open: ReadonlySet<string>,
  mostSiblings: number,
  mostRows: number,
): Row[] {
  const rows: Row[] = [];
  const walk = (nodes: readonly TreeNode[], level: number, parent: number): void => {
    const shown = nodes.slice(0, mostSiblings);
    shown.forEach((node, i) => {
      if (rows.length >= mostRows) return;
      rows.push({
        node,
        level,
        parent,
        position: i + 1,
        siblings: nodes.length,
        more: i === shown.length - 1 ? nodes.length - shown.length : 0,
      });
      if (open.has(node.key)) walk(node.children, level + 1, rows.length - 1);
    });
  };
  walk(roots, 1, -1);
  return rows;
}

/** What is open at first: as many levels from the top as there is room for. */
export function openAtFirst(roots: readonly TreeNode[], mostRows: number): Set<string> {
  const open = new Set<string>();
  let rows = roots.length;
  let level = [...roots];
  while (level.length > 0) {
    const next: TreeNode[] = [];
    for (const parent of level) {
      if (parent.children.length === 0) continue;
      if (rows + parent.children.length > mostRows) return open;
      rows += parent.children.length;
      open.add(parent.key);
      next.push(...parent.children);
    }
    level = next;
  }
  return open;
}
