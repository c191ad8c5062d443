import { color, Layer, project32, type DefaultProps, type LayerProps } from '@deck.gl/core';
import type { Texture } from '@luma.gl/core';
import { Geometry, Model } from '@luma.gl/engine';
import { looks } from '../state/look';
import { fragmentShader, kinds, peopleUniforms, vertexShader, type Kind } from './peopleShaders';
import type { PeopleColumns } from './peopleColumns';

export interface PeopleLayerOwnProps {
  /** The people; a new wrapper object means a new content. */
  data: PeopleColumns;
  kind: Kind;
  /** Seconds since the table's epoch, read at each drawing: people glide without new data. */
  clock: () => number;
  sizePixels: number;
  /** Radius of a contact, pixels. */
  ringPixels: number;
  mode: 'light' | 'dark';
  /** The pictures side by side, in the order of the states; null draws none. */
  pictures: TexImageSource | null;
}

const defaultProps: DefaultProps<PeopleLayerOwnProps> = {
  kind: 'symbols' as never,
  clock: { type: 'function', value: () => 0 } as never,
  sizePixels: 5,
  ringPixels: 10,
  mode: 'light',
  pictures: { type: 'object', value: null, compare: false, ignore: false } as never,
};

/** Draws people: their symbols, their pictures, or the circles around them. The graphics card moves each from its last place to its new one, so a frame costs one uniform, however many people there are. */
export class PeopleLayer extends Layer<PeopleLayerOwnProps & LayerProps> {
  static override layerName = 'PeopleLayer';
  static override defaultProps = defaultProps as never;
  declare state: { model?: Model; texture?: Texture; shown?: TexImageSource | null };

  override getShaders() {
    return super.getShaders({
      vs: vertexShader,
      fs: fragmentShader,
      modules: [project32, color, peopleUniforms],
    });
  }

  override initializeState(): void {
    this.getAttributeManager()!.addInstanced({
      instanceFrom: { size: 2, noAlloc: true },
      instanceTo: { size: 2, noAlloc: true },
      instanceGlides: { size: 2, noAlloc: true },
      instanceLooks: { size: 2, noAlloc: true },
    });
    this.setState({ model: this.createModel() });
  }

  override finalizeState(context: never): void {
    super.finalizeState(context);
    this.state.texture?.destroy();
  }

  override draw(): void {
    const { kind, clock, sizePixels, ringPixels, mode } = this.props;
    const dark = mode === 'dark';
    const texture = this.texture();
    if (kind === 'pictures' && this.props.pictures === null) return;
    const model = this.state.model!;
    model.setBindings({ pictures: texture });
    model.shaderInputs.setProps({
      people: {
        susceptible: rgb(looks.susceptible[mode]),
        exposed: rgb(looks.exposed[mode]),
        infected: rgb(looks.infected[mode]),
        immune: rgb(looks.immune[mode]),
        dead: rgb(looks.dead[mode]),
        outline: dark ? [0.05, 0.08, 0.1] : [1, 1, 1],
        chosen: dark ? [1, 1, 1] : [0.06, 0.09, 0.12],
        traced: rgb(dark ? '#b197fc' : '#7048a8'),
        now: clock(),
        kind: kinds[kind],
        sizePixels,
        ringPixels,
      },
    });
    model.draw(this.context.renderPass);
  }

  /** The pictures as a texture; one pixel where there are none, as the shader wants one. */
  private texture(): Texture {
    const { pictures } = this.props;
    if (this.state.texture !== undefined && this.state.shown === pictures) return this.state.texture;
    this.state.texture?.destroy();
    const { device } = this.context;
    const [width, height] = pictures === null ? [1, 1] : [sizeOf(pictures).width, sizeOf(pictures).height];
    const texture = device.createTexture({
      format: 'rgba8unorm',
      width,
      height,
      mipLevels: device.getMipLevelCount(width, height),
      sampler: { minFilter: 'linear', magFilter: 'linear', mipmapFilter: 'linear' },
    });
    if (pictures !== null) {
      texture.copyExternalImage({ image: pictures as never, width, height });
      texture.generateMipmapsWebGL();
    }
    this.state.texture = texture;
    this.state.shown = pictures;
    return texture;
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

const sizeOf = (image: TexImageSource) => image as unknown as { width: number; height: number };

function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
