import type { Map as MapLibre } from 'maplibre-gl';
import type { QuadrantFigures } from '../state/quadrants';
import { rate, some } from '../../../ui/format';

const most = 60;
const narrowest = 122;
const lowest = 40;
const edge = 4;
/** Width that the name and the rates of a quadrant take, pixels. */
const labelWidth = 150;

/**
 * Names and rates of the quadrants, above the heat and the vehicles. A label stands in its quadrant's north-west
 * corner, or where the view cuts the quadrant off; one without room is left out.
 */
export class QuadrantLabels {
  private readonly holder = document.createElement('div');
  private readonly labels = new Map<string, { root: HTMLElement; figures: HTMLElement }>();
  private quadrants: readonly QuadrantFigures[] = [];
  private chosen: string | null = null;
  private visible = true;
  private covered = { width: 0, height: 0 };
  private frame = 0;

  constructor(
    private readonly map: MapLibre,
    /** Room at the left that controls of the map take, pixels. */
    private readonly controls: { width: number; height: number },
  ) {
    this.holder.className = 'quadrant-labels';
    map.getContainer().append(this.holder);
    map.on('move', this.later);
    map.on('resize', this.later);
  }

  /** `covered` is the upper right corner of the map that other things lie over, pixels. */
  show(
    quadrants: readonly QuadrantFigures[],
    chosen: string | null,
    visible: boolean,
    covered: { width: number; height: number },
  ): void {
    this.quadrants = quadrants.slice(0, most);
    this.chosen = chosen;
    this.visible = visible;
    this.covered = covered;
    this.later();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.map.off('move', this.later);
    this.map.off('resize', this.later);
    this.holder.remove();
  }

  private readonly later = (): void => {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.place);
  };

  private readonly place = (): void => {
    this.frame = 0;
    this.holder.style.display = this.visible ? '' : 'none';
    if (!this.visible) return;
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const shown = new Set<string>();
    for (const quadrant of this.quadrants) {
      const [w, s, e, n] = quadrant.bounds;
      const corner = this.map.project([w, n]);
      const opposite = this.map.project([e, s]);
      const top = Math.max(0, corner.y) + edge;
      const beside = corner.x < this.controls.width && top < this.controls.height;
      const left = Math.max(beside ? this.controls.width : 0, corner.x) + edge;
      const right = top < this.covered.height ? width - this.covered.width : width;
      const room = Math.min(opposite.x, right) - left;
      if (room < narrowest || Math.min(opposite.y, height) - top < lowest) continue;
      shown.add(quadrant.quadkey);
      const label = this.labelOf(quadrant.quadkey);
      const { positionsPerSecond, vehicles } = quadrant;
      label.figures.textContent =
        room < labelWidth
          ? `${rate(positionsPerSecond)} /s`
          : `${rate(positionsPerSecond)} positions/s · ${some(vehicles, 'vehicle')}`;
      label.root.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      label.root.dataset.chosen = String(quadrant.quadkey === this.chosen);
    }
    for (const [quadkey, { root }] of this.labels) {
      if (shown.has(quadkey)) continue;
      root.remove();
      this.labels.delete(quadkey);
    }
  };

  private labelOf(quadkey: string) {
    let label = this.labels.get(quadkey);
    if (label === undefined) {
      const root = document.createElement('div');
      const name = document.createElement('b');
      const figures = document.createElement('span');
      name.textContent = quadkey;
      root.append(name, figures);
      this.holder.append(root);
      label = { root, figures };
      this.labels.set(quadkey, label);
    }
    return label;
  }
}
