import { color, Layer, project32, type DefaultProps, type LayerProps } from '@deck.gl/core';
import { Geometry, Model } from '@luma.gl/engine';
import { speedClasses, unknownSpeed } from '../state/speedClasses';
import type { VehicleTable } from '../state/vehicleTable';
import { fragmentShader, vertexShader, vehicleUniforms } from './vehicleShaders';

export interface VehicleLayerOwnProps {
  /** Columns of a VehicleTable by attribute name; a new wrapper object means a new content. */
  data: VehicleColumns;
  /** Seconds since the table's epoch, read at each drawing: vehicles glide without new data. */
  clock: () => number;
  /** The moment shown, seconds since the table's first report: what was reported long before it fades. */
  moment: () => number;
  sizePixels: number;
  mode: 'light' | 'dark';
}

export interface VehicleColumns {
  length: number;
  attributes: Record<string, { value: Float32Array | Float64Array; size: number }>;
}

/** The table as the layer takes it; the arrays are shared, not copied. */
export function vehicleColumns(table: VehicleTable): VehicleColumns {
  return {
    length: table.count,
    attributes: {
      instancePositions: { value: table.from, size: 2 },
      instanceTargets: { value: table.to, size: 2 },
      instanceGlides: { value: table.glide, size: 2 },
      instanceMotions: { value: table.motion, size: 2 },
      instanceReports: { value: table.reported, size: 1 },
      instanceShown: { value: table.shown, size: 1 },
    },
  };
}

const defaultProps: DefaultProps<VehicleLayerOwnProps> = {
  clock: { type: 'function', value: () => 0 } as never,
  moment: { type: 'function', value: () => 0 } as never,
  sizePixels: 12,
  mode: 'light',
};

/**
 * Draws vehicles as arrows in their heading, or dots where it is unknown, coloured by speed class. The graphics card
 * moves each from its last place to its new one, so a frame costs one uniform, however many vehicles there are.
 */
export class VehicleLayer extends Layer<VehicleLayerOwnProps & LayerProps> {
  static override layerName = 'VehicleLayer';
  static override defaultProps = defaultProps as never;
  declare state: { model?: Model };

  override getShaders() {
    return super.getShaders({
      vs: vertexShader,
      fs: fragmentShader,
      modules: [project32, color, vehicleUniforms],
    });
  }

  override initializeState(): void {
    this.getAttributeManager()!.addInstanced({
      instancePositions: { size: 2, type: 'float64', fp64: true, noAlloc: true },
      instanceTargets: { size: 2, type: 'float64', fp64: true, noAlloc: true },
      instanceGlides: { size: 2, noAlloc: true },
      instanceMotions: { size: 2, noAlloc: true },
      instanceReports: { size: 1, noAlloc: true },
      instanceShown: { size: 1, noAlloc: true },
    });
    this.setState({ model: this.createModel() });
  }

  override draw(): void {
    const { clock, moment, sizePixels, mode } = this.props;
    const [standing, slow, medium, brisk, fast] = speedClasses.map((c) => rgb(c[mode]));
    const model = this.state.model!;
    model.shaderInputs.setProps({
      vehicle: {
        standing,
        slow,
        medium,
        brisk,
        fast,
        unknown: rgb(unknownSpeed[mode]),
        outline: mode === 'dark' ? [0.04, 0.06, 0.09] : [1, 1, 1],
        now: clock(),
        moment: moment(),
        sizePixels,
      },
    });
    model.draw(this.context.renderPass);
  }

  private createModel(): Model {
    return new Model(this.context.device, {
      ...this.getShaders(),
      id: this.props.id,
      bufferLayout: this.getAttributeManager()!.getBufferLayouts(),
      geometry: new Geometry({
        topology: 'triangle-strip',
        attributes: { positions: { size: 2, value: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]) } },
      }),
      isInstanced: true,
    });
  }
}

function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
