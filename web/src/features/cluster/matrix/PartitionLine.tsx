import { memo } from 'react';
import { count, rate } from '../../../ui/format';
import type { Partition, PartitionStatus, Replica } from '../state/cluster';
import { lagClass, replicaWords, statusWords, type LagClass } from '../state/look';

export const rowHeight = 30;

/** Id of a partition's line in the document. */
export const lineId = (key: string) => `partition ${key}`.replaceAll(' ', '-');

interface Props {
  partition: Partition;
  top: number;
  index: number;
  grid: string;
  cell: number;
  columns: ReadonlyMap<number, number>;
  colours: Record<LagClass, string>;
  fresh: boolean;
  chosen: boolean;
  chosenColumn: number | undefined;
  onChoose: (key: string) => void;
}

const signs: Record<PartitionStatus, { sign: string; colour: string }> = {
  ok: { sign: '', colour: 'var(--mui-palette-success-main)' },
  under: { sign: '!', colour: 'var(--mui-palette-warning-main)' },
  readOnly: { sign: '✕', colour: 'var(--mui-palette-error-main)' },
  noLeader: { sign: '?', colour: 'var(--mui-palette-error-main)' },
};

/** One partition. Plain elements: hundreds of them change several times a second. */
export const PartitionLine = memo(function PartitionLine(props: Props) {
  const { partition, top, index, grid, cell, columns, colours, fresh, chosen, chosenColumn, onChoose } =
    props;
  const { sign, colour } = signs[partition.status];
  return (
    <div
      role="row"
      className="line"
      id={lineId(partition.key)}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-testid="partition-row"
      data-partition={partition.key}
      data-leader={partition.leader}
      data-epoch={partition.epoch}
      data-status={partition.status}
      data-fresh={fresh}
      onClick={() => onChoose(partition.key)}
      style={{ top, gridTemplateColumns: grid }}
    >
      <span
        role="rowheader"
        title={`${partition.key}: ${statusWords(partition)}`}
        style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      >
        {sign !== '' && (
          <b style={{ color: colour, marginRight: 6 }} aria-label={statusWords(partition)}>
            {sign}
          </b>
        )}
        {partition.topic}
        <span style={{ color: 'var(--mui-palette-text-secondary)' }}>-{partition.partition}</span>
      </span>
      <span
        role="gridcell"
        style={fresh ? { fontWeight: 800, color: 'var(--mui-palette-warning-main)' } : undefined}
      >
        {partition.epoch < 0 ? '–' : partition.epoch}
      </span>
      <span
        role="gridcell"
        aria-label={partition.replicas.map(replicaWords).join('; ')}
        style={{ position: 'relative', height: rowHeight, display: 'block' }}
      >
        {chosenColumn !== undefined && (
          <i
            style={{
              position: 'absolute',
              left: chosenColumn * cell,
              width: cell,
              top: 0,
              bottom: 0,
              background: 'var(--mui-palette-action-hover)',
            }}
          />
        )}
        {partition.replicas.map((replica) => (
          <Mark
            key={replica.node}
            replica={replica}
            left={(columns.get(replica.node) ?? -10) * cell}
            size={cell}
            colours={colours}
            fresh={fresh}
          />
        ))}
      </span>
      <span role="gridcell" style={{ textAlign: 'right' }}>
        {partition.highWatermark === null ? '–' : count(partition.highWatermark)}
      </span>
      <span role="gridcell" style={{ textAlign: 'right' }}>
        {rate(partition.recordsPerSecond)}
      </span>
    </div>
  );
});

/** How lines look; given once to the element around them, since a style for each would be worked out with each change. */
export const lineStyles = {
  '& .line': {
    position: 'absolute',
    left: 0,
    right: 0,
    height: rowHeight,
    display: 'grid',
    alignItems: 'center',
    padding: '0 8px',
    fontSize: '0.8rem',
    cursor: 'pointer',
    borderBottom: '1px solid var(--mui-palette-divider)',
  },
  '& .line[aria-selected=true]': { boxShadow: 'inset 3px 0 0 var(--mui-palette-primary-main)' },
  '& .line:hover': { backgroundColor: 'var(--mui-palette-action-hover)' },
  '& .line[data-fresh=true]': { animation: 'elected 2.5s ease-out' },
  '@keyframes elected': {
    from: { backgroundColor: 'rgba(var(--mui-palette-warning-mainChannel) / 0.55)' },
    to: { backgroundColor: 'transparent' },
  },
};

interface MarkProps {
  replica: Replica;
  left: number;
  size: number;
  colours: Record<LagClass, string>;
  fresh: boolean;
}

/** A replica: a full square leads, a round one follows, a ring catches up; a cross is not in sync. */
function Mark({ replica, left, size, colours, fresh }: MarkProps) {
  const leads = replica.role === 'leader';
  const colour = colours[lagClass(replica)];
  const observes = replica.role === 'observer';
  const out = !leads && !observes && !replica.inSync;
  return (
    <i
      title={replicaWords(replica)}
      data-role={replica.role}
      data-node={replica.node}
      style={{
        position: 'absolute',
        left: left + 4,
        top: 4,
        width: size - 8,
        height: size - 8,
        boxSizing: 'border-box',
        borderRadius: leads ? 5 : '50%',
        background: leads ? 'var(--mui-palette-primary-main)' : observes || out ? 'transparent' : colour,
        border: observes ? `3px solid ${colour}` : out ? `2px dashed ${colours.far}` : 'none',
        outline: leads && fresh ? '3px solid var(--mui-palette-warning-main)' : 'none',
        color: 'var(--mui-palette-primary-contrastText)',
        display: 'grid',
        placeItems: 'center',
        fontStyle: 'normal',
        fontWeight: 800,
        fontSize: 12,
        transition: 'background-color 0.4s',
      }}
    >
      {leads ? 'L' : ''}
    </i>
  );
}
