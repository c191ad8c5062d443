import { Box } from '@mui/material';
import type { SxProps } from '@mui/material/styles';
import type { KeyboardEvent, ReactNode } from 'react';

interface ListProps {
  label: string;
  testId: string;
  children: ReactNode;
}

/** A list of rows; arrow keys go from one to the next. */
export function List({ label, testId, children }: ListProps) {
  return (
    <Box
      component="ul"
      aria-label={label}
      data-testid={testId}
      onKeyDown={walk}
      sx={{ listStyle: 'none', m: 0, p: 0 }}
    >
      {children}
    </Box>
  );
}

interface RowProps {
  chosen: boolean;
  onClick: () => void;
  /** Of what stands in the row. */
  sx?: SxProps;
  testId: string;
  /** Attributes by which tests find it. */
  data?: Readonly<Record<`data-${string}`, string>>;
  children: ReactNode;
}

/** A row of a list of which one can be chosen. */
export function ListRow({ chosen, onClick, sx = {}, testId, data = {}, children }: RowProps) {
  return (
    <Box component="li">
      <Box
        component="button"
        type="button"
        aria-pressed={chosen}
        data-testid={testId}
        {...data}
        onClick={onClick}
        sx={[
          {
            all: 'unset',
            boxSizing: 'border-box',
            width: '100%',
            cursor: 'pointer',
            columnGap: 1,
            alignItems: 'center',
            px: 0.75,
            py: 0.6,
            borderBottom: 1,
            borderColor: 'divider',
            '&:hover': { bgcolor: 'action.hover' },
            '&:focus-visible': { outline: '2px solid', outlineOffset: -2, borderRadius: 1 },
            '&[aria-pressed=true]': {
              bgcolor: 'action.selected',
              boxShadow: 'inset 3px 0 0 var(--mui-palette-primary-main)',
            },
          },
          ...(Array.isArray(sx) ? sx : [sx]),
        ]}
      >
        {children}
      </Box>
    </Box>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll('button')];
  const next = rows[rows.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
