import { Deck, OrthographicView, type Layer } from '@deck.gl/core';
import { LineLayer, PathLayer, SolidPolygonLayer } from '@deck.gl/layers';
import type { Field } from '../api/contacts';
import { FrameRhythm } from '../../../map/frameRhythm';
import { tellFrame } from '../debug';
import type { LiveContacts } from '../state/liveContacts';
import {
  fitted,
  inBox,
  moved,
  placeAt,
  symbolSize,
  unitOf,
  zoomed,
  type FieldCamera,
  type Size,
} from './camera';
import type { Box } from '../state/walkedArea';
import { PeopleArrangement, type PeopleColumns } from './peopleColumns';
import { PeopleLayer } from './peopleLayer';
import type { Kind } from './peopleShaders';

export interface FieldScene {
  field: Field;
  mode: 'light' | 'dark';
  /** Pictures instead of symbols; null while they are not wanted or not there yet. */
  pictures: TexImageSource | null;
  /** Circles around people, where they are not too many. */
  rings: boolean;
  chosen: string | null;
  /** The camera stays with the chosen person. */
  follow: boolean;
  /** People of the trace. */
  trace: ReadonlySet<string> | null;
  /** Where recorded people have walked; null for others. */
  walked: readonly Box[] | null;
}

const mostRings = 3000;
const leastRing = 4;

const colours = {
  light: {
    field: [255, 255, 255, 255],
    walked: [222, 236, 236, 255],
    grid: [226, 232, 236, 255],
    border: [138, 153, 163, 255],
  },
  dark: {
    field: [19, 29, 36, 255],
    walked: [32, 54, 60, 255],
    grid: [33, 46, 55, 255],
    border: [86, 105, 117, 255],
  },
} as const;

/** The field drawn with deck.gl. It draws when something has changed, and in a rhythm that the machine can keep while people walk. */
export class FieldDrawing {
  camera: FieldCamera = { x: 0, y: 0, zoom: 0 };
  size: Size = { width: 0, height: 0 };
  private readonly deck: Deck<OrthographicView>;
  private readonly arrangement = new PeopleArrangement();
  private readonly leave: () => void;
  private readonly observer: ResizeObserver;
  private scene: FieldScene | null = null;
  private columns: PeopleColumns | null = null;
  private arranged = '';
  private touched = false;
  private readonly rhythm = new FrameRhythm(
    (now) => {
      if (this.followed(now)) this.deck.setProps({ viewState: this.viewState() });
      for (const layer of this.layers) layer.setNeedsRedraw();
    },
    () => this.contacts.people.epoch + this.contacts.people.restAt * 1000,
  );
  private lastRender = 0;
  private began = 0;
  private layers: Layer[] = [];
  private ready = false;
  private disposed = false;

  constructor(
    private readonly holder: HTMLDivElement,
    private readonly contacts: LiveContacts,
    private readonly events: {
      ready(): void;
      failed(message: string): void;
    },
  ) {
    this.deck = new Deck<OrthographicView>({
      parent: holder,
      views: new OrthographicView({ id: 'field', flipY: false }),
      viewState: { target: [0, 0, 0], zoom: 0 },
      controller: false,
      layers: [],
      useDevicePixels: Math.min(2, window.devicePixelRatio),
      // The shaders smooth their own edges.
      deviceProps: { webgl: { antialias: false } } as never,
      getCursor: () => 'inherit',
      onBeforeRender: () => {
        this.began = performance.now();
      },
      onAfterRender: () => this.rendered(),
      onError: (error) => this.events.failed(error.message),
    });
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(holder);
    this.leave = contacts.onPicture(() => this.changed());
    this.resized();
  }

  show(scene: FieldScene): void {
    const before = this.scene?.field;
    this.scene = scene;
    if (before?.width !== scene.field.width || before.height !== scene.field.height) this.fit();
    else this.changed();
  }

  /** The whole field; it stays whole until the reader moves it. */
  fit(): void {
    this.touched = false;
    if (this.scene !== null) this.camera = fitted(this.scene.field, this.size, this.margin);
    this.changed();
  }

  zoom(by: number, left?: number, top?: number): void {
    if (this.scene === null) return;
    this.touched = true;
    this.camera = zoomed(this.camera, this.scene.field, this.size, by, left, top);
    this.changed();
  }

  move(right: number, up: number): void {
    if (this.scene === null) return;
    this.touched = true;
    this.camera = moved(this.camera, this.scene.field, right, up);
    this.changed();
  }

  goTo(x: number, y: number): void {
    this.touched = true;
    this.camera = { ...this.camera, x, y };
    this.changed();
  }

  place(left: number, top: number): [number, number] {
    return placeAt(this.camera, this.size, left, top);
  }

  /** Where a place of the field is in the window. */
  inWindow(x: number, y: number): [number, number] {
    const box = this.holder.getBoundingClientRect();
    const [left, top] = inBox(this.camera, this.size, x, y);
    return [box.left + left, box.top + top];
  }

  /** The person at a point of the box; null for none. */
  personAt(left: number, top: number, reachPixels = 14): string | null {
    const [x, y] = this.place(left, top);
    const { people } = this.contacts;
    const slot = people.nearest(x, y, reachPixels / unitOf(this.camera), performance.now());
    return slot === null ? null : people.ids[slot]!;
  }

