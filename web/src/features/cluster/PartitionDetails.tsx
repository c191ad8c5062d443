import { Box, IconButton, Typography } from '@mui/material';
import { moment, some } from '../../ui/format';
import { CloseIcon } from '../../ui/icons';
import { useScheme } from '../../ui/useScheme';
import { lagColours } from './lagColours';
import type { Partition } from './state/cluster';
import { lagClass, lagWords, statusWords } from './state/look';

/** A partition with its leader, its epoch, and how far each follower is. */
export function PartitionDetails({ partition, onClose }: { partition: Partition; onClose: () => void }) {
  const { mode } = useScheme();
  return (
    <Box data-testid="partition-details" sx={{ p: 1.5, borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1 }}>
        <Typography component="h3" sx={{ fontWeight: 700, flex: 1, overflowWrap: 'anywhere' }}>
          {partition.key}
        </Typography>
        <IconButton size="small" onClick={onClose} aria-label="Close the partition">
          <CloseIcon sx={{ fontSize: 16 }} />
        </IconButton>
      </Box>
      <Typography variant="body2" color="text.secondary">
        {statusWords(partition)}
        {partition.epoch >= 0 && `; epoch ${partition.epoch}`}
        {partition.electedAt !== null && `, elected at ${moment(partition.electedAt, Date.now())}`}
        {partition.highWatermark !== null && `; ${some(partition.highWatermark, 'record')} acknowledged`}
      </Typography>
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, mt: 0.75, p: 0, display: 'grid', gap: 0.4, fontSize: '0.8rem' }}
      >
        {partition.replicas.map((replica) => (
          <Box component="li" key={replica.node} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
            <Box
              sx={{
                width: 12,
                height: 12,
                flexShrink: 0,
                borderRadius: replica.role === 'leader' ? 0.4 : '50%',
                bgcolor: replica.role === 'leader' ? 'primary.main' : lagColours[mode][lagClass(replica)],
              }}
            />
            <b>node {replica.node}</b>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {replica.role === 'leader'
                ? 'leads'
                : `${replica.role === 'observer' ? 'catches up: ' : ''}${lagWords(replica)}${replica.inSync || replica.role === 'observer' ? '' : ', not in sync'}`}
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
