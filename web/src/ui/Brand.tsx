import { Box, Typography } from '@mui/material';

export function Brand() {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <img src="/favicon.svg" width={28} height={28} alt="" />
      <Typography
        component="h1"
        sx={{
          fontWeight: 700,
          fontSize: '1.08rem',
          letterSpacing: -0.3,
          // Read out, but not in the way where there is no room.
          '@media (max-width: 379.95px)': {
            position: 'absolute',
            width: '1px',
            height: '1px',
            overflow: 'hidden',
            clipPath: 'inset(50%)',
          },
        }}
      >
        Vicinity
      </Typography>
    </Box>
  );
}
