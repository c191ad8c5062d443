import { Box } from '@mui/material';

/** The first stop of the tab key: leads past the bar to the page. */
export function SkipLink() {
  return (
    <Box
      component="a"
      href="#content"
      data-testid="skip-link"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
      sx={{
        position: 'absolute',
        left: 8,
        top: 8,
        zIndex: 20,
        px: 2,
        py: 1,
        borderRadius: 2,
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        fontWeight: 650,
        textDecoration: 'none',
        '&:not(:focus)': { clipPath: 'inset(50%)', width: '1px', height: '1px', overflow: 'hidden', p: 0 },
      }}
    >
      Skip to the page
    </Box>
  );
}
