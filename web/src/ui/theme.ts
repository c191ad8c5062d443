import { createTheme } from '@mui/material/styles';

/** A window that is too low for bars and page, such as a small one at 400 % zoom. */
export const lowWindow = '(max-height: 480px)';

/** The colours of both modes, for what is drawn on a canvas too. */
export const palettes = {
  light: {
    primary: { main: '#0b7285' },
    success: { main: '#217a34' },
    secondary: { main: '#7048a8' },
    warning: { main: '#b35c00' },
    error: { main: '#c92a2a' },
    background: { default: '#eef2f4', paper: '#ffffff' },
    text: { primary: '#16212a', secondary: '#51616d' },
  },
  dark: {
    primary: { main: '#3bc9db' },
    success: { main: '#51cf66' },
    secondary: { main: '#b197fc' },
    warning: { main: '#ffc078' },
    error: { main: '#ff8787' },
    background: { default: '#0d1419', paper: '#141d24' },
    text: { primary: '#e6edf2', secondary: '#9fb0bc' },
  },
};

/** Light and dark, by the system's preference until the reader chooses. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-scheme' },
  colorSchemes: {
    light: { palette: palettes.light },
    dark: { palette: palettes.dark },
  },
  shape: { borderRadius: 10 },
  typography: {
    fontFamily: 'Inter, "Segoe UI", Roboto, system-ui, -apple-system, "DejaVu Sans", sans-serif',
    fontSize: 13.5,
    h5: { fontWeight: 650, letterSpacing: -0.3 },
    h6: { fontWeight: 650, fontSize: '1rem' },
    overline: {
      fontWeight: 650,
      letterSpacing: 0.6,
      lineHeight: 1.6,
      textTransform: 'none',
      fontSize: '0.75rem',
    },
    caption: { fontSize: '0.75rem', lineHeight: 1.3 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
  components: {
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    // Words that do not fit into a line take another one.
    MuiChip: {
      styleOverrides: {
        root: { height: 'auto', minHeight: 24, maxWidth: '100%' },
        label: { whiteSpace: 'normal' },
      },
    },
    MuiToggleButton: { styleOverrides: { root: { color: 'var(--mui-palette-text-secondary)' } } },
    MuiButton: { defaultProps: { disableElevation: true } },
    MuiTooltip: {
      defaultProps: { arrow: true, enterDelay: 400 },
      styleOverrides: { tooltip: { fontSize: '0.78rem' } },
    },
    MuiCssBaseline: {
      styleOverrides: {
        'html, body, #root': { height: '100%' },
        body: { overflow: 'hidden', fontVariantNumeric: 'tabular-nums' },
        // Where the window is too low for bars and page, all of it scrolls.
        [`@media ${lowWindow}`]: { 'html, body, #root': { height: 'auto' }, body: { overflow: 'auto' } },
        ':focus-visible': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: '2px' },
        'code, kbd': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', fontSize: '0.92em' },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            transitionDuration: '0.01ms !important',
          },
        },
        '.maplibregl-ctrl-group': {
          // Above the layers, which are a control to the map as well.
          position: 'relative',
          zIndex: 3,
          background: 'var(--mui-palette-background-paper) !important',
          borderRadius: '10px !important',
          boxShadow: '0 1px 4px rgba(0,0,0,.25) !important',
          overflow: 'hidden',
        },
        '.maplibregl-ctrl-group button + button': { borderTopColor: 'var(--mui-palette-divider) !important' },
        '[data-scheme="dark"] .maplibregl-ctrl-icon, [data-scheme="dark"].maplibregl-ctrl-icon': {
          filter: 'invert(1)',
        },
        '.quadrant-labels': {
          position: 'absolute',
          inset: 0,
          overflow: 'hidden',
          pointerEvents: 'none',
          zIndex: 2,
        },
        '.quadrant-labels > div': {
          position: 'absolute',
          display: 'grid',
          padding: '2px 7px',
          borderRadius: 6,
          fontSize: 12,
          lineHeight: 1.35,
          whiteSpace: 'nowrap',
          color: 'var(--mui-palette-text-primary)',
          background: 'rgba(var(--mui-palette-background-defaultChannel) / 0.72)',
        },
        '.quadrant-labels b': { color: 'var(--mui-palette-primary-main)', fontSize: 12 },
        '.quadrant-labels > div[data-chosen="true"]': {
          background: 'var(--mui-palette-background-paper)',
          outline: '2px solid var(--mui-palette-primary-main)',
        },
        '.maplibregl-ctrl-scale': {
          fontSize: '12px !important',
          background: 'rgba(var(--mui-palette-background-defaultChannel) / 0.7) !important',
          color: 'var(--mui-palette-text-secondary) !important',
          borderColor: 'var(--mui-palette-text-secondary) !important',
        },
      },
    },
  },
});
