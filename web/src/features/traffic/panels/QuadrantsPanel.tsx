import { Box, LinearProgress, List, ListItem, ListItemButton, Typography } from '@mui/material';
import type { QuadrantFigures } from '../state/quadrants';
import type { Quadrant } from '../api/types';
import { useMoment } from '../../../ui/timebar/TimelineProvider';
import { count, rate, some } from '../../../ui/format';

interface Props {
  quadrants: readonly (Quadrant | QuadrantFigures)[];
  chosen: string | null;
  onChoose: (quadkey: string | null) => void;
}

const most = 200;

export function QuadrantsPanel({ quadrants, chosen, onChoose }: Props) {
  const past = useMoment() !== null;
  const busiest = Math.max(0.1, ...quadrants.map((q) => q.positionsPerSecond));
  return (
    <>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        A quadrant is a map tile, named by its quadkey. Its vehicles report to the topic <code>traffic.</code>
        quadkey, which its leader keeps; a write counts once it is on the disks of the stated number of
        replicas.
        {past && ' Shown are the quadrants in view at the moment of the time bar.'}
      </Typography>
      <List dense disablePadding aria-label="Quadrants, busiest first">
        {quadrants.slice(0, most).map((quadrant) => (
          <Row
            key={quadrant.quadkey}
            quadrant={quadrant}
            share={quadrant.positionsPerSecond / busiest}
            chosen={quadrant.quadkey === chosen}
            onChoose={onChoose}
          />
        ))}
      </List>
      {quadrants.length > most && (
        <Typography variant="body2" color="text.secondary">
          and {count(quadrants.length - most)} more that are less busy
        </Typography>
      )}
      {quadrants.length === 0 && (
        <Typography variant="body2">
          {past ? 'No quadrant in view had a position then.' : 'No quadrant has had a position yet.'}
        </Typography>
      )}
    </>
  );
}

interface RowProps {
  quadrant: Quadrant | QuadrantFigures;
  share: number;
  chosen: boolean;
  onChoose: (quadkey: string | null) => void;
}

function Row({ quadrant, share, chosen, onChoose }: RowProps) {
  const { quadkey, positionsPerSecond, vehicles } = quadrant;
  return (
    <ListItem disablePadding>
      <ListItemButton
        selected={chosen}
        aria-pressed={chosen}
        onClick={() => onChoose(chosen ? null : quadkey)}
        data-testid="quadrant-row"
        sx={{ display: 'block', borderRadius: 1, px: 1, py: 0.75 }}
      >
        <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
          <Typography component="code" sx={{ fontWeight: 650, fontSize: '0.84rem' }}>
            {quadkey}
          </Typography>
          <Typography sx={{ fontWeight: 650, fontSize: '0.84rem' }}>{rate(positionsPerSecond)} /s</Typography>
        </Box>
        <LinearProgress
          variant="determinate"
          value={Math.min(100, share * 100)}
          aria-hidden
          sx={{ my: 0.5, height: 4, borderRadius: 2 }}
        />
        <Typography variant="body2" color="text.secondary" sx={{ fontSize: '0.76rem' }}>
          {some(vehicles, 'vehicle')}
          {'positions' in quadrant && ` · ${some(quadrant.positions, 'position')}`}
        </Typography>
        {'leader' in quadrant && (
          <Typography variant="body2" color="text.secondary" sx={{ fontSize: '0.76rem' }}>
            leader {quadrant.leader ?? 'none'} · {some(quadrant.replicas, 'replica')}, of which{' '}
            {quadrant.minReplicas} must have a write
          </Typography>
        )}
      </ListItemButton>
    </ListItem>
  );
}
