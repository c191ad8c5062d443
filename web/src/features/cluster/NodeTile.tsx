import { Box, ButtonBase, IconButton, Typography } from '@mui/material';
import { memo, type KeyboardEvent } from 'react';
import type { ControlledNode, NodeVerb, NodeView } from './api/cluster';
import { bytes, rate, roughSpan } from '../../ui/format';
import { KillIcon, PauseIcon, PlayIcon, RestartIcon } from '../../ui/icons';
import { nodeWords } from './state/look';

interface Props {
  node: NodeView;
  controlled: ControlledNode | undefined;
  /** What is being done to it. */
  busy: NodeVerb | undefined;
  chosen: boolean;
  /** Seconds, so that a tile is drawn anew once in a second at most for its age. */
  now: number;
  onChoose: (node: number) => void;
  onAct: (node: number, verb: NodeVerb) => void;
}

const colours = {
  alive: 'success.main',
  silent: 'warning.main',
  away: 'error.main',
  unknown: 'text.disabled',
} as const;

/** A node: how it is, what it does, and for nodes of a demo what can be done to it. */
export const NodeTile = memo(function NodeTile({
  node,
  controlled,
  busy,
  chosen,
  now,
  onChoose,
  onAct,
}: Props) {
  const keys = (event: KeyboardEvent) => {
    if (controlled === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const verb = verbOf(event.key.toLowerCase(), controlled);
    if (verb === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onAct(node.id, verb);
  };
  return (
    <Box
      data-testid="node-tile"
      data-node={node.id}
      data-status={node.status}
      onKeyDown={keys}
      sx={{
        position: 'relative',
        border: 1,
        borderColor: chosen ? 'primary.main' : 'divider',
        borderRadius: 1.25,
        bgcolor: 'background.paper',
        outline: chosen ? '1px solid var(--mui-palette-primary-main)' : 'none',
        overflow: 'hidden',
        display: 'flex',
        flexDirection: 'column',
        '&::before': {
          content: '""',
          position: 'absolute',
          left: 0,
          top: 0,
          bottom: 0,
          width: 4,
          bgcolor: colours[node.status],
        },
      }}
    >
      <ButtonBase
        onClick={() => onChoose(node.id)}
        aria-pressed={chosen}
        sx={{
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'stretch',
          justifyContent: 'flex-start',
          textAlign: 'left',
          pl: 1.5,
          pr: 1,
          pt: 0.5,
          pb: 0.6,
          width: '100%',
          flex: 1,
        }}
      >
        <Typography sx={{ fontWeight: 700, lineHeight: 1.35, pr: controlled === undefined ? 0 : 9 }} noWrap>
          Node {node.id}{' '}
        </Typography>
        <Typography
          variant="body2"
          noWrap
          sx={{
            color: node.status === 'alive' ? 'text.secondary' : colours[node.status],
            fontSize: '0.75rem',
          }}
        >
          {node.isController && (
            <Box component="b" sx={{ color: 'primary.main' }}>
              controller,{' '}
            </Box>
          )}
          {busy !== undefined
            ? `${doing[busy]}…`
            : node.isController && node.status === 'alive' && node.since > 0
              ? `up ${roughSpan((now - node.since) / 1000)}`
              : nodeWords(node, now)}
        </Typography>
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            columnGap: 1,
            mt: 0.25,
            fontSize: '0.75rem',
            whiteSpace: 'nowrap',
          }}
        >
          <span>
            leads <b>{node.leads}</b>{' '}
          </span>
          <span>
            holds <b>{node.replicas}</b>{' '}
          </span>
          <span>
            <b>{rate(node.recordsPerSecond)}</b>/s
          </span>
        </Box>
        <Disk node={node} memory={controlled?.memoryBytes ?? 0} />
      </ButtonBase>
      {controlled !== undefined && (
        <Buttons node={node.id} controlled={controlled} busy={busy} onAct={onAct} />
      )}
    </Box>
  );
}, sameTile);

