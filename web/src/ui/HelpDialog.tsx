import { Box, Dialog, DialogContent, DialogTitle, IconButton, Typography } from '@mui/material';
import { CloseIcon } from './icons';

export interface Shortcut {
  keys: string[];
  does: string;
}

export const shortcuts: Shortcut[] = [
  { keys: ['Space'], does: 'Play or pause' },
  { keys: ['←', '→'], does: 'Ten seconds back or forth (with Shift: one minute)' },
  { keys: ['L'], does: 'Back to live' },
  { keys: ['H'], does: 'Heat map on or off' },
  { keys: ['V'], does: 'Vehicles on or off' },
  { keys: ['Q'], does: 'Quadrants on or off' },
  { keys: ['C'], does: 'Heat map beside precise positions' },
  { keys: ['F'], does: 'Fit the map to the data' },
  { keys: ['Esc'], does: 'Stop following a vehicle' },
  { keys: ['K', 'P', 'R'], does: 'On a node of the cluster demo: kill, pause or resume, restart' },
  { keys: ['↑', '↓'], does: 'In the list of partitions: the one before or after' },
  { keys: ['D'], does: 'Light or dark' },
  { keys: ['?'], does: 'This help' },
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="help-title">
      <DialogTitle id="help-title" sx={{ pr: 6 }}>
        Keyboard
      </DialogTitle>
      <IconButton aria-label="Close" onClick={onClose} sx={{ position: 'absolute', right: 12, top: 12 }}>
        <CloseIcon />
      </IconButton>
      <DialogContent>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 1, m: 0 }}
        >
          {shortcuts.map(({ keys, does }) => (
            <Box key={does} sx={{ display: 'contents' }}>
              <Box component="dt">
                {keys.map((key) => (
                  <Key key={key} name={key} />
                ))}
              </Box>
              <Typography component="dd" sx={{ m: 0, alignSelf: 'center' }}>
                {does}
              </Typography>
            </Box>
          ))}
        </Box>
        <Typography color="text.secondary" variant="body2" sx={{ mt: 2 }}>
          Point at a vehicle to see its speed, heading and age; click it to follow it.
        </Typography>
      </DialogContent>
    </Dialog>
  );
}

function Key({ name }: { name: string }) {
  return (
    <Box
      component="kbd"
      sx={{
        display: 'inline-block',
        minWidth: 26,
        textAlign: 'center',
        px: 0.75,
        py: 0.1,
        mr: 0.5,
        border: 1,
        borderColor: 'divider',
        borderBottomWidth: 2,
        borderRadius: 1,
        bgcolor: 'action.hover',
      }}
    >
      {name}
    </Box>
  );
}
