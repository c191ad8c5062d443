import { Box, IconButton, Tooltip } from '@mui/material';
import { useState } from 'react';
import { CopyIcon } from './icons';

/** A command or an address to copy. */
export function Command({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 0.5,
        pl: 1.25,
        pr: 0.25,
        my: 0.5,
        borderRadius: 1.5,
        border: 1,
        borderColor: 'divider',
        bgcolor: 'action.hover',
      }}
    >
      <Box
        component="code"
        sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', py: 0.5, fontSize: '0.8rem' }}
      >
        {text}
      </Box>
      <Tooltip title={copied ? 'Copied' : 'Copy'} onClose={() => setCopied(false)}>
        <IconButton size="small" onClick={copy} aria-label={`Copy ${label ?? text}`}>
          <CopyIcon sx={{ fontSize: 16 }} />
        </IconButton>
      </Tooltip>
    </Box>
  );
}
