import { Box, Paper, Typography } from '@mui/material';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { NodeView } from '../api/cluster';
import { useScheme } from '../../../ui/useScheme';
import type { Partition } from '../state/cluster';
import { lagColours } from '../lagColours';
import { isFresh } from '../state/look';
import { lineId, lineStyles, PartitionLine, rowHeight } from './PartitionLine';

interface Props {
  nodes: NodeView[];
  partitions: Partition[];
  /** The moment of the picture. */
  now: number;
  chosenNode: number | null;
  chosenPartition: string | null;
  onChooseNode: (node: number) => void;
  onChoosePartition: (key: string) => void;
  /** Shown in place of the lines when there are none. */
  empty: string;
}

const spare = 6;

/** Who leads and who follows: a line for each partition, a column for each node. Only the lines in view are drawn. */
export function PartitionMatrix(props: Props) {
  const { nodes, partitions, now, chosenNode, chosenPartition, onChooseNode, onChoosePartition, empty } =
    props;
  const { mode } = useScheme();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ top: 0, height: 600, more: false });
  const columns = useMemo(
    () => new Map(nodes.map((node, i) => [node.id, i])),
    [nodes.map((n) => n.id).join()],
  );

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setView(viewOf(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // The lines are as wide as there are nodes.
    observer.observe(element.firstElementChild!);
    return () => observer.disconnect();
  }, []);

  const keys = useCallback(
    (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
      if (step === undefined || partitions.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      const from = partitions.findIndex((p) => p.key === chosenPartition);
      const to = Math.min(partitions.length - 1, Math.max(0, from < 0 ? 0 : from + step));
      onChoosePartition(partitions[to]!.key);
      const element = box.current!;
      const top = to * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + 2 * rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + 2 * rowHeight - element.clientHeight;
    },
    [partitions, chosenPartition, onChoosePartition],
  );

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const shown = partitions.slice(first, first + Math.ceil(view.height / rowHeight) + 2 * spare);
  const chosenShown = shown.some((p) => p.key === chosenPartition);
  const cell = nodes.length > 22 ? 24 : 30;
  const width = nodes.length * cell;
  const grid = `minmax(206px, 1.4fr) 52px ${width}px minmax(94px, 0.8fr) minmax(68px, 0.6fr)`;

  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        // As high as a dozen lines where there is room; nodes give way to it, and it to them.
        flex: `1 1 ${Math.min(12, partitions.length + 1) * rowHeight + 44}px`,
        minHeight: 150,
        position: 'relative',
      }}
    >
      <Paper
        ref={box}
        variant="outlined"
        tabIndex={0}
        role="grid"
        aria-label="Partitions: who leads and who follows"
        aria-rowcount={partitions.length + 1}
        aria-activedescendant={chosenShown ? lineId(chosenPartition!) : undefined}
        data-testid="partition-matrix"
        onScroll={(event) => setView(viewOf(event.currentTarget))}
        onKeyDown={keys}
        sx={{
          overflow: 'auto',
          flex: 1,
          minHeight: 0,
          position: 'relative',
        }}
      >
        <Box sx={{ minWidth: 440 + width }}>
          <Box
            role="row"
            sx={{
              display: 'grid',
              gridTemplateColumns: grid,
              alignItems: 'end',
              position: 'sticky',
              top: 0,
              zIndex: 2,
              bgcolor: 'background.paper',
              borderBottom: 1,
              borderColor: 'divider',
              px: 1,
              py: 0.5,
              fontSize: '0.75rem',
              color: 'text.secondary',
            }}
          >
            <span role="columnheader">partition</span>
            <span role="columnheader">epoch</span>
            <Box
              role="columnheader"
              aria-label="replicas, by node"
              sx={{ display: 'grid', gridTemplateColumns: `repeat(${nodes.length}, ${cell}px)` }}
            >
              {nodes.map((node) => (
                <Box
                  key={node.id}
                  component="button"
                  type="button"
                  aria-pressed={node.id === chosenNode}
                  aria-label={`Node ${node.id}`}
                  onClick={() => onChooseNode(node.id)}
                  title={`Node ${node.id}`}
                  sx={{
                    all: 'unset',
                    '&:focus-visible': { outline: '2px solid', borderRadius: 0.5 },
                    cursor: 'pointer',
                    textAlign: 'center',
                    fontWeight: node.id === chosenNode ? 800 : 600,
                    color:
                      node.status === 'alive'
                        ? node.id === chosenNode
                          ? 'primary.main'
                          : 'text.primary'
                        : node.status === 'silent'
                          ? 'warning.main'
                          : 'error.main',
                    textDecoration: node.status === 'away' ? 'line-through' : 'none',
                  }}
                >
                  {node.id}
                </Box>
              ))}
            </Box>
            <Box component="span" role="columnheader" sx={{ textAlign: 'right' }}>
              acknowledged
            </Box>
            <Box component="span" role="columnheader" sx={{ textAlign: 'right' }}>
              records/s
            </Box>
          </Box>
          {partitions.length === 0 ? (
            <Typography color="text.secondary" sx={{ p: 2 }} data-testid="no-partitions">
              {empty}
            </Typography>
          ) : (
            <Box
              sx={{ position: 'relative', ...lineStyles }}
              style={{ height: partitions.length * rowHeight }}
            >
              {shown.map((partition, i) => (
                <PartitionLine
                  key={partition.key}
                  partition={partition}
                  top={(first + i) * rowHeight}
                  index={first + i}
                  grid={grid}
                  cell={cell}
                  columns={columns}
                  colours={lagColours[mode]}
                  fresh={isFresh(partition, now)}
                  chosen={partition.key === chosenPartition}
                  chosenColumn={chosenNode === null ? undefined : columns.get(chosenNode)}
                  onChoose={onChoosePartition}
                />
              ))}
            </Box>
          )}
        </Box>
      </Paper>
      {view.more && <MoreBeside />}
    </Box>
  );
}

interface View {
  top: number;
  height: number;
  /** Columns lie beyond the right edge. */
  more: boolean;
}

function viewOf({ scrollTop, clientHeight, scrollLeft, clientWidth, scrollWidth }: HTMLElement): View {
  return { top: scrollTop, height: clientHeight, more: scrollLeft + clientWidth < scrollWidth - 2 };
}

/** A shade with an arrow at the right edge: the table goes on there. */
function MoreBeside() {
  return (
    <Box
      aria-hidden
      data-testid="more-columns"
      sx={{
        position: 'absolute',
        inset: '1px 1px 1px auto',
        width: 44,
        zIndex: 3,
        pointerEvents: 'none',
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'flex-end',
        pr: 0.75,
        borderRadius: 1,
        fontSize: '1.25rem',
        fontWeight: 700,
        color: 'primary.main',
        background: 'linear-gradient(90deg, transparent, var(--mui-palette-background-paper) 75%)',
      }}
    >
      ›
    </Box>
  );
}
