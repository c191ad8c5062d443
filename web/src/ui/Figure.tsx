import { Box, Tooltip, Typography } from '@mui/material';

interface Props {
  label: string;
  value: string;
  hint: string;
  testId?: string;
  hideOnPhone?: boolean;
}

/** A number with its name, for the top bar. */
export function Figure({ label, value, hint, testId, hideOnPhone = false }: Props) {
  return (
    <Tooltip title={hint}>
      <Box
        sx={{
          display: { xs: hideOnPhone ? 'none' : 'block', lg: 'block' },
          textAlign: 'right',
          minWidth: 44,
        }}
      >
        <Typography
          sx={{ fontWeight: 650, fontSize: { xs: '0.9rem', sm: '1.02rem' }, lineHeight: 1.15 }}
          data-testid={testId}
        >
          {value}
        </Typography>
        <Typography noWrap color="text.secondary" sx={{ fontSize: '0.75rem', lineHeight: 1.2 }}>
          {label}
        </Typography>
      </Box>
    </Tooltip>
  );
}
