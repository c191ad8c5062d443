import { useEffect } from 'react';
import { useParameter } from '../../ui/address';
import { useStored } from '../../ui/useStored';

export interface LayerChoice {
  heat: boolean;
  vehicles: boolean;
  quadrants: boolean;
  heatOpacity: number;
  heatRadius: number;
}

const first: LayerChoice = { heat: true, vehicles: true, quadrants: true, heatOpacity: 0.8, heatRadius: 14 };
const names = ['heat', 'vehicles', 'quadrants'] as const;

/** The layers that are drawn: as the address says, and where it says nothing as they were the last time. */
export function useLayerChoice(): [LayerChoice, (choice: LayerChoice) => void] {
  const [stored, store] = useStored<Partial<LayerChoice>>('layers', first);
  const [told, tell] = useParameter('layers');
  const choice = { ...first, ...stored, ...(told === null ? {} : parseLayers(told)) };
  const shown = formatLayers(choice);
  useEffect(() => tell(shown), [tell, shown]);
  return [
    choice,
    (next) => {
      store(next);
      tell(formatLayers(next));
    },
  ];
}

export function formatLayers(choice: LayerChoice): string {
  return names.filter((name) => choice[name]).join(',') || 'none';
}

export function parseLayers(text: string): Pick<LayerChoice, (typeof names)[number]> {
  const on = text.split(',');
  return {
    heat: on.includes('heat'),
    vehicles: on.includes('vehicles'),
    quadrants: on.includes('quadrants'),
  };
}
