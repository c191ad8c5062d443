import {
  Box,
  Dialog,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  IconButton,
  Switch,
  Typography,
} from '@mui/material';
import { CloseIcon } from '../ui/icons';
import { useShortcutsEnabled, type Shortcut } from '../ui/shortcuts';
import { useServerStatus } from '../ui/ServerStatus';
import { offered } from './applications';
import { features } from './features';

const everywhere: Shortcut[] = [
  { keys: ['Space'], does: 'Play or pause' },
  { keys: ['←', '→'], does: 'Ten seconds back or forth (with Shift: one minute)' },
  { keys: ['L'], does: 'Back to live' },
  { keys: ['D'], does: 'Light or dark' },
  { keys: ['?'], does: 'This help' },
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [enabled, enable] = useShortcutsEnabled();
  const status = useServerStatus();
  return (
    <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="help-title">
      <DialogTitle id="help-title" sx={{ pr: 6 }}>
        Keyboard
      </DialogTitle>
      <IconButton aria-label="Close" onClick={onClose} sx={{ position: 'absolute', right: 12, top: 12 }}>
        <CloseIcon />
      </IconButton>
      <DialogContent>
        <FormControlLabel
          control={
            <Switch
              checked={enabled}
              onChange={(event) => enable(event.target.checked)}
              data-testid="toggle-shortcuts"
            />
          }
          label="Keys without Ctrl or Alt do something"
          sx={{ mb: 1 }}
        />
        <Box sx={{ opacity: enabled ? 1 : 0.6 }}>
          <Keys title="On every page" shortcuts={everywhere} />
          {offered(features, status).map(({ name, shortcuts = [] }) =>
            shortcuts.length === 0 ? null : <Keys key={name} title={name} shortcuts={shortcuts} />,
          )}
        </Box>
      </DialogContent>
    </Dialog>
  );
}

function Keys({ title, shortcuts }: { title: string; shortcuts: Shortcut[] }) {
  return (
    <>
      <Typography variant="h6" component="h3" sx={{ mt: 1.5, mb: 1 }}>
        {title}
      </Typography>
      <Box
        component="dl"
        sx={{ display: 'grid', gridTemplateColumns: '110px 1fr', columnGap: 2, rowGap: 0.75, m: 0 }}
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
    </>
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