  /** Something else is to be drawn. */
  changed(): void {
    if (this.disposed || this.scene === null || this.size.width === 0) return;
    this.layers = this.layersNow(this.scene);
    this.deck.setProps({ layers: this.layers, viewState: this.viewState() });
    this.rhythm.begin();
  }

  dispose(): void {
    this.disposed = true;
    this.rhythm.dispose();
    this.observer.disconnect();
    this.leave();
    this.deck.finalize();
  }

  private get margin(): number {
    return this.size.width < 500 ? 10 : 20;
  }

  private viewState() {
    return { target: [this.camera.x, this.camera.y, 0] as [number, number, number], zoom: this.camera.zoom };
  }

  private resized(): void {
    const { clientWidth: width, clientHeight: height } = this.holder;
    this.size = { width, height };
    if (this.touched) this.changed();
    else this.fit();
  }

  private layersNow(scene: FieldScene): Layer[] {
    const { field, mode, chosen, trace } = scene;
    const unit = unitOf(this.camera);
    const { people } = this.contacts;
    const key = [people.version, chosen, trace?.size].join();
    if (this.columns === null || key !== this.arranged) {
      this.columns = this.arrangement.arrange(people, chosen, trace);
      this.arranged = key;
    }
    const size = symbolSize(field, unit, people.count);
    const ringPixels = field.radius * unit;
    const layer = (kind: Kind, sizePixels: number) =>
      new PeopleLayer({
        id: `people-${kind}`,
        data: this.columns as never,
        kind,
        clock: this.clock,
        sizePixels,
        ringPixels,
        mode,
        pictures: kind === 'pictures' ? scene.pictures : null,
      } as never) as Layer;
    const rings = scene.rings && people.count <= mostRings && ringPixels >= leastRing;
    return [
      ...ground(field, mode, scene.walked),
      ...(rings ? [layer('rings', size)] : []),
      scene.pictures === null ? layer('symbols', size) : layer('pictures', Math.max(5, size * 1.5)),
    ];
  }

  /** Moves the camera to the followed person; false where it has not moved. */
  private followed(now: number): boolean {
    const { scene } = this;
    if (scene === null || !scene.follow || scene.chosen === null) return false;
    const slot = this.contacts.people.slotOf(scene.chosen);
    if (slot === undefined) return false;
    const [x, y] = this.contacts.people.position(slot, now);
    this.touched = true;
    this.camera = { ...this.camera, x, y };
    return true;
  }

  private rendered(): void {
    const now = performance.now();
    if (this.lastRender !== 0) tellFrame(now - this.lastRender, now - this.began);
    this.lastRender = now;
    if (this.ready || this.disposed || this.layers.length === 0 || this.contacts.pictureAt === null) return;
    this.ready = true;
    this.events.ready();
  }

  private readonly clock = (): number => (performance.now() - this.contacts.people.epoch) / 1000;
}

interface Ground {
  ring: [number, number][][];
  lines: [number, number, number, number][];
}

let lastGround: { key: string; data: Ground } | undefined;

/** The same object as long as the field is the same: layers with the same data cost nothing. */
function groundOf({ width, height }: Field): Ground {
  const key = `${width} ${height}`;
  if (lastGround?.key === key) return lastGround.data;
  const edge = Math.max(width, height) * 0.01;
  const step = roundStep(Math.max(width, height) / 10);
  const lines: Ground['lines'] = [];
  for (let x = step; x < width; x += step) lines.push([x, -edge, x, height + edge]);
  for (let y = step; y < height; y += step) lines.push([-edge, y, width + edge, y]);
  const ring: [number, number][] = [
    [-edge, -edge],
    [width + edge, -edge],
    [width + edge, height + edge],
    [-edge, height + edge],
    [-edge, -edge],
  ];
  lastGround = { key, data: { ring: [ring], lines } };
  return lastGround.data;
}

const none: readonly Box[] = [];

/** The field itself: its ground, lines at round distances, its border. */
function ground(field: Field, mode: 'light' | 'dark', walked: readonly Box[] | null): Layer[] {
  const { ring, lines } = groundOf(field);
  const colour = colours[mode];
  const updateTriggers = { getFillColor: mode, getColor: mode };
  return [
    new SolidPolygonLayer<[number, number][]>({
      id: 'ground',
      data: ring,
      getPolygon: (p) => p,
      getFillColor: [...colour.field],
      updateTriggers,
    }),
    new SolidPolygonLayer<Box>({
      id: 'walked',
      data: (walked ?? none) as Box[],
      getPolygon: ([left, bottom, right, top]) => [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ],
      getFillColor: [...colour.walked],
      updateTriggers,
    }),
    new LineLayer<[number, number, number, number]>({
      id: 'grid',
      data: lines,
      getSourcePosition: ([x, y]) => [x, y],
      getTargetPosition: ([, , x, y]) => [x, y],
      getColor: [...colour.grid],
      getWidth: 1,
      updateTriggers,
    }),
    new PathLayer<[number, number][]>({
      id: 'border',
      data: ring,
      getPath: (p) => p,
      getColor: [...colour.border],
      widthUnits: 'pixels',
      getWidth: 1.5,
      updateTriggers,
    }),
  ] as Layer[];
}

/** 1, 2 or 5 times a power of ten, not below the value. */
export function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-9, value)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= value * 0.999)!;
}