/** Pushes bring new objects for all nodes; a tile is drawn anew when it shows something else. */
function sameTile(a: Props, b: Props): boolean {
  return (
    a.busy === b.busy &&
    a.chosen === b.chosen &&
    a.now === b.now &&
    a.onAct === b.onAct &&
    a.onChoose === b.onChoose &&
    alike(a.node, b.node) &&
    alike(a.controlled, b.controlled)
  );
}

function alike<T extends object>(a: T | undefined, b: T | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (Object.keys(a) as (keyof T)[]).every((name) => a[name] === b[name]);
}

const doing: Record<NodeVerb, string> = {
  kill: 'being killed',
  pause: 'being paused',
  resume: 'being resumed',
  restart: 'starting',
};

function verbOf(key: string, { running, paused }: ControlledNode): NodeVerb | undefined {
  if (key === 'k' && running) return 'kill';
  if (key === 'p' && running) return paused ? 'resume' : 'pause';
  return key === 'r' ? 'restart' : undefined;
}

function Disk({ node, memory }: { node: NodeView; memory: number }) {
  const used =
    node.diskTotal === null || node.diskFree === null || node.diskTotal === 0
      ? null
      : 1 - node.diskFree / node.diskTotal;
  const hint = [
    node.address ?? 'address unknown',
    node.logBytes === null ? null : `log ${bytes(node.logBytes)}`,
    node.bytesPerSecond === null ? null : `growing by ${bytes(node.bytesPerSecond)} a second`,
    used === null
      ? null
      : `disk ${Math.round(used * 100)} % full, ${bytes(node.diskFree)} of ${bytes(node.diskTotal)} free`,
    memory > 0 ? `memory ${bytes(memory)}` : null,
  ].filter((part) => part !== null);
  return (
    <Box sx={{ mt: 0.5 }} title={hint.join(' · ')}>
      <Box
        sx={{
          display: 'flex',
          justifyContent: 'space-between',
          flexWrap: 'wrap',
          columnGap: 1,
          fontSize: '0.75rem',
          color: 'text.secondary',
          whiteSpace: 'nowrap',
        }}
      >
        <span>log {bytes(node.logBytes)}</span>
        {memory > 0 && <span>mem {bytes(memory)}</span>}
      </Box>
      <Box sx={{ height: 3, borderRadius: 2, bgcolor: 'action.hover', overflow: 'hidden', mt: 0.25 }}>
        <Box
          sx={{
            height: '100%',
            width: `${(used ?? 0) * 100}%`,
            bgcolor: used !== null && used > 0.9 ? 'error.main' : 'primary.main',
            opacity: 0.7,
          }}
        />
      </Box>
    </Box>
  );
}

interface ButtonsProps {
  node: number;
  controlled: ControlledNode;
  busy: NodeVerb | undefined;
  onAct: (node: number, verb: NodeVerb) => void;
}

function Buttons({ node, controlled, busy, onAct }: ButtonsProps) {
  const { running, paused } = controlled;
  const button = (verb: NodeVerb, title: string, enabled: boolean, Icon: typeof KillIcon) => (
    <IconButton
      title={title}
      size="small"
      disabled={!enabled || busy !== undefined}
      onClick={() => onAct(node, verb)}
      aria-label={`${title.split(' (')[0]} node ${node}`}
      data-testid={`${verb}-${node}`}
      sx={{ p: 0.35 }}
    >
      <Icon sx={{ fontSize: 16 }} />
    </IconButton>
  );
  return (
    <Box
      role="group"
      aria-label={`Control of node ${node}`}
      sx={{ position: 'absolute', top: 3, right: 3, display: 'flex' }}
    >
      {button('kill', 'Kill (K): end its process at once', running, KillIcon)}
      {paused
        ? button('resume', 'Resume (P): let it run again', running, PlayIcon)
        : button('pause', 'Pause (P): stop it without ending it', running, PauseIcon)}
      {button('restart', running ? 'Restart (R): kill and start it' : 'Start (R)', true, RestartIcon)}
    </Box>
  );
}
