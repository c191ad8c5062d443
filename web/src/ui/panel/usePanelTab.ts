import { useParameter } from '../address';
import { useStored } from '../useStored';

/**
 * The open tab of a page's panel, as the address says; null while it is closed. Where the address says nothing, a panel that stands beside the picture is as
 * it was the last time, and one that covers a narrow screen is closed.
 */
export function usePanelTab<T extends string>(
  tabs: readonly T[],
  narrow: boolean,
  storedAs: string,
  initial: T,
): [T | null, (tab: T | null) => void] {
  const [stored, store] = useStored<T | null>(storedAs, initial);
  const [told, tell] = useParameter('panel');
  const open = told === null ? (narrow ? null : stored) : (tabs.find((tab) => tab === told) ?? null);
  return [
    open,
    (tab) => {
      if (!narrow) store(tab);
      tell(tab ?? 'none');
    },
  ];
}
