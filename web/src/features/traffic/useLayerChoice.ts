import { useStored } from '../../ui/useStored';

export interface LayerChoice {
  heat: boolean;
  vehicles: boolean;
  quadrants: boolean;
  heatOpacity: number;
  heatRadius: number;
}

const first: LayerChoice = { heat: true, vehicles: true, quadrants: true, heatOpacity: 0.8, heatRadius: 14 };

export function useLayerChoice(): [LayerChoice, (choice: LayerChoice) => void] {
  const [stored, store] = useStored<Partial<LayerChoice>>('layers', first);
  return [{ ...first, ...stored }, store];
}
