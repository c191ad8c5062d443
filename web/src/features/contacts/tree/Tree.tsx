import { Box, Typography } from '@mui/material';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { count } from '../../../ui/format';
import { ChevronIcon } from '../../../ui/icons';
import { openAtFirst, rowsOf, type Row, type TreeNode } from './treeOf';

interface Props {
  label: string;
  roots: readonly TreeNode[];
  /** What stands in a row. */
  row: (node: TreeNode) => ReactNode;
  /** The row in words, where it is found by typing. */
  chosen: string | null;
  onChoose: (person: string) => void;
  /** How many rows are open at first. */
  first?: number;
  testId: string;
}

const mostSiblings = 50;
const mostRows = 400;

/** A tree of people, by mouse and keyboard: arrows open, close and walk, Enter chooses. What is closed is not drawn. */
export function Tree({ label, roots, row, chosen, onChoose, first = 30, testId }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(roots, first));
  const [focused, setFocused] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const begins = roots.map(({ key, person }) => `${key} ${person}`).join();
  useEffect(() => {
    setOpen(openAtFirst(roots, first));
    setFocused(null);
    // A tree that only grows keeps what the reader has opened.
  }, [begins]);
  const rows = useMemo(() => rowsOf(roots, open, mostSiblings, mostRows), [roots, open]);
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.key === focused),
  );

  const toggle = (key: string, wanted: boolean) => {
    const next = new Set(open);
    if (wanted) next.add(key);
    else next.delete(key);
    setOpen(next);
  };
  const go = (index: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (next === undefined) return;
    setFocused(next.node.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.node.key)}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const current = rows[at];
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { node } = current;
    const isOpen = open.has(node.key);
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () =>
        node.children.length === 0 ? undefined : isOpen ? go(at + 1) : toggle(node.key, true),
      ArrowLeft: () =>
        isOpen && node.children.length > 0
          ? toggle(node.key, false)
          : current.parent >= 0
            ? go(current.parent)
            : undefined,
      Enter: () => onChoose(node.person),
      ' ': () => onChoose(node.person),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };

  return (
    <Box
      ref={list}
      component="ul"
      role="tree"
      aria-label={label}
      data-testid={testId}
      onKeyDown={onKey}
      sx={{ listStyle: 'none', m: 0, p: 0, overflowX: 'auto' }}
    >
      {rows.map((shown, i) => (
        <Item
          key={shown.node.key}
          id={`${id}${shown.node.key}`}
          shown={shown}
          open={open.has(shown.node.key)}
          stop={i === at}
          chosen={shown.node.person === chosen}
          onFocus={() => setFocused(shown.node.key)}
          onToggle={() => toggle(shown.node.key, !open.has(shown.node.key))}
          onChoose={() => onChoose(shown.node.person)}
        >
          {row(shown.node)}
        </Item>
      ))}
      {rows.length >= mostRows && (
        <Typography component="li" role="none" variant="caption" color="text.secondary">
          More rows are not drawn: close some.
        </Typography>
      )}
    </Box>
  );
}

interface ItemProps {
  id: string;
  shown: Row;
  open: boolean;
  /** Whether the tab key stops here. */
  stop: boolean;
  chosen: boolean;
  onFocus: () => void;
  onToggle: () => void;
  onChoose: () => void;
  children: ReactNode;
}

function Item({ shown, open, stop, chosen, onFocus, onToggle, onChoose, children }: ItemProps) {
  const { node, level, position, siblings, more } = shown;
  const opens = node.children.length > 0;
  return (
    <>
      <Box
        component="li"
        role="treeitem"
        tabIndex={stop ? 0 : -1}
        aria-level={level}
        aria-posinset={position}
        aria-setsize={siblings}
        aria-selected={chosen}
        aria-expanded={opens ? open : undefined}
        data-key={node.key}
        data-person={node.person}
        onFocus={onFocus}
        onClick={onChoose}
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 0.5,
          minHeight: 28,
          pr: 0.5,
          cursor: 'pointer',
          borderRadius: 1,
          '&:hover': { bgcolor: 'action.hover' },
          '&[aria-selected=true]': { bgcolor: 'action.selected' },
          '&:focus-visible': { outline: '2px solid', outlineOffset: -2 },
        }}
        style={{ paddingLeft: Math.min(12, level - 1) * 14 }}
      >
        <Box
          aria-hidden
          onClick={(event) => {
            if (!opens) return;
            event.stopPropagation();
            onToggle();
          }}
          sx={{
            width: 24,
            height: 24,
            display: 'grid',
            placeItems: 'center',
            flexShrink: 0,
            visibility: opens ? 'visible' : 'hidden',
            transform: open ? 'rotate(90deg)' : 'none',
          }}
        >
          <ChevronIcon />
        </Box>
        {children}
      </Box>
      {more > 0 && (
        <Typography
          component="li"
          role="none"
          variant="caption"
          color="text.secondary"
          sx={{ display: 'block', pl: `${Math.min(12, level - 1) * 14 + 28}px` }}
        >
          and {count(more)} more
        </Typography>
      )}
    </>
  );
}
