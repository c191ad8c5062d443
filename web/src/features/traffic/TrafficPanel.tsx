import type { QuadrantFigures } from './state/quadrants';
import type { Quadrant, Settings } from './api/types';
import { SidePanel } from '../../ui/panel/SidePanel';
import { ComparisonPanel } from './panels/ComparisonPanel';
import { LayersPanel } from './panels/LayersPanel';
import { PhonePanel } from './panels/PhonePanel';
import { VehiclesPanel } from './panels/VehiclesPanel';
import { QuadrantsPanel } from './panels/QuadrantsPanel';
import type { ComparisonReading } from './useComparison';
import type { LayerChoice } from './useLayerChoice';

const names = {
  layers: 'Layers',
  vehicles: 'Vehicles',
  quadrants: 'Quadrants',
  compare: 'Compare',
  phone: 'Phone',
};

export type PanelTab = keyof typeof names;
export const panelTabs = Object.keys(names) as PanelTab[];

interface Props {
  tab: PanelTab | null;
  onTab: (tab: PanelTab | null) => void;
  narrow: boolean;
  choice: LayerChoice;
  onChoice: (choice: LayerChoice) => void;
  /** Of the moment shown: those of the past tell less. */
  quadrants: readonly (Quadrant | QuadrantFigures)[];
  chosenQuadrant: string | null;
  onQuadrant: (quadkey: string | null) => void;
  followed: string | null;
  onFollow: (vehicle: string | null) => void;
  reading: ComparisonReading;
  beside: boolean;
  onBeside: (beside: boolean) => void;
  settings: Settings | null;
}

/** The side panel of the traffic page. */
export function TrafficPanel(props: Props) {
  const { tab, onTab, narrow } = props;
  return (
    <SidePanel
      names={names}
      tab={tab}
      onTab={onTab}
      narrow={narrow}
      floating
      label="Panel of the traffic page"
    >
      {tab === 'layers' && <LayersPanel choice={props.choice} onChange={props.onChoice} />}
      {tab === 'vehicles' && (
        <VehiclesPanel
          quadrants={props.quadrants}
          quadrantZoom={props.settings?.quadrantZoom ?? 14}
          followed={props.followed}
          onFollow={props.onFollow}
        />
      )}
      {tab === 'quadrants' && (
        <QuadrantsPanel
          quadrants={props.quadrants}
          chosen={props.chosenQuadrant}
          onChoose={props.onQuadrant}
        />
      )}
      {tab === 'compare' && (
        <ComparisonPanel reading={props.reading} beside={props.beside} onBeside={props.onBeside} />
      )}
      {tab === 'phone' && <PhonePanel settings={props.settings} />}
    </SidePanel>
  );
}
