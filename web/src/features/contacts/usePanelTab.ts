import { useState } from 'react';
import { useParameter } from '../../ui/address';
import { useStored } from '../../ui/useStored';
import { panelTabs, type PanelTab } from './ContactsPanel';

/** The open tab of the panel; null while it is closed. Where there is room it is as the address says, or as it was the last time; on a narrow screen it covers the field and begins closed. */
export function usePanelTab(narrow: boolean): [PanelTab | null, (tab: PanelTab | null) => void] {
  const [stored, store] = useStored<PanelTab | null>('contacts.panel', 'runs');
  const [told, tell] = useParameter('panel');
  const [sheet, setSheet] = useState<PanelTab | null>(null);
  if (narrow) return [sheet, setSheet];
  const wide = told === null ? stored : (panelTabs.find((tab) => tab === told) ?? null);
  return [
    wide,
    (tab) => {
      store(tab);
      tell(tab ?? 'none');
    },
  ];
}
