import { Alert, Button } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  severity: 'warning' | 'error' | 'info';
  children: ReactNode;
  action?: { text: string; run: () => void };
}

/** A line over the page that says what is wrong with its picture; it goes away by itself when that is mended. */
export function StatusBanner({ severity, children, action }: Props) {
  return (
    <Alert
      severity={severity}
      variant="filled"
      icon={false}
      role="alert"
      data-testid="connection-banner"
      sx={{
        borderRadius: 0,
        py: 0,
        alignItems: 'center',
        bgcolor: severity === 'info' ? 'info.dark' : severity === 'error' ? '#a61e1e' : '#8a4b00',
        color: '#fff',
        '& .MuiAlert-action': { pt: 0 },
      }}
      action={
        action && (
          <Button color="inherit" size="small" onClick={action.run}>
            {action.text}
          </Button>
        )
      }
    >
      {children}
    </Alert>
  );
}
