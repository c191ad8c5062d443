import { speedClasses } from '../state/speedClasses';

const uniforms = /* glsl */ `\
layout(std140) uniform vehicleUniforms {
  vec3 standing;
  vec3 slow;
  vec3 medium;
  vec3 brisk;
  vec3 fast;
  vec3 unknown;
  vec3 outline;
  float now;
  float moment;
  float sizePixels;
} vehicle;
`;

export const vehicleUniforms = {
  name: 'vehicle',
  vs: uniforms,
  fs: uniforms,
  uniformTypes: {
    standing: 'vec3<f32>',
    slow: 'vec3<f32>',
    medium: 'vec3<f32>',
    brisk: 'vec3<f32>',
    fast: 'vec3<f32>',
    unknown: 'vec3<f32>',
    outline: 'vec3<f32>',
    now: 'f32',
    moment: 'f32',
    sizePixels: 'f32',
  },
} as const;

const bound = (i: number): string => speedClasses[i]!.from.toFixed(4);

export const vertexShader = /* glsl */ `\
#version 300 es
#define SHADER_NAME vehicle-layer-vertex-shader
in vec2 positions;
in vec2 instancePositions;
in vec2 instancePositions64Low;
in vec2 instanceTargets;
in vec2 instanceTargets64Low;
in vec2 instanceGlides;
in vec2 instanceMotions;
in float instanceReports;
in float instanceShown;
out vec2 vUnit;
out vec3 vColour;
out float vArrow;
out float vPresence;

void main(void) {
  float share = instanceGlides.y <= 0.0
    ? 1.0
    : clamp((vehicle.now - instanceGlides.x) / instanceGlides.y, 0.0, 1.0);
  // Both ends are projected and then mixed: mixing degrees would lose their low halves.
  vec4 start = project_position(vec4(instancePositions, 0.0, 1.0), vec3(instancePositions64Low, 0.0));
  vec4 end = project_position(vec4(instanceTargets, 0.0, 1.0), vec3(instanceTargets64Low, 0.0));
  geometry.worldPosition = vec3(instanceTargets, 0.0);
  geometry.position = mix(start, end, share);
  gl_Position = project_common_position_to_clipspace(geometry.position);

  float heading = instanceMotions.x;
  vArrow = heading > -999.0 ? 1.0 : 0.0;
  float turn = radians(vArrow * heading);
  vec2 corner = vec2(
    positions.x * cos(turn) + positions.y * sin(turn),
    -positions.x * sin(turn) + positions.y * cos(turn)
  );
  gl_Position.xy += project_pixel_size_to_clipspace(corner * vehicle.sizePixels);
  // Left out: beyond the far plane.
  if (instanceShown < 0.5) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  vUnit = positions;

  // A vehicle that has not reported for a minute is a shade of where it was.
  vPresence = 1.0 - 0.7 * smoothstep(20.0, 60.0, vehicle.moment - instanceReports);
  float speed = instanceMotions.y;
  vColour = speed < 0.0 ? vehicle.unknown
    : speed < ${bound(1)} ? vehicle.standing
    : speed < ${bound(2)} ? vehicle.slow
    : speed < ${bound(3)} ? vehicle.medium
    : speed < ${bound(4)} ? vehicle.brisk
    : vehicle.fast;
}
`;

export const fragmentShader = /* glsl */ `\
#version 300 es
#define SHADER_NAME vehicle-layer-fragment-shader
precision highp float;
in vec2 vUnit;
in vec3 vColour;
in float vArrow;
in float vPresence;
out vec4 fragColor;

// Signed distances to the two shapes, in units of half the sprite: negative inside.
float dart(vec2 p) {
  p.x = abs(p.x);
  float side = dot(p - vec2(0.0, 0.78), normalize(vec2(1.42, 0.56)));
  float notch = dot(p - vec2(0.0, -0.34), normalize(vec2(-0.3, -0.56)));
  return max(side, notch);
}

void main(void) {
  float distance = mix(length(vUnit) - 0.46, dart(vUnit), vArrow);
  float pixel = 1.0 / vehicle.sizePixels;
  float border = clamp(1.4 * pixel, 0.06, 0.3);
  float alpha = 1.0 - smoothstep(border - pixel * 0.6, border + pixel * 0.6, distance);
  if (alpha <= 0.01) discard;
  float inner = 1.0 - smoothstep(-pixel * 0.6, pixel * 0.6, distance);
  fragColor = vec4(mix(vehicle.outline, vColour, inner), alpha * vPresence * layer.opacity);
}
`;
