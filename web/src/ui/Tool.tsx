import { IconButton, Tooltip } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  label: string;
  onClick: () => void;
  pressed?: boolean;
  disabled?: boolean;
  testId?: string;
  children: ReactNode;
}

/** A button with a picture, for the line above what a page shows. */
export function Tool({ label, onClick, pressed, disabled = false, testId, children }: Props) {
  return (
    <Tooltip title={label}>
      <span>
        <IconButton
          onClick={onClick}
          aria-label={label}
          aria-pressed={pressed}
          disabled={disabled}
          data-testid={testId}
          color={pressed ? 'primary' : 'default'}
          size="small"
          sx={{
            borderRadius: 2,
            width: 36,
            height: 36,
            ...(pressed && { bgcolor: 'action.selected' }),
          }}
        >
          {children}
        </IconButton>
      </span>
    </Tooltip>
  );
}
