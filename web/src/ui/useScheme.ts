import { useColorScheme } from '@mui/material/styles';

/** The mode that is shown, and a switch to the other one that is remembered. */
export function useScheme(): { mode: 'light' | 'dark'; toggle: () => void } {
  const { mode, systemMode, setMode } = useColorScheme();
  const shown = (mode === 'system' ? systemMode : mode) === 'dark' ? 'dark' : 'light';
  return { mode: shown, toggle: () => setMode(shown === 'dark' ? 'light' : 'dark') };
}
